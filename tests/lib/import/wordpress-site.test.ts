import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openWordPress } from '#lib/import/systems/wordpress.ts';
import { fetchWordPress } from '#lib/import/systems/wordpress-site.ts';
import { runHere } from '../cli/command-line.ts';
import { Edition, PUBLICATION } from '../cli/edition.ts';
import { readArchive } from './read-archive.ts';

// A site of WordPress by its address: https://developer.wordpress.org/rest-api/reference/

const EXPORT = path.resolve(import.meta.dirname, '../../fixtures/import/wordpress.xml');

let server: Server;
let site: string;
const requested: string[] = [];
/** Answers in place of the usual ones, by the beginnings of paths. */
const others = new Map<string, (response: ServerResponse) => void>();

const html = (rendered: string) => ({ rendered });
/** More than one answer of the API has. */
const POSTS = 105;
let posts = POSTS;

function post(id: number): object {
  return {
    id,
    date: '2019-03-15T19:30:00',
    date_gmt: '2019-03-15T18:30:00',
    modified: '2019-03-16T19:30:00',
    modified_gmt: '2019-03-16T18:30:00',
    slug: `story-${id}`,
    link: `${site}/2019/03/story-${id}/`,
    title: html(`Story &#8220;${id}&#8221;`),
    content: html(
      `<p>Text [1]\nof <a href="${site}/2019/03/story-2/">the second</a>.<sup data-fn="a" class="fn"><a id="a-link" href="#a">1</a></sup></p>` +
        `<img class="wp-image-7" src="${site}/quay.jpg" alt="">` +
        '<ol class="wp-block-footnotes"><li id="a">A note. <a href="#a-link">↩︎</a></li></ol>',
    ),
    excerpt: html(id === 1 ? '<p>What an editor wrote.</p>' : '<p>Text of the second [&hellip;]</p>'),
    author: 3,
    featured_media: id === 1 ? 7 : 0,
    categories: [5],
    tags: [9],
  };
}

const LISTS: Readonly<Record<string, () => object[]>> = {
  categories: () => [
    { id: 4, name: 'Harbour &amp; Docks', slug: 'harbour', description: 'All about the quay.', parent: 0 },
    { id: 5, name: 'Tides', slug: 'tides', description: '', parent: 4 },
  ],
  tags: () => [{ id: 9, name: 'Eels', slug: 'eels', description: '' }],
  users: () => [{ id: 3, name: 'Orla Fenwick', slug: 'orla', description: 'Writes about eels.' }],
  media: () => [
    { id: 7, source_url: `${site}/quay.jpg`, alt_text: 'A quay', caption: html('<p>At noon.</p>'), post: 1 },
  ],
  pages: () => [{ ...post(200), slug: 'about', link: `${site}/about/`, author: 0, yoast_head_json: { author: 'Ida' } }],
  posts: () => [
    ...Array.from({ length: posts }, (_, index) => post(index + 1)),
    { ...post(posts + 1), content: { rendered: '', protected: true } },
  ],
};

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    requested.push(url);
    const { pathname, searchParams } = new URL(url, 'http://x.example');
    const other = [...others].find(([start]) => pathname.startsWith(start));
    if (other) return other[1](response);
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    const route = searchParams.get('rest_route') ?? pathname.replace(/^\/wp-json/, '');
    const isApi = searchParams.has('rest_route') || pathname.startsWith('/wp-json');
    if (isApi && route === '/') return json({ name: 'Lantern', home: site, namespaces: ['oembed/1.0', 'wp/v2'] });
    const list = LISTS[/^\/wp\/v2\/(\w+)$/.exec(route)?.[1] ?? '']?.();
    if (isApi && list) {
      const from = (Number(searchParams.get('page')) - 1) * 100;
      response.setHeader('x-wp-totalpages', String(Math.ceil(list.length / 100)));
      return json(list.slice(from, from + 100));
    }
    if (pathname === '/export') return response.setHeader('content-type', 'text/xml').end(readFileSync(EXPORT));
    if (pathname === '/plain') response.setHeader('link', `<${site}/?rest_route=/>; rel="https://api.w.org/"`);
    if (pathname === '/' || pathname === '/plain')
      return response.setHeader('content-type', 'text/html').end('<p>Lantern');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let temporary: string;
