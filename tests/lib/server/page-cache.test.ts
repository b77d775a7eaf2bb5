import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { NextAnswer } from '#lib/render/next-pages.ts';
import { renderPage } from '#lib/render/page-renderer.ts';
import { type Renderer, UNROUTED } from '#lib/render/rendering.ts';
import { Stylesheets } from '#lib/render/stylesheets.ts';
import type { CachedPage } from '#lib/server/cached-page.ts';
import { PageCache } from '#lib/server/page-cache.ts';
import { PageFile } from '#lib/server/page-file.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';

// A real store in a temporary folder, and a fake Next: `render` makes the queries of an article's page.

const NO_STYLES = new Stylesheets({});

/** Renders with a fake Next; its paths have no routes. */
function rendererOf(render: (path: string) => Promise<NextAnswer>): Renderer {
  return {
    render: ({ path }) => renderPage({ store, next: { render }, stylesheets: NO_STYLES, hub: null }, UNROUTED + path),
  };
}

let folder: string;
let store: ContentStore;
let now: number;
let rendered: string[];
/** Called during a render, before and after its query. */
let before: () => Promise<unknown>;
let after: () => Promise<unknown>;
let renderer: Renderer;
let cache: PageCache;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-page-cache-'));
  for (const name of ['articles', 'authors']) mkdirSync(path.join(folder, name));
  write('publication.yaml', [
    'name: The Harbor Courier',
    'tagline: News from the coast',
    'origin: https://courier.example',
    'timeZone: UTC',
    'language: en',
  ]);
  write('authors/ida-holm.md', ['---', 'name: Ida Holm', '---']);
  writeStory('ferries', 'Night ferries to sail again');
  now = Date.parse('2024-06-01T12:00:00Z');
  const folders = { content: folder, public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => now }));
  rendered = [];
  before = async () => {};
  after = async () => {};
  renderer = rendererOf(async (path) => {
    rendered.push(path);
    await before();
    const story = queriesFor(store, '').story(path.slice(1));
    await after();
    return { status: story ? 200 : 404, text: html(story?.headline ?? 'Page not found') };
  });
  cache = new PageCache(store, renderer);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function write(file: string, lines: string[]): void {
  writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
}

function writeStory(slug: string, title: string, date = '2024-01-14T06:04:00Z'): void {
  write(`articles/${slug}.md`, ['---', `title: ${title}`, 'author: ida-holm', `date: ${date}`, '---', '', 'Text.']);
}

/** Large enough for a difference between compression levels. */
const TEXT = Array.from({ length: 400 }, (_, n) => `${n * n} ferries`).join(', ');

function html(headline: string): string {
  return `<!DOCTYPE html><html><body><h1>${headline}</h1><p>${TEXT}</p></body></html>`;
}

async function read(path: string): Promise<string | undefined> {
  const page = await cache.page(path);
  return page ? /<h1>(.*)<\/h1>/.exec(`${page.bodies.identity}`)?.[1] : undefined;
}

async function made(path: string): Promise<CachedPage> {
  const page = await cache.page(path);
  if (!page) throw new Error(`There is no page at ${path}.`);
  return page;
}

/** A promise, and the function that resolves it. */
function signal(): { come: Promise<void>; give: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { come: promise, give: resolve };
}

test('readers who wait for a render are counted, others are not', async () => {
  await Promise.all([cache.page('/ferries'), cache.page('/ferries')]);
  await cache.page('/ferries');
  await cache.warm('/ferries');
  expect(cache.waits).toBe(2);
});

test('a page that is requested again is not rendered again', async () => {
  const first = await cache.page('/ferries');
  expect(await cache.page('/ferries')).toBe(first);
  expect(rendered).toEqual(['/ferries']);
});

test('queries that take long are not repeated in the thread of readers: the page is rendered again', async () => {
  let renders = 0;
  cache = new PageCache(
    store,
    rendererOf(async () => {
      // As in another process: this thread sees only the queries of the first render.
      if (renders++ === 0) queriesFor(store, '').listedPages();
      return { status: 200, text: html('Pages') };
    }),
  );
  const first = await cache.page('/ferries');
  writeStory('ferries', 'Another headline');
  await store.sync();
  const rows = vi.spyOn(store, 'rows');
  expect(await cache.page('/ferries')).toBe(first);
  expect([renders, rows.mock.calls.filter(([sql]) => sql.includes('known_tags'))]).toEqual([2, []]);
});

