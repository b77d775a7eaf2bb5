import { hash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { NGINX, needs, type RawAnswer, type RunningServer, rawGet, startNginx } from '../fixtures/web-servers.ts';
import { end, eventually, launch } from './running-site.ts';
import { AFTER_SAMPLE, copySample, copySampleIndex } from './sample-index.ts';

// The sample edition as files, compared with the site that all tests share.

const live = inject('sharedSite');
const root = mkdtempSync(path.join(tmpdir(), 'dateline-export-'));
const out = path.join(root, 'out');
const content = path.join(root, 'content');
const cache = path.join(root, 'cache');

const environment = (now = AFTER_SAMPLE) => ({
  ...process.env,
  TEST_CLOCK: String(now),
  CONTENT_DIR: content,
  DATELINE_CACHE: cache,
});

/** Exports the content, and returns the exit code with the output. */
async function runExport(options: readonly string[], now?: number): Promise<{ code: number | null; log: string }> {
  const { child, log } = launch(['tests/site/export-with-clock.ts', `--out=${out}`, ...options], environment(now));
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  return { code, log: log() };
}

beforeAll(async () => {
  copySample(content);
  copySampleIndex(content, cache);
  const { code, log } = await runExport(['--images=none']);
  expect(code, log).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The files of the export, without its own and without compressed copies. */
function files(): string[] {
  return globSync('**', { cwd: out, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
    .filter(
      (name) => !/^\.(?:dateline|assetsignore)/.test(name) && !/^_(?:headers|redirects)$|\.(?:br|gz)$/.test(name),
    );
}

/** The address on the site of a file. */
function addressOf(file: string): string {
  const name = file.replace(/^index\.html$/, '').replace(/\.html$/, '');
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}

const isPage = (file: string) => file.endsWith('.html') && !/(?:^|\/)4(?:04|10)\.html$/.test(file);

/** A page without what an export leaves out or adds, and without its style, which has only what the page uses. */
function comparable(html: string): string {
  return html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<link rel="search"[^>]*>/, '')
    .replace(/<link rel="alternate" type="application\/json\+oembed"[^>]*>/, '')
    .replace(/<search>.*?<\/search>/s, '')
    .replace(/<p class="masthead__today">.*?<\/p>/s, '')
    .replace(/ <a href="[^"]*\/search\?[^"]*">[^<]*<\/a>(?=<\/p>)/, '');
}

test('every page of the site that a link or a sitemap names is a file', async () => {
  const found = new Set(files().filter(isPage).map(addressOf));
  const sitemaps = files().filter((file) => /sitemaps\/.*\.xml$/.test(file));
  const listed = sitemaps.flatMap((file) =>
    [...readFileSync(path.join(out, file), 'utf8').matchAll(/<loc>([^<]*)<\/loc>/g)].map(
      ([, url = '']) => new URL(url).pathname,
    ),
  );
  const links = files()
    .filter((file) => file.endsWith('.html'))
    .flatMap((file) => [...readFileSync(path.join(out, file), 'utf8').matchAll(/ href="(\/[^"#?]*)/g)])
    .map(([, path = '']) => path);
  const others = new Set(files().map((file) => `/${file.split('/').map(encodeURIComponent).join('/')}`));
  const missing = [...new Set([...listed, ...links])].filter((path) => !found.has(path) && !others.has(path));
  expect(listed.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});

test('pages differ from those of the site by what static files cannot answer, and by nothing else', async () => {
  const pages = files().filter(isPage);
  expect(pages.length).toBeGreaterThan(150);
  for (const file of pages) {
    const exported = readFileSync(path.join(out, file), 'utf8');
    expect(exported, file).not.toMatch(/\/search\b|oembed|masthead__today/);
    const answer = await rawGet(live + addressOf(file));
    expect(answer.status, file).toBe(200);
    expect(comparable(exported), file).toBe(comparable(answer.body.toString()));
  }
});

test('each page allows its own style, and forbids everything that the site forbids', async () => {
  for (const file of files().filter((file) => file.endsWith('.html'))) {
    const html = readFileSync(path.join(out, file), 'utf8');
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    const [, policy = ''] =
      /^<!DOCTYPE html><html[^>]*><head><meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
    expect(policy, file).toContain(
      `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; img-src 'self'`,
    );
  }
});

/** A feed of several pages as an export has it: with one page. */
function withOnePage(feed: string): string {
  return feed
    .replace(/<((?:atom:)?link) rel="(?:first|next)"[^>]*><\/\1>/g, '')
    .replace(/"next_url": ?"[^"]*",?\s*/, '');
}

test('documents are the same byte by byte, apart from the next page of feeds', async () => {
  const documents = files().filter((file) => !file.endsWith('.html') && !file.endsWith('llms.txt'));
  expect(documents.length).toBeGreaterThan(200);
  for (const file of documents) {
    const { status, body } = await rawGet(live + addressOf(file));
    expect(status, file).toBe(200);
    const isFeed = /feed\.(?:xml|atom|json)$/.test(file);
    const expected = isFeed ? Buffer.from(withOnePage(body.toString())) : body;
    expect(expected.equals(readFileSync(path.join(out, file))), file).toBe(true);
  }
});

test('texts have compressed copies with the same content', () => {
  for (const file of files().filter((file) => /\.(?:html|xml|atom|json|md|txt|svg|css|webmanifest)$/.test(file))) {
    const bytes = readFileSync(path.join(out, file));
    expect(brotliDecompressSync(readFileSync(path.join(out, `${file}.br`))).equals(bytes), file).toBe(true);
    expect(gunzipSync(readFileSync(path.join(out, `${file}.gz`))).equals(bytes), file).toBe(true);
  }
});

describe.skipIf(NGINX === null)(`${needs('nginx', NGINX)} on the export`, () => {
  let nginx: RunningServer;
  beforeAll(async () => {
    nginx = await startNginx(out, path.join(out, '.dateline/nginx.conf'));
  });
  afterAll(() => nginx?.stop());

  /** Headers of the connection, and those by which each server recognises its own bytes. */
  const OWN =
    /^(?:connection|keep-alive|date|server|etag|last-modified|content-length|content-encoding|transfer-encoding|accept-ranges)$/;
  const headersOf = ({ headers }: RawAnswer) =>
    Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => !OWN.test(name))
        .map(([name, value]) => {
          // A header for all pages cannot name the style of each: the page does that itself.
          if (name === 'content-security-policy')
            return [name, value.replace(/style-src 'sha256-[^']*'/, "style-src 'unsafe-inline'")];
          // A file is the same for readers who save data.
          return [name, name === 'vary' ? value.replace(', Save-Data', '') : value];
        }),
    );

  test('answers as the site does: bytes, types and headers', async () => {
    for (const file of files().filter((file) => isPage(file) || !file.endsWith('.html'))) {
      const url = addressOf(file);
      const [mine, theirs] = await Promise.all([rawGet(nginx.origin + url), rawGet(live + url)]);
      expect(mine.status, url).toBe(200);
      expect(mine.body.equals(readFileSync(path.join(out, file))), url).toBe(true);
      expect(headersOf(mine), url).toEqual(headersOf(theirs));
    }
  });

  test('sends the compressed copies', async () => {
    const { headers, body } = await rawGet(`${nginx.origin}/`, { 'Accept-Encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).equals(readFileSync(path.join(out, 'index.html')))).toBe(true);
  });

  test('redirects, and says what it does not have, as the site does', async () => {
    for (const url of ['/feed', '/es/rss.xml', '/about/', '/feed/atom?x=1']) {
      const [mine, theirs] = await Promise.all([rawGet(nginx.origin + url), rawGet(live + url)]);
      expect([mine.status, mine.headers.location], url).toEqual([theirs.status, theirs.headers.location]);
    }
    for (const url of ['/nothing', '/es/nada', '/articles/nothing', '/media/00000000000000000000/96.jpg', '/search']) {
      const mine = await rawGet(nginx.origin + url);
      const theirs = await rawGet(live + (url === '/search' ? '/nothing' : url));
      expect(mine.status, url).toBe(404);
      expect(comparable(mine.body.toString()), url).toBe(comparable(theirs.body.toString()));
      if (url !== '/media/00000000000000000000/96.jpg') expect(headersOf(mine), url).toEqual(headersOf(theirs));
    }
  });
});

test('a second export renders and writes nothing', async () => {
  const { code, log } = await runExport(['--images=none']);
  expect(code, log).toBe(0);
  expect(log).toMatch(/Exported: \d+ files, 0 pages rendered, 0 files written, 0 deleted/);
});

test('a day later it renders only what depends on the date', async () => {
  const { code, log } = await runExport(['--images=none'], AFTER_SAMPLE + 86_400_000);
  expect(code, log).toBe(0);
  const [, rendered] = /, (\d+) pages rendered/.exec(log) ?? [];
  expect(Number(rendered), log).toBeLessThan(20);
  expect((await runExport(['--images=none'])).code).toBe(0); // back to the day of the other tests
});

test('--watch exports what changes, until it is stopped', async () => {
  const { child, ready, log } = launch(
    ['tests/site/export-with-clock.ts', `--out=${out}`, '--images=none', '--watch'],
    environment(),
  );
  try {
    await ready(/^Content: \d+ files/m);
    const story =
      '---\ntitle: Ferries are back\nauthor: tobias-wrenfield\ndate: 2026-11-20\ntags: [Transport]\n---\n\nText.\n';
    writeFileSync(path.join(content, 'articles/2026/11/ferries-are-back.md'), story);
    const read = async (file: string) =>
      existsSync(path.join(out, file)) ? readFileSync(path.join(out, file), 'utf8') : '';
    expect(await eventually(() => read('articles/ferries-are-back.html'), Boolean), log()).toContain(
      'Ferries are back',
    );
    const archive = await eventually(
      () => read('2026/11.html'),
      (html) => html.includes('/articles/ferries-are-back'),
    );
    expect(archive).toContain('/articles/ferries-are-back');
  } finally {
    expect(await end(child), log()).toBe(0);
  }
});