beforeEach(() => {
  others.clear();
  posts = POSTS;
  requested.length = 0;
  temporary = mkdtempSync(path.join(tmpdir(), 'dateline-site-'));
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(temporary, { recursive: true, force: true });
  });
});

test('a site has the stories, pages, authors and tags of its API, and the old addresses of an export', async () => {
  const fetched: number[] = [];
  const archive = await openWordPress([`${site}/`], (rows) => fetched.push(rows));
  const { stories, authors, tags, leftOut, story } = await readArchive(archive);
  expect(archive.origin).toBe(site);
  expect(stories).toHaveLength(POSTS + 1);
  expect(fetched.at(-1)).toBe(POSTS + 1 + 1 + 1 + 1 + 1 + 2);
  const first = story('post 1');
  expect(first).toMatchObject({
    kind: 'story',
    slug: 'story-1',
    base: '/2019/03/story-1/',
    date: '2019-03-15T18:30:00Z',
    updated: '2019-03-16T18:30:00Z',
    authors: ['orla'],
    section: 'Tides',
    tags: ['Tides', 'Eels'],
    standfirst: '<p>What an editor wrote.</p>',
    image: { src: `${site}/quay.jpg`, alt: 'A quay', caption: '<p>At noon.</p>' },
    draft: false,
    oldAddresses: ['/2019/03/story-1/', '/?p=1'],
  });
  // Its text is as the site sent it: no paragraphs and shortcodes are made of it.
  expect(first.text.text).toContain('<p>Text [1]\nof <a');
  expect(first.text.text).toContain('alt="A quay"');
  expect(story('post 2').standfirst).toBeNull();
  expect(story('page 200')).toMatchObject({
    kind: 'page',
    authors: ['Ida'],
    oldAddresses: ['/about/', '/?page_id=200'],
  });
  expect(authors).toMatchObject([
    {
      id: 'orla',
      name: 'Orla Fenwick',
      biography: { text: 'Writes about eels.' },
      oldAddresses: ['/author/orla/', '/?author=3'],
    },
  ]);
  expect(tags.map(({ name, oldAddresses }) => [name, ...oldAddresses])).toEqual([
    ['Harbour & Docks', '/category/harbour/', '/?cat=4'],
    ['Tides', '/category/harbour/tides/', '/?cat=5'],
    ['Eels', '/tag/eels/', '/?tag=eels'],
  ]);
  expect(leftOut.map(({ source, what }) => `${source}: ${what}`)).toEqual([
    `${site}: drafts, scheduled, private and other posts that a site does not show: an export has them`,
    `post ${POSTS + 1}: post with a password`,
  ]);
  const answers = requested.length;
  expect((await readArchive(archive)).stories).toHaveLength(POSTS + 1);
  expect(requested).toHaveLength(answers);
  await archive.close();
  expect(readdirSync(temporary)).toEqual([]);
});

test('a site is imported without an error, and another run changes nothing', async () => {
  posts = 3;
  const edition = new Edition({ 'content/publication.yaml': PUBLICATION });
  onTestFinished(() => edition.remove());
  const { content } = edition.routes.folders;
  const run = () =>
    runHere(['import', 'wordpress', site], {
      CONTENT_DIR: content,
      DATELINE_CACHE: path.join(edition.folder, 'cache'),
      GITHUB_ACTIONS: '',
    });
  const { status, stdout } = await run();
  expect([status, stdout]).toEqual([0, expect.stringContaining('Imported: 3 stories, 1 page, ')]);
  const text = readFileSync(path.join(content, 'articles/2019/03/story-1.md'), 'utf8');
  expect(text).toContain('of [the second](/articles/story-2).[^1]');
  expect(text).toContain('[^1]: A note.');
  expect((await run()).stdout).toContain('0 files written');
});

