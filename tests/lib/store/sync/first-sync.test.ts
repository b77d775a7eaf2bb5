import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { sync } from '#lib/store/sync/sync.ts';
import { batchSyncer } from '../../../fixtures/batch-syncer.ts';

const NOW = Date.parse('2024-06-01T12:00:00Z');
const BATCH_SIZES = { first: 3, others: 4 };

let root: string;
const closing: (() => unknown)[] = [];
const folders = () => ({ content: path.join(root, 'content'), public: path.join(root, 'public') });
const paths = (name = 'index.sqlite') => ({ folders: folders(), index: path.join(root, name) });

function write(file: string, text: string): void {
  const absolute = path.join(root, 'content', file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}

const article = (file: string, date: string, more = '') =>
  write(`articles/${file}.md`, `---\ntitle: ${file}\nauthor: ada\ndate: ${date}\n${more}---\nText.\n`);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-first-sync-'));
  write(
    'publication.yaml',
    'name: Courier\ntagline: News\norigin: https://courier.example\ntimeZone: UTC\nlanguage: en\n',
  );
  write('authors/ada.md', '---\nname: Ada\n---\n');
  // The names are in another order than the dates.
  for (let day = 1; day <= 12; day++)
    article(`story-${(day * 5) % 13}`, `2024-05-${String(day).padStart(2, '0')}`, `tags: [Day ${day % 3}]\n`);
  write('pages/home.md', '---\nlead: story-5\n---\n');
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(root, { recursive: true });
});

const slugsIn = (store: ContentStore) =>
  queriesFor(store, '')
    .latest(1)
    ?.items.map(({ slug }) => slug) ?? [];
const everything = (store: ContentStore) => [
  queriesFor(store, '').latest(1),
  queriesFor(store, '').tags(1),
  queriesFor(store, '').authors(1),
  slugsIn(store).map((slug) => [queriesFor(store, '').story(slug), queriesFor(store, '').related(slug)]),
  store.diagnostics(),
];

test('a first sync publishes the newest stories first, then the rest in batches', async () => {
  const seen: string[][] = [];
  const lacks: boolean[] = [];
  const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
  const opened = await ContentStore.open({
    ...paths(),
    clock: () => NOW,
    syncer: batchSyncer(BATCH_SIZES, async () => {
      await pause;
      seen.push(slugsIn(store));
      lacks.push(store.isFilling);
    }),
  });
  const { store, report } = opened;
  closing.push(() => store.close());
  expect([report.filling, report.files]).toEqual([true, 15]);
  // 12 to 10 May; story-5 is of 1 May.
  expect(slugsIn(store)).toEqual(['story-8', 'story-3', 'story-11']);
  const first = store.generation();
  goOn();
  expect(await store.whenFilled()).toMatchObject({ filling: false, read: 16 });
  expect(seen.map((slugs) => slugs.length)).toEqual([3, 7, 11]);
  expect(lacks).toEqual([true, true, true]);
  expect(store.isFilling).toBe(false);
  expect(store.generation()).toBeGreaterThan(first);
  const whole = await ContentStore.open({ ...paths('whole.sqlite'), clock: () => NOW });
  closing.push(() => whole.store.close());
  expect(everything(store)).toEqual(everything(whole.store));
});

test('drafts and embargoed stories are read last, and never published', async () => {
  article('later', '2024-07-01');
  article('draft', '2024-05-31', 'draft: true\n');
  const seen: string[][] = [];
  const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
  const { store } = await ContentStore.open({
    ...paths(),
    clock: () => NOW,
    syncer: batchSyncer(
      BATCH_SIZES,
      async () => {
        await pause;
        seen.push(slugsIn(store));
      },
      NOW,
    ),
  });
  closing.push(() => store.close());
  goOn();
  await store.whenFilled();
  expect(slugsIn(store)).toHaveLength(12);
  expect(seen.map((slugs) => slugs.length)).toEqual([3, 7, 11]);
  for (const unpublished of ['later', 'draft']) expect(seen.flat()).not.toContain(unpublished);
});

