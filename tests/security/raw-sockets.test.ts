import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAX_PIPELINED } from '../../lib/server/pipeline-limit.ts';
import { eventually, type Site, startSite } from '../site/running-site.ts';
import { AFTER_SAMPLE } from '../site/sample-index.ts';
import { ARTICLE, expectUnharmed, type Figures, figuresOf, statusesOf } from './attacked-site.ts';

// Bytes that no browser sends. Slow requests and upgrades are in tests/site/connections.test.ts, the XSS lists
// in tests/browser/script-injection.test.ts.

let site: Site;
let before: Figures;
beforeAll(async () => {
  site = await startSite({ at: AFTER_SAMPLE, env: { PUBLISH_SECRET: 'a secret of the tests' } });
  for (const path of [ARTICLE, '/', '/no-such-page']) await (await fetch(site.origin + path)).text();
  await site.longestTask();
  before = figuresOf(site);
});
afterAll(() => site.stop());
afterEach(() => expectUnharmed(site, before));

const get = (target: string, ...headers: string[]) =>
  `GET ${target} HTTP/1.1\r\n${['Host: a', ...headers].join('\r\n')}\r\n\r\n`;
const post = (headers: string[], body: string) =>
  `POST /_dateline/publish HTTP/1.1\r\n${['Host: a', ...headers].join('\r\n')}\r\n\r\n${body}`;
/** The last request of a connection. */
const last = (target: string, ...headers: string[]) => get(target, 'Connection: close', ...headers);
/** Gets 204 where it is answered, which nothing else here gets. */
const HIDDEN = 'OPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

