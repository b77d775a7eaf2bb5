import { afterEach, expect, test } from 'vitest';
import { routeAt } from '#lib/routes/routes.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { isFresh } from '#lib/store/queries/queries.ts';
import { traced } from '#lib/store/trace.ts';
import { documentAt } from '#lib/syndication/documents.ts';
import { atomFaults, jsonFeedFaults, parseXml, rssFaults } from '../../site/feed-rules.ts';
import { article, Edition } from '../cli/edition.ts';

// Feeds of full texts, in pages of a bounded size.

const ORIGIN = 'https://courier.example';
const MAX_BYTES = 512 * 1024;
const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

let edition: Edition;
let store: ContentStore;

afterEach(async () => {
  await store.close();
  edition.remove();
});

const story = (number: number, text = `The text of ${number}.`): Record<string, string> => ({
  [`content/articles/story-${number}.md`]: article(text, {
    title: `Story ${number}`,
    date: new Date(START + number * DAY).toISOString(),
  }),
});

async function open(files: Record<string, string>): Promise<void> {
  edition = new Edition({ ...files, 'content/articles/harbor-reopens.md': article('Draft.', { draft: 'true' }) });
  const { folders, index } = edition.routes;
  ({ store } = await ContentStore.open({ folders, index, clock: () => START + 1_000 * DAY }));
}

async function feedAt(path: string): Promise<string | null> {
  const route = routeAt(path);
  if (route?.kind !== 'feed') throw new Error(`${path} is no feed.`);
  return (await documentAt(store, route, { hub: null }))?.text ?? null;
}

type Page = { faults: string[]; stories: string[]; next: string | null; first: string | null };

/** What each format says of a page: its errors, the URLs of its stories, and the URL of the next page. */
const READ: Record<'feed.xml' | 'feed.atom' | 'feed.json', (text: string, self: string) => Page> = {
  'feed.xml': (text: string, self: string) => ({
    faults: rssFaults(text, self),
    stories: [...parseXml(text).querySelectorAll('item > link')].map((link) => link.textContent ?? ''),
    next: parseXml(text).querySelector('[rel=next]')?.getAttribute('href') ?? null,
    first: parseXml(text).querySelector('[rel=first]')?.getAttribute('href') ?? null,
  }),
  'feed.atom': (text: string, self: string) => ({
    faults: atomFaults(text, self),
    stories: [...parseXml(text).querySelectorAll('entry > id')].map((id) => id.textContent ?? ''),
    next: parseXml(text).querySelector('feed > [rel=next]')?.getAttribute('href') ?? null,
    first: parseXml(text).querySelector('feed > [rel=first]')?.getAttribute('href') ?? null,
  }),
  'feed.json': (text: string, self: string) => {
    const feed = JSON.parse(text) as { items: { url: string }[]; next_url?: string };
    const stories = feed.items.map(({ url }) => url);
    return { faults: jsonFeedFaults(text, self), stories, next: feed.next_url ?? null, first: `${ORIGIN}/feed.json` };
  },
};

/** The stories of each page, from the newest one on. */
async function pagesOf(file: keyof typeof READ): Promise<{ path: string; stories: string[] }[]> {
  const pages: { path: string; stories: string[] }[] = [];
  for (let path: string | null = `/${file}`; path !== null; ) {
    const text: string = (await feedAt(path)) ?? '';
    const { faults, stories, next, first } = READ[file](text, ORIGIN + path);
    expect(faults).toEqual([]);
    if (pages.length > 0 || next) expect(first).toBe(`${ORIGIN}/${file}`);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES);
    expect(stories.length).toBeLessThanOrEqual(20);
    pages.push({ path, stories: stories.map((url) => url.replace(`${ORIGIN}/articles/story-`, '')) });
    path = next?.slice(ORIGIN.length) ?? null;
  }
  return pages;
}

const numbers = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => String(from - index));

test.each(['feed.xml', 'feed.atom', 'feed.json'] as const)('%s leads to all stories, 20 on a page', async (file) => {
  await open(Object.assign({}, ...numbers(47, 1).map((number) => story(Number(number)))));
  const numbered = (from: number) => `/${file.replace('.', `.${from}.`)}`;
  expect(await pagesOf(file)).toEqual([
    { path: `/${file}`, stories: numbers(47, 28) },
    { path: numbered(40), stories: numbers(40, 21) },
    { path: numbered(20), stories: numbers(20, 1) },
  ]);
  expect(await feedAt(numbered(48))).toBeNull();
  expect(await feedAt(numbered(47))).not.toBeNull();
});

test('a feed of few stories has no other page', async () => {
  await open(Object.assign({}, ...numbers(20, 1).map((number) => story(Number(number)))));
  const [page, ...others] = await pagesOf('feed.xml');
  expect([page?.stories.length, others]).toEqual([20, []]);
  expect(await feedAt('/feed.xml')).not.toContain('rel="first"');
});

test('a feed of long texts has fewer stories on a page, and loses none', async () => {
  // Signs of HTML take several bytes each.
  const long = `${'Words & "more" than <that>. '.repeat(30)}\n\n`.repeat(50);
  await open(
    Object.assign({}, ...numbers(22, 1).map((number) => story(Number(number), Number(number) % 2 ? long : 'Short.'))),
  );
  const pages = await pagesOf('feed.xml');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages[0]?.stories.length).toBeLessThan(20);
  expect([...new Set(pages.flatMap(({ stories }) => stories))]).toEqual(numbers(22, 1));
});

test('a page changes only when its stories do', async () => {
  await open(Object.assign({}, ...numbers(45, 1).map((number) => story(Number(number)))));
  const pages = ['/feed.xml', '/feed.40.xml', '/feed.20.xml'];
  const traces = await Promise.all(pages.map(async (path) => (await traced(() => feedAt(path))).trace));
  const before = await feedAt('/feed.40.xml');
  edition.write(story(46));
  await store.sync();
  expect(traces.map((trace) => isFresh(trace, store))).toEqual([false, true, true]);
  expect(await feedAt('/feed.40.xml')).toBe(before);
  edition.write(story(25, 'Another text.'));
  await store.sync();
  expect(traces.map((trace) => isFresh(trace, store))).toEqual([false, false, true]);
});