test('a page stays cached after a change to what it did not query', async () => {
  const first = await cache.page('/ferries');
  const generation = store.generation();
  writeStory('bridge', 'Bridge to close');
  await store.sync();
  expect(store.generation()).toBe(generation + 1);
  expect(await cache.page('/ferries')).toBe(first);
  expect(rendered).toEqual(['/ferries']);
});

test('a page is rendered again after a change to what it queried', async () => {
  expect(await read('/ferries')).toBe('Night ferries to sail again');
  writeStory('ferries', 'Night ferries sail');
  await store.sync();
  expect(await read('/ferries')).toBe('Night ferries sail');
  expect(rendered).toEqual(['/ferries', '/ferries']);
});

test('concurrent requests for a page share one render', async () => {
  const pages = await Promise.all([cache.page('/ferries'), cache.page('/ferries'), cache.page('/ferries')]);
  expect(new Set(pages).size).toBe(1);
  expect(rendered).toEqual(['/ferries']);
});

test('pages of different paths are rendered concurrently', async () => {
  writeStory('bridge', 'Bridge to close');
  await store.sync();
  const { come, give } = signal();
  before = async () => (rendered.length === 2 ? give() : come);
  expect(await Promise.all([read('/ferries'), read('/bridge')])).toEqual([
    'Night ferries to sail again',
    'Bridge to close',
  ]);
});

test('a change during a render is in the answer', async () => {
  after = async () => {
    if (rendered.length > 1) return;
    writeStory('ferries', 'Night ferries sail');
    await store.sync();
  };
  expect(await read('/ferries')).toBe('Night ferries sail');
  expect(rendered).toHaveLength(2);
});

test('a request that comes after a change is not answered by a render from before it', async () => {
  const requested = signal();
  const changed = signal();
  after = async () => {
    if (rendered.length > 1) return;
    requested.give();
    await changed.come;
  };
  const early = read('/ferries');
  await requested.come;
  writeStory('ferries', 'Night ferries sail');
  await store.sync();
  const late = read('/ferries');
  changed.give();
  expect(await late).toBe('Night ferries sail');
  expect(await early).toBe('Night ferries sail');
  expect(rendered).toHaveLength(2);
});

test('a page that made a query before and after a change is not cached', async () => {
  before = async () => {
    if (rendered.length > 1) return;
    queriesFor(store, '').story('ferries'); // as for the title in the head
    writeStory('ferries', 'Night ferries sail');
    await store.sync();
  };
  await read('/ferries');
  expect(rendered).toHaveLength(2);
});

test('content that changes during every render is answered, but not cached', async () => {
  after = async () => {
    writeStory('ferries', `Edition ${rendered.length}`);
    await store.sync();
  };
  const [first, second] = await Promise.all([read('/ferries'), read('/ferries')]);
  expect(first).toBe('Edition 2');
  expect(second).toBe('Edition 1');
  expect(rendered).toHaveLength(3);
  after = async () => {};
  expect(await read('/ferries')).toBe('Edition 3');
});

test('an embargoed article has no page one second before its time, and has one at its time', async () => {
  writeStory('budget', 'Budget passed', '2024-06-01T13:00:00Z');
  await store.sync();
  now = Date.parse('2024-06-01T12:59:59Z');
  expect(await read('/budget')).toBeUndefined();
  now = Date.parse('2024-06-01T13:00:00Z');
  expect(await read('/budget')).toBe('Budget passed');
});

test('a path without a page is not cached', async () => {
  expect(await cache.page('/bridge')).toBeNull();
  writeStory('bridge', 'Bridge to close');
  await store.sync();
  expect(await read('/bridge')).toBe('Bridge to close');
  expect(await read('/bridge')).toBe('Bridge to close');
  expect(rendered).toEqual(['/bridge', '/bridge']);
});

test('a deleted page is gone, and can come back', async () => {
  await read('/ferries');
  rmSync(path.join(folder, 'articles/ferries.md'));
  await store.sync();
  expect(await cache.page('/ferries')).toBeNull();
  expect(cache.fresh('/ferries')).toBeNull();
  expect(rendered).toHaveLength(2);
  writeStory('ferries', 'Night ferries are back');
  await store.sync();
  expect(await read('/ferries')).toBe('Night ferries are back');
});

