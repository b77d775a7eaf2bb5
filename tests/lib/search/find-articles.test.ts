import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findArticles } from '#lib/search/find-articles.ts';
import type { SearchFilters } from '#lib/search/search-condition.ts';
import { makeSearchable, mergeSearchIndex } from '#lib/search/search-index.ts';
import { suggestQuery } from '#lib/search/spelling.ts';
import { openIndex } from '#lib/store/index-file.ts';

// Each test has its own index, and writes articles into it like a sync.

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

/** Writes an article, or replaces the one with its slug. */
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
  while (makeSearchable(db, NOW));
}

const context = (languages = ['en'], now = NOW) => ({ languages, timeZone: 'UTC', now });

function find(
  typed: string,
  filters: Partial<SearchFilters> = {},
  { languages = ['en'], now = NOW, limit = 15, offset = 0 } = {},
) {
  return findArticles(db, typed, { ...EVERYWHERE, ...filters }, context(languages, now), { limit, offset });
}

/** The slugs of the results. */
function found(
  typed: string,
  filters: Partial<SearchFilters> = {},
  { languages = ['en'], now = NOW, limit = 15, offset = 0 } = {},
) {
  const { ids, total, more } = find(typed, filters, { languages, now, limit, offset });
  const slugOf = (id: number) => db.prepare('SELECT slug FROM articles WHERE id = ?').get(id)?.slug;
  return { slugs: ids.map(slugOf), total, more };
}

