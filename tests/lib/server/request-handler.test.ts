import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { renderPage } from '#lib/render/page-renderer.ts';
import type { Renderer } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { previewPath } from '#lib/routes/preview-link.ts';
import { AnswerCounts } from '#lib/server/answer-counts.ts';
import { ImageResponder } from '#lib/server/image-responder.ts';
import { PageCache } from '#lib/server/page-cache.ts';
import { Probes } from '#lib/server/probes.ts';
import { readerOf } from '#lib/server/proxies.ts';
import { Publisher } from '#lib/server/publish-hook.ts';
import { createRequestHandler } from '#lib/server/request-handler.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { eventually, project } from '../../site/running-site.ts';
import { article, Edition } from '../cli/edition.ts';

const PREVIEW_SECRET = 'sixteen letters or more';
// The request handler on a real socket and a real store, and a fake Next that returns unsafe pages.

const edition = new Edition({
  'content/articles/ferries.md': article('They sail.', { title: 'Ferries' }),
  'content/pages/standards.md': '---\ntitle: Standards\n---\n\nWords.\n',
});
const { content } = edition.routes.folders;
let store: ContentStore;
let server: Server;
let html: string;
const answers = new AnswerCounts();
let isBroken = (_path: string) => false;
/** Called while Next renders a page. */
let meanwhile = async () => {};

beforeAll(async () => {
  const folders = { content, public: path.join(project, 'public') };
  ({ store } = await ContentStore.open({ folders, index: edition.routes.index }));
  const next = {
    render: async (path: string) => {
      await meanwhile();
      return { status: isBroken(path) ? 500 : 200, text: html };
    },
  };
  const stylesheets = new Stylesheets({});
  const renderer: Renderer = { render: ({ path }) => renderPage({ store, next, stylesheets, hub: null }, path) };
  const publisher = new Publisher(store, null, null);
  const media = new ImageResponder(store, { folder: path.join(edition.folder, 'images'), maxBytes: 0 });
  const parts = {
    store,
    cache: new PageCache(store, renderer),
    renderer,
    publisher,
    probes: new Probes(store),
    media,
    readerOf: readerOf('127.0.0.0/8, ::1'),
    requestIdOf: () => 'id',
    accessLog: null,
    answers,
    previewSecret: PREVIEW_SECRET,
    cacheFolder: edition.folder,
    indexNowKey: null,
    shared: null,
  };
  server = createServer(createRequestHandler(parts));
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterAll(async () => {
  server.close();
  await store.close();
  edition.remove();
});

const page = (body: string) => `<!DOCTYPE html><html><head></head><body>${body}</body></html>`;

test.each([
  [
    'an executable script in a data block',
    page('<script type="application/ld+json"><script>alert(1)</script></script>'),
  ],
  ['an event handler', page('<p onclick="alert(1)">Text</p>')],
  ['a script in an SVG', page('<svg><a xlink:href="javascript:alert(1)"></a></svg>')],
  ['an error document', '<!DOCTYPE html><html id="__next_error__"><head></head><body></body></html>'],
  ['a hidden segment', page('<div hidden id="S:0"><p>Text</p></div>')],
  ['a boundary that waits', page('<!--$?--><template id="B:0"></template><!--/$-->')],
  ['half a document', '<!DOCTYPE html><html><body><p>Text'],
])('a page with %s is not sent', async (_name, given) => {
  html = given;
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}/about`);
  const sent = await response.text();
  expect(log).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^GET \/about failed: (?:.*UnsafeHtmlError|Error: it).* \(request id\)\n {4}at /),
  );
  log.mockRestore();
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    500,
    'text/html; charset=utf-8',
    'no-store',
  ]);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(sent).toContain('<h1>Something went wrong</h1>');
  expect(sent).toContain(store.publication().name);
  expect(sent).not.toMatch(/alert|__next_error__|Text/);
});

test('a home page whose last story disappears during the render is not cached', async () => {
  const story = path.join(content, 'articles/gare.fr-CA.md');
  writeFileSync(story, '---\ntitle: Une gare\nauthor: mira-oakhurst\ndate: 2024-02-01T09:00:00Z\n---\n\nTexte.\n');
  await store.sync();
  html = page('<p>Text</p>');
  // Next would render an edition without a story, which must not be public.
  meanwhile = async () => {
    meanwhile = async () => {};
    rmSync(story);
    await store.sync();
  };
  const status = async () => (await fetch(`http://localhost:${(server.address() as AddressInfo).port}/fr-ca`)).status;
  expect([await status(), await status()]).toEqual([404, 404]);
});

describe('health', () => {
  const get = async (path: string) => {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
    return [response.status, await response.text()] as const;
  };
  const health = async () => {
    const [status, text] = await get('/_dateline/health');
    return [status, JSON.parse(text).status];
  };
  beforeEach(() => {
    html = page('<p>Text</p>');
    vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    isBroken = () => false;
    vi.restoreAllMocks();
  });

  test('fails while pages cannot be rendered, and recovers', async () => {
    isBroken = (path) => path.startsWith('/articles/');
    expect((await get('/articles/harbor-reopens'))[0]).toBe(500);
    expect(await health()).toEqual([503, 'failing']);
    expect(await health()).toEqual([503, 'failing']);
    isBroken = () => false;
    expect(await health()).toEqual([200, 'serving']);
  });

  test('is well when a single page fails', async () => {
    isBroken = (path) => path.startsWith('/search');
    expect((await get('/search?q=ferry'))[0]).toBe(500);
    expect(await health()).toEqual([200, 'serving']);
  });
});

describe('an answer over TLS', () => {
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`, { method, headers, redirect: 'manual' });
  const ETAG = 'if-none-match';
  const ANSWERS: [status: number, path: string, headers?: Record<string, string>, method?: string][] = [
    [200, '/about'],
    [200, '/search?q=ferry'],
    [200, '/feed.xml'],
    [200, '/fonts/OFL.txt'],
    [200, '/favicon.ico'],
    [200, '/_dateline/health'],
    [200, '/_dateline/speculation.json'],
    [
      200,
      previewPath({ file: 'content/articles/x.md', branch: null, expires: Number.MAX_SAFE_INTEGER }, PREVIEW_SECRET),
    ],
    [204, '/', {}, 'OPTIONS'],
    [304, '/about', { [ETAG]: '' }],
    [308, '/About'],
    [404, '/no-such-page'],
    [404, '/_dateline/publish'],
    [405, '/', {}, 'PUT'],
    [414, `/${'a'.repeat(4000)}`],
    [500, '/tags'],
  ];

  test.each(ANSWERS)('is for HTTPS only: %i of %s', async (status, path, headers = {}, method = 'GET') => {
    html = page('<p>Text</p>');
    isBroken = (at) => at === '/tags';
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    if (ETAG in headers) headers[ETAG] = (await get(path)).headers.get('etag') ?? '';
    const plain = await get(path, headers, method);
    const secure = await get(path, { ...headers, 'x-forwarded-proto': 'https' }, method);
    log.mockRestore();
    isBroken = () => false;
    expect([plain.status, plain.headers.get('strict-transport-security')]).toEqual([status, null]);
    expect([secure.status, secure.headers.get('strict-transport-security')]).toEqual([status, 'max-age=31536000']);
    const own = ['strict-transport-security', 'date', 'set-cookie', 'server-timing'];
    const others = ({ headers }: Response) => [...headers].filter(([name]) => !own.includes(name));
    expect(others(secure)).toEqual(others(plain));
  });
});

describe('a request', () => {
  const send = async (head: string) => {
    const socket = connect((server.address() as AddressInfo).port, 'localhost');
    socket.end(`GET /about HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += chunk;
    return Number(text.slice(9, 12));
  };

  test.each([
    ['two hosts', 'Host: a.example\r\nHost: b.example\r\n'],
    ['one host twice', 'Host: a.example\r\nX-Other: y\r\nhOST: a.example\r\n'],
    ['no host', 'X-Other: y\r\n'],
    ['a list of hosts', 'Host: a.example, b.example\r\n'],
    ['a URL as its host', 'Host: a.example/x\r\n'],
    ['a name before its host', 'Host: x@a.example\r\n'],
  ])('with %s is refused', async (_what, head) => {
    html = page('<p>Text</p>');
    expect(await send(head)).toBe(400);
  });

  test.each(['a.example', 'A.example:3000', '[::1]:3000', '127.0.0.1', 'xn--bcher-kva.example', ''])(
    'with the host “%s” is answered',
    async (host) => {
      html = page('<p>Text</p>');
      expect(await send(`Host: ${host}\r\n`)).toBe(200);
    },
  );
});

