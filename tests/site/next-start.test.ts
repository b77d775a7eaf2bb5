import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFolder } from '#lib/render/build.ts';
import { previewPath } from '#lib/routes/preview-link.ts';
import { shareImagePath } from '#lib/routes/share-image.ts';
import { photograph, put, SECRETS } from '../fixtures/photographs.ts';
import { end, eventually, launch, open, project, type Site, startSite } from './running-site.ts';
import { copySampleIndex } from './sample-index.ts';
import { examplePath, WITH_STYLEGUIDE } from './styleguide.ts';

let site: Site;
let plain: ReturnType<typeof launch>;
let origin: string;
const SECRET = WITH_STYLEGUIDE.PREVIEW_SECRET;
const cache = mkdtempSync(path.join(tmpdir(), 'dateline-plain-'));

beforeAll(async () => {
  const photo = await photograph(1000, 600);
  site = await startSite({
    env: WITH_STYLEGUIDE,
    arrange(content) {
      put(path.join(content, 'articles/wave.jpg'), photo);
      put(
        path.join(content, 'articles/wave.md'),
        '---\ntitle: Wave\nauthor: dario-quennell\ndate: 2026-11-22\nimage: {src: wave.jpg, alt: A wave}\n---\n\n![Again](wave.jpg "Once more.")\n',
      );
      // As short as a language code.
      put(path.join(content, 'pages/faq.md'), '---\ntitle: Questions\n---\n\nAsk us.\n');
      put(
        path.join(content, 'articles/sketch.md'),
        '---\ntitle: Sketch\nauthor: dario-quennell\ndate: 2026-11-22\ndraft: true\n---\n\nWords.\n',
      );
    },
  });
  copySampleIndex(site.content, cache);
  plain = launch(['node_modules/next/dist/bin/next', 'start', '--port', '0'], {
    ...process.env,
    NODE_ENV: 'production',
    DATELINE_BUILD: buildFolder(project),
    PREVIEW_SECRET: SECRET,
    CONTENT_DIR: site.content,
    DATELINE_CACHE: cache,
  });
  const [, address = ''] = await plain.ready(/Local:\s+(http:\S+)[\s\S]*Ready/);
  origin = address;
});
afterAll(async () => {
  await Promise.all([site.stop(), end(plain.child)]);
  rmSync(cache, { recursive: true, force: true });
});

/** Requests a page. Returns its status, its title, and its `main` element without scripts and comments. */
async function mainOf(url: string) {
  const { status, document } = await open(url);
  for (const script of document.querySelectorAll('script')) script.remove();
  const main = document.querySelector('main')?.innerHTML.replaceAll(/<!--.*?-->/g, '');
  return { status, title: document.title, main };
}

test.each([
  '/',
  '/articles/new-alliance-cultural-ip-china',
  '/articles/wave',
  '/authors/dario-quennell',
  '/tags/science',
  '/tags',
  '/authors',
  '/about',
  '/page/2',
  '/faq',
  '/2026/11',
  '/search?q=ferry',
  '/ar',
  '/zh/articles/eelgrass-returns',
  '/zh/2026/11',
  '/es/about',
  examplePath(null),
  examplePath('story-opinion'),
])('plain `next start` makes the same page of %s', async (url) => {
  // Images that a sync left pending are on a page a moment later.
  const [ours, theirs] = await eventually(
    () => Promise.all([mainOf(site.origin + url), mainOf(origin + url)]),
    ([one, other]) => one.main === other.main,
  );
  expect(theirs.status).toBe(200);
  expect(theirs).toEqual(ours);
});

test.each([
  '/feed.xml',
  '/tags/science/feed.atom',
  '/authors/dario-quennell/feed.json',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/news-sitemap.xml',
  '/articles/wave.md',
  '/robots.txt',
  '/llms.txt',
  '/manifest.webmanifest',
  '/feed.css',
  '/oembed?url=https%3A%2F%2Fdateline.example%2Farticles%2Fwave&format=xml',
])('plain `next start` makes the same document of %s', async (url) => {
  const [ours, theirs] = await Promise.all([site.origin, origin].map((base) => fetch(base + url)));
  expect(theirs?.status).toBe(200);
  expect(theirs?.headers.get('content-type')).toBe(ours?.headers.get('content-type'));
  expect(await theirs?.text()).toBe(await ours?.text());
});

