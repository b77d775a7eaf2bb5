import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFolder } from '../../lib/render/build.ts';
import { end, eventually, launch, project, type Site, startSite } from './running-site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const ARTICLE = '/articles/new-alliance-cultural-ip-china';

/** A raw request, unlike fetch: without decoding, and with the path unchanged. */
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

test('the speculation rules are the same with and without brotli', async () => {
  const plain = await raw('/_dateline/speculation.json', { 'accept-encoding': 'gzip' });
  const brotli = await raw('/_dateline/speculation.json', { 'accept-encoding': 'gzip, br' });
  expect([plain.headers['content-encoding'], brotli.headers['content-encoding']]).toEqual([undefined, 'br']);
  expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
  expect(JSON.parse(plain.body.toString())).toHaveProperty('prefetch');
  expect(plain.headers.vary).toBe('Accept-Encoding, Save-Data');
});

describe('a page', () => {
  test('is the same in brotli, gzip and uncompressed', async () => {
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

  test('gets 304 for a reader who has it', async () => {
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

  test('has a Content-Security-Policy without scripts', async () => {
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
])('%s redirects to %s', async (path, home) => {
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
])('%s gets 404 with a page of the site', async (path) => {
  const { status, headers, body } = await raw(path);
  expect(status).toBe(404);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body.toString()).toContain('<h1>Page not found</h1>');
  expect(body.toString()).not.toContain('<script');
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])('%s is not allowed', async (method) => {
  const { status, headers } = await raw(ARTICLE, {}, method);
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('OPTIONS lists the allowed methods', async () => {
  for (const path of ['/', '*', ARTICLE]) {
    const { status, headers, body } = await raw(path, {}, 'OPTIONS');
    expect([status, headers.allow, body.length]).toEqual([204, 'GET, HEAD, OPTIONS', 0]);
  }
});

test('a proxy may send the absolute URL', async () => {
  expect((await raw(`http://courier.example${ARTICLE}`)).body.equals((await raw(ARTICLE)).body)).toBe(true);
  expect((await raw('http://courier.example')).body.equals((await raw('/')).body)).toBe(true);
});

test.each([
  [414, `/${'a'.repeat(4000)}`, {}],
  [414, `/?${'a'.repeat(4000)}`, {}],
  [431, '/', { 'x-long': 'a'.repeat(17_000) }],
  [431, `/${'a'.repeat(17_000)}`, {}],
])('%i for requests that are too long', async (status, path, headers: Record<string, string>) => {
  expect((await raw(path, headers)).status).toBe(status);
});

describe('cache headers', () => {
  test('of a page: browsers revalidate each time, shared caches after ten seconds', async () => {
    const { headers } = await raw(ARTICLE);
    expect(headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=300',
    );
    // The page is the same for any query.
    expect(headers['no-vary-search']).toBe('params');
  });

  test('of a 404: no cache keeps it', async () => {
    for (const path of ['/no-such-page', '/_dateline/health', '/Articles'])
      expect((await raw(path)).headers['cache-control'], path).toBe('no-store');
  });

  test('a Last-Modified date that revalidates', async () => {
    // Made one second before.
    await eventually(
      () => raw(ARTICLE),
      ({ headers }) => 'last-modified' in headers,
    );
    const { headers } = await raw(ARTICLE);
    const modified = String(headers['last-modified']);
    expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now());
    expect((await raw(ARTICLE, { 'if-modified-since': modified })).status).toBe(304);
    // Another date may come from a machine with older content; and an ETag takes precedence.
    const later = new Date(Date.parse(modified) + 60_000).toUTCString();
    expect((await raw(ARTICLE, { 'if-modified-since': later })).status).toBe(200);
    expect((await raw(ARTICLE, { 'if-modified-since': modified, 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('304 with the headers that a cache needs', async () => {
    const { headers } = await raw(ARTICLE, { 'accept-encoding': 'br' });
    const same = await raw(ARTICLE, { 'accept-encoding': 'br', 'if-none-match': String(headers.etag) });
    expect(same.status).toBe(304);
    const { 'content-type': _type, 'content-length': _length, 'content-encoding': _encoding, ...kept } = headers;
    expect({ ...same.headers, date: '' }).toEqual({ ...kept, date: '' });
  });
});

describe('security headers', () => {
  const safe = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'content-security-policy': expect.stringMatching(/^default-src 'none'(?!.*unsafe)/),
  };

  test.each([
    ARTICLE,
    '/',
    '/no-such-page',
    '/_dateline/health',
    '/_dateline/speculation.json',
    '/Articles',
    '/feed.css',
  ])('%s', async (path) => {
    const { headers } = await raw(path);
    expect(headers).toMatchObject(safe);
    for (const name of ['server', 'x-powered-by', 'via', 'strict-transport-security', 'x-nextjs-cache', 'set-cookie'])
      expect(headers).not.toHaveProperty(name);
    expect(headers.vary ?? '').not.toContain('RSC');
  });

  test.each(['/icon.svg', '/fonts/newsreader-text-1.woff2'])('%s, which leads nowhere', async (path) => {
    expect((await raw(path)).headers['x-content-type-options']).toBe('nosniff');
  });

  test.each([ARTICLE, '/', '/no-such-page'])('no page in %s has access to the reader’s devices', async (path) => {
    expect((await raw(path)).headers['permissions-policy']).toContain('camera=(), ');
  });

  test('other sites cannot open a page in a shared context, and may embed images', async () => {
    const page = (await raw(ARTICLE)).headers;
    expect([page['cross-origin-opener-policy'], page['cross-origin-resource-policy']]).toEqual([
      'same-origin',
      'same-origin',
    ]);
    expect((await raw('/icon.svg')).headers['cross-origin-resource-policy']).toBe('cross-origin');
  });
});

test('a page that is requested again is compressed further', async () => {
  const accept = { 'accept-encoding': 'br' };
  const first = await raw('/about', accept);
  const later = await eventually(
    () => raw('/about', accept),
    ({ body }) => body.length < first.body.length,
  );
  expect(later.body.length).toBeLessThan(first.body.length);
  expect(brotliDecompressSync(later.body)).toEqual(brotliDecompressSync(first.body));
  expect(later.headers.etag).toBe(first.headers.etag);
});

test('paths without a page use no disk and displace no cached page', async () => {
  const { headers } = await raw(ARTICLE);
  const files = () => readdirSync(path.join(project, buildFolder(project)), { recursive: true }).length;
  const before = files();
  const paths = Array.from({ length: 2000 }, (_, n) => [`/articles/junk-${n}`, `/junk-${n}`, `/tags/junk-${n}/page/9`]);
  for (const path of paths.flat()) expect((await raw(path)).status).toBe(404);
  expect(files()).toBe(before);
  const again = await raw(ARTICLE);
  expect([again.status, again.headers['last-modified']]).toEqual([200, headers['last-modified']]);
});

test('a file gets 304 when the browser has it, and range requests get a part', async () => {
  const font = '/fonts/newsreader-text-1.woff2';
  const { headers } = await raw(font);
  expect((await raw(font, { 'if-none-match': String(headers.etag) })).status).toBe(304);
  const part = await raw('/favicon.ico', { range: 'bytes=0-3' });
  expect([part.status, part.body.length]).toEqual([206, 4]);
  expect((await raw('/favicon.ico', { range: 'bytes=9999999-' })).status).toBe(416);
});

test('fonts are cached for a year', async () => {
  const { status, headers } = await raw('/fonts/newsreader-text-1.woff2');
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'font/woff2',
    'public, max-age=31536000, immutable',
  ]);
});

test('health has states and counts', async () => {
  const { status, body } = await raw('/_dateline/health');
  expect([status, JSON.parse(body.toString())]).toEqual([
    200,
    {
      status: 'serving',
      publish: { state: 'waiting', commit: null, checked: null },
      diagnostics: { errors: 0, warnings: 0 },
    },
  ]);
});

describe('the program', () => {
  test('exits with an error when its port is in use', async () => {
    const env = { ...process.env, PORT: new URL(site.origin).port, DATELINE_CACHE: `${site.content}/../second` };
    const { child, log } = launch(['lib/server/main.ts'], env);
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(log()).toContain(`Port ${env.PORT} is in use; set PORT to another.`);
  });

  test('ends with 0 on SIGTERM', async () => {
    const { child, ready } = launch(['lib/server/main.ts'], {
      ...process.env,
      PORT: '0',
      DATELINE_CACHE: `${site.content}/../third`,
    });
    await ready(/is at http/);
    expect(await end(child)).toBe(0);
  });
});
