import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangeNotifier } from '#lib/server/change-notifier.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { put } from '../../fixtures/photographs.ts';

const NOON = Date.UTC(2024, 0, 14, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let root: string;
let now: number;
let store: ContentStore;
let notifier: ChangeNotifier;
/** The paths of the stories of each notification. */
let notified: string[][];

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-notifier-'));
  now = NOON;
  notified = [];
  const origin = 'https://courier.example';
  const keys = { name: 'The Courier', tagline: 'News', origin, timeZone: 'UTC', language: 'en' };
  put(path.join(root, 'content/publication.yaml'), JSON.stringify(keys));
  put(path.join(root, 'content/authors/mira.md'), '---\nname: Mira\n---\n');
  put(
    path.join(root, 'content/articles/late.md'),
    `---\ntitle: Late\nauthor: mira\ndate: ${new Date(NOON + HOUR).toISOString()}\n---\nText.\n`,
  );
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite'), clock: () => now }));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(console, 'log').mockReturnValue();
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    notified.push(JSON.parse(body).urlList.map((url: string) => url.slice(origin.length)));
    return new Response();
  });
  const indexNow = { key: 'a1b2c3d4', endpoint: 'https://indexnow.example' };
  notifier = new ChangeNotifier(store, { hub: null, indexNow }, path.join(root, 'announced.json'));
});
afterEach(async () => {
  notifier.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await store.close();
  rmSync(root, { recursive: true });
});

/** Lets time pass, also on the clock. */
async function pass(milliseconds: number): Promise<void> {
  now += milliseconds;
  await vi.advanceTimersByTimeAsync(milliseconds);
}

test('a story is notified when its embargo ends, once', async () => {
  await pass(HOUR - 1);
  expect(notified).toEqual([]);
  await pass(MINUTE);
  expect(notified).toEqual([['/articles/late']]);
  await pass(24 * HOUR);
  expect(notified).toHaveLength(1);
});

test('a story that appeared too early, by a clock that ran ahead, is notified again at its time', async () => {
  await pass(MINUTE);
  now += 24 * HOUR;
  await pass(MINUTE);
  expect(notified).toEqual([['/articles/late']]);
  now -= 24 * HOUR;
  await pass(HOUR - 3 * MINUTE);
  expect(notified).toHaveLength(1);
  await pass(2 * MINUTE);
  expect(notified).toEqual([['/articles/late'], ['/articles/late']]);
});
