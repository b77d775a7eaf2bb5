import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NextAnswer } from '#lib/render/next-pages.ts';
import { renderPage } from '#lib/render/page-renderer.ts';
import type { Renderer } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { previewPath } from '#lib/routes/preview-link.ts';
import { Previews } from '#lib/server/previews.ts';
import { readerOf } from '#lib/server/proxies.ts';
import type { ContentStore } from '#lib/store/content-store.ts';
import { eventually } from '../../site/running-site.ts';

// Previews on a real socket, and a fake Next that takes as long as the test wants.

const SECRET = 'a secret of the store';
const PAGE = '<!DOCTYPE html><html><head></head><body><p>Text</p></body></html>';
const address = previewPath({ file: 'content/articles/x.md', branch: null, expires: Date.now() + 3_600_000 }, SECRET);

let server: Server;
let origin: string;
let waiting: ((page: NextAnswer) => void)[] = [];

beforeAll(async () => {
  const next = { render: () => new Promise<NextAnswer>((resolve) => waiting.push(resolve)) };
  const stylesheets = new Stylesheets({});
  const store = { clock: Date.now, publication: () => ({ language: 'en' }) } as ContentStore;
  const renderer: Renderer = { render: ({ path }) => renderPage({ store, next, stylesheets, hub: null }, path) };
  const previews = new Previews(store, renderer, SECRET, readerOf('127.0.0.1, ::1'));
  server = createServer((request, response) => {
    previews.answer(request, response, request.url ?? '').catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const rendering = (count: number) =>
  eventually(
    async () => waiting.length,
    (found) => found === count,
  );

function render(page: NextAnswer): void {
  for (const resolve of waiting) resolve(page);
  waiting = [];
}

test('four previews are rendered at a time; further requests get 503 until one is done or has failed', async () => {
  const four = [1, 2, 3, 4].map(() => fetch(origin + address));
  expect(await rendering(4)).toBe(4);
  const fifth = await fetch(origin + address);
  expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '2']);
  expect(fifth.headers.get('cache-control')).toBe('private, no-store');
  render({ status: 500, text: '' });
  expect((await Promise.all(four)).map(({ status }) => status)).toEqual([500, 500, 500, 500]);
  const again = fetch(origin + address);
  expect(await rendering(1)).toBe(1);
  render({ status: 200, text: PAGE });
  expect((await again).status).toBe(200);
});

test('over TLS the cookie is `Secure`', async () => {
  const secure = fetch(origin + address, { headers: { 'X-Forwarded-Proto': 'https' } });
  await rendering(1);
  render({ status: 200, text: PAGE });
  const { headers } = await secure;
  expect(headers.get('set-cookie')).toMatch(/^__Secure-dateline-preview-\w+=.*; SameSite=Strict; Secure$/);
});
