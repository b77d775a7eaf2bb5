import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { imageAtUrl, imageByHash } from '#lib/store/public-images.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { photograph, put } from '../../../fixtures/photographs.ts';

// Files of people and tags whose every story is unpublished: readers must not learn from them what is being
// written. What readers find may not depend on whether there is such a story, so the files alone say nothing.

const NOON = Date.UTC(2024, 0, 14, 12);
const HOUR = 3_600_000;
const PATHS = [
  '/authors/diver',
  '/authors/diver/feed.xml',
  '/tags/wreck',
  '/tags/wreck/feed.xml',
  '/tags/salvage',
  '/series/dives',
];

let root: string;
let now: number;
let store: ContentStore;

const file = (name: string) => path.join(root, name);
function article(name: string, keys: object): void {
  const all = { title: 'Sealed', author: 'diver', tags: ['Wreck'], section: 'Salvage', series: 'Dives', ...keys };
  put(file(`content/articles/${name}.md`), `---\n${JSON.stringify(all)}\n---\nText.\n`);
}

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-names-'));
  now = NOON;
  const keys = { name: 'The Courier', tagline: 'News', timeZone: 'UTC', language: 'en' };
  const more = { origin: 'https://courier.example', sections: ['Salvage', 'River'] };
  put(file('content/publication.yaml'), JSON.stringify({ ...keys, ...more }));
  put(file('content/authors/mira.md'), '---\nname: Mira\n---\n');
  put(file('content/authors/diver.md'), '---\nname: Diver\nportrait: diver.jpg\n---\n');
  put(file('content/authors/diver.jpg'), await photograph(64, 64));
  put(file('public/images/wreck.jpg'), await photograph(80, 64));
  put(file('content/tags/wreck.md'), '---\nname: Wreck\n---\n![The ship](/images/wreck.jpg)\n');
  put(file('content/tags/salvage.md'), '---\nname: Salvage\n---\n');
  article('open', { title: 'Open', author: 'mira', tags: [], section: 'River', series: undefined, date: '2024-01-01' });
});
afterEach(async () => {
  await store?.close();
  rmSync(root, { recursive: true });
});

async function open(showsUnpublished = false): Promise<void> {
  const folders = { content: file('content'), public: file('public') };
  ({ store } = await ContentStore.open({ folders, index: file('index.sqlite'), clock: () => now, showsUnpublished }));
}

/** What readers find of the author and the tags. */
function found() {
  const queries = queriesFor(store, '');
  const hash = store.row<{ hash: string }>("SELECT hash FROM images WHERE path = 'content/authors/diver.jpg'")?.hash;
  return {
    paths: PATHS.filter((path) => queries.pathExists(path)),
    author: queries.author('diver')?.name ?? null,
    authors: queries.authors(1)?.items.map(({ name }) => name),
    tags: queries.tags(1)?.items.map(({ name }) => name),
    sections: queries.sections().map(({ name }) => name),
    portrait: imageByHash(store, hash ?? '') !== null,
    image: imageAtUrl(store, '/images/wreck.jpg') !== null,
  };
}

const NOTHING = {
  paths: [],
  author: null,
  authors: ['Mira'],
  tags: ['River'],
  sections: ['River'],
  portrait: false,
  image: false,
};
const EVERYTHING = {
  paths: PATHS,
  author: 'Diver',
  authors: ['Diver', 'Mira'],
  tags: ['River', 'Salvage', 'Wreck'],
  sections: ['Salvage', 'River'],
  portrait: true,
  image: true,
};

test('people and tags without a story are nowhere', async () => {
  await open();
  expect(found()).toEqual(NOTHING);
});

test('people and tags of drafts are nowhere', async () => {
  article('sealed', { date: '2024-01-01', draft: true });
  await open();
  expect(found()).toEqual(NOTHING);
});

test('people and tags of an embargoed story appear with it', async () => {
  article('sealed', { date: new Date(NOON + HOUR).toISOString() });
  await open();
  expect(found()).toEqual(NOTHING);
  now = NOON + HOUR;
  expect(found()).toEqual(EVERYTHING);
});

test('the publication’s own edition has the people and tags of stories in other languages', async () => {
  article('sealed.fr', { date: '2024-01-01' });
  await open();
  expect(found()).toEqual({ ...EVERYTHING, paths: PATHS.filter((path) => !path.startsWith('/series')) });
});

test('a store that shows unpublished stories shows people and tags without any', async () => {
  await open(true);
  const { author, authors, sections } = found();
  expect({ author, authors, sections }).toEqual({
    author: 'Diver',
    authors: ['Diver', 'Mira'],
    sections: ['Salvage', 'River'],
  });
});
