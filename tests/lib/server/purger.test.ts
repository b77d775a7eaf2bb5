import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ALL_PAGES, keysToPurge } from '#lib/server/cdn-keys.ts';
import { Purger } from '#lib/server/purger.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { eventually } from '../../site/running-site.ts';

let folder: string;
let store: ContentStore;
let now: number;
/** A cache that records purges; its answers have this status. */
let cache: Server;
let status: number;
let purges: { hard: boolean; keys: string[] }[];
let purger: Purger;
/** The page that a change has passed by. */
let missed: string | null;

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-purger-'));
  write('publication.yaml', 'name: Lamp\ntagline: News\norigin: https://lamp.example\ntimeZone: UTC\nlanguage: en\n');
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  write('articles/ferries.md', story('Ferries'));
  now = Date.UTC(2026, 0, 1, 12);
  await openStore();
  purges = [];
  missed = null;
  status = 200;
  cache = createServer(({ headers }, response) => {
    const hard = headers['xkey-purge'] !== undefined;
    purges.push({ hard, keys: String(headers['xkey-purge'] ?? headers['xkey-softpurge']).split(' ') });
    response.writeHead(headers['purge-secret'] === 'secret' ? status : 403).end();
  });
  await new Promise<void>((resolve) => cache.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.useRealTimers();
  purger?.stop();
  cache.closeAllConnections();
  cache.close();
  await store.close();
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

async function openStore(): Promise<void> {
  const folders = { content: path.join(folder, 'content'), public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => now }));
}

function write(name: string, text: string): string {
  const file = path.join(folder, 'content', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return `content/${name}`;
}

const story = (title: string, date = '2025-01-01') =>
  `---\ntitle: ${title}\nauthor: ann\ndate: ${date}\n---\n\nText.\n`;

function start(engine = 'engine'): void {
  const { port } = cache.address() as AddressInfo;
  const targets = [`http://127.0.0.1:${port}`];
  purger = new Purger(
    store,
    { service: 'varnish', targets, ttl: 600, secret: 'secret' },
    { file: path.join(folder, 'purged.json'), engine, findMissed: () => missed },
  );
}

/** Waits for so many purges, and returns them. */
const purged = (count: number) =>
  eventually(
    async () => purges,
    (found) => found.length >= count,
  );

/** Waits until so many purges were accepted, while the clock of the timers stands nearly still. */
const purgedOnce = (count: number) => vi.waitFor(() => expect(purger.counts()).toMatchObject([{ sent: count }]));

const key = (dependency: string) => keysToPurge(new Set([dependency]))[1] ?? '';

test('the first start purges all pages; a change purges its keys, softly', async () => {
  start();
  expect(await purged(1)).toEqual([{ hard: false, keys: [ALL_PAGES] }]);
  await store.sync([write('articles/ferries.md', story('Night ferries'))]);
  const [, change] = await purged(2);
  expect(change?.hard).toBe(false);
  expect(change?.keys).toEqual(expect.arrayContaining([key('article:en:ferries'), key('stories:en:all')]));
  expect(change?.keys).not.toContain(ALL_PAGES);
});

test('a story that is gone is removed from the cache before its lists are revalidated', async () => {
  start();
  await purged(1);
  rmSync(path.join(folder, 'content/articles/ferries.md'));
  await store.sync(['content/articles/ferries.md']);
  const [, first, second] = await purged(3);
  expect(first).toMatchObject({ hard: true });
  expect(first?.keys).toContain(key('article:en:ferries'));
  expect(second).toMatchObject({ hard: false });
  expect(second?.keys).toContain(key('members:en:all'));
});

test('the end of an embargo purges the lists that the story enters', async () => {
  write('articles/soon.md', story('Soon', '2026-01-01T13:00:00Z'));
  await store.sync(['content/articles/soon.md']);
  start();
  await purged(1);
  now = Date.UTC(2026, 0, 1, 13);
  // Another change lets it look at the clock at once.
  await store.sync([write('authors/ann.md', '---\nname: Ann Lee\n---\n\nWrites.\n')]);
  const [, change] = await purged(2);
  expect(change?.keys).toEqual(expect.arrayContaining([key('article:en:soon'), key('members:en:all')]));
});

test('a page that a change has passed by is counted, and all pages are purged', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  start();
  await vi.waitFor(() => expect(purges).toHaveLength(1));
  missed = '/articles/ferries';
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  expect((await purged(2))[1]).toEqual({ hard: false, keys: [ALL_PAGES] });
  expect(purger.missed).toBe(1);
  expect(vi.mocked(console.error).mock.calls).toEqual([[expect.stringContaining('made /articles/ferries untrue')]]);
});

test('a purge that the cache refuses is sent again until it is accepted', async () => {
  status = 503;
  start();
  await purged(2);
  expect(purger.counts()).toMatchObject([{ sent: 0, failed: expect.any(Number) }]);
  status = 200;
  await eventually(
    async () => purger.counts()[0]?.sent ?? 0,
    (sent) => sent > 0,
  );
  expect(purges.every(({ keys }) => keys.includes(ALL_PAGES))).toBe(true);
  expect(vi.mocked(console.error).mock.calls).toEqual([
    [expect.stringContaining('could not be purged: it answered 503.')],
  ]);
});

test('a purge is repeated after a second, and after the lease of a replica that lags', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  start();
  await purgedOnce(1);
  vi.advanceTimersByTime(1_000);
  await purgedOnce(2);
  expect(purger.counts()).toMatchObject([{ waiting: 1 }]);
  // A sync has written a change of which this process does not know yet: its purge is not accepted.
  const index = new DatabaseSync(path.join(folder, 'index.sqlite'));
  index.exec('UPDATE state SET generation = generation + 1');
  vi.advanceTimersByTime(30_000);
  await purgedOnce(3);
  await vi.waitFor(() => expect(existsSync(path.join(folder, 'purged.json'))).toBe(true));
  vi.useRealTimers();
  const recorded = JSON.parse(readFileSync(path.join(folder, 'purged.json'), 'utf8'));
  expect(recorded.generation).toBe(store.openedIndex().generation);
  index.exec('UPDATE state SET generation = generation - 1');
  index.close();
  expect(purges).toEqual(Array(3).fill({ hard: false, keys: [ALL_PAGES] }));

  // A start purges nothing if all was accepted; all pages, if not: after a change, an upgrade, a new day.
  purger.stop();
  purges = [];
  start();
  await store.sync([write('articles/ferries.md', story('Late ferries'))]);
  expect((await purged(1))[0]?.keys).not.toContain(ALL_PAGES);
  purger.stop();
  for (const restart of [() => start(), () => start('another engine')]) {
    purges = [];
    restart();
    expect((await purged(1))[0]?.keys).toEqual([ALL_PAGES]);
    purger.stop();
  }
});