test('after a crash the next sync goes on', async () => {
  const db = openIndex(paths());
  closing.push(() => db.close());
  let batches = 0;
  const onBatch = () => {
    if (++batches === 2) throw new Error('crash');
  };
  await expect(sync(db, folders(), null, { now: NOW, batches: { ...BATCH_SIZES, onBatch } })).rejects.toThrow('crash');
  const again = await sync(db, folders(), null, { now: NOW, batches: { ...BATCH_SIZES, onBatch: () => {} } });
  // Seven stories of twelve were there. After each batch the home page is read, since its stories may have
  // come.
  expect(again).toMatchObject({ filling: false, read: 5 + 2 });
  expect(await sync(db, folders(), null, { now: NOW })).toMatchObject({ filling: false, read: 0 });
  const [resumed, whole] = await Promise.all(
    ['index.sqlite', 'whole.sqlite'].map((name) => ContentStore.open({ ...paths(name), clock: () => NOW })),
  );
  for (const opened of [resumed, whole]) closing.push(() => opened?.store.close());
  expect(resumed && everything(resumed.store)).toEqual(whole && everything(whole.store));
});

test('a sync that fails after the first batch is tried again', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  closing.push(() => log.mockRestore());
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  closing.push(() => vi.useRealTimers());
  let batches = 0;
  const { store } = await ContentStore.open({
    ...paths(),
    clock: () => NOW,
    syncer: batchSyncer(BATCH_SIZES, () => {
      if (++batches === 1) throw new Error('The process ended.');
    }),
  });
  closing.push(() => store.close());
  await vi.waitFor(() => expect(log).toHaveBeenCalledOnce());
  expect(store.isFilling).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  await store.whenFilled();
  expect(slugsIn(store)).toHaveLength(12);
});

test('a publication.yaml that is missing still ends the start', async () => {
  rmSync(path.join(root, 'content/publication.yaml'));
  await expect(ContentStore.open({ ...paths(), syncer: batchSyncer(BATCH_SIZES) })).rejects.toThrow(
    'publication.yaml is missing',
  );
});

// Of two files with one slug an unpublished one never keeps a published one off the site.
const HIDDEN: readonly [string, string, string][] = [
  ['a draft', '2024-05-01', 'draft: true\n'],
  ['an embargoed story', '2024-06-02', ''],
];
test.each(HIDDEN)('%s does not take the slug of a published story', async (_name, date, more) => {
  for (const [hidden, open] of [
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    article(`${hidden}/same`, date, `${more}standfirst: Hidden\n`);
    article(`${open}/same`, '2024-05-20', 'standfirst: Open\n');
    const { store } = await ContentStore.open({ ...paths(`${hidden}.sqlite`), clock: () => NOW });
    closing.push(() => store.close());
    expect(queriesFor(store, '').story('same')?.standfirst).toBe('Open');
    expect(store.diagnostics().map(({ file, rule }) => [file, rule])).toEqual([
      [`content/articles/${hidden}/same.md`, 'slug-duplicate'],
    ]);
    // The hidden file has it once the other is gone.
    rmSync(path.join(root, `content/articles/${open}/same.md`));
    await store.sync();
    expect(store.diagnostics()).toEqual([]);
    rmSync(path.join(root, `content/articles/${hidden}/same.md`));
  }
});

test('a published story takes the slug of a hidden one that came earlier', async () => {
  article('a/same', '2024-06-02', 'standfirst: Hidden\n');
  article('c/same', '2024-05-20', 'draft: true\n');
  const { store } = await ContentStore.open({ ...paths(), clock: () => NOW });
  closing.push(() => store.close());
  article('b/same', '2024-05-20', 'standfirst: Open\n');
  await store.sync(['content/articles/b/same.md']);
  expect(queriesFor(store, '').story('same')?.standfirst).toBe('Open');
  // A further published one does not take it away.
  article('a/same', '2024-05-19', 'standfirst: Late\n');
  await store.sync(['content/articles/a/same.md']);
  expect(queriesFor(store, '').story('same')?.standfirst).toBe('Open');
  // Unless the first becomes a draft, in whatever order the two are read.
  article('b/same', '2024-05-20', 'draft: true\nstandfirst: Open\n');
  utimesSync(path.join(root, 'content/articles/b/same.md'), 1, 1);
  await store.sync(['content/articles/a/same.md', 'content/articles/b/same.md']);
  expect(queriesFor(store, '').story('same')?.standfirst).toBe('Late');
});

test('of two embargoed stories the earlier one has the slug, whichever is read first', async () => {
  let now = NOW;
  article('a/same', '2024-06-03', 'standfirst: Later\n');
  article('b/same', '2024-06-02', 'standfirst: Earlier\n');
  const { store } = await ContentStore.open({ ...paths(), clock: () => now });
  closing.push(() => store.close());
  now = Date.parse('2024-06-02T12:00:00Z');
  expect(queriesFor(store, '').story('same')?.standfirst).toBe('Earlier');
});
