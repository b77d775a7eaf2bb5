import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPublicFile } from '#lib/server/public-files.ts';
import { put } from '../../fixtures/photographs.ts';

let root: string;
let server: Server;
let origin: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-public-'));
  put(path.join(root, 'public/files/x.txt'), '0123456789');
  put(path.join(root, 'public/fonts/x.woff2'), 'font');
  put(path.join(root, 'outside/x.txt'), 'secret');
  symlinkSync(path.join(root, 'outside'), path.join(root, 'public/link'));
  put(path.join(root, 'public/robots.txt'), 'engine');
  put(path.join(root, 'content/public/robots.txt'), 'publication');
  for (const name of ['table.pdf', 'page.html', 'drawing.svgz', 'script.php', 'script.js'])
    put(path.join(root, 'content/public/wp-content/uploads', name), name);
  put(path.join(root, 'content/publication.yaml'), 'name: Secret');
  symlinkSync(path.join(root, 'outside'), path.join(root, 'content/public/link'));
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  server = createServer((request, response) => {
    if (!sendPublicFile(request, response, folders, request.url ?? '')) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<[number, string]> {
  const response = await fetch(origin + url, {
    // Without this, fetch adds `no-cache` to conditional requests.
    headers: { 'cache-control': 'max-age=0', ...headers },
    method,
  });
  return [response.status, await response.text()];
}

test('a file is sent whole, in part, without body, and not at all to whom has it', async () => {
  const response = await fetch(`${origin}/files/x.txt`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(response.headers.get('content-length')).toBe('10');
  expect(await response.text()).toBe('0123456789');
  const etag = response.headers.get('etag') ?? '';
  expect(await get('/files/x.txt', { 'if-none-match': etag })).toEqual([304, '']);
  expect(await get('/files/x.txt', { range: 'bytes=2-4' })).toEqual([206, '234']);
  expect(await get('/files/x.txt', { range: 'bytes=20-' })).toEqual([416, 'This file cannot be sent.\n']);
  expect(await get('/files/x.txt', {}, 'HEAD')).toEqual([200, '']);
  expect(await get('/fonts/x.woff2', { range: 'bytes=0-0' })).toEqual([200, 'font']);
});

test('there is no file behind a symbolic link, in a hidden folder, or at a folder', async () => {
  for (const url of ['/link/x.txt', '/.git/config', '/files', '/files/', '/files/y.txt'])
    expect((await get(url))[0], url).toBe(404);
});

test("the publication's file comes before the engine's, and nothing beside its folder is sent", async () => {
  expect(await get('/robots.txt')).toEqual([200, 'publication']);
  for (const url of ['/publication.yaml', '/%2e%2e/publication.yaml', '/..%2fpublication.yaml', '/link/x.txt'])
    expect((await get(url))[0], url).toBe(404);
});

test.each([
  ['table.pdf', 'application/pdf'],
  ['page.html', 'text/html; charset=utf-8'],
  ['drawing.svgz', 'image/svg+xml'],
  ['script.php', 'application/x-httpd-php'],
  ['script.js', 'text/javascript; charset=utf-8'],
])('a file of an older site (%s) is at its old address, and runs and loads nothing', async (name, type) => {
  const { status, headers } = await fetch(`${origin}/wp-content/uploads/${name}`);
  expect([status, headers.get('content-type')]).toEqual([200, type]);
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test.runIf(process.platform === 'linux')('no answer leaves the file open', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  await get('/files/x.txt');
  const before = open();
  for (let n = 0; n < 30; n++) {
    await get('/files/x.txt');
    await get('/files/x.txt', {}, 'HEAD');
    await get('/files/x.txt', { range: 'bytes=20-' });
    await get('/files/x.txt', { 'if-modified-since': new Date(Date.now() + 10_000).toUTCString() });
    await get('/files');
  }
  expect(open() - before).toBeLessThan(15);
});
