import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderPage } from '#lib/render/page-renderer.ts';
import type { Renderer } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import { routeAt } from '#lib/routes/routes.ts';
import { PageCache } from '#lib/server/page-cache.ts';
import { PageWarmer, type WarmerParts } from '#lib/server/page-warmer.ts';
import { ReadCounts } from '#lib/server/read-counts.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { batchSyncer } from '../../fixtures/batch-syncer.ts';

// A real store in a temporary folder, and a fake Next, whose pages make few queries.

let folder: string;
let store: ContentStore;
let cache: PageCache;
let counts: ReadCounts;
let now: number;
let rendered: string[];
let warmers: PageWarmer[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-warmer-'));
  for (const name of ['articles', 'authors']) mkdirSync(path.join(folder, name));
  writePublication('The Harbor Courier');
  write('authors/ida-holm.md', ['---', 'name: Ida Holm', '---']);
  for (const slug of ['a', 'b', 'c', 'd']) writeStory(slug);
  now = Date.parse('2024-06-01T12:00:00Z');
  rendered = [];
  warmers = [];
  await openStore();
});

afterEach(async () => {
  for (const warmer of warmers) warmer.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function openStore(syncer?: ReturnType<typeof batchSyncer>): Promise<void> {
  const folders = { content: folder, public: path.join(folder, 'public') };
  const options = { folders, index: path.join(folder, 'index.sqlite'), clock: () => now };
  ({ store } = await ContentStore.open(syncer ? { ...options, syncer } : options));
  const next = {
    render: async (at: string) => {
      rendered.push(at);
      const route = routeAt(at);
      const { publication, story, newestSlugs } = queriesFor(store, '');
      const title = route?.kind === 'article' ? story(route.slug)?.headline : '';
      const list = route?.kind === 'tag' ? route : ({ kind: 'home', edition: '' } as const);
      const stories = route?.kind === 'article' ? [] : newestSlugs(list);
      return {
        status: 200,
        text: `<!DOCTYPE html><html><body>${publication().name} ${title} ${stories}</body></html>`,
      };
    },
  };
  const stylesheets = new Stylesheets({});
  const renderer: Renderer = { render: ({ path }) => renderPage({ store, next, stylesheets, hub: null }, path) };
  cache = new PageCache(store, renderer);
  counts = new ReadCounts(path.join(folder, 'reads.json'));
}

function write(file: string, lines: string[]): void {
  writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
}

function writePublication(name: string): void {
  write('publication.yaml', [
    `name: ${name}`,
    'tagline: News from the coast',
    'origin: https://courier.example',
    'timeZone: UTC',
    'language: en',
    'sections: [Harbor]',
  ]);
}

function writeStory(slug: string, date = '2024-01-14T06:04:00Z', tags = 'Harbor'): void {
  const lines = [
    '---',
    `title: Story ${slug}`,
    'author: ida-holm',
    `date: ${date}`,
    `tags: [${tags}]`,
    '---',
    '',
    'Text.',
  ];
  write(`articles/${slug}.md`, lines);
}

function start(parts: Partial<WarmerParts> = {}): void {
  warmers.push(new PageWarmer({ store, cache, counts, whenIdle: async () => {}, limit: 500, ...parts }));
}

/** Waits until all `paths` are ready without a reader. */
async function ready(paths: string[]): Promise<void> {
  await vi.waitFor(() => expect(paths.filter((at) => cache.fresh(at) === null)).toEqual([]), 30_000);
}

/** Waits until the warmer has nothing left to do. */
async function settled(): Promise<void> {
  await store.whenFilled();
  await warmers.at(-1)?.settled();
}

const ARTICLES = ['/articles/a', '/articles/b', '/articles/c', '/articles/d'];

test('after a start the home page, sections and the newest stories are ready, each rendered once', async () => {
  start();
  await ready(['/', '/tags/harbor', ...ARTICLES]);
  await settled();
  expect(rendered[0]).toBe('/');
  expect(rendered).toHaveLength(new Set(rendered).size);
});

test('a saved story, the home page and the lists that it enters are ready without a reader', async () => {
  start();
  await ready(['/', ...ARTICLES]);
  await settled();
  rendered = [];
  writeStory('new', '2024-05-01T06:04:00Z', 'Bridges');
  await store.sync();
  const paths = ['/', '/articles/new', '/tags/bridges', '/authors/ida-holm'];
  await ready(paths);
  await settled();
  // The section is not among them: nothing on its page has changed.
  expect(rendered.toSorted()).toEqual(paths.toSorted());
});

test('an older story that is edited is ready, though nobody reads it', async () => {
  start();
  await ready(ARTICLES);
  writeStory('a', '2024-01-14T06:04:00Z', 'Other');
  await store.sync();
  await ready(['/articles/a', '/tags/other']);
});

test('what is read most comes first, and a limit ends the list', async () => {
  start({ limit: 0 });
  for (const at of [...ARTICLES, '/']) await cache.page(at);
  counts.add(new Map(Object.entries({ '/articles/c': 5, '/articles/a': 2 })));
  for (let reads = 0; reads < 9; reads++) cache.fresh('/articles/b'); // just now
  start({ limit: 6 });
  await settled();
  rendered = [];
  writePublication('The Harbor Times');
  await store.sync();
  await ready(['/']);
  await settled();
  // The story that was read from its file last, and its lists, may have changed.
  const changed = ['/articles/d', '/tags/harbor', '/authors/ida-holm'];
  expect(rendered).toEqual(['/', ...changed, '/articles/b', '/articles/c']);
});

test('pages are made only while no reader waits for another', async () => {
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  start({ whenIdle: () => idle });
  await cache.page('/articles/c');
  expect(rendered).toEqual(['/articles/c']);
  resolve();
  await ready(['/', ...ARTICLES]);
});

test('a new change begins the list again, and forgets no list of a story', async () => {
  start();
  await ready(['/', ...ARTICLES]);
  await settled();
  warmers.pop()?.stop();
  const turns: (() => void)[] = [];
  start({ whenIdle: () => new Promise((resolve) => turns.push(resolve)) });
  writeStory('new', '2024-05-01T06:04:00Z', 'Bridges');
  await store.sync();
  await vi.waitFor(() => expect(turns).toHaveLength(1), 30_000);
  writeStory('newer', '2024-05-02T06:04:00Z', 'Ferries');
  await store.sync();
  rendered = [];
  await vi.waitFor(() => {
    for (const turn of turns.splice(0)) turn();
    const paths = ['/', '/articles/new', '/tags/bridges', '/articles/newer', '/tags/ferries'];
    expect(paths.filter((at) => cache.fresh(at) === null)).toEqual([]);
  }, 30_000);
  expect(rendered.filter((at) => at === '/')).toHaveLength(1);
});

test('when an embargo ends, the story and the home page are ready without a reader', async () => {
  writeStory('budget', '2024-06-01T12:00:01Z');
  await store.sync();
  now = Date.parse('2024-06-01T12:00:00.900Z');
  start();
  await ready(['/', ...ARTICLES]);
  expect(cache.fresh('/articles/budget')).toBeNull();
  now = Date.parse('2024-06-01T12:00:01Z'); // a timer waits for it
  await vi.waitFor(() => expect(rendered).toContain('/articles/budget'), 30_000);
  await ready(['/', '/articles/budget']);
});

test('nothing is made while the index is filling', async () => {
  await store.close();
  rmSync(path.join(folder, 'index.sqlite'));
  const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
  await openStore(batchSyncer({ first: 1, others: 1 }, () => pause));
  start();
  await warmers.at(-1)?.settled();
  expect([store.isFilling, rendered]).toEqual([true, []]);
  goOn();
  await ready(['/', ...ARTICLES]);
});

test('a page that fails does not keep the others from being made', async () => {
  const warm = vi.spyOn(cache, 'warm');
  warm.mockRejectedValueOnce(new Error('No database.'));
  start();
  await ready(ARTICLES);
  expect(cache.fresh('/')).toBeNull();
});

test('reads are counted, and the counts outlive a restart; they halve in a day', async () => {
  await cache.page('/articles/a');
  for (let reads = 0; reads < 3; reads++) cache.fresh('/articles/b') ?? (await cache.page('/articles/b'));
  await cache.warm('/articles/c');
  const reads = cache.takeReads();
  expect(Object.fromEntries(reads)).toEqual({ '/articles/a': 1, '/articles/b': 3 });
  expect(cache.takeReads().size).toBe(0);
  counts.add(reads);
  counts.save();
  const later = new ReadCounts(path.join(folder, 'reads.json'));
  expect(later.mostRead(5)).toEqual(['/articles/b', '/articles/a']);
  for (let minute = 0; minute < 1_440; minute++) later.passMinute();
  later.add(new Map([['/articles/d', 1.4]]));
  expect(later.mostRead(3)).toEqual(['/articles/b', '/articles/d', '/articles/a']);
});

test.each(['', 'null', '{"a":1}', '[1,[2],["/a"],["/b","x"]]'])('a file of counts with %s counts nothing', (text) => {
  write('reads.json', [text]);
  expect(new ReadCounts(path.join(folder, 'reads.json')).mostRead(5)).toEqual([]);
});
