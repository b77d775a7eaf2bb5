import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '#lib/cli/check.ts';
import { fetchImages } from '#lib/cli/fetch-images.ts';
import { isPublicAddress } from '#lib/download.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { article, Edition } from './edition.ts';

// Images of a server on this machine, which the rule of these tests allows.

const NOW = Date.UTC(2026, 0, 6);
const A = 'content/articles/a.md';
/** A GIF of one pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);

let server: Server;
let site: string;
const requested: string[] = [];

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    requested.push(url);
    const send = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body);
    const { pathname } = new URL(url, 'http://x.example');
    if (pathname.endsWith('.gif')) return send('image/gif', GIF);
    if (pathname === '/wrong-type.png') return send('image/png; charset=x', GIF);
    if (pathname === '/drawing') return send('image/svg+xml', SVG);
    if (pathname === '/page.jpg') return send('text/html', '<p>No image.</p>');
    if (pathname === '/broken.jpg') return send('image/jpeg', 'no image');
    if (pathname === '/large.png') return send('image/png', Buffer.alloc(200_000));
    if (pathname === '/cut.jpg')
      return response
        .writeHead(200, { 'content-length': 9, 'content-type': 'image/jpeg' })
        .write('ab', () => response.destroy());
    if (pathname === '/moved') return response.writeHead(302, { location: '/a/fleet.gif' }).end();
    if (pathname === '/inside') return response.writeHead(302, { location: 'http://10.0.0.1/secret.gif' }).end();
    if (pathname === '/file') return response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    if (pathname === '/loop') return response.writeHead(302, { location: '/loop' }).end();
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const limits = { bytes: 100_000, milliseconds: 60_000, mayConnect: (address: string) => address === '127.0.0.1' };

async function fetched(files: Record<string, string>, allowed: (address: string) => boolean = limits.mayConnect) {
  const edition = new Edition(files);
  try {
    await check(edition.routes, { now: NOW });
    const db = openIndex(edition.routes);
    const result = await fetchImages(db, edition.routes.folders, null, { ...limits, mayConnect: allowed });
    db.close();
    const folder = path.join(edition.folder, 'content/articles');
    const names = readdirSync(folder).filter((name) => !name.endsWith('.md'));
    const bytes = new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
    return { ...result, bytes, text: readFileSync(path.join(edition.folder, A), 'utf8') };
  } finally {
    edition.remove();
  }
}

test('images of other sites are put beside the story, and their addresses are changed', async () => {
  const source = (to: (address: string) => string) =>
    article(
      `![The *fleet*](${to(`${site}/a/fleet.gif`)} "Caption") and ![Wrong](${to(`${site}/wrong-type.png?a=b&c=d`)}) ![Fleet](${to(`${site}/a/fleet.gif`)})\n\n` +
        `[![Moved](<${to(`${site}/moved`)}>)](${site}/moved)\n\n<img alt="A drawing" src="${to(`${site}/drawing`)}">\n\n![Named][drawing]\n\n[drawing]: ${to(`${site}/Ü%20x/Été à.gif`.replace(' ', '%20'))}`,
      { title: 'A' },
    );
  const { text, failed, fetched: done, bytes } = await fetched({ [A]: source((address) => address) });
  expect(failed).toEqual([]);
  expect(done).toHaveLength(5);
  expect(done[0]).toBe(`${A}: ${site}/a/fleet.gif is now fleet.gif.`);
  const names: Record<string, string> = {
    [`${site}/a/fleet.gif`]: 'fleet.gif',
    [`${site}/wrong-type.png?a=b&c=d`]: 'wrong-type.gif',
    [`${site}/moved`]: 'moved.gif',
    [`${site}/drawing`]: 'drawing.svg',
  };
  expect(text).toBe(source((address) => names[address] ?? 'ete-a.gif'));
  expect(bytes.get('fleet.gif')).toEqual(GIF);
});

test('no other file is overwritten; the same image is written once', async () => {
  const text = `![A](${site}/one.gif) ![B](${site}/b/one.gif) ![C](${site}/two.gif)`;
  const { bytes, text: after } = await fetched({
    [A]: article(text, { title: 'A' }),
    'content/articles/one.gif': 'another',
  });
  expect(after).toContain('![A](one-2.gif) ![B](one-2.gif) ![C](two.gif)');
  expect([...bytes.keys()].sort()).toEqual(['one-2.gif', 'one.gif', 'two.gif']);
  expect(String(bytes.get('one.gif'))).toBe('another');
});

test.each([
  ['/page.jpg', 'it is not an image, but “text/html”.'],
  ['/broken.jpg', 'broken.jpg is not an image in a supported format.'],
  ['/large.png', 'it has more than 100,000 bytes.'],
  ['/none.png', 'its site answers 404.'],
  ['/inside', 'its site is in a private network.'],
  ['/file', 'its address is not http or https.'],
  ['/loop', 'it redirects too often.'],
])('%s is not fetched, and nothing is written', async (address, reason) => {
  const source = article(`![A](${site}${address})`, { title: 'A' });
  const { failed, fetched: done, bytes, text } = await fetched({ [A]: source });
  expect(failed).toEqual([`${A}: ${site}${address} was not fetched: ${reason}`]);
  expect([done, [...bytes], text]).toEqual([[], [], source]);
});

test('nothing is written of an image that breaks off', async () => {
  const { failed, bytes } = await fetched({ [A]: article(`![A](${site}/cut.jpg)`, { title: 'A' }) });
  expect([failed.length, bytes.size]).toEqual([1, 0]);
});

test('private addresses are not connected to, also by name', async () => {
  const before = requested.length;
  const port = new URL(site).port;
  const text = `![A](${site}/a.gif) ![B](http://localhost:${port}/b.gif) ![C](http://[::1]:${port}/c.gif)`;
  const { failed } = await fetched({ [A]: article(text, { title: 'A' }) }, isPublicAddress);
  expect(failed).toHaveLength(3);
  for (const sentence of failed) expect(sentence).toMatch(/its site is in a private network\.$/);
  expect(requested.length).toBe(before);
});

test('without a network one sentence says so', async () => {
  const text = '![A](https://images.invalid/a.png) ![B](https://images.invalid/b.png)';
  const { failed } = await fetched({ [A]: article(text, { title: 'A' }) }, isPublicAddress);
  expect(failed).toEqual(['No image was fetched: this machine reaches no other site.']);
});

test.each([
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['172.31.0.1', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:93.184.215.14', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['fd00::1', false],
  ['fe80::1%eth0', false],
  ['localhost', false],
])('%s is on the public internet: %s', (address, isPublic) => expect(isPublicAddress(address)).toBe(isPublic));
