import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SubscribeCallback } from '@parcel/watcher';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchContent } from '#lib/server/content-watcher.ts';
import type { SyncReport } from '#lib/store/sync/sync.ts';

// A fake watcher whose events the test sends, and a fake clock.

const folders = { content: '/site/content', public: '/site/public' };

let syncs: (readonly string[] | null)[];
let subscribed: string[];
let send: SubscribeCallback;
let fail: Error | null;

const store = {
  folders,
  async sync(paths: readonly string[] | null = null) {
    syncs.push(paths);
    if (fail) throw fail;
    return {} as SyncReport;
  },
};

async function subscribe(folder: string, callback: SubscribeCallback) {
  subscribed.push(folder);
  if (folder === folders.content) send = callback;
  return { unsubscribe: async () => {} };
}

beforeEach(async () => {
  vi.useFakeTimers();
  [syncs, subscribed, fail] = [[], [], null];
  const watching = watchContent(store, () => {}, subscribe);
  await vi.advanceTimersByTimeAsync(20);
  await watching;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const update = (name: string) => ({ type: 'update' as const, path: `${folders.content}/${name}` });

test('compares all files when it begins to watch', () => {
  expect(syncs).toEqual([null]);
});

test('watches the folder to which a link leads', async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'dateline-watcher-')));
  mkdirSync(path.join(root, 'real'));
  symlinkSync('real', path.join(root, 'content'));
  const linked = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  const callbacks = new Map<string, SubscribeCallback>();
  const watching = watchContent(
    { ...store, folders: linked },
    () => {},
    async (folder, callback) => {
      callbacks.set(folder, callback);
      return { unsubscribe: async () => {} };
    },
  );
  await vi.advanceTimersByTimeAsync(20);
  await watching;
  expect([...callbacks.keys()]).toEqual([path.join(root, 'real'), path.join(root, 'public')]);
  callbacks.get(path.join(root, 'real'))?.(null, [{ type: 'update', path: path.join(root, 'real/articles/a.md') }]);
  await vi.advanceTimersByTimeAsync(100);
  expect(syncs.at(-1)).toEqual(['content/articles/a.md']);
  rmSync(root, { recursive: true });
});

test('watches another folder when the link to the content leads to it, as git-sync changes it', async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'dateline-watcher-')));
  for (const name of ['first', 'second']) mkdirSync(path.join(root, name));
  const link = path.join(root, 'content');
  symlinkSync('first', link);
  const watched: string[] = [];
  const watching = watchContent(
    { ...store, folders: { content: link, public: path.join(root, 'public') } },
    () => {},
    async (folder) => {
      watched.push(path.basename(folder));
      return { unsubscribe: async () => {} };
    },
  );
  await vi.advanceTimersByTimeAsync(3_000);
  await watching;
  expect([watched, syncs]).toEqual([
    ['first', 'public'],
    [null, null],
  ]);
  symlinkSync('second', `${link}.new`);
  renameSync(`${link}.new`, link);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([watched.slice(2), syncs.slice(2)]).toEqual([['second', 'public'], [null]]);
  rmSync(root, { recursive: true });
});

test('syncs the files of a burst together', async () => {
  send(null, [update('articles/a.md')]);
  await vi.advanceTimersByTimeAsync(5);
  send(null, [update('articles/b.md'), update('articles/a.md')]);
  await vi.advanceTimersByTimeAsync(100);
  expect(syncs.slice(1)).toEqual([['content/articles/a.md', 'content/articles/b.md']]);
});

test('compares all files once more, some seconds after the last event of a burst: the watcher can lose one', async () => {
  send(null, [update('articles/a.md')]);
  await vi.advanceTimersByTimeAsync(3_000);
  send(null, [update('articles/b.md')]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(syncs.slice(1)).toEqual([['content/articles/a.md'], ['content/articles/b.md']]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(syncs.slice(3)).toEqual([null]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(syncs.slice(4)).toEqual([]);
});

test('compares all files every ten minutes', async () => {
  await vi.advanceTimersByTimeAsync(600_100);
  expect(syncs.slice(1)).toEqual([null]);
});

test('watches anew when a folder is made', async () => {
  send(null, [{ type: 'create', path: `${folders.content}/articles/2027` }]);
  await vi.advanceTimersByTimeAsync(100);
  expect(subscribed).toHaveLength(4);
  expect(syncs.slice(1)).toEqual([null]);
});

test('compares all files when the watcher reports an error, and again when a sync fails', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  fail = new Error('The disk is full.');
  send(new Error('Events were dropped.'), []);
  await vi.advanceTimersByTimeAsync(100);
  fail = null;
  await vi.advanceTimersByTimeAsync(5_100);
  expect(syncs.slice(1)).toEqual([null, null]);
});
