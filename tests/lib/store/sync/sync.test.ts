import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatDiagnostic } from '#lib/content/parse/diagnostic.ts';
import { NAMES_PER_PAGE } from '#lib/store/alphabetical.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { STORIES_PER_PAGE } from '#lib/store/listings.ts';
import { contentStore, setContentStore } from '#lib/store/process-store.ts';
import { isFresh, queriesFor } from '#lib/store/queries/queries.ts';
import type { SyncReport } from '#lib/store/sync/sync.ts';
import { type Trace, traced } from '#lib/store/trace.ts';

// Each test has a store in a temporary folder, with a clock that begins at noon.

const NOON = Date.UTC(2024, 0, 14, 17); // in New York
const HOUR = 3_600_000;

let root: string;
let now: number;
let store: ContentStore;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-index-'));
  now = NOON;
  publication();
  author('mira-oakhurst', 'Mira Oakhurst');
});

afterEach(async () => {
  await store?.close().catch(() => undefined); // some tests close it themselves
  rmSync(root, { recursive: true });
});

/** Opens the index, again if it was open. */
async function open(): Promise<SyncReport> {
  const opened = await ContentStore.open({
    folders: { content: path.join(root, 'content'), public: path.join(root, 'public') },
    index: path.join(root, 'cache', 'index.sqlite'),
    clock: () => now,
  });
  store = opened.store;
  return opened.report;
}

async function reopen(): Promise<SyncReport> {
  await store.close();
  return open();
}

async function reopenWithoutIndex(): Promise<SyncReport> {
  await store.close();
  rmSync(path.join(root, 'cache'), { recursive: true });
  return open();
}

let edits = 0;