describe('the order of results', () => {
  test('is by the column with the words, then by time, then by slug', () => {
    write({ slug: 'in-text', body: 'A harbour far down.', published: NOW - DAY });
    write({ slug: 'in-standfirst', standfirst: 'The harbour again', published: NOW - 3 * DAY });
    write({ slug: 'b-headline', headline: 'The harbour', published: NOW - 9 * DAY });
    write({ slug: 'a-headline', headline: 'The harbour', published: NOW - 9 * DAY });
    write({ slug: 'newer-headline', headline: 'The harbour', published: NOW - 8 * DAY });
    fill();
    expect(found('harbours').slugs).toEqual(['newer-headline', 'a-headline', 'b-headline', 'in-standfirst', 'in-text']);
  });

  test('is by column and then newest first for words that nearly all articles have', () => {
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

describe('the story whose headline is the query', () => {
  beforeEach(() => {
    const texts = { standfirst: 'Night ferries return, return', body: 'Night ferries. The night ferries return.' };
    write({ slug: 'exact', headline: 'Night ferries “return”', published: NOW - 900 * DAY });
    write({ slug: 'longer', headline: 'The return: night ferries, night ferries', ...texts });
    write({ slug: 'stem', headline: 'Night ferry returns', ...texts });
    write({ slug: 'sealed', headline: 'Night ferries return', published: NOW + 1 });
  });

  test.each(['night ferries return', 'Níght—Ferries: RETURN!', '"Night ferries return"', 'Ｎｉｇｈｔ ferries return'])(
    'is first: %s',
    (typed) => {
      fill();
      expect(found(typed).slugs[0]).toBe('exact');
    },
  );

  test('is first among more results than are ranked, and on the first page only', () => {
    for (let n = 0; n < 1_100; n++) write({ slug: `new-${n}`, headline: 'Night ferries return to a night pier' });
    fill();
    expect(found('night ferries return', {}, { limit: 3 })).toMatchObject({
      more: true,
      slugs: ['exact', expect.anything(), expect.anything()],
    });
    expect(found('night ferries return', {}, { limit: 15, offset: 3 }).slugs).not.toContain('exact');
    expect(found('night', {}, { limit: 3 }).slugs).not.toContain('exact');
  });

  test('passes the filters, and is found with a word that would leave it out', () => {
    write({ slug: 'minus', headline: 'Trams -buses' });
    fill();
    expect(found('night ferries return', { from: '2025-01-01' }).slugs).not.toContain('exact');
    expect(found('night ferries return', { tag: 'sea' }).slugs).toEqual([]);
    expect(found('Trams -buses').slugs).toEqual(['minus']);
    expect(found('trams -buses -cars').slugs).toEqual([]);
  });
});

describe('words that no story has', () => {
  const showing = (typed: string, filters: Partial<SearchFilters> = {}) => {
    const { missing, query } = find(typed, filters);
    return { slugs: found(typed, filters).slugs, missing, query };
  };
  beforeEach(() => {
    write({ slug: 'ferry', headline: 'The ferry', body: 'Of a harbour.' });
    write({ slug: 'whale', headline: 'A whale' });
    write({ slug: 'sealed', headline: 'The quagga ferry', published: NOW + 1 });
    write({ slug: 'draft', headline: 'The quagga ferry', draft: true });
    write({ slug: 'french', headline: 'Le quagga', language: 'fr' });
    fill();
  });

  test('are left out and named', () => {
    expect(showing('xylem ferry "no such" harbo*')).toEqual({
      slugs: ['ferry'],
      missing: ['xylem', '"no such"'],
      query: 'ferry harbo*',
    });
    expect(showing('xylem ferry -whale').query).toBe('ferry -whale');
  });

  test('are those that no published story of the language has', () => {
    expect(showing('quagga ferry')).toEqual({ slugs: ['ferry'], missing: ['quagga'], query: 'ferry' });
  });

  test('are not left out if nothing is left, or if what is left finds nothing', () => {
    expect(showing('xylem quagga')).toEqual({ slugs: [], missing: [], query: 'xylem quagga' });
    expect(showing('ferry whale')).toEqual({ slugs: [], missing: [], query: 'ferry whale' });
    expect(showing('xylem ferry', { to: '2020-01-01' })).toEqual({ slugs: [], missing: [], query: 'xylem ferry' });
    expect(showing('ferry -xylem')).toEqual({ slugs: ['ferry'], missing: [], query: 'ferry -xylem' });
  });
});

describe('results', () => {
  const SEA = { slug: 'sea', name: 'The sea' };

  test('pass the filters', () => {
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

  test('are in the languages that are searched', () => {
    write({ slug: 'english', headline: 'The ferries' });
    write({ slug: 'german', headline: 'Die Fähren', body: 'Ferries, sagen Engländer.', language: 'de' });
    fill();
    expect(found('ferry').slugs).toEqual(['english']);
    expect(found('fähre', {}, { languages: ['de'] }).slugs).toEqual(['german']);
    expect(found('ferries', {}, { languages: ['en', 'de'] }).slugs).toEqual(['english', 'german']);
  });

  test('are published ones, to the millisecond', () => {
    write({ slug: 'sealed', headline: 'A quagga', published: NOW + 1 });
    write({ slug: 'draft', headline: 'A quagga', draft: true });
    fill();
    expect(found('quagga').slugs).toEqual([]);
    while (makeSearchable(db, NOW + 1));
    expect(found('quagga').slugs).toEqual([]);
    expect(found('quagga', {}, { now: NOW + 1 }).slugs).toEqual(['sealed']);
    write({ slug: 'draft', headline: 'A quagga' });
    fill();
    expect(found('quagga').slugs).toEqual(['draft']);
    db.exec('DELETE FROM articles');
    expect(found('quagga').total).toBe(0);
    expect(db.prepare('SELECT count(*) AS left FROM searchable_articles').get()).toEqual({ left: 0 });
  });

  test('are found by the present names of authors and tags', () => {
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

  test('include more articles of one minute than it has positions', () => {
    for (let n = 0; n < 1_100; n++) write({ slug: `at-noon-${n}`, headline: 'Noon', published: NOW - DAY });
    fill();
    const { n } = db.prepare('SELECT count(DISTINCT id) AS n FROM searchable_articles').get() as { n: number };
    expect(n).toBe(1_100);
    expect(found('noon', { to: '2025-12-31' }).more).toBe(true);
    expect(found('noon', { from: '2026-01-01' }).total).toBe(0);
  });

  test('are found by the present text of an article that changes while others are indexed', () => {
    for (let n = 0; n < 30; n++) write({ slug: `story-${n}`, headline: `Number ${n}` });
    expect(makeSearchable(db, NOW)).toBe(true);
    write({ slug: 'story-0', headline: 'Walrus' });
    write({ slug: 'story-29', headline: 'Walrus' });
    fill();
    expect(found('walrus').total).toBe(2);
    expect(found('number').total).toBe(28);
  });
});

describe('embargoed articles', () => {
  // Often in one text, and once in the headline of another: only the weights of BM25 decide which comes
  // first.
  const writePublished = () => {
    write({ slug: 'often', body: 'The weir, the weir and the weir, and a weir.' });
    write({ slug: 'once', standfirst: 'At the weir', published: NOW - 2 * DAY });
    for (let n = 0; n < 8; n++) write({ slug: `other-${n}`, headline: n < 2 ? 'Zephyr' : 'Zephyd' });
  };
  const answers = () => [found('weir'), found('weir zephyr'), suggestQuery(db, 'zephyt', context())];

  test('change no results, no order and no suggestion until their time', () => {
    writePublished();
    fill();
    const before = answers();
    for (let n = 0; n < 40; n++) write({ slug: `sealed-${n}`, headline: 'Zephyr', body: 'weir', published: NOW + DAY });
    fill();
    expect(answers()).toEqual(before);
    while (makeSearchable(db, NOW + DAY));
    expect(found('weir', {}, { now: NOW + DAY }).total).toBe(42);
  });
});

describe('a suggestion', () => {
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
