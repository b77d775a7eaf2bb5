import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findArticles } from '#lib/search/find-articles.ts';
import { plainText } from '#lib/search/plain-text.ts';
import type { SearchFilters } from '#lib/search/search-condition.ts';
import { makeSearchable, mergeSearchIndex } from '#lib/search/search-index.ts';
import { termsOf } from '#lib/search/search-query.ts';
import { snippetOf } from '#lib/search/snippet.ts';
import { suggestQuery } from '#lib/search/spelling.ts';
import { openIndex } from '#lib/store/index-file.ts';

// Search in an index of each test's own, into which articles are written as a sync writes them.

const NOW = Date.UTC(2026, 0, 1, 12);
const DAY = 86_400_000;
const EVERYWHERE: SearchFilters = { section: '', tag: '', author: '', from: '', to: '' };

let folder: string;
let db: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-search-'));
  db = openIndex({ folders: { content: folder, public: folder }, index: path.join(folder, 'index.sqlite') });
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

type Written = {
  slug: string;
  headline?: string;
  standfirst?: string;
  body?: string;
  language?: string;
  published?: number;
  draft?: boolean;
  author?: string;
  tags?: { slug: string; name: string }[];
};

/** Writes an article, in position of the one with its slug. */
function write({ slug, headline = 'A story', standfirst = '', body = '', language = 'en', ...more }: Written): void {
  const { published = NOW - DAY, draft = false, author = '', tags = [] } = more;
  const byline = author ? [{ author, role: '', written: author }] : [];
  const record = { slug, headline, standfirst, section: null, tags, series: null, byline, keyPoints: [] };
  db.prepare('DELETE FROM articles WHERE slug = ? AND language = ?').run(slug, language);
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO articles (file, slug, language, headline, published, modified, draft, features, record, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?)`,
    )
    .run(
      `${slug}.${language}.md`,
      slug,
      language,
      headline,
      published,
      published,
      Number(draft),
      JSON.stringify(record),
      body,
    );
  for (const list of [...(author ? [`author:${author}`] : []), ...tags.map((tag) => `tag:${tag.slug}`)]) {
    const sql = 'INSERT INTO listings (list, language, published, slug, article) VALUES (?, ?, ?, ?, ?)';
    db.prepare(sql).run(list, language, published, slug, lastInsertRowid);
  }
}

function fill(): void {
  while (makeSearchable(db));
}

const context = (languages = ['en'], now = NOW) => ({ languages, timeZone: 'UTC', now });

/** The slugs of what is found. */
function found(
  typed: string,
  filters: Partial<SearchFilters> = {},
  { languages = ['en'], now = NOW, limit = 15, offset = 0 } = {},
) {
  const asked = context(languages, now);
  const { ids, total, more } = findArticles(db, termsOf(typed, languages), { ...EVERYWHERE, ...filters }, asked, {
    limit,
    offset,
  });
  const slugOf = (id: number) => db.prepare('SELECT slug FROM articles WHERE id = ?').get(id)?.slug;
  return { slugs: ids.map(slugOf), total, more };
}

describe('the order', () => {
  test('is by where the words stand, then by time, then by name', () => {
    write({ slug: 'in-text', body: 'A harbour far down.', published: NOW - DAY });
    write({ slug: 'in-standfirst', standfirst: 'The harbour again', published: NOW - 3 * DAY });
    write({ slug: 'b-headline', headline: 'The harbour', published: NOW - 9 * DAY });
    write({ slug: 'a-headline', headline: 'The harbour', published: NOW - 9 * DAY });
    write({ slug: 'newer-headline', headline: 'The harbour', published: NOW - 8 * DAY });
    fill();
    expect(found('harbours').slugs).toEqual(['newer-headline', 'a-headline', 'b-headline', 'in-standfirst', 'in-text']);
  });

  test('of what nearly all have is by where it stands, and then the newest first', () => {
    for (let n = 0; n < 1_100; n++) write({ slug: `text-${n}`, body: 'The council met.', published: NOW - n * DAY });
    write({ slug: 'old-headline', headline: 'The council', published: NOW - 3_000 * DAY });
    write({ slug: 'old-standfirst', standfirst: 'The council', published: NOW - 2_999 * DAY });
    write({ slug: 'rare', body: 'The council saw a walrus.', published: NOW - 3_001 * DAY });
    fill();
    const { slugs, total, more } = found('council', {}, { limit: 4 });
    expect(slugs).toEqual(['old-headline', 'old-standfirst', 'text-0', 'text-1']);
    expect([total, more]).toEqual([1_000, true]);
    expect(found('council', {}, { limit: 2, offset: 2 }).slugs).toEqual(['text-0', 'text-1']);
    expect(found('council walrus').slugs).toEqual(['rare']);
    expect(found('council', { to: '2019-12-31' }, { limit: 2 }).slugs).toEqual(['old-headline', 'old-standfirst']);
    while (mergeSearchIndex(db, false));
    expect(found('council', {}, { limit: 3 }).slugs).toEqual(['old-headline', 'old-standfirst', 'text-0']);
  });
});

describe('what is found', () => {
  const SEA = { slug: 'sea', name: 'The sea' };

  test('stands where the reader looks', () => {
    write({ slug: 'tagged', headline: 'Whales', tags: [SEA], author: 'mira', published: Date.UTC(2025, 4, 1, 23, 59) });
    write({ slug: 'other', headline: 'Whales', published: Date.UTC(2025, 4, 2) });
    fill();
    expect(found('whales', { tag: 'sea' }).slugs).toEqual(['tagged']);
    expect(found('whales', { section: 'sea', author: 'mira' }).slugs).toEqual(['tagged']);
    expect(found('whales', { tag: 'land' }).slugs).toEqual([]);
    expect(found('whales', { to: '2025-05-01' }).slugs).toEqual(['tagged']);
    expect(found('whales', { from: '2025-05-02' }).slugs).toEqual(['other']);
    expect(found('tag').slugs).toEqual([]);
  });

  test('is in the languages that are looked in', () => {
    write({ slug: 'english', headline: 'The ferries' });
    write({ slug: 'german', headline: 'Die Fähren', body: 'Ferries, sagen Engländer.', language: 'de' });
    fill();
    expect(found('ferry').slugs).toEqual(['english']);
    expect(found('fähre', {}, { languages: ['de'] }).slugs).toEqual(['german']);
    expect(found('ferries', {}, { languages: ['en', 'de'] }).slugs).toEqual(['english', 'german']);
  });

  test('is published, to the millisecond', () => {
    write({ slug: 'sealed', headline: 'A quagga', published: NOW + 1 });
    write({ slug: 'draft', headline: 'A quagga', draft: true });
    fill();
    expect(found('quagga').slugs).toEqual([]);
    expect(found('quagga', {}, { now: NOW + 1 }).slugs).toEqual(['sealed']);
    write({ slug: 'draft', headline: 'A quagga' });
    fill();
    expect(found('quagga').slugs).toEqual(['draft']);
    db.exec('DELETE FROM articles');
    expect(found('quagga').total).toBe(0);
    expect(db.prepare('SELECT count(*) AS left FROM searchable_articles').get()).toEqual({ left: 0 });
  });

  test('has the names by which authors and tags go now', () => {
    db.exec(
      `INSERT INTO authors VALUES ('mira', '', 'Mira Oakhurst', '{}'); INSERT INTO tags VALUES ('sea', '', 'The sea', '{}')`,
    );
    write({ slug: 'story', tags: [SEA], author: 'mira' });
    fill();
    expect([found('oakhurst').total, found('sea').total]).toEqual([1, 1]);
    db.exec(`UPDATE authors SET name = 'Mira Elmwood'; UPDATE tags SET name = 'Oceans'`);
    fill();
    expect([found('oakhurst').total, found('sea').total]).toEqual([0, 0]);
    expect([found('elmwood').slugs, found('oceans').slugs]).toEqual([['story'], ['story']]);
    db.exec(`UPDATE tags SET record = '{"translations":{"en":{"name":"Saltwater"}}}'`);
    fill();
    expect([found('saltwater').slugs, found('oceans').slugs]).toEqual([['story'], ['story']]);
  });

  test('has more articles of one minute than have room in it', () => {
    for (let n = 0; n < 1_100; n++) write({ slug: `at-noon-${n}`, headline: 'Noon', published: NOW - DAY });
    fill();
    const { n } = db.prepare('SELECT count(DISTINCT id) AS n FROM searchable_articles').get() as { n: number };
    expect(n).toBe(1_100);
    expect(found('noon', { to: '2025-12-31' }).more).toBe(true);
    expect(found('noon', { from: '2026-01-01' }).total).toBe(0);
  });

  test('is what an article says now, if it changes while others are made searchable', () => {
    for (let n = 0; n < 30; n++) write({ slug: `story-${n}`, headline: `Number ${n}` });
    expect(makeSearchable(db)).toBe(true);
    write({ slug: 'story-0', headline: 'Walrus' });
    write({ slug: 'story-29', headline: 'Walrus' });
    fill();
    expect(found('walrus').total).toBe(2);
    expect(found('number').total).toBe(28);
  });
});

describe('what was meant', () => {
  beforeEach(() => {
    write({ slug: 'zephyr', headline: 'Zephyr over the harbour' });
    write({ slug: 'sealed', headline: 'Quagga', published: NOW + DAY });
    fill();
  });
  test.each([
    ['zefyr', 'zephyr'],
    ['the zephir', 'the zephyr'],
    ['"harbuor wind"', '"harbour wind"'],
    ['zephyrs', null],
    ['xylophone', null],
    ['qwagga', null],
  ])('%s: %s', (typed, meant) => expect(suggestQuery(db, typed, context())).toBe(meant));
});

describe('a snippet', () => {
  const snippet = (markdown: string, typed: string, language = 'en') =>
    snippetOf(markdown, language, termsOf(typed, [language]))
      ?.map(({ text, marked }) => (marked ? `[${text}]` : text))
      .join('') ?? null;

  test.each([
    ['marks words in any form', 'The ferries sail.', 'ferry', 'The [ferries] sail.'],
    ['marks beginnings', 'The ferries sail.', 'sai*', 'The ferries [sail].'],
    ['marks rows where they are whole', 'Night ferry, ferry night.', '"night ferry"', '[Night ferry], ferry night.'],
    [
      'has no marks of Markdown',
      '## The *old*\n\nA **ferry** [sails](/x "y") `now`.',
      'ferry',
      '… A [ferry] sails now.',
    ],
    ['has signs in position of entities', 'A ferry &lt;b&gt; &amp; more', 'ferry', 'A [ferry] <b> & more'],
    ['has no tags', 'A <b>ferry</b> <!-- ferry --> sails.', 'ferry', 'A [ferry] sails.'],
    ['has no marks of elements', ':::aside\nA ferry.\n:::', 'ferry', 'A [ferry].'],
    ['shows Chinese', '这个联盟汇集了许多博物馆。', '博物馆', '这个联盟汇集了许多[博物馆]。'],
  ])('%s', (_, markdown, typed, expected) => expect(snippet(markdown, typed)).toBe(expected));

  test('is of the passage that says most, and tells what is left out', () => {
    const far = `${'A ferry. '.repeat(100)}\n\n${'Much else. '.repeat(30)}A night ferry sails. ${'More. '.repeat(60)}`;
    const text = snippet(far, 'night ferry') ?? '';
    expect(text).toContain('A [night] [ferry] sails.');
    expect(text).toMatch(/^… .* …$/);
    expect(text.length).toBeLessThan(300);
  });

  test('ends with the text rather than within its last word', () => {
    const text = `A ferry sails ${'again and '.repeat(20)}tomorrow`;
    expect(text.length).toBeGreaterThan(220);
    expect(snippet(text, 'ferry')).toBe(text.replace('ferry', '[ferry]'));
  });

  test('of a script without blanks is half as long, and shows the words wherever they stand', () => {
    const text =
      snippet(`${'这一天的海面很平静，'.repeat(30)}人们走进博物馆。${'后来下起了雨，'.repeat(30)}`, '博物馆') ?? '';
    expect(text).toMatch(/^… .*人们走进\[博物馆\]。.* …$/);
    expect(text.length).toBeLessThan(130);
  });

  test('is none where the words are not in the text', () => {
    expect(snippet('Nothing of it.', 'ferry')).toBeNull();
    expect(snippet('[Nothing](/ferry) of it.', 'ferry')).toBeNull();
    expect(snippet('A ferry.', '-ferry')).toBeNull();
  });
});

test.each([
  ['[words](https://courier.example/a-b "title") ![a harbour][1] note[^1]', 'words a harbour note'],
  [
    '> - **Bold**, _light_ and `code_in` un*believ*able ~~gone~~ 5 * 3 snake_case',
    'Bold, light and code_in unbelievable gone 5 * 3 snake_case',
  ],
  ['1. [x](/y)\n2. two\n- [x] done\n***\nend', 'x\ntwo\ndone\n\nend'],
  ['\\*kept\\* \\<b> {braces}', '*kept* <b> {braces}'],
  ['<https://courier.example/ferry> and https://courier.example/ferry', ' and '],
  ['[name]: https://courier.example/ferry', ''],
  [':::gallery{.wide}\nText\n:::', '\nText\n'],
  ['a < b &amp; c', 'a < b & c'],
  ['<!-- hidden -->shown', 'shown'],
])('the words of %j are those of %j', (markdown, text) => expect(plainText(markdown)).toBe(text));
