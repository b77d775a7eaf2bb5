import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImportMedia, type MediaSources } from '#lib/import/import-media.ts';
import { Edition } from '../cli/edition.ts';

const STORY = 'content/articles/2019/03/a.md';

let edition: Edition;
let uploads: string;
beforeEach(() => {
  edition = new Edition();
  uploads = path.join(edition.folder, 'uploads');
  mkdirSync(path.join(uploads, '2019'), { recursive: true });
  writeFileSync(path.join(uploads, '2019/quay.jpg'), 'The quay.');
  writeFileSync(path.join(edition.folder, 'secret.jpg'), 'Secret.');
});
afterEach(() => edition.remove());

function open(sources: Partial<MediaSources> = {}, isDry = false): ImportMedia {
  return new ImportMedia(
    { files: async () => null, folder: uploads, fetch: null, ...sources },
    edition.routes.folders,
    isDry,
  );
}

const at = (address: string) => ({ path: address, url: `https://old.example${address}` });
const beside = () => readdirSync(path.join(edition.routes.folders.content, 'articles/2019/03')).sort();
const textOf = (name: string) => readFileSync(path.join(edition.routes.folders.content, name), 'utf8');

test('an image is found wherever the folder with media begins, and the original before a smaller copy', async () => {
  const media = open();
  for (const address of [
    '/wp-content/uploads/2019/quay.jpg',
    '/uploads/2019/quay.jpg',
    '/2019/quay-300x200.jpg',
    '/2019/quay-scaled.jpg',
  ]) {
    expect(await media.image(at(address), STORY)).toEqual({ name: 'quay.jpg' });
  }
  expect(beside()).toEqual(['quay.jpg']);
  expect([...media.images]).toEqual(['content/articles/2019/03/quay.jpg']);
});

test('images of one name and other bytes get a number; the same again gets the same name', async () => {
  mkdirSync(path.join(uploads, '2020'));
  writeFileSync(path.join(uploads, '2020/quay.jpg'), 'Another quay.');
  const names = async (media: ImportMedia) => [
    await media.image(at('/2019/quay.jpg'), STORY),
    await media.image(at('/2020/quay.jpg'), STORY),
  ];
  const expected = [{ name: 'quay.jpg' }, { name: 'quay-2.jpg' }];
  expect(await names(open({}, true))).toEqual(expected);
  expect(await names(open())).toEqual(expected);
  expect(await names(open())).toEqual(expected);
  expect(beside()).toEqual(['quay-2.jpg', 'quay.jpg']);
});

test.each([
  '/../secret.jpg',
  '/%2e%2e/secret.jpg',
  '/..%2fsecret.jpg',
  '/2019/..%5c..%5csecret.jpg',
  '/.git/secret.jpg',
  '/2019/link.jpg',
  '/2019/quay.jpg%00.jpg',
])('a path that climbs out, or a link, leads nowhere: %s', async (address) => {
  symlinkSync('../../secret.jpg', path.join(uploads, '2019/link.jpg'));
  expect(await open().image(at(address), STORY)).toEqual({ reason: 'the archive does not have it' });
});

test('files of the archive come first, and are decoded', async () => {
  const files = async (name: string) =>
    name === '/2019/ein bild.png' ? Readable.from([Buffer.from('a'), Buffer.from('b')]) : null;
  expect(await open({ files }).image(at('/2019/ein%20bild.png'), STORY)).toEqual({ name: 'ein-bild.png' });
  expect(textOf('articles/2019/03/ein-bild.png')).toBe('ab');
});

test('what is missing is fetched: the original, or else the copy that the text names', async () => {
  const fetched: string[] = [];
  const fetch = async (url: string) => {
    fetched.push(url);
    if (url.endsWith('/net.jpg')) throw new Error('its site answers 404.');
    return { bytes: Buffer.from(url), ending: 'webp' };
  };
  const media = open({ fetch });
  expect(await media.image(at('/2019/net-300x200.jpg'), STORY)).toEqual({ name: 'net-300x200.webp' });
  expect(await media.image({ path: null, url: 'https://other.example/a/Boat%20One.jpg' }, STORY)).toEqual({
    name: 'boat-one.webp',
  });
  expect(await media.image(at('/2019/net.jpg'), STORY)).toEqual({ reason: 'its site answers 404.' });
  expect(fetched).toEqual([
    'https://old.example/2019/net.jpg',
    'https://old.example/2019/net-300x200.jpg',
    'https://other.example/a/Boat%20One.jpg',
    'https://old.example/2019/net.jpg',
  ]);
});

test('documents keep their paths under public/; what a browser would run does not come', async () => {
  for (const name of ['menu.pdf', 'page.html', 'run.js', 'image.svg'])
    writeFileSync(path.join(uploads, '2019', name), name);
  const media = open();
  expect(await media.file('/wp-content/2019/menu.pdf')).toEqual({ path: '/wp-content/2019/menu.pdf' });
  expect(textOf('public/wp-content/2019/menu.pdf')).toBe('menu.pdf');
  for (const name of ['page.html', 'run.js', 'image.svg'])
    expect(await media.file(`/wp-content/2019/${name}`)).toBeNull();
  expect(await media.file('/../../etc/menu.pdf')).toBeNull();
});

test('a file of that path that is not the same stays', async () => {
  writeFileSync(path.join(uploads, '2019/menu.pdf'), 'Eels.');
  edition.write({ 'content/public/2019/menu.pdf': 'Ours.' });
  expect(await open().file('/2019/menu.pdf')).toBeNull();
  expect(textOf('public/2019/menu.pdf')).toBe('Ours.');
});

test('an image in a format that the site does not show is refused', async () => {
  writeFileSync(path.join(uploads, '2019/scan.tiff'), 'x');
  expect(await open().image(at('/2019/scan.tiff'), STORY)).toEqual({
    reason: 'its format is none that the site shows',
  });
  rmSync(uploads, { recursive: true });
});