test('an article with related stories has nothing of the 404 page', async () => {
  const [home, article, missing] = await Promise.all(
    ['/', '/articles/town-that-moved-uphill', '/nothing/here/at/all'].map((url) => open(origin + url)),
  );
  const newest = home?.document.querySelector('.home-page__seconds h2 a')?.getAttribute('href') ?? 'none';
  expect([missing?.status, missing?.document.querySelector('h1')?.textContent]).toEqual([404, 'Page not found']);
  expect(missing?.html.includes(`href="${newest}"`)).toBe(true);
  // If every article rendered it, each would query the newest stories and change with them.
  expect(article?.html.includes(newest)).toBe(false);
});

test('an article that does not exist is not found', async () => {
  const { status, html } = await open(`${origin}/articles/nothing-here`);
  expect(status).toBe(404);
  expect(html).toContain('The address may be mistyped, or the page may have moved.');
});

test('plain `next start` sends a draft by its preview link only', async () => {
  const claim = { file: 'content/articles/sketch.md', branch: null, expires: Date.now() + 60_000 };
  const address = origin + previewPath(claim, SECRET);
  const { status, document } = await open(address);
  expect([status, document.querySelector('h1')?.textContent]).toEqual([200, 'Sketch']);
  expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex, nofollow');
  expect((await fetch(address)).headers.get('cache-control')).toContain('no-store');
  const over = await open(origin + previewPath({ ...claim, expires: Date.now() - 1 }, SECRET));
  expect(over.document.querySelector('h1')?.textContent).toBe('This link has expired');
  for (const none of [
    `${address}A`,
    `${address}/styleguide`,
    `${origin}/_dateline/styleguide`,
    `${origin}/_dateline/styleguide/tokens`,
    origin + previewPath(claim, 'another secret, as long'),
    `${origin}/articles/sketch`,
  ]) {
    const { status, html } = await open(none);
    expect([status, html.includes('Sketch')], none).toEqual([404, false]);
  }
});

test('plain `next start` sends the same images, and no originals', async () => {
  const { html } = await open(`${origin}/articles/wave`);
  const [file = ''] = /\/media\/\w+\/480\.avif/.exec(html) ?? [];
  const [ours, theirs] = await Promise.all([fetch(site.origin + file), fetch(origin + file)]);
  expect([theirs.status, theirs.headers.get('content-type')]).toEqual([200, 'image/avif']);
  for (const header of ['cache-control', 'etag', 'content-security-policy', 'x-content-type-options']) {
    expect(theirs.headers.get(header), header).toBe(ours.headers.get(header));
  }
  const bytes = Buffer.from(await theirs.arrayBuffer());
  expect(bytes.equals(Buffer.from(await ours.arrayBuffer()))).toBe(true);
  expect(SECRETS.filter((secret) => bytes.includes(secret))).toEqual([]);

  expect((await fetch(origin + file.replace('480', '481'))).status).toBe(404);
  const screenshot = '/screenshots/sample-edition.png';
  const sent = Buffer.from(await (await fetch(origin + screenshot)).arrayBuffer());
  expect(sent.equals(readFileSync(path.join(project, 'public', screenshot)))).toBe(false);
  expect(sent.equals(Buffer.from(await (await fetch(site.origin + screenshot)).arrayBuffer()))).toBe(true);
  expect((await fetch(origin + screenshot.replace('png', 'PNG'))).status).toBe(404);
  expect((await fetch(`${origin}/icon.svg`)).headers.get('content-type')).toBe('image/svg+xml');
});

test('plain `next start` makes the same share image, and none of a draft', async () => {
  const address = shareImagePath({ edition: '', slug: 'new-alliance-cultural-ip-china' });
  const [ours, theirs] = await Promise.all([fetch(site.origin + address), fetch(origin + address)]);
  expect([theirs.status, theirs.headers.get('etag')]).toEqual([200, ours.headers.get('etag')]);
  expect(Buffer.from(await theirs.arrayBuffer()).equals(Buffer.from(await ours.arrayBuffer()))).toBe(true);
  expect((await fetch(origin + shareImagePath({ edition: '', slug: 'sketch' }))).status).toBe(404);
});

test('the build holds no content', () => {
  const traced = globSync(`${buildFolder(project)}/**/*.nft.json`, { cwd: project }).flatMap(
    (file) => (JSON.parse(readFileSync(path.join(project, file), 'utf8')) as { files: string[] }).files,
  );
  expect(traced.length).toBeGreaterThan(0);
  expect(traced.filter((file) => /^(?:\.\.\/)*(?:content|tests)\//.test(file))).toEqual([]);
  const built = globSync(`${buildFolder(project)}/server/**/*.{js,html,rsc}`, { cwd: project });
  const withContent = built.filter((file) => readFileSync(path.join(project, file), 'utf8').includes('Eddering'));
  expect(withContent).toEqual([]);
});