test('a failed render is an error, and not cached', async () => {
  const broken = new PageCache(
    store,
    rendererOf(async (path) => {
      rendered.push(path);
      return rendered.length === 1
        ? { status: 500, text: html('Internal Server Error') }
        : { status: 200, text: html('Well') };
    }),
  );
  await expect(broken.page('/ferries')).rejects.toThrow('Next answered 500 for /ferries.');
  expect((await broken.page('/ferries'))?.bodies.identity?.toString()).toBe(html('Well'));
  expect(rendered).toHaveLength(2);
});

test('a page that may run something is neither cached nor sent', async () => {
  const broken = new PageCache(
    store,
    rendererOf(async () => ({ status: 200, text: html('<b onclick="alert(1)">A</b>') })),
  );
  await expect(broken.page('/ferries')).rejects.toThrow('it holds the attribute onclick');
  await expect(broken.page('/ferries')).rejects.toThrow('it holds the attribute onclick');
});

test('a failing page is rendered at most twice for concurrent requests', async () => {
  before = () => Promise.reject(new Error('No database.'));
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => cache.page('/ferries')));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 'rejected'));
  expect(rendered).toHaveLength(2);
});

test('a page that a change has passed by, because its keys lack what it read, is found and forgotten', async () => {
  await made('/ferries');
  expect(cache.findMissed()).toBeNull();
  // As if a query had read something without declaring it.
  cache = new PageCache(store, {
    async render(request) {
      const { page, trace } = await renderer.render(request);
      return { page, trace: new Map([...trace].map(([key, dependency]) => [key, { ...dependency, keys: [] }])) };
    },
  });
  await made('/ferries');
  writeStory('ferries', 'Day ferries');
  await store.sync(['content/articles/ferries.md']);
  await made('/ferries');
  expect(cache.findMissed()).toBe('/ferries');
  expect(cache.findMissed()).toBeNull();
  expect((await cache.page('/ferries'))?.bodies.identity?.toString()).toBe(html('Day ferries'));
});

test('the bytes of a page are the same in every encoding', async () => {
  const page = await made('/ferries');
  const bytes = Buffer.from(html('Night ferries to sail again'));
  expect(page.bodies.identity).toEqual(bytes);
  expect(brotliDecompressSync(await cache.body('/ferries', page, 'br'))).toEqual(bytes);
  // The largest of the bodies is kept only where somebody wants it.
  expect(page.bodies.identity).toBeNull();
  expect(gunzipSync(await cache.body('/ferries', page, 'gzip'))).toEqual(bytes);
  expect(await cache.body('/ferries', page, 'identity')).toEqual(bytes);
  expect(await cache.body('/ferries', page, 'identity')).toBe(page.bodies.identity);
  expect(page.etag).toMatch(/^W\/"[\w-]{22}"$/);
});

test('a page that is requested again is compressed further, with the same content', async () => {
  write('articles/long.md', ['---', 'title: Ferries', 'author: ida-holm', 'date: 2024-01-14T06:04:00Z', '---']);
  await store.sync();
  const page = await made('/long');
  const bytes = page.bodies.identity;
  const [quick, quickGzip] = [await cache.body('/long', page, 'br'), await cache.body('/long', page, 'gzip')];
  expect(page.bodies.br).toBe(quick);
  expect(cache.fresh('/long')).toBe(page);
  await vi.waitFor(() => expect(page.bodies.gzip).not.toBe(quickGzip), 30_000);
  expect(page.bodies.br?.length).toBeLessThan(quick.length);
  expect(page.bodies.gzip?.length).toBeLessThanOrEqual(quickGzip.length);
  expect(brotliDecompressSync(page.bodies.br ?? '')).toEqual(bytes);
  expect(gunzipSync(page.bodies.gzip ?? '')).toEqual(bytes);
});

test('a cached page counts as fresh for its generation only, until its trace is checked', async () => {
  expect(cache.fresh('/ferries')).toBeNull();
  const page = await made('/ferries');
  expect(cache.fresh('/ferries')).toBe(page);
  writeStory('bridge', 'Bridge to close');
  await store.sync();
  expect(cache.fresh('/ferries')).toBeNull();
  expect(await made('/ferries')).toBe(page);
  expect(cache.fresh('/ferries')).toBe(page);
});

test('another text has another ETag and a later date; the same text keeps both, and its compressed bodies', async () => {
  const first = await made('/ferries');
  await cache.body('/ferries', first, 'br');
  writeStory('ferries', 'Night ferries sail');
  await store.sync();
  const second = await made('/ferries');
  expect(second.etag).not.toBe(first.etag);
  expect(second.made).toBe(first.made + 1000);
  // Queries what has changed, but renders the same page.
  write('authors/ida-holm.md', ['---', 'name: Ida Holm', 'role: Harbor editor', '---']);
  await store.sync();
  expect(await made('/ferries')).toBe(second);
  expect(rendered).toHaveLength(3);
});

