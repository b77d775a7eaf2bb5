import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CachedPage } from '#lib/server/cached-page.ts';
import { PageFile } from '#lib/server/page-file.ts';
import type { PageFileOptions } from '#lib/server/page-file-tables.ts';
import type { Trace } from '#lib/store/trace.ts';

let folder: string;
let file: string;
let opened: PageFile[];
let warnings: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-page-file-'));
  file = path.join(folder, 'cache/pages.sqlite');
  opened = [];
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((line) => void warnings.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const pages of opened) await pages.close();
  rmSync(folder, { recursive: true });
});

function open(options: Partial<PageFileOptions> = {}): PageFile {
  const pages = new PageFile({ file, engine: 'one', maxBytes: 10_000_000, ...options });
  opened.push(pages);
  return pages;
}

const TRACE: Trace = new Map([
  ['key', { query: 'story', language: 'en', args: ['ferries', undefined, 2], fingerprint: 'abc', keys: ['x'] }],
]);

function page(text: string): CachedPage {
  const identity = Buffer.from(text);
  const headers = { type: 'text/html', links: '<x>', etag: 'W/"e"', styleHash: null, keys: '', made: 5 };
  return { ...headers, bodies: { identity, br: null, gzip: null } };
}

/** Text that does not become shorter by compression. */
function noise(bytes: number): string {
  return randomBytes(bytes).toString('base64').slice(0, bytes);
}

async function keepPages(pages: PageFile, texts: Record<string, string>): Promise<void> {
  for (const [at, text] of Object.entries(texts))
    pages.keep(at, { page: page(text), trace: TRACE, isBest: false, state: null });
  await pages.close();
}

function textAt(pages: PageFile, at: string): string | null {
  const kept = pages.read(at);
  return kept && brotliDecompressSync(kept.page.bodies.br ?? '').toString();
}

test('a kept page has the same headers, trace and text after a restart', async () => {
  await keepPages(open(), { '/a': 'Text' });
  const kept = open().read('/a');
  expect(kept).toEqual({
    page: { ...page(''), bodies: { identity: null, br: expect.any(Buffer), gzip: null } },
    trace: TRACE,
    isBest: false,
    state: null,
    checksum: expect.any(String),
  });
  expect(brotliDecompressSync(kept?.page.bodies.br ?? '').toString()).toBe('Text');
  expect(open().read('/b')).toBeNull();
});

test('the state in which a check found a page fresh is kept, but not for a later page at its path', async () => {
  const state = { index: 'one', generation: 7, since: 5 };
  const first = open();
  await keepPages(first, { '/a': 'First' });
  const second = open();
  second.used('/a', { checksum: second.read('/a')?.checksum ?? '', state });
  second.used('/a');
  await second.close();
  const third = open();
  const kept = third.read('/a');
  expect(kept?.state).toEqual(state);
  third.keep('/a', { page: page('Second'), trace: TRACE, isBest: false, state: null });
  await third.close();
  const fourth = open();
  fourth.used('/a', { checksum: kept?.checksum ?? '', state });
  await fourth.close();
  expect(open().read('/a')?.state).toBeNull();
});

test('a later page takes the place of the one before', async () => {
  await keepPages(open(), { '/a': 'First' });
  await keepPages(open(), { '/a': 'Second' });
  expect(textAt(open(), '/a')).toBe('Second');
});

test('the file never takes more than its bound, and the pages used last stay', async () => {
  const maxBytes = 1_000_000;
  for (let round = 0; round < 4; round++) {
    const pages = open({ maxBytes });
    if (round > 0) expect(textAt(pages, '/kept')).toHaveLength(30_000);
    else pages.keep('/kept', { page: page(noise(30_000)), trace: TRACE, isBest: false, state: null });
    await keepPages(
      pages,
      Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`/${round}-${at}`, noise(8_000)])),
    );
    expect(statSync(file).size).toBeLessThanOrEqual(maxBytes);
  }
  const pages = open({ maxBytes });
  expect(textAt(pages, '/3-79')).toHaveLength(8_000);
  expect(textAt(pages, '/0-0')).toBeNull();
  expect(warnings).toEqual([]);
});

test('a page that would take a large part of the file is not kept', async () => {
  await keepPages(open({ maxBytes: 200_000 }), { '/a': 'Text', '/large': noise(90_000) });
  const pages = open({ maxBytes: 200_000 });
  expect([textAt(pages, '/a'), pages.read('/large')]).toEqual(['Text', null]);
});

test('with a lower bound the file is made anew', async () => {
  await keepPages(open(), { '/a': noise(300_000) });
  const pages = open({ maxBytes: 100_000 });
  expect(textAt(pages, '/a')).toBeNull();
  expect(statSync(file).size).toBeLessThanOrEqual(100_000);
  expect(warnings).toEqual([]);
});

test('a bound of 0 keeps nothing', async () => {
  await keepPages(open({ maxBytes: 0 }), { '/a': 'Text' });
  expect(() => statSync(file)).toThrow('ENOENT');
});

test('pages of another engine are deleted', async () => {
  await keepPages(open(), { '/a': 'Text' });
  expect(textAt(open({ engine: 'two' }), '/a')).toBeNull();
  expect(textAt(open(), '/a')).toBeNull();
  expect(warnings).toEqual([]);
});