test.each(['/plain', '/wp-json/'])('the API of %s is found', async (address) => {
  const source = await fetchWordPress(site + address);
  const kinds: string[] = [];
  for await (const part of source.read()) kinds.push(part.kind);
  expect(kinds.filter((kind) => kind === 'item')).toHaveLength(POSTS + 3);
  expect(requested.some((url) => url.startsWith('/?rest_route=%2Fwp%2Fv2%2Fposts&'))).toBe(address === '/plain');
  source.close();
});

test('an export at an address is read as a file is', async () => {
  const archive = await openWordPress([`${site}/export`]);
  const { stories, leftOut } = await readArchive(archive);
  expect(stories).toHaveLength(6);
  expect(leftOut.some(({ what }) => what.includes('that a site does not show'))).toBe(false);
  await archive.close();
  expect(readdirSync(temporary)).toEqual([]);
});

test('a site that hides its accounts, and is busy for a moment, is read', async () => {
  let busy = 2;
  others.set('/wp-json/wp/v2/users', (response) => response.writeHead(401).end());
  others.set('/wp-json/wp/v2/tags', (response) => {
    if (--busy === 0) others.delete('/wp-json/wp/v2/tags');
    response.writeHead(503).end();
  });
  const source = await fetchWordPress(site, { pause: 0 });
  const kinds = new Set<string>();
  for await (const part of source.read()) kinds.add(part.kind);
  expect([...kinds].sort()).toEqual(['category', 'item', 'site', 'tag']);
  source.close();
});

const send = (type: string, body: string) => (response: ServerResponse) =>
  void response.setHeader('content-type', type).end(body);

test.each<[string, string, (response: ServerResponse) => void, RegExp]>([
  ['a site of another system', '/wp-json', send('text/html', '<p>No.'), /is no site of WordPress, or does not show/],
  ['an API that is closed', '/wp-json', (response) => void response.writeHead(403).end(), /its site answers 403/],
  ['another API', '/wp-json', send('application/json', '{"namespaces": []}'), /is no site of WordPress/],
  [
    'a list that is none',
    '/wp-json/wp/v2/posts',
    send('application/json', '{"code": "x"}'),
    /its list of posts cannot/,
  ],
  ['a list that is cut', '/wp-json/wp/v2/posts', send('application/json', '[{"id": 1'), /it sends no JSON/],
  [
    'an endless list',
    '/wp-json/wp/v2/posts',
    (response) => void response.setHeader('x-wp-totalpages', '99999999').end('[]'),
    /it has more than 1000000 posts/,
  ],
  [
    'another site',
    '/wp-json/wp/v2/posts',
    (response) => void response.writeHead(302, { location: site.replace('127.0.0.1', 'localhost') }).end(),
    /it leads to another site, localhost:|its site answers|ECONNREFUSED/,
  ],
])('%s is an error, and leaves nothing behind', async (_, start, answer, message) => {
  others.set(start, answer);
  await expect(fetchWordPress(site, { pause: 0 })).rejects.toThrow(message);
  await expect(fetchWordPress(site, { pause: 0 })).rejects.toThrow(`“${site}” cannot be imported: `);
  expect(readdirSync(temporary)).toEqual([]);
});

test('an address where nothing is, is an error of the command', async () => {
  const edition = new Edition({ 'content/publication.yaml': PUBLICATION });
  onTestFinished(() => edition.remove());
  const { status, stderr } = await runHere(['import', 'wordpress', `${site}/none`], {
    CONTENT_DIR: edition.routes.folders.content,
    DATELINE_CACHE: path.join(edition.folder, 'cache'),
  });
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining(`“${site}/none” cannot be imported: its site answers 404.`),
  ]);
  expect(existsSync(path.join(edition.routes.folders.content, '.import-record'))).toBe(false);
});