describe('with a file', () => {
  let file: PageFile;

  /** Ends the cache and its file, and opens them again. */
  async function restart(): Promise<void> {
    await file?.close();
    file = new PageFile({ file: path.join(folder, 'pages.sqlite'), engine: 'one', maxBytes: 1_000_000 });
    cache = new PageCache(store, renderer, file);
  }
  beforeEach(() => restart());
  afterEach(() => file.close());

  test('a page is the same after a restart, and not rendered again', async () => {
    const first = await made('/ferries');
    const bytes = first.bodies.identity;
    await restart();
    now += 60_000;
    const second = await made('/ferries');
    expect(rendered).toEqual(['/ferries']);
    expect([second.type, second.links, second.etag, second.styleHash, second.made]).toEqual([
      first.type,
      first.links,
      first.etag,
      first.styleHash,
      first.made,
    ]);
    expect(second.bodies.identity).toBeNull();
    expect(brotliDecompressSync(second.bodies.br ?? '')).toEqual(bytes);
    expect(gunzipSync(await cache.body('/ferries', second, 'gzip'))).toEqual(bytes);
    expect(await cache.body('/ferries', second, 'identity')).toEqual(bytes);
    expect(cache.fresh('/ferries')).toBe(second);
  });

  test('a kept page is checked by what has changed since its last check', async () => {
    await made('/ferries');
    await restart();
    const reads = vi.spyOn(store, 'read');
    await made('/ferries');
    // What has changed, by files and by time.
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
    writeStory('budget', 'Budget passed');
    await store.sync();
    await restart();
    await made('/ferries');
    await restart();
    reads.mockClear();
    await made('/ferries');
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
    expect(rendered).toEqual(['/ferries']);
    writeStory('ferries', 'Night ferries sail');
    await store.sync();
    await restart();
    expect(await read('/ferries')).toBe('Night ferries sail');
    reads.mockRestore();
  });

  test('a change while the site was stopped is in the page, which has a later date', async () => {
    const first = await made('/ferries');
    await restart();
    writeStory('ferries', 'Night ferries sail');
    await store.sync();
    expect((await made('/ferries')).made).toBe(first.made + 1000);
    expect(await read('/ferries')).toBe('Night ferries sail');
    expect(rendered).toEqual(['/ferries', '/ferries']);
  });

  test('an embargo holds for a kept page when the clock is set back', async () => {
    writeStory('budget', 'Budget passed', '2024-06-01T13:00:00Z');
    await store.sync();
    now = Date.parse('2024-06-01T13:00:00Z');
    expect(await read('/budget')).toBe('Budget passed');
    await restart();
    now = Date.parse('2024-06-01T12:59:59Z');
    expect(await cache.page('/budget')).toBeNull();
    await restart();
    expect(await cache.page('/budget')).toBeNull();
    now = Date.parse('2024-06-01T13:00:00Z');
    expect(await cache.page('/budget')).not.toBeNull();
  });

  test('the best compression is kept, and not made again', async () => {
    const page = await made('/ferries');
    const quick = await cache.body('/ferries', page, 'br');
    cache.fresh('/ferries');
    await vi.waitFor(() => expect(page.bodies.br).not.toBe(quick), 30_000);
    await restart();
    const kept = await made('/ferries');
    cache.fresh('/ferries');
    await restart();
    expect(kept.bodies.br).toEqual(page.bodies.br);
    // Nobody requested it.
    expect([page.bodies.gzip, kept.bodies.gzip]).toEqual([null, null]);
  });

  test('a page is not kept while the index is filling, nor when its queries take long', async () => {
    const filling = vi.spyOn(store, 'isFilling', 'get').mockReturnValue(true);
    await made('/ferries');
    filling.mockRestore();
    await restart();
    await made('/ferries');
    expect(rendered).toEqual(['/ferries', '/ferries']);
    before = async () => queriesFor(store, '').listedPages();
    writeStory('ferries', 'Night ferries sail');
    await store.sync();
    await made('/ferries');
    await restart();
    await made('/ferries');
    expect(rendered).toHaveLength(4);
  });

  test('what is rendered for one reader is not kept', async () => {
    await cache.uncached('/ferries', 'search');
    await restart();
    expect(file.read('/ferries')).toBeNull();
  });
});