test.each([
  ['text', () => writeFileSync(file, 'No database.'.repeat(1_000)), 'file is not a database'],
  ['half a file', () => writeFileSync(file, readFileSync(file).subarray(0, 6_000)), 'database disk image is malformed'],
  ['another database', () => foreign('CREATE TABLE notes (text TEXT)'), 'it is another program’s'],
  [
    'a database with a table of the same name',
    () => foreign('CREATE TABLE origin (place TEXT)'),
    'no such column: engine',
  ],
])('%s in its place is thrown away, with one line in the log', async (_name, damage, reason) => {
  await keepPages(open(), { '/a': noise(9_000) });
  damage();
  const pages = open();
  expect([textAt(pages, '/a'), textAt(pages, '/a')]).toEqual([null, null]);
  await keepPages(pages, { '/a': 'Text' });
  expect(warnings).toEqual([`The page cache ${file} cannot be read (${reason}). It is made anew.`]);
  expect(textAt(open(), '/a')).toBe('Text');
});

function foreign(sql: string): void {
  rmSync(file);
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

test('damage that SQLite does not notice is found by a checksum', async () => {
  await keepPages(open(), { '/a': noise(30_000) });
  const inBody = statSync(file).size - 2_000;
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(100), 0, 100, inBody);
  closeSync(handle);
  expect(textAt(open(), '/a')).toBeNull();
  expect(warnings).toEqual([`The page cache ${file} cannot be read (a checksum is wrong). It is made anew.`]);
});

test('a file that cannot be made is left off, with one line in the log', async () => {
  writeFileSync(path.join(folder, 'cache'), 'A file where the folder should be.');
  await keepPages(open(), { '/a': 'Text' });
  expect(warnings).toEqual([
    expect.stringMatching(/^The page cache .* cannot be used \(.*\)\. Pages stay in memory only\.$/),
  ]);
});

test('on a full disk the pages that are kept can be read, and the log says once that no more are written', async () => {
  const pages = open({ maxDiskPages: 20 });
  await keepPages(pages, { '/a': 'Text' });
  const full = open({ maxDiskPages: 20 });
  full.keep('/large', { page: page(noise(90_000)), trace: TRACE, isBest: false, state: null });
  await vi.waitFor(() => expect(warnings).toHaveLength(1), 30_000);
  full.keep('/b', { page: page('Text'), trace: TRACE, isBest: false, state: null });
  expect([textAt(full, '/a'), full.read('/large')]).toEqual(['Text', null]);
  await full.close();
  expect(warnings).toEqual([
    `The page cache ${file} cannot be written (database or disk is full). New pages stay in memory.`,
  ]);
  expect(textAt(open(), '/b')).toBeNull();
});

test('a page that cannot be compressed is not kept, and ends nothing', async () => {
  const pages = open();
  const broken = { ...page(''), bodies: { identity: null, br: null, gzip: null } };
  pages.keep('/broken', { page: broken, trace: TRACE, isBest: false, state: null });
  await pages.close();
  expect(warnings).toHaveLength(1);
});

test('two processes can use one file', async () => {
  const [one, two] = [open(), open()];
  one.keep('/a', { page: page('A'), trace: TRACE, isBest: false, state: null });
  two.keep('/b', { page: page('B'), trace: TRACE, isBest: false, state: null });
  await Promise.all([one.close(), two.close()]);
  const pages = open();
  expect([textAt(pages, '/a'), textAt(pages, '/b')]).toEqual(['A', 'B']);
  expect(warnings).toEqual([]);
});

test('while another process writes, pages are read, and written afterwards', async () => {
  await keepPages(open(), { '/a': 'A' });
  const pages = open();
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  pages.keep('/b', { page: page('B'), trace: TRACE, isBest: false, state: null });
  const statements = vi.spyOn(DatabaseSync.prototype, 'exec');
  await vi.waitFor(() => expect(statements).toHaveBeenCalledWith('BEGIN IMMEDIATE'), 30_000); // it has tried
  expect([textAt(pages, '/a'), textAt(pages, '/b')]).toEqual(['A', null]);
  other.exec('COMMIT');
  other.close();
  await vi.waitFor(() => expect(textAt(pages, '/b')).toBe('B'), 30_000);
  expect(warnings).toEqual([]);
});

test('a locked file is left off, with one line in the log', async () => {
  await keepPages(open(), { '/a': 'A' });
  const other = new DatabaseSync(file);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  const pages = open();
  expect(textAt(pages, '/a')).toBeNull();
  await keepPages(pages, { '/b': 'B' });
  expect(warnings).toEqual([`The page cache ${file} cannot be used (database is locked). Pages stay in memory only.`]);
  other.exec('ROLLBACK');
  other.close();
  expect(textAt(open(), '/a')).toBe('A');
});

test('a file that another process makes anew is written by that one only', async () => {
  const old = open();
  const upgraded = open({ engine: 'two' });
  old.keep('/a', { page: page('Old'), trace: TRACE, isBest: false, state: null });
  upgraded.keep('/a', { page: page('New'), trace: TRACE, isBest: false, state: null });
  await Promise.all([old.close(), upgraded.close()]);
  expect(textAt(open({ engine: 'two' }), '/a')).toBe('New');
});
