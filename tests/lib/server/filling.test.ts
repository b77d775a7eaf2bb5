import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderPage } from '#lib/render/page-renderer.ts';
import type { Renderer } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { ImageResponder } from '#lib/server/image-responder.ts';
import { PageCache } from '#lib/server/page-cache.ts';
import { Probes } from '#lib/server/probes.ts';
import { readerOf } from '#lib/server/proxies.ts';
import { Publisher } from '#lib/server/publish-hook.ts';
import { createRequestHandler } from '#lib/server/request-handler.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { batchSyncer } from '../../fixtures/batch-syncer.ts';
import { project } from '../../site/running-site.ts';

// The request handler while the first sync has read one of two stories.

const folder = mkdtempSync(path.join(tmpdir(), 'dateline-filling-'));
const content = path.join(folder, 'content');
const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
let store: ContentStore;
let server: Server;

const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

beforeAll(async () => {
  cpSync(path.join(project, 'content/publication.yaml'), path.join(content, 'publication.yaml'));
  write('content/authors/ada.md', '---\nname: Ada\n---\n');
  write(
    'content/articles/new.md',
    '---\ntitle: New\nauthor: ada\ndate: 2024-05-02\nredirectFrom: [/was-new]\n---\nText.\n',
  );
  write(
    'content/articles/old.md',
    '---\ntitle: Old\nauthor: ada\ndate: 2024-05-01\nredirectFrom: [/was-old]\n---\nText.\n',
  );
  write('public/notes.txt', 'Notes');
  cpSync('tests/fixtures/broken-images/harbor.jpg', path.join(folder, 'public/harbor.jpg'));
  const syncer = batchSyncer({ first: 1, others: 1 }, () => pause);
  const folders = { content, public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), syncer }));
  const text = '<!DOCTYPE html><html><head></head><body><p>Page</p></body></html>';
  const next = { render: async () => ({ status: 200, text }) };
  const stylesheets = new Stylesheets({});
  const renderer: Renderer = { render: ({ path }) => renderPage({ store, next, stylesheets, hub: null }, path) };
  server = createServer(
    createRequestHandler({
      store,
      cache: new PageCache(store, renderer),
      renderer,
      publisher: new Publisher(store, null, null),
      probes: new Probes(store),
      media: new ImageResponder(store, { folder: path.join(folder, 'images'), maxBytes: 0 }),
      readerOf: readerOf('127.0.0.0/8, ::1'),
      requestIdOf: () => 'id',
      accessLog: null,
      answers: null,
      previewSecret: null,
      cacheFolder: '',
      indexNowKey: null,
      shared: null,
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, resolve));
}, 60_000);
afterAll(async () => {
  goOn();
  server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const CONDITIONS = { 'If-None-Match': '*', 'If-Modified-Since': 'Sun, 01 Jan 2090 00:00:00 GMT' };

async function get(path: string) {
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { status, headers } = await fetch(origin + path, { headers: CONDITIONS, redirect: 'manual' });
  return { status, headers };
}

const KNOWN = [
  '/',
  '/articles/new',
  '/feed.xml',
  '/sitemap.xml',
  '/authors/ada',
  '/notes.txt',
  '/harbor.jpg',
  '/search?q=x',
];
const NOT_YET_KNOWN = [
  '/articles/old',
  '/articles/old.md',
  '/was-old',
  '/tags/x',
  '/nowhere',
  '/latest/page/2',
  '/x.jpg',
];
const OEMBED = (slug: string) => `/oembed?url=${encodeURIComponent(`${store.publication().origin}/articles/${slug}`)}`;

test('while the index is filling, answers are of what is read, and no cache keeps any', async () => {
  expect(store.isFilling).toBe(true);
  for (const path of [...KNOWN, OEMBED('new')]) {
    const { status, headers } = await get(path);
    expect([path, status, headers.get('cache-control'), headers.get('etag'), headers.get('last-modified')]).toEqual([
      path,
      200,
      'no-store',
      null,
      null,
    ]);
  }
  // Twice, since the second answer is from the cache of pages.
  expect((await get('/articles/new')).headers.get('cache-control')).toBe('no-store');
  const moved = await get('/was-new');
  expect([moved.status, moved.headers.get('location'), moved.headers.get('cache-control')]).toEqual([
    308,
    '/articles/new',
    'no-store',
  ]);
});

test('an address that is not known yet is neither 404 nor 410', async () => {
  for (const path of [...NOT_YET_KNOWN, OEMBED('old')]) {
    const { status, headers } = await get(path);
    expect([path, status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([
      path,
      503,
      '10',
      'no-store',
    ]);
  }
});

test('health says that the index is filling', async () => {
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const response = await fetch(`${origin}/_dateline/health`);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await response.json()).toMatchObject({ status: 'filling', publish: { state: 'off' } });
});

test('the process lives, and is not ready', async () => {
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const probe = async (name: string) => {
    const response = await fetch(`${origin}/_dateline/${name}`);
    return [response.status, await response.text(), response.headers.get('retry-after')];
  };
  expect(await probe('live')).toEqual([200, 'live\n', null]);
  expect(await probe('ready')).toEqual([503, 'filling\n', '10']);
});

test('afterwards everything is as ever', async () => {
  goOn();
  await store.whenFilled();
  expect((await get('/articles/old')).headers.get('cache-control')).toMatch(/^public/);
  expect((await get('/nowhere')).status).toBe(404);
  expect((await get('/articles/new')).status).toBe(304);
  expect((await get('/_dateline/health')).status).toBe(200);
  expect((await get('/_dateline/ready')).status).toBe(200);
});