/** Writes a content file, each time with a later modification time. */
function write(file: string, text: string): void {
  const absolute = path.join(root, 'content', file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  const time = NOON / 1000 + ++edits;
  utimesSync(absolute, time, time);
}

function remove(file: string): void {
  rmSync(path.join(root, 'content', file));
}

function move(from: string, to: string): void {
  mkdirSync(path.dirname(path.join(root, 'content', to)), { recursive: true });
  renameSync(path.join(root, 'content', from), path.join(root, 'content', to));
}

function publication(more: Record<string, unknown> = {}): void {
  const keys = {
    name: 'The Harbor Courier',
    tagline: 'News from the coast',
    origin: 'https://courier.example',
    timeZone: 'America/New_York',
    language: 'en',
    ...more,
  };
  write('publication.yaml', JSON.stringify(keys));
}

function author(id: string, name: string): void {
  write(`authors/${id}.md`, `---\nname: ${name}\n---\n`);
}

/** Writes `articles/<name>.md`, published at 10:00 unless `keys` has a date. */
function article(name: string, keys: Record<string, unknown> = {}, body = 'Text\n'): void {
  const all = { title: name, author: 'mira-oakhurst', date: '2024-01-14T10:00:00-05:00', ...keys };
  write(`articles/${name}.md`, `---\n${JSON.stringify(all)}\n---\n${body}`);
}

const slugs = (list: { items: readonly { slug: string }[] } | null) => list?.items.map(({ slug }) => slug) ?? null;
const diagnostics = () => store.diagnostics().map(formatDiagnostic);

/** Everything that readers can see, by the queries of these tests. */
const everything = () => ({
  latest: queriesFor(store, '').latest(1),
  authors: queriesFor(store, '').authors(1),
  tags: queriesFor(store, '').tags(1),
  sections: queriesFor(store, '').sections(),
  footer: queriesFor(store, '').footerPages(),
  stories: queriesFor(store, '')
    .latest(1)
    ?.items.map(({ slug }) => queriesFor(store, '').story(slug)),
});

describe('queries', () => {
  test('a story has its byline, its authors and its body', async () => {
    article(
      'fog',
      { author: [{ author: 'Mira Oakhurst', role: 'Photographs' }], tags: ['River'] },
      'It was *thick*.\n',
    );
    await open();
    expect(queriesFor(store, '').story('fog')).toEqual({
      edition: '',
      slug: 'fog',
      language: 'en',
      type: 'news',
      headline: 'fog',
      standfirst: '',
      opening: 'It was thick.',
      section: { slug: 'river', name: 'River' },
      tags: [{ slug: 'river', name: 'River' }],
      dateline: '',
      published: Date.UTC(2024, 0, 14, 15),
      updated: null,
      image: null,
      keyPoints: [],
      series: null,
      corrections: [],
      redirectFrom: [],
      body: 'It was *thick*.\n',
      images: {},
      byline: [{ id: 'mira-oakhurst', name: 'Mira Oakhurst', role: 'Photographs' }],
      authors: [
        {
          file: 'content/authors/mira-oakhurst.md',
          id: 'mira-oakhurst',
          name: 'Mira Oakhurst',
          role: '',
          portrait: null,
          email: '',
          links: [],
          biography: '',
          language: 'en',
          images: {},
        },
      ],
    });
  });

  test('a list shows the standfirst, or else the first sentence', async () => {
    article('with', { standfirst: 'A summary.' }, 'The text.\n');
    article('without', {}, '# Head\n\nThe fog "was" *thick*, and it stayed in the harbor until noon. More.\n');
    await open();
    expect(
      queriesFor(store, '')
        .latest(1)
        ?.items.map(({ standfirst }) => standfirst),
    ).toEqual(['A summary.', 'The fog “was” thick, and it stayed in the harbor until noon.']);
  });

  test('lists are newest first', async () => {
    article('old', { date: '2024-01-12' });
    article('new', { date: '2024-01-14' });
    article('middle', { date: '2024-01-13' });
    await open();
    expect(slugs(queriesFor(store, '').latest(1))).toEqual(['new', 'middle', 'old']);
  });

  test('stories of the same instant have an order that does not depend on the order of edits', async () => {
    for (const name of ['b', 'a', 'c']) article(name);
    await open();
    article('a', { title: 'Again' });
    await store.sync();
    const before = slugs(queriesFor(store, '').latest(1));
    await reopenWithoutIndex();
    expect([before, slugs(queriesFor(store, '').latest(1))]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('the lists of an author and of a tag have only their own stories', async () => {
    author('tobias-wrenfield', 'Tobias Wrenfield');
    article('one', { tags: ['River'] });
    article('two', { author: ['tobias-wrenfield', 'mira-oakhurst'], section: 'River' });
    article('three', { author: 'tobias-wrenfield', tags: ['Sea'] });
    await open();
    expect(slugs(queriesFor(store, '').storiesByAuthor('mira-oakhurst', 1))).toEqual(['one', 'two']);
    expect(slugs(queriesFor(store, '').storiesByAuthor('tobias-wrenfield', 1))).toEqual(['three', 'two']);
    expect(slugs(queriesFor(store, '').storiesWithTag('river', 1))).toEqual(['one', 'two']);
    expect(slugs(queriesFor(store, '').storiesWithTag('sea', 1))).toEqual(['three']);
    expect(slugs(queriesFor(store, '').storiesWithTag('nothing', 1))).toEqual([]);
  });

  test('authors and tags are listed by name, each with its number of articles', async () => {
    author('ada-quill', 'Ada Quill');
    write('tags/lake.md', '---\nname: Lake\n---\nStill water.\n');
    article('one', { tags: ['River', 'Sea'] });
    article('two', { tags: ['River', 'Lake'], author: ['mira-oakhurst', 'ada-quill'] });
    await open();
    expect(
      queriesFor(store, '')
        .authors(1)
        ?.items.map(({ id, stories }) => [id, stories]),
    ).toEqual([
      ['ada-quill', 1],
      ['mira-oakhurst', 2],
    ]);
    expect(queriesFor(store, '').tags(1)?.items).toEqual([
      { slug: 'lake', name: 'Lake', stories: 1 },
      { slug: 'river', name: 'River', stories: 2 },
      { slug: 'sea', name: 'Sea', stories: 1 },
    ]);
    expect(queriesFor(store, '').tag('lake')).toEqual({
      slug: 'lake',
      colour: 'red',
      name: 'Lake',
      description: 'Still water.\n',
      language: 'en',
      images: {},
    });
    expect(queriesFor(store, '').tag('sea')).toEqual({
      slug: 'sea',
      name: 'Sea',
      colour: 'red',
      description: '',
      language: 'en',
      images: {},
    });
    expect(queriesFor(store, '').tag('nothing')).toBeNull();
  });

  test('navigation and footer have the entries of publication.yaml that exist', async () => {
    publication({ sections: ['Sea', 'River', 'Nothing'], footer: ['about', 'nothing'] });
    write('pages/about.md', '---\ntitle: About us\n---\nWe are.\n');
    article('one', { tags: ['River', 'Sea'] });
    await open();
    expect(queriesFor(store, '').sections()).toEqual([
      { slug: 'sea', name: 'Sea' },
      { slug: 'river', name: 'River' },
    ]);
    expect(queriesFor(store, '').footerPages()).toEqual([{ slug: 'about', title: 'About us' }]);
    expect(queriesFor(store, '').page('about')?.body).toBe('We are.\n');
    expect(queriesFor(store, '').page('nothing')).toBeNull();
  });

  test('a translation is neither in the lists nor at the URL of the publication’s language', async () => {
    article('fog');
    article('fog.zh', { title: '雾' });
    await open();
    expect(
      queriesFor(store, '')
        .latest(1)
        ?.items.map(({ headline }) => headline),
    ).toEqual(['fog']);
    expect(queriesFor(store, '').story('fog')?.headline).toBe('fog');
  });

  test('a tag is spelt as its file spells it', async () => {
    write('tags/river.md', '---\nname: River\n---\n');
    article('one', { tags: ['RIVER'] });
    await open();
    expect(queriesFor(store, '').story('one')?.tags).toEqual([{ slug: 'river', name: 'River' }]);
    expect(queriesFor(store, '').latest(1)?.items[0]?.section).toEqual({ slug: 'river', name: 'River' });
  });

  test('today is the day in the publication’s zone', async () => {
    await open();
    now = Date.UTC(2024, 0, 15, 4, 59, 59);
    expect(queriesFor(store, '').today()).toBe('2024-01-14');
    now = Date.UTC(2024, 0, 15, 5);
    expect(queriesFor(store, '').today()).toBe('2024-01-15');
  });
});

describe('a list with pages', () => {
  const count = STORIES_PER_PAGE * 2 + 1;

  test('has each article once, and no page but its own', async () => {
    for (let number = 0; number < count; number++)
      article(`n${number}`, { date: `2023-${number % 12 < 9 ? '0' : ''}${(number % 12) + 1}-01` });
    await open();
    const pages = [1, 2, 3].map((page) => queriesFor(store, '').latest(page));
    expect(pages.map((page) => [page?.items.length, page?.page, page?.pages, page?.total])).toEqual([
      [STORIES_PER_PAGE, 1, 3, count],
      [STORIES_PER_PAGE, 2, 3, count],
      [1, 3, 3, count],
    ]);
    const published = pages.flatMap((page) => page?.items ?? []);
    expect(new Set(published.map(({ slug }) => slug)).size).toBe(count);
    expect(published.map((item) => item.published)).toEqual(
      published.map((item) => item.published).sort((a, b) => b - a),
    );
    expect(
      [4, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((page) => queriesFor(store, '').latest(page)),
    ).toEqual(Array(6).fill(null));
  });

  test('that fills its pages has no empty page at the end', async () => {
    for (let number = 0; number < STORIES_PER_PAGE; number++) article(`n${number}`);
    await open();
    expect([queriesFor(store, '').latest(1)?.pages, queriesFor(store, '').latest(2)]).toEqual([1, null]);
  });

  test('that is empty has one page', async () => {
    await open();
    expect(queriesFor(store, '').latest(1)).toEqual({ items: [], page: 1, pages: 1, total: 0 });
    expect(queriesFor(store, '').tags(1)).toEqual({ items: [], page: 1, pages: 1, total: 0 });
    expect(queriesFor(store, '').latest(2)).toBeNull();
  });

  test('of names has pages as well', async () => {
    article('one', { tags: Array.from({ length: NAMES_PER_PAGE + 1 }, (_, number) => `Tag ${number + 100}`) });
    await open();
    expect(queriesFor(store, '').tags(2)?.items).toEqual([{ slug: 'tag-160', name: 'Tag 160', stories: 1 }]);
    expect([0, 3, 1.5, Number.NaN].map((page) => queriesFor(store, '').tags(page))).toEqual([null, null, null, null]);
  });
});

/** Every way in which a reader could notice the article `secret`, whose tag is `Secret`. */
const noticed = () => ({
  story: queriesFor(store, '').story('secret')?.slug,
  latest: slugs(queriesFor(store, '').latest(1)),
  total: queriesFor(store, '').latest(1)?.total,
  byAuthor: slugs(queriesFor(store, '').storiesByAuthor('mira-oakhurst', 1)),
  underTag: slugs(queriesFor(store, '').storiesWithTag('secret', 1)),
  authors: queriesFor(store, '')
    .authors(1)
    ?.items.map(({ stories }) => stories),
  tag: queriesFor(store, '').tag('secret')?.slug,
  tags: queriesFor(store, '')
    .tags(1)
    ?.items.map(({ slug }) => slug),
  sections: queriesFor(store, '')
    .sections()
    .map(({ slug }) => slug),
});
const UNNOTICED = {
  story: undefined,
  latest: [],
  total: 0,
  byAuthor: [],
  underTag: [],
  authors: [],
  tag: undefined,
  tags: [],
  sections: [],
};
const NOTICED = {
  story: 'secret',
  latest: ['secret'],
  total: 1,
  byAuthor: ['secret'],
  underTag: ['secret'],
  authors: [1],
  tag: 'secret',
  tags: ['secret'],
  sections: ['secret'],
};

describe('unpublished stories', () => {
  beforeEach(() => publication({ sections: ['Secret'] }));

  test('an embargoed article is public at its instant and not a millisecond before', async () => {
    const published = NOON + HOUR;
    article('secret', { tags: ['Secret'], date: new Date(published).toISOString() });
    await open();
    expect(noticed()).toEqual(UNNOTICED);
    now = published - 1;
    expect(noticed()).toEqual(UNNOTICED);
    now = published;
    expect(noticed()).toEqual(NOTICED);
  });

  test('a draft is not public until `draft` is removed', async () => {
    article('secret', { tags: ['Secret'], draft: true });
    await open();
    expect(noticed()).toEqual(UNNOTICED);
    article('secret', { tags: ['Secret'] });
    await store.sync();
    expect(noticed()).toEqual(NOTICED);
    article('secret', { tags: ['Secret'], draft: true });
    await store.sync();
    expect(noticed()).toEqual(UNNOTICED);
  });

  test('a new embargo hides the article again', async () => {
    article('secret', { tags: ['Secret'] });
    await open();
    article('secret', { tags: ['Secret'], date: new Date(NOON + HOUR).toISOString() });
    await store.sync();
    expect(noticed()).toEqual(UNNOTICED);
  });

  test('a draft does not decide how a tag is spelt', async () => {
    article('a-draft', { tags: ['SECRET'], draft: true });
    article('secret', { tags: ['Secret'] });
    await open();
    expect(queriesFor(store, '').tag('secret')?.name).toBe('Secret');
  });
});

describe('spellings of a tag', () => {
  const name = () => queriesFor(store, '').tag('sao-tome')?.name;
  const tags = () => queriesFor(store, '').tags(1)?.items;

  test('that differ by case or accents are one tag, named as most stories write it', async () => {
    article('a', { tags: ['são tomé'] });
    article('b', { tags: ['São Tomé'] });
    article('c', { section: 'São Tomé' });
    article('d', { tags: ['SAO TOME'] });
    await open();
    expect(tags()).toEqual([{ slug: 'sao-tome', name: 'São Tomé', stories: 4 }]);
    remove('articles/b.md');
    remove('articles/c.md');
    article('e', { tags: ['SAO TOME'] });
    await store.sync();
    expect(tags()).toEqual([{ slug: 'sao-tome', name: 'SAO TOME', stories: 3 }]);
  });

  test('in equally many stories: that of the newest', async () => {
    article('a', { tags: ['são tomé'], date: '2024-01-12' });
    article('b', { tags: ['São Tomé'], date: '2024-01-13' });
    await open();
    expect(name()).toBe('São Tomé');
  });

  test('each language has its own', async () => {
    article('a.es', { tags: ['São Tomé'] });
    article('b.es', { tags: ['São Tomé'] });
    article('c', { tags: ['Sao Tome'] });
    await open();
    expect([name(), queriesFor(store, 'es').tag('sao-tome')?.name]).toEqual(['Sao Tome', 'São Tomé']);
  });

  test('of embargoed stories do not count before their instant', async () => {
    article('a', { tags: ['São Tomé'] });
    for (const slug of ['b', 'c']) article(slug, { tags: ['sao tome'], date: '2024-01-14T13:00:00-05:00' });
    await open();
    expect(name()).toBe('São Tomé');
    now = NOON + HOUR;
    expect(name()).toBe('sao tome');
  });

  test('are those of a section in any case', async () => {
    publication({ sections: ['SÃO tomé'] });
    article('a', { tags: ['São Tomé'] });
    await open();
    expect(queriesFor(store, '').sections()).toEqual([{ slug: 'sao-tome', name: 'São Tomé' }]);
  });
});

describe('a change to a tag or an author reads what it concerns', () => {
  /** How many files the next sync reads. */
  const filesRead = async () => (await store.sync()).read;

  beforeEach(async () => {
    for (let number = 0; number < 12; number++) article(`story-${number}`, { tags: ['Quiet', 'Harbor'] });
    article('typo', { tags: ['Rivr'] });
    article('several', { tags: ['River, Sea'] });
    article('translated', { tags: ['Río'] });
    article('unknown', { author: 'Ida Holm' });
    article('misspelt', { author: 'Ida Hom' });
    await open();
  });

  test('a new tag: nothing but its file', async () => {
    write('tags/quiet.md', '---\nname: Quiet\n---\nOf silence.\n');
    expect(await filesRead()).toBe(1);
    expect(queriesFor(store, '').tag('quiet')?.description).toBe('Of silence.\n');
    remove('tags/quiet.md');
    expect(await filesRead()).toBe(0);
    expect(queriesFor(store, '').tag('quiet')?.description).toBe('');
  });

  test('a tag that stories name in a translation: these, and again without it', async () => {
    write('tags/river.md', '---\nname: River\ntranslations: {es: {name: Río}}\n---\n');
    expect(await filesRead()).toBe(2);
    expect(queriesFor(store, '').tag('river')?.name).toBe('River');
    expect(queriesFor(store, '').story('translated')?.tags).toMatchObject([{ slug: 'river' }]);
    remove('tags/river.md');
    expect(await filesRead()).toBe(1);
    expect(queriesFor(store, '').story('translated')?.tags).toMatchObject([{ slug: 'rio' }]);
  });

  test('a tag that many stories have and that is similar to another: nothing but its file', async () => {
    for (let n = 0; n < 20; n++) article(`rivers-${n}`, { tags: ['Rivers'] });
    write('tags/river.md', '---\nname: River\n---\n');
    await store.sync();
    write('tags/rivers.md', '---\nname: Rivers\n---\n');
    expect(await filesRead()).toBe(1);
    expect(queriesFor(store, '').tag('rivers')?.name).toBe('Rivers');
    remove('tags/rivers.md');
    expect(await filesRead()).toBe(0);
  });

  test('a tag with another name: nothing but its file, although a similar tag has one, too', async () => {
    write('tags/quiet.md', '---\nname: Quiet\n---\n');
    write('tags/quilt.md', '---\nname: Quilt\n---\n');
    await store.sync();
    write('tags/quiet.md', '---\nname: QUIET\n---\n');
    expect(await filesRead()).toBe(1);
  });

  test('a new author: the stories that name them, or may mean them', async () => {
    author('tobias-wrenfield', 'Tobias Wrenfield');
    expect(await filesRead()).toBe(1);
    author('ida-holm', 'Ida Holm');
    expect(await filesRead()).toBe(3);
    expect(queriesFor(store, '').story('unknown')?.byline).toMatchObject([{ name: 'Ida Holm' }]);
    expect(diagnostics().filter((line) => line.includes('author-unknown'))).toEqual([
      expect.stringContaining('Did you mean “Ida Holm”?'),
    ]);
  });

  test('another story: nothing else, although some name unknown authors', async () => {
    article('new');
    expect(await filesRead()).toBe(1);
  });
});

describe('the last good version', () => {
  beforeEach(async () => {
    article('fog', { title: 'Good' });
    article('other');
    await open();
    article('fog', { title: undefined });
    await store.sync();
  });

  test('survives a broken edit, which is a diagnostic', () => {
    expect(queriesFor(store, '').story('fog')?.headline).toBe('Good');
    expect(diagnostics()).toEqual([
      'content/articles/fog.md:1:1  error  key-missing  “title” is missing: the headline. Add it like this: title: Night ferries to sail again',
    ]);
  });

  test('costs the next syncs nothing', async () => {
    expect((await store.sync()).read).toBe(0);
    article('fog', { title: undefined });
    expect((await store.sync()).read).toBe(0); // a new time, the same text
    article('fog', { author: 'nobody' });
    expect((await store.sync()).read).toBe(1);
    expect((await store.sync()).read).toBe(0);
    author('nobody', 'Nobody');
    expect((await store.sync()).read).toBe(2);
    expect(queriesFor(store, '').story('fog')?.headline).toBe('fog');
  });

  test('survives a restart', async () => {
    await reopen();
    expect(queriesFor(store, '').story('fog')?.headline).toBe('Good');
    expect(diagnostics()).toHaveLength(1);
  });

  test('is replaced by the fixed one', async () => {
    article('fog', { title: 'Mended' });
    await store.sync();
    expect(queriesFor(store, '').story('fog')?.headline).toBe('Mended');
    expect(diagnostics()).toEqual([]);
  });

  test('is deleted with its file', async () => {
    remove('articles/fog.md');
    await store.sync();
    expect(queriesFor(store, '').story('fog')).toBeNull();
    expect(diagnostics()).toEqual([]);
  });

  test('does not concern other files', async () => {
    article('other', { title: 'Changed' });
    await store.sync();
    expect(queriesFor(store, '').story('other')?.headline).toBe('Changed');
  });

  test('of publication.yaml survives, too', async () => {
    write('publication.yaml', 'name: [');
    await store.sync();
    await reopen();
    expect(queriesFor(store, '').publication().name).toBe('The Harbor Courier');
    expect(diagnostics().at(-1)).toMatch(/^content\/publication.yaml:1:7 {2}error {2}yaml-syntax {2}/);
  });
});

describe('an author who is renamed', () => {
  test('has the new name in every byline', async () => {
    article('fog');
    await open();
    author('mira-oakhurst', 'Mira Oakhurst-Vane');
    await store.sync();
    expect(queriesFor(store, '').story('fog')?.byline).toEqual([
      { id: 'mira-oakhurst', name: 'Mira Oakhurst-Vane', role: '' },
    ]);
    expect(queriesFor(store, '').latest(1)?.items[0]?.byline[0]?.name).toBe('Mira Oakhurst-Vane');
  });

  test('is not found by the old name, and the article keeps its last good version until it is fixed', async () => {
    article('fog', { author: 'Mira Oakhurst' });
    await open();
    author('mira-oakhurst', 'M. Vane');
    await store.sync();
    expect(store.diagnostics().map(({ file, rule }) => [file, rule])).toEqual([
      ['content/articles/fog.md', 'author-unknown'],
    ]);
    expect(queriesFor(store, '').story('fog')?.byline[0]?.name).toBe('M. Vane');
  });

  test('by file name keeps the old page while an article names it', async () => {
    article('fog');
    await open();
    move('authors/mira-oakhurst.md', 'authors/mira-vane.md');
    await store.sync();
    expect(store.diagnostics().map(({ rule }) => rule)).toEqual(['author-unknown']);
    expect(queriesFor(store, '').author('mira-oakhurst')?.name).toBe('Mira Oakhurst');
    article('fog', { author: 'mira-vane' });
    await store.sync();
    expect(queriesFor(store, '').author('mira-oakhurst')).toBeNull();
    expect(slugs(queriesFor(store, '').storiesByAuthor('mira-vane', 1))).toEqual(['fog']);
    expect(diagnostics()).toEqual([]);
  });
});

test('a tag that is renamed has the new name everywhere', async () => {
  write('tags/river.md', '---\nname: River\n---\n');
  article('fog', { tags: ['River'] });
  await open();
  write('tags/river.md', '---\nname: RIVER\n---\n');
  await store.sync();
  expect(queriesFor(store, '').tags(1)?.items).toEqual([{ slug: 'river', name: 'RIVER', stories: 1 }]);
  expect(queriesFor(store, '').story('fog')?.section?.name).toBe('RIVER');
});

test('a tag is removed with its last article, unless it has a file', async () => {
  write('tags/sea.md', '---\nname: Sea\n---\n');
  article('fog', { tags: ['River', 'Sea'] });
  await open();
  article('fog');
  await store.sync();
  expect(queriesFor(store, '').tags(1)?.items).toEqual([]);
  const names = () => store.rows<{ name: string }>('SELECT name FROM tags').map(({ name }) => name);
  expect(names()).toEqual(['Sea']);
  remove('tags/sea.md');
  await store.sync();
  expect(names()).toEqual([]);
});

describe('moved files', () => {
  test('an article that is moved to another folder keeps its URL', async () => {
    article('2023/fog');
    await open();
    move('articles/2023/fog.md', 'articles/2024/01/fog.md');
    await store.sync();
    expect(queriesFor(store, '').story('fog')?.headline).toBe('2023/fog');
    expect(queriesFor(store, '').latest(1)?.total).toBe(1);
    expect(diagnostics()).toEqual([]);
  });

  test('an article that is renamed leaves its old URL', async () => {
    article('fog');
    await open();
    move('articles/fog.md', 'articles/mist.md');
    await store.sync();
    expect([queriesFor(store, '').story('fog'), queriesFor(store, '').story('mist')?.slug]).toEqual([null, 'mist']);
  });

  test('a deleted article is in no list', async () => {
    article('fog', { tags: ['River'] });
    await open();
    remove('articles/fog.md');
    await store.sync();
    expect(queriesFor(store, '').story('fog')).toBeNull();
    expect(queriesFor(store, '').latest(1)?.total).toBe(0);
    expect(queriesFor(store, '').tag('river')).toBeNull();
    expect(queriesFor(store, '').authors(1)?.items).toEqual([]);
  });

  test('an article that was broken is found again by its new name', async () => {
    article('fog', { title: undefined });
    await open();
    move('articles/fog.md', 'articles/mist.md');
    await store.sync();
    expect(store.diagnostics().map(({ file }) => file)).toEqual(['content/articles/mist.md']);
  });

  test('an added image fixes the article that needs it', async () => {
    article('fog', { image: { src: '/images/fog.jpg', alt: 'Fog' } });
    await open();
    expect(store.diagnostics().map(({ rule }) => rule)).toEqual(['image-missing']);
    expect(queriesFor(store, '').story('fog')?.image).toBeNull();
    mkdirSync(path.join(root, 'public/images'), { recursive: true });
    cpSync('tests/fixtures/broken-images/harbor.jpg', path.join(root, 'public/images/fog.jpg'));
    await store.sync();
    expect(queriesFor(store, '').story('fog')?.image?.facts).toMatchObject({ width: 48, height: 32 });
  });

  test('a file whose name is in decomposed letters is read', async () => {
    article('йога'.normalize('NFD'), { title: 'Stretch' });
    await open();
    expect(queriesFor(store, '').story('йога')?.headline).toBe('Stretch');
  });
});

test('the second file of a URL is an error until the first is gone', async () => {
  article('2023/fog', { title: 'First' });
  article('2024/fog', { title: 'Second' });
  await open();
  expect(diagnostics()).toEqual([
    'content/articles/2024/fog.md:1:1  error  slug-duplicate  The address “fog” belongs to content/articles/2023/fog.md. Give one of the two files another name.',
  ]);
  expect(queriesFor(store, '').story('fog')?.headline).toBe('First');
  remove('articles/2023/fog.md');
  await store.sync();
  expect(diagnostics()).toEqual([]);
  expect(queriesFor(store, '').story('fog')?.headline).toBe('Second');
});

describe('the index is derived', () => {
  beforeEach(() => {
    publication({ sections: ['River'], footer: ['about'] });
    write('pages/about.md', '---\ntitle: About us\n---\n');
    write('tags/river.md', '---\nname: River\n---\n');
    article('fog', { tags: ['River', 'Sea'] });
    article('mist', { date: '2024-01-13', tags: ['Sea'] });
  });

  test('deleting it loses nothing', async () => {
    await open();
    article('fog', { tags: ['River'] }, 'Changed\n');
    article('late', { tags: ['Sea'] });
    await store.sync();
    const before = everything();
    await reopenWithoutIndex();
    expect(everything()).toEqual(before);
  });

  test.each(['no database', ''])('a damaged one (“%s”) is rebuilt', async (bytes) => {
    await open();
    const before = everything();
    await store.close();
    for (const file of readdirSync(path.join(root, 'cache'))) rmSync(path.join(root, 'cache', file));
    writeFileSync(path.join(root, 'cache/index.sqlite'), bytes.padEnd(bytes.length * 1000, bytes));
    await open();
    expect(everything()).toEqual(before);
  });

  test('one of another version is rebuilt', async () => {
    await open();
    store.db.exec("DELETE FROM files; UPDATE articles SET body = 'old'; PRAGMA user_version = 999");
    expect((await reopen()).read).toBe(6);
    expect(queriesFor(store, '').story('fog')?.body).toBe('Text\n');
  });

  test('a restart reads no file again', async () => {
    await open();
    const before = everything();
    expect(await reopen()).toMatchObject({ files: 6, read: 0, visible: false });
    expect(everything()).toEqual(before);
  });

  test('a file with a new time and the same text does not count as changed', async () => {
    await open();
    article('mist', { date: '2024-01-13', tags: ['Sea'] });
    expect(await store.sync()).toMatchObject({ read: 0, visible: false });
  });

  test('only changed files are parsed', async () => {
    await open();
    article('mist', { date: '2024-01-13' });
    expect(await store.sync()).toMatchObject({ files: 6, read: 1, visible: true });
  });
});

describe('without a publication', () => {
  test('the store does not open, and the error has the reason', async () => {
    remove('publication.yaml');
    await expect(open()).rejects.toThrow('content/publication.yaml is missing');
  });

  test('the store does not open with a broken file, and the error has the diagnostics', async () => {
    write('publication.yaml', 'name: The Harbor Courier\n');
    await expect(open()).rejects.toThrow('content/publication.yaml:1:1  error  key-missing  “tagline” is missing');
  });
});

describe('the generation', () => {
  /** Whether a sync after `edit` raises the generation. */
  async function raisedBy(edit: () => void): Promise<boolean> {
    const before = store.generation();
    edit();
    await store.sync();
    return store.generation() > before;
  }

  beforeEach(async () => {
    article('fog');
    article('draft', { draft: true });
    await open();
    store.generation();
  });

  test.each<[string, () => void]>([
    ['an article changes', () => article('fog', { title: 'Changed' })],
    ['a body changes', () => article('fog', {}, 'Changed\n')],
    ['an article comes', () => article('mist')],
    ['an article goes', () => remove('articles/fog.md')],
    ['a draft is published', () => article('draft')],
    ['an article becomes a draft', () => article('fog', { draft: true })],
    ['an author changes', () => author('mira-oakhurst', 'Mira Vane')],
    ['a page comes', () => write('pages/about.md', '---\ntitle: About us\n---\n')],
    ['a tag is described', () => write('tags/river.md', '---\nname: River\n---\n')],
    ['the publication changes', () => publication({ tagline: 'Else' })],
  ])('is raised when %s', async (_, edit) => {
    expect(await raisedBy(edit)).toBe(true);
  });

  test.each<[string, () => void]>([
    ['nothing changes', () => undefined],
    ['a file is saved again', () => article('fog')],
    ['an edit is broken', () => article('fog', { title: undefined })],
    ['a broken file comes', () => article('mist', { title: undefined })],
    ['a draft comes', () => article('mist', { draft: true, tags: ['Secret'] })],
    ['a draft changes', () => article('draft', { draft: true, title: 'Changed', tags: ['Secret'] })],
    ['a draft goes', () => remove('articles/draft.md')],
    ['a note comes', () => write('articles/notes.txt', 'x')],
    ['a key is written in another order', () => article('fog', { draft: false })],
  ])('is not raised when %s', async (_, edit) => {
    expect(await raisedBy(edit)).toBe(false);
  });

  test('stays while time passes within a day', () => {
    const before = store.generation();
    now += 11 * HOUR;
    expect(store.generation()).toBe(before);
  });

  test('is raised once when a new day begins in the publication’s time zone', () => {
    const before = store.generation();
    now = Date.UTC(2024, 0, 15, 5) - 1;
    expect(store.generation()).toBe(before);
    now += 1;
    expect([store.generation(), store.generation()]).toEqual([before + 1, before + 1]);
  });

  test('is raised at the instant at which an embargo ends', async () => {
    article('mist', { date: new Date(NOON + HOUR).toISOString() });
    article('later', { date: new Date(NOON + 2 * HOUR).toISOString() });
    await store.sync();
    const before = store.generation();
    now = NOON + HOUR - 1;
    expect(store.generation()).toBe(before);
    now = NOON + HOUR;
    expect([store.generation(), store.generation()]).toEqual([before + 1, before + 1]);
    now = NOON + 2 * HOUR;
    expect(store.generation()).toBe(before + 2);
  });

  test('notifies listeners of syncs that changed something only', async () => {
    let calls = 0;
    store.onChange(() => calls++);
    await store.sync();
    expect(calls).toBe(0);
    article('mist');
    await store.sync();
    expect(calls).toBe(1);
  });

  test('rises when the clock goes back over a change, and not when it goes back within one', async () => {
    article('mist', { date: new Date(NOON + HOUR).toISOString() });
    await store.sync();
    now = NOON + HOUR;
    const ahead = store.generation();
    now += 2;
    expect(store.generation()).toBe(ahead);
    now -= 2;
    expect(store.generation()).toBe(ahead);
    now -= 1;
    expect(store.generation()).toBe(ahead + 1);
    expect(store.nextChange()).toBe(NOON + HOUR);
    now = NOON + HOUR;
    expect(store.generation()).toBe(ahead + 2);
  });
});

describe('syncs', () => {
  test('run one after another', async () => {
    await open();
    article('one');
    const first = store.sync();
    article('two');
    await Promise.all([first, store.sync(), store.sync()]);
    expect(slugs(queriesFor(store, '').latest(1))).toEqual(['one', 'two']);
  });

  test('go on after one that failed', async () => {
    await open();
    renameSync(path.join(root, 'content'), path.join(root, 'away'));
    await expect(store.sync()).rejects.toThrow('ENOENT');
    renameSync(path.join(root, 'away'), path.join(root, 'content'));
    article('one');
    await store.sync();
    expect(slugs(queriesFor(store, '').latest(1))).toEqual(['one']);
  });
});

describe('a trace', () => {
  /** The trace of a page that makes the queries of `ask`. */
  const traceOf = async (ask: () => unknown): Promise<Trace> => (await traced(async () => ask())).trace;

  beforeEach(async () => {
    author('tobias-wrenfield', 'Tobias Wrenfield');
    article('fog', { tags: ['River'] });
    article('mist', { tags: ['Sea'], author: 'tobias-wrenfield' });
    await open();
  });

  test.each<[string, () => unknown, () => void]>([
    ['a story', () => queriesFor(store, '').story('fog'), () => article('fog', { tags: ['River'] }, 'Changed\n')],
    ['a story’s author', () => queriesFor(store, '').story('fog'), () => author('mira-oakhurst', 'Mira Vane')],
    ['a new URL', () => queriesFor(store, '').story('new'), () => article('new')],
    ['a list', () => queriesFor(store, '').latest(1), () => article('new')],
    ['a list’s bylines', () => queriesFor(store, '').latest(1), () => author('mira-oakhurst', 'Mira Vane')],
    ['a tag’s list', () => queriesFor(store, '').storiesWithTag('river', 1), () => article('new', { tags: ['River'] })],
    [
      'an author’s list',
      () => queriesFor(store, '').storiesByAuthor('mira-oakhurst', 1),
      () => remove('articles/fog.md'),
    ],
    ['the publication', () => queriesFor(store, '').publication(), () => publication({ tagline: 'Else' })],
    ['a page', () => queriesFor(store, '').page('about'), () => write('pages/about.md', '---\ntitle: About us\n---\n')],
  ])('of %s is not true after a change to it', async (_, ask, edit) => {
    const trace = await traceOf(ask);
    expect(isFresh(trace, store)).toBe(true);
    edit();
    await store.sync();
    expect(isFresh(trace, store)).toBe(false);
  });

  test.each<[string, () => unknown, () => void]>([
    ['a story', () => queriesFor(store, '').story('fog'), () => article('mist', { title: 'Changed' })],
    [
      'a story and its author',
      () => queriesFor(store, '').story('fog'),
      () => author('tobias-wrenfield', 'Tobias Vane'),
    ],
    ['a new URL', () => queriesFor(store, '').story('new'), () => article('newer')],
    ['a tag’s list', () => queriesFor(store, '').storiesWithTag('river', 1), () => article('new', { tags: ['Sea'] })],
    [
      'an author’s list',
      () => queriesFor(store, '').storiesByAuthor('mira-oakhurst', 1),
      () => remove('articles/mist.md'),
    ],
    [
      'a list of headlines',
      () => queriesFor(store, '').latest(1),
      () => article('fog', { tags: ['River'] }, 'Text\n\nChanged\n'),
    ],
    ['no change', () => undefined, () => article('fog', { title: 'Changed' })],
    ['a list and a broken edit', () => queriesFor(store, '').latest(1), () => article('fog', { title: undefined })],
  ])('of %s is true after a change to something else', async (_, ask, edit) => {
    const trace = await traceOf(ask);
    edit();
    await store.sync();
    expect(isFresh(trace, store)).toBe(true);
  });

  test('is outdated after the end of an embargo or of a day', async () => {
    article('secret', { date: new Date(NOON + HOUR).toISOString() });
    await store.sync();
    const [list, story, today] = [
      await traceOf(() => queriesFor(store, '').latest(1)),
      await traceOf(() => queriesFor(store, '').story('secret')),
      await traceOf(() => queriesFor(store, '').today()),
    ];
    now = NOON + HOUR - 1;
    expect([list, story, today].map((trace) => isFresh(trace, store))).toEqual([true, true, true]);
    now = NOON + HOUR;
    expect([list, story, today].map((trace) => isFresh(trace, store))).toEqual([false, false, true]);
    now = Date.UTC(2024, 0, 15, 5);
    expect(isFresh(today, store)).toBe(false);
  });

  test('is fresh again when a change is reverted', async () => {
    const trace = await traceOf(() => queriesFor(store, '').story('fog'));
    article('fog', { tags: ['River'] }, 'Changed\n');
    await store.sync();
    article('fog', { tags: ['River'] });
    await store.sync();
    expect(isFresh(trace, store)).toBe(true);
  });

  test('of a page that got two results of one query is never fresh', async () => {
    const { trace } = await traced(async () => {
      queriesFor(store, '').story('fog');
      article('fog', { tags: ['River'] }, 'Changed\n');
      await store.sync();
      queriesFor(store, '').story('fog');
    });
    expect(isFresh(trace, store)).toBe(false);
  });

  test('has each query once, without those that a query makes itself', async () => {
    const trace = await traceOf(() => [
      queriesFor(store, '').latest(1),
      queriesFor(store, '').latest(1),
      queriesFor(store, '').story('fog'),
    ]);
    expect([...trace.keys()]).toEqual(['["latest","en",[1]]', '["story","en",["fog"]]']);
  });

  test('belongs to one page, although another is rendered at the same time', async () => {
    const page = (slug: string) =>
      traced(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return queriesFor(store, '').story(slug)?.slug;
      });
    const pages = await Promise.all([page('fog'), page('mist')]);
    expect(pages.map(({ result, trace }) => [result, [...trace.keys()]])).toEqual([
      ['fog', ['["story","en",["fog"]]']],
      ['mist', ['["story","en",["mist"]]']],
    ]);
  });

  test('with an unknown query is outdated', () => {
    const trace: Trace = new Map([['x', { query: 'gone', language: 'en', args: [], fingerprint: 'x', keys: [] }]]);
    expect(isFresh(trace, store)).toBe(false);
  });
});

describe('the store of the process', () => {
  test('is the one that was set', async () => {
    await open();
    setContentStore(store);
    expect(contentStore()).toBe(store);
  });
});
