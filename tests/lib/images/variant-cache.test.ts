import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VariantCache } from '#lib/images/variant-cache.ts';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'dateline-variants-')), 'media');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const open = (maxBytes = 1000) => new VariantCache({ folder, maxBytes });
const bytes = (length: number) => Buffer.alloc(length, 7);
const onDisk = () => readdirSync(folder).sort();

test('a kept variant is found, also after the folder is opened again', async () => {
  const cache = open();
  expect(await cache.get('a')).toBeNull();
  cache.set('a', bytes(10));
  expect(await cache.get('a')).toEqual(bytes(10));
  expect(await open().get('a')).toEqual(bytes(10));
});

test('the least recently used variant is deleted first', async () => {
  const cache = open();
  for (const name of ['a', 'b', 'c']) cache.set(name, bytes(300));
  await cache.get('a');
  cache.set('d', bytes(300));
  expect(onDisk()).toEqual(['a', 'c', 'd']);
  cache.set('e', bytes(900));
  expect(onDisk()).toEqual(['e']);
});

test('the order survives a restart, and a smaller limit applies at once', async () => {
  const cache = open();
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    cache.set(name, bytes(300));
    utimesSync(path.join(folder, name), 1000 - index, 1000 - index); // c was used the longest ago
  }
  const smaller = open(600);
  expect(await smaller.get('a')).not.toBeNull();
  expect(onDisk()).toEqual(['a', 'b']);
});

test('each use is recorded on disk, for the order after a restart', async () => {
  open().set('a', bytes(10));
  utimesSync(path.join(folder, 'a'), 1000, 1000);
  await open().get('a');
  await expect.poll(() => statSync(path.join(folder, 'a')).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});

test('a variant larger than the cache is not kept, and displaces nothing', () => {
  const cache = open();
  cache.set('a', bytes(10));
  cache.set('b', bytes(1001));
  expect(onDisk()).toEqual(['a']);
  open(0).set('c', bytes(1));
  expect(onDisk()).toEqual([]);
});

test('half-written, truncated and empty files are not served', async () => {
  const cache = open();
  cache.set('a', bytes(10));
  cache.set('b', bytes(10));
  writeFileSync(path.join(folder, 'a'), bytes(5));
  rmSync(path.join(folder, 'b'));
  expect([await cache.get('a'), await cache.get('b')]).toEqual([null, null]);
  writeFileSync(path.join(folder, 'c.part'), bytes(5));
  writeFileSync(path.join(folder, 'd'), '');
  expect(await open().get('d')).toBeNull();
  expect(onDisk()).toEqual([]);
});

test('the same name again replaces the bytes, counted once', async () => {
  const cache = open();
  cache.set('a', bytes(600));
  cache.set('a', bytes(700));
  cache.set('b', bytes(300));
  expect(onDisk()).toEqual(['a', 'b']);
  expect(readFileSync(path.join(folder, 'a')).length).toBe(700);
});
