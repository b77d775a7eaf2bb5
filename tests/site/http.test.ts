import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, launch, type Site, startSite } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

/** A request as it is, without what fetch adds or undoes: no decoding, no normalised path. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const { hostname, port } = new URL(site.origin);
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('a page', () => {
  test('comes in brotli, gzip or plain, and is the same page', async () => {
    const plain = await raw(ARTICLE);
    const brotli = await raw(ARTICLE, { 'accept-encoding': 'gzip, deflate, br' });
    const gzip = await raw(ARTICLE, { 'accept-encoding': 'gzip, br;q=0' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(new Set([plain, brotli, gzip].map(({ headers }) => headers.etag)).size).toBe(1);
    expect(plain.headers.vary).toBe('Accept-Encoding');
  });

  test('is not sent again to a reader who has it', async () => {
    const { headers } = await raw(ARTICLE);
    const again = await raw(ARTICLE, { 'if-none-match': `"other", ${headers.etag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers.etag).toBe(headers.etag);
    expect((await raw(ARTICLE, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const get = await raw(ARTICLE);
    const head = await raw(ARTICLE, {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  test('may run nothing, by its headers too', async () => {
    const { headers } = await raw(ARTICLE);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  test('does not depend on query parameters', async () => {
    const plain = await raw(ARTICLE);
    expect((await raw(`${ARTICLE}?utm_source=letter&_rsc=1`, { rsc: '1' })).body.equals(plain.body)).toBe(true);
  });
});

test.each([
  ['/articles/new-alliance-cultural-ip-china/', ARTICLE],
  ['/Articles/New-Alliance-Cultural-IP-China', ARTICLE],
  ['//articles//new-alliance-cultural-ip-china', ARTICLE],
  ['/articles/new-alliance-cultural-ip-china?utm_source=a', null],
  ['/tags/china/page/1', '/tags/china'],
  ['/page/1', '/'],
  ['/index', '/'],
  ['/tags/?a=b', '/tags?a=b'],
])('%s is at home at %s', async (path, home) => {
  const { status, headers } = await raw(path);
  expect([status, headers.location]).toEqual(home ? [308, home] : [200, undefined]);
});

test.each([
  '/articles/no-such-article',
  '/articles',
  '/no-such-page',
  '/authors/nobody',
  '/authors/page',
  '/tags/no-such-tag',
  '/tags/china/page/2',
  '/page/99999',
  '/page/0',
  '/articles/%00',
  '/articles/%ff',
  '/articles/..%2f..%2fpackage.json',
  '/../package.json',
  '/%2e%2e/package.json',
  '/.dateline/index.sqlite',
  '/_next/static/nothing.js',
  '/fonts',
])('%s is not found, and says so as a page of ours', async (path) => {
  const { status, headers, body } = await raw(path);
  expect(status).toBe(404);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body.toString()).toContain('<h1>Page not found</h1>');
  expect(body.toString()).not.toContain('<script');
});

test('only GET and HEAD are answered', async () => {
  const { status, headers } = await raw('/', {}, 'POST');
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('fonts are kept by browsers for good', async () => {
  const { status, headers } = await raw('/fonts/newsreader-text-1.woff2');
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'font/woff2',
    'public, max-age=31536000, immutable',
  ]);
});

test('health tells that the site serves, and what is wrong with the content', async () => {
  const { status, body } = await raw('/_dateline/health');
  expect([status, JSON.parse(body.toString())]).toEqual([
    200,
    {
      status: 'serving',
      publish: { commit: null, checked: null, problem: null },
      problems: [],
    },
  ]);
});

describe('the program', () => {
  test('says so when its port is taken', async () => {
    const env = { ...process.env, PORT: new URL(site.origin).port, DATELINE_CACHE: `${site.content}/../second` };
    const { child, log } = launch(['lib/server/main.ts'], env);
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(log()).toContain(`Port ${env.PORT} is in use; set PORT to another.`);
  });

  test('ends with 0 when it is told to', async () => {
    const { child, ready } = launch(['lib/server/main.ts'], {
      ...process.env,
      PORT: '0',
      DATELINE_CACHE: `${site.content}/../third`,
    });
    await ready(/is at http/);
    expect(await end(child)).toBe(0);
  });
});