test('answers are counted by kind and status, each once', async () => {
  html = page('<p>Text</p>');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const before = new Map(answers.statuses().map(({ kind, status, count }) => [`${kind} ${status}`, count]));
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(origin + path, { redirect: 'manual', ...init });
    await response.arrayBuffer();
    return response;
  };
  const etag = (await get('/about')).headers.get('etag') ?? '';
  await get('/about');
  await get('/about', { headers: { 'if-none-match': etag } });
  await get('/about/');
  await get('/search?q=harbor');
  await get('/feed.xml');
  await get('/icon.svg');
  await get('/fonts/OFL.txt');
  await get('/_dateline/live');
  await get('/_dateline/publish', { method: 'POST' });
  await get('/about', { method: 'DELETE' });
  await get('/%ff');
  const counted = () =>
    Object.fromEntries(
      answers.statuses().flatMap(({ kind, status, count }) => {
        const more = count - (before.get(`${kind} ${status}`) ?? 0);
        return more === 0 ? [] : [[`${kind} ${status}`, more]];
      }),
    );
  expect(
    await eventually(
      async () => counted(),
      (all) => 'other 404' in all,
    ),
  ).toEqual({
    'page 200': 2,
    'page 304': 1,
    'page 308': 1,
    'search 200': 1,
    'document 200': 1,
    'image 200': 1,
    'file 200': 1,
    'operator 200': 1,
    'hook 404': 1,
    'other 405': 1,
    'other 404': 1,
  });
});

test('only answers that no cache keeps say how long their render took', async () => {
  html = page('<p>Timed</p>');
  const timing = async (path: string) => {
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://localhost:${port}${path}`)).headers.get('server-timing');
  };
  for (const _ of ['first', 'again']) expect(await timing('/search?q=harbor')).toMatch(/^render;dur=\d+$/);
  const file = 'content/articles/x.md';
  const preview = previewPath({ file, branch: null, expires: Number.MAX_SAFE_INTEGER }, PREVIEW_SECRET);
  expect(await timing(preview)).toMatch(/^render;dur=\d+$/);
  // That a page was rendered again would say that something changed, perhaps an embargoed story.
  const pages = ['/standards', '/standards', '/feed.xml', '/articles/nothing', '/'];
  expect(await Promise.all(pages.map(timing))).toEqual(pages.map(() => null));
});
