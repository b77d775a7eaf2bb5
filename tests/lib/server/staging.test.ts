import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { staged } from '#lib/server/staging.ts';

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** What a site sends, as flat lists, as objects and set before. */
const site: RequestListener = (request, response) => {
  const caching = ['Cache-Control', 'public, s-maxage=10', 'Surrogate-Control', 'max-age=86400', 'ETag', '"x"'];
  if (request.url === '/flat') response.writeHead(200, caching).end('page');
  else if (request.url === '/set') response.setHeader('cache-control', 'public').end('page');
  else response.writeHead(200, { 'Cache-Control': 'public' }).end('page');
};

async function start(credentials: string | null) {
  const server = createServer(staged(site, { credentials }));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return async (path: string, authorization?: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...(authorization !== undefined && { headers: { authorization } }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

test('without a password every answer is unindexed, and cached as ever', async () => {
  const get = await start(null);
  const { status, headers, text } = await get('/flat');
  expect([status, text, headers.get('x-robots-tag')]).toEqual([200, 'page', 'noindex, nofollow']);
  expect(headers.get('cache-control')).toBe('public, s-maxage=10');
  expect((await get('/set')).headers.get('x-robots-tag')).toBe('noindex, nofollow');
  expect(await get('/robots.txt')).toMatchObject({ status: 200, text: 'User-agent: *\nDisallow: /\n' });
});

test('with a password no shared cache keeps an answer', async () => {
  const get = await start('editor:pass:word ü');
  for (const path of ['/flat', '/set', '/']) {
    const { status, headers, text } = await get(path, basic('editor:pass:word ü'));
    expect([status, text, headers.get('cache-control')], path).toEqual([200, 'page', 'private, no-cache']);
    expect(headers.get('surrogate-control')).toBeNull();
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
  }
  expect((await get('/flat', basic('editor:pass:word ü'))).headers.get('etag')).toBe('"x"');
});

test.each([
  undefined,
  '',
  'Basic',
  'Basic !',
  basic(''),
  basic('editor'),
  basic('editor:'),
  basic('editor:pass'),
  basic('editor:password2'),
  basic('other:password'),
  'Bearer editor:password',
  'editor:password',
])('%s gives no entrance', async (authorization) => {
  const get = await start('editor:password');
  for (const path of ['/', '/robots.txt', '/_dateline/editor', '/_Dateline/health', '//_dateline/health']) {
    const { status, headers, text } = await get(path, authorization);
    expect([status, headers.get('www-authenticate')], path).toEqual([
      401,
      'Basic realm="Test version", charset="UTF-8"',
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toContain('page');
  }
});

test('probes, health and the signed hook need no password', async () => {
  const get = await start('editor:password');
  for (const path of ['/_dateline/live', '/_dateline/ready', '/_dateline/health?x', '/_dateline/publish'])
    expect((await get(path)).status, path).toBe(200);
});