describe('a request that two servers may end at different bytes', () => {
  test.each([
    ['a length and chunks', post(['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`)],
    ['chunks and a length', post(['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${HIDDEN}`)],
    ['two lengths', post(['Content-Length: 0', `Content-Length: ${HIDDEN.length}`], HIDDEN)],
    ['a list of lengths', post([`Content-Length: 0, ${HIDDEN.length}`], HIDDEN)],
    ['a negative length', post(['Content-Length: -1'], HIDDEN)],
    ['a length with a sign', post(['Content-Length: +5'], HIDDEN)],
    ['a length in hexadecimal digits', post(['Content-Length: 0x10'], HIDDEN)],
    ['chunks that are not the last coding', post(['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${HIDDEN}`)],
    ['an unknown coding', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${HIDDEN}`)],
    ['a space before the colon', post(['Transfer-Encoding : chunked'], `0\r\n\r\n${HIDDEN}`)],
    ['a control character before a coding', post(['Transfer-Encoding: \x0bchunked'], `0\r\n\r\n${HIDDEN}`)],
    ['a chunk size that is no number', post(['Transfer-Encoding: chunked'], `zz\r\n\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk that is longer than its size', post(['Transfer-Encoding: chunked'], `1\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk size without end', post(['Transfer-Encoding: chunked'], `${'f'.repeat(40)}\r\n${HIDDEN}`)],
    ['extensions of chunks without end', post(['Transfer-Encoding: chunked'], `1;${'a'.repeat(20_000)}`)],
    ['lines that end in a line feed only', `GET / HTTP/1.1\nHost: a\n\n${HIDDEN}`],
    ['a header line without a name', get('/', ': value') + HIDDEN],
    ['a header name with a line feed', get('/', 'X\n: value') + HIDDEN],
    ['no host', `GET / HTTP/1.1\r\n\r\n${HIDDEN}`],
    ['two hosts', get('/', 'Host: b') + HIDDEN],
  ])('%s is refused, and what follows is not answered', async (name, bytes) => {
    expect(await statusesOf(site.origin, bytes)).toEqual([name === 'extensions of chunks without end' ? 413 : 400]);
  });

  test('a body that looks like a request is none', async () => {
    const withBody = `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`;
    const [first, ...others] = await statusesOf(site.origin, withBody + last('/no-such-page'));
    expect([first, others.filter((status) => status !== 404)]).toEqual([200, []]);
  });
});

describe('a target', () => {
  test.each([
    ['//x', 308],
    ['/\\x', 404],
    ['/%00', 404],
    ['/..;/package.json', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/..%5c..%5cpackage.json', 404],
    ['/articles/%c0%ae%c0%ae/x', 404],
    ['/%', 404],
    ['/%u0041', 404],
    ['http://evil.example/no-such-page', 404],
    ['http://[::1/', 200],
    ['https://user:password@evil.example//x', 308],
    ['//evil.example/%2f..', 404],
    ['*', 404],
    ['x', 400],
    ['/_next/image?url=http://127.0.0.1/', 404],
    ['/_next/data/x.json', 404],
    ['/?_rsc=1', 200],
    ['/%5Fdateline/document/x', 404],
    ['/__nextjs_original-stack-frame', 404],
  ])('%s gets %i', async (target, status) => {
    expect([target, await statusesOf(site.origin, last(target))]).toEqual([target, [status]]);
  });

  test.each([
    ['an authority', 'CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['bytes of TLS', Buffer.from('16030100a5010000a10303', 'hex')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a version of its own', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n'],
    ['a method of its own', 'STEAL / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a space', last('/a b')],
    ['a null byte', last('/\0')],
  ])('%s is refused', async (_name, bytes) => {
    expect((await statusesOf(site.origin, bytes)).filter((status) => status !== 400)).toEqual([]);
  });
});

test('Next’s own headers change no answer', async () => {
  const etag = async (headers: Record<string, string>) => {
    const response = await fetch(site.origin + ARTICLE, { headers: { ...headers, connection: 'close' } });
    await response.text();
    return [response.status, response.headers.get('etag')];
  };
  const plain = await etag({});
  const pretended: Record<string, string>[] = [
    { rsc: '1' },
    { 'next-router-prefetch': '1', rsc: '1' },
    { 'next-router-state-tree': '%5B%22%22%5D' },
    { 'next-action': '0'.repeat(40) },
    { 'x-middleware-subrequest': 'middleware:middleware:middleware' },
    { 'x-nextjs-data': '1' },
    { 'x-invoke-path': '/_dateline/preview/x' },
    { 'x-matched-path': '/_dateline/not-found' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-original-url': '/no-such-page' },
  ];
  for (const headers of pretended) expect([headers, await etag(headers)]).toEqual([headers, plain]);
});

describe('a header that is pumped', () => {
  const LONG = 15_000;
  const filled = (part: string) => part.repeat(Math.floor(LONG / part.length));
  test.each([
    ['Accept', filled('a/b;q=0.1,')],
    ['Accept', `text/markdown${filled(';a="')}`],
    ['Accept-Encoding', filled('br;q=0,')],
    ['Accept-Encoding', filled('*')],
    ['Accept-Language', filled('en-')],
    ['If-None-Match', filled('W/"')],
    ['If-None-Match', filled(',')],
    ['If-Modified-Since', filled('Sun, ')],
    ['Cookie', filled('a=b; ')],
    ['Range', `bytes=${filled('0-,')}`],
    ['X-Forwarded-For', filled('1,')],
    ['Forwarded', filled('for=')],
    ['Host', filled('a.')],
    ['Referer', filled('%')],
    ['Save-Data', filled('on ')],
  ])('%s', async (name, value) => {
    const paths = [ARTICLE, '/', '/icon.svg', '/no-such-page', '/search?q=harbor'];
    const requests = paths.map((path) =>
      name === 'Host'
        ? `GET ${path} HTTP/1.1\r\nHost: ${value}\r\nConnection: close\r\n\r\n`
        : last(path, `${name}: ${value}`),
    );
    const statuses = (await Promise.all(requests.map((request) => statusesOf(site.origin, request)))).flat();
    expect(statuses.length).toBe(paths.length);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });

  test('five hundred headers', async () => {
    const many = Array.from({ length: 500 }, (_, number) => `a${number}: `);
    expect(await statusesOf(site.origin, last('/', ...many))).toEqual([200]);
  });
});

test('queries and paths that are pumped', async () => {
  for (const part of ['(', '"', '-', 'a*', '%22a', 'й', '%F0%9F', '..', '%2f', 'a%CC%81', '1-', 'OR+', 'NEAR(']) {
    const long = part.repeat(Math.floor(3_800 / part.length));
    for (const path of [
      `/search?q=${encodeURI(long)}`,
      `/articles/${encodeURI(long)}`,
      `/oembed?url=${encodeURI(long)}`,
    ]) {
      const statuses = await statusesOf(site.origin, last(path));
      expect([part, statuses.length, (statuses[0] ?? 500) < 500]).toEqual([part, 1, true]);
    }
  }
});

test('connections that are reset in the middle of an answer leave nothing behind', async () => {
  const port = Number(new URL(site.origin).port);
  await Promise.all(
    Array.from(
      { length: 200 },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => socket.write(get('/') + get(ARTICLE)));
          socket.on('error', () => {});
          socket.once('data', () => socket.resetAndDestroy());
          socket.on('close', () => resolve());
        }),
    ),
  );
});

test('a connection with more requests at once than the site answers is closed', async () => {
  // Answers to HEAD have no body: each begins a line.
  const head = get('/').replace('GET', 'HEAD');
  const most = head.repeat(MAX_PIPELINED - 1) + last('/').replace('GET', 'HEAD');
  expect(await statusesOf(site.origin, most)).toEqual(Array(MAX_PIPELINED).fill(200));
  const statuses = await statusesOf(site.origin, head.repeat(1_000));
  expect(statuses.length).toBeLessThanOrEqual(MAX_PIPELINED);
});

test('requests in advance whose answers nobody reads take no memory without end', async () => {
  const socket = connect(Number(new URL(site.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  const written = new Promise<void>((resolve) => {
    const requests = get('/').repeat(2_000);
    socket.write(requests, () => resolve());
    // The site stops reading when its answers are not read: then the write does not end.
    void eventually(
      async () => socket.bytesWritten,
      (bytes) => bytes > 0,
    ).then(() => resolve());
  });
  await written;
  expect(await statusesOf(site.origin, last('/'))).toEqual([200]);
  socket.destroy();
});
