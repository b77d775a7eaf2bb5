import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { photograph, put } from '../fixtures/photographs.ts';
import { type NpmRun, npmRun } from './npm-run.ts';
import { eventually } from './running-site.ts';
import { copySample } from './sample-index.ts';

// `npm run dev` has unpublished stories, and diagnostics on the pages of their files. Next compiles each kind
// of page at its first request.

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-dev-'));
const content = path.join(folder, 'content');
let site: NpmRun;
const article = (title: string, keys = '', date = '2026-11-20') =>
  `---\ntitle: ${title}\nauthor: dario-quennell\ndate: ${date}\n${keys}---\n\nThe text of ${title}.\n`;

beforeAll(async () => {
  const photo = await photograph(300, 200);
  copySample(content);
  const at = (name: string) => path.join(content, 'articles', name);
  put(at('sketch.jpg'), photo);
  put(at('sketch.md'), article('Sketch', 'image: {src: sketch.jpg, alt: Ferries}\ndraft: true\n'));
  put(at('late.md'), article('Late', '', '2999-01-01T12:00:00Z'));
  put(at('broken.md'), article('Broken', 'drafft: 1\n"<img src=x onerror=alert(1)>": 2\n'));
  put(at('sound.md'), article('Sound'));
  put(path.join(content, 'public/fonts/own.woff2'), 'wOF2');
  put(path.join(content, 'public/tides.txt'), 'High water');
  site = await npmRun('dev', { CONTENT_DIR: content, DATELINE_CACHE: path.join(folder, 'cache') });
});
afterAll(() => {
  site?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function open(address: string) {
  const response = await fetch(site.origin + address, { headers: { accept: 'text/html' } });
  const html = await response.text();
  const { document } = new JSDOM(html).window;
  const overlay = document.getElementById('dateline-dev-overlay');
  const lists = [...(overlay?.querySelectorAll('h2') ?? [])].map(({ textContent, nextElementSibling }) => [
    textContent,
    [...(nextElementSibling?.children ?? [])].map((line) => line.textContent?.replace(/\s+/g, ' ').trim() ?? ''),
  ]);
  return {
    status: response.status,
    document,
    html,
    overlay,
    lists: Object.fromEntries(lists) as Record<string, string[]>,
  };
}

test('a draft is at its URL, labelled, with its images', async () => {
  const { status, document } = await open('/articles/sketch');
  expect([status, document.querySelector('h1')?.textContent]).toEqual([200, 'Sketch']);
  expect(document.querySelector('.preview-bar')?.textContent).toBe('Preview, not for publication: a draft.');
  const image = document.querySelector('.story__image img')?.getAttribute('src') ?? '';
  expect((await fetch(site.origin + image)).status).toBe(200);
});

test('files under public/ of the publication are served, fonts of a theme among them', async () => {
  const font = await fetch(`${site.origin}/fonts/own.woff2?4f3a`);
  expect([font.status, font.headers.get('content-type')]).toEqual([200, 'font/woff2']);
  expect(await (await fetch(`${site.origin}/tides.txt`)).text()).toBe('High water');
  expect((await fetch(`${site.origin}/fonts/none.woff2`)).status).toBe(404);
});

test('an embargoed story is at its URL, labelled with its time', async () => {
  const { document } = await open('/articles/late');
  expect(document.querySelector('.preview-bar')?.textContent).toContain(
    'embargoed until January 1, 2999 at 7:00 am EST',
  );
});

test('a page lists the diagnostics of other files, and unpublished stories', async () => {
  const { document, overlay, lists } = await open('/articles/sound');
  expect(document.querySelector('.preview-bar')).toBeNull();
  expect(overlay?.querySelector('details')?.hasAttribute('open')).toBe(false);
  expect(lists['This page']).toBeUndefined();
  expect(lists['Other files']?.filter((line) => line.includes('articles/broken.md'))).toHaveLength(2);
  expect(lists['Not published']).toEqual([
    'Late, embargoed until January 1, 2999 at 7:00 am EST content/articles/late.md',
    'Sketch, draft content/articles/sketch.md',
  ]);
  expect(overlay?.querySelector('a[href="/articles/sketch"]')?.textContent).toBe('Sketch');
});

test('a file without a valid version has its diagnostics on its 404 page', async () => {
  const { status, overlay, lists } = await open('/articles/broken');
  expect(status).toBe(404);
  expect(overlay?.querySelector('details')?.hasAttribute('open')).toBe(true);
  expect(lists['This page']?.[0]).toBe(
    'content/articles/broken.md:5:1 error key-unknown: “drafft” is not a key of an article. Did you mean “draft”?',
  );
  expect(overlay?.querySelector('img')).toBeNull();
});

test('no list has unpublished stories', async () => {
  const { document } = await open('/');
  expect(document.querySelector('main')?.innerHTML).not.toMatch(/Sketch|\/articles\/late/);
});

test('an open page is notified of a change that readers cannot see', async () => {
  const ended = new AbortController();
  const changes = await fetch(`${site.origin}/_dateline/changes`, { signal: ended.signal });
  let heard = '';
  void (async () => {
    for await (const chunk of changes.body ?? []) heard += Buffer.from(chunk as Uint8Array);
  })().catch(() => {});
  const hear = () =>
    eventually(
      async () => heard.match(/data: changed/g)?.length ?? 0,
      (times) => times > 0,
      10_000,
    );
  put(path.join(content, 'articles/sketch.md'), article('Sketch, once more', 'draft: true\n'));
  expect(await hear()).toBeGreaterThan(0);
  expect((await open('/articles/sketch')).document.querySelector('h1')?.textContent).toBe('Sketch, once more');
  heard = '';
  rmSync(path.join(content, 'articles/broken.md'));
  expect(await hear()).toBeGreaterThan(0);
  expect((await open('/articles/sound')).lists['Other files']?.join() ?? '').not.toContain('broken.md');
  ended.abort();
});

test('a theme is on the page as soon as it is saved, after the tokens of the frame', async () => {
  const plain = readFileSync(path.join(content, 'publication.yaml'), 'utf8');
  put(path.join(content, 'publication.yaml'), `${plain}theme: {colours: {accent: "#0b5d4b"}}\n`);
  const { document } = await eventually(
    () => open('/articles/sound'),
    ({ html }) => html.includes('--accent:#0b5d4b'),
  );
  const sheets = [...document.querySelectorAll('link[rel=stylesheet], style')];
  const theme = sheets.findIndex(({ textContent }) => textContent?.includes('--accent:#0b5d4b'));
  // Sheets of single pages may follow: they have no tokens.
  expect(theme).toBeGreaterThan(sheets.findIndex(({ localName }) => localName === 'link'));
  put(path.join(content, 'publication.yaml'), plain);
});

// Last: it ends the site.
test('npm run dev ends everything with 0 on SIGTERM', async () => {
  expect.hasAssertions();
  await site.expectEndOn('SIGTERM', 'npm alone');
});
