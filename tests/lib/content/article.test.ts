import { describe, expect, test } from 'vitest';
import { type Article, readArticle } from '#lib/content/article.ts';
import { articleContext } from '../context.ts';

const KEYS = { title: 'Fog', author: 'mira-oakhurst', date: '2024-01-14T01:04:00-05:00' };
const FILE = 'content/articles/fog.md';

/** An article's source: `keys` in JSON, which is YAML too; a key that is undefined is left out. */
function source(keys: Record<string, unknown>): string {
  const lines = Object.entries({ ...KEYS, ...keys }).filter(([, value]) => value !== undefined);
  return `---\n${lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('')}---\nText\n`;
}

/** The record of a valid article. */
function article(keys: Record<string, unknown>, file = FILE): Article {
  const { record, diagnostics } = readArticle(file, source(keys), articleContext);
  return record ?? expect.unreachable(JSON.stringify(diagnostics));
}

function rules(keys: Record<string, unknown>, file = FILE): string[] {
  return readArticle(file, source(keys), articleContext).diagnostics.map(({ rule }) => rule);
}

test('an article with the required keys only gets all defaults', () => {
  expect(readArticle(FILE, source({}), articleContext)).toEqual({
    record: {
      file: FILE,
      slug: 'fog',
      language: 'en',
      type: 'news',
      headline: 'Fog',
      standfirst: '',
      opening: 'Text',
      section: null,
      tags: [],
      byline: [{ author: 'mira-oakhurst', role: '', written: 'mira-oakhurst' }],
      dateline: '',
      published: Date.UTC(2024, 0, 14, 6, 4),
      updated: null,
      image: null,
      keyPoints: [],
      series: null,
      corrections: [],
      redirectFrom: [],
      draft: false,
      body: 'Text\n',
    },
    diagnostics: [],
    uses: [],
    links: [],
    mentions: ['mira-oakhurst'],
  });
});

test('an article has all values of its file', () => {
  const written = {
    title: '  Fog  ',
    author: undefined,
    authors: ['Mira Oakhurst', { author: 'tobias-wrenfield', role: 'Photographs' }],
    tags: ['River', 'Fähren'],
    section: 'Culture',
    standfirst: 'It was thick.',
    image: { src: '/images/harbor.jpg', alt: 'Ferries', credit: 'Ida Holm' },
    updated: '2024-01-15',
    type: 'analysis',
    keyPoints: ['One.', 'Two.'],
    dateline: 'Eddering',
    series: 'The river',
    redirectFrom: '/2024/fog',
    draft: true,
  };
  expect(article(written)).toMatchObject({
    headline: 'Fog',
    byline: [
      { author: 'mira-oakhurst', role: '' },
      { author: 'tobias-wrenfield', role: 'Photographs' },
    ],
    tags: [
      { slug: 'river', name: 'River' },
      { slug: 'fahren', name: 'Fähren' },
    ],
    section: { slug: 'culture', name: 'Culture' },
    standfirst: 'It was thick.',
    opening: '',
    image: { src: '/images/harbor.jpg', alt: 'Ferries', caption: '', credit: 'Ida Holm' },
    updated: Date.UTC(2024, 0, 15, 5),
    type: 'analysis',
    keyPoints: ['One.', 'Two.'],
    dateline: 'Eddering',
    series: { slug: 'the-river', name: 'The river' },
    redirectFrom: ['/2024/fog'],
    draft: true,
  });
});

test('a record is deeply frozen', () => {
  const record = article({
    tags: ['River'],
    image: { src: '/images/harbor.jpg', alt: 'Ferries' },
    corrections: { date: '2024-01-15', text: 'Thinner.' },
    keyPoints: 'One.',
    redirectFrom: '/x',
  });
  const parts = [record, record.tags, record.tags[0], record.section, record.byline, record.byline[0], record.image];
  const more = [record.corrections, record.corrections[0], record.keyPoints, record.redirectFrom];
  expect([...parts, ...more].map((part) => Object.isFrozen(part))).toEqual(Array(11).fill(true));
});

describe('a single value counts as a list of one', () => {
  test.each([
    ['author', 'Mira Oakhurst', 'byline', [{ author: 'mira-oakhurst', role: '', written: 'Mira Oakhurst' }]],
    [
      'author',
      { author: 'mira-oakhurst', role: 'Text' },
      'byline',
      [{ author: 'mira-oakhurst', role: 'Text', written: 'mira-oakhurst' }],
    ],
    ['tags', 'River', 'tags', [{ slug: 'river', name: 'River' }]],
    ['keyPoints', 'One.', 'keyPoints', ['One.']],
    [
      'corrections',
      { date: '2024-01-15', text: 'A.' },
      'corrections',
      [{ date: Date.UTC(2024, 0, 15, 5), text: 'A.' }],
    ],
  ] as const)('%s: %j', (key, value, field, expected) => {
    expect(article({ [key]: value })[field]).toEqual(expected);
  });
});

describe('the file’s name gives slug and language', () => {
  test.each([
    ['fog.md', {}, 'fog', 'en'],
    ['fog.zh.md', {}, 'fog', 'zh'],
    ['fog.zh-Hant.md', {}, 'fog', 'zh-Hant'],
    ['2024/01/fog.de.md', {}, 'fog', 'de'],
    ['fog.md', { lang: 'de' }, 'fog', 'de'],
    ['fog.de.md', { lang: 'de' }, 'fog', 'de'],
    ['夜船.md', {}, '夜船', 'en'],
  ])('%s with %j', (name, keys, slug, language) => {
    expect(article(keys, `content/articles/${name}`)).toMatchObject({ slug, language });
  });

  test.each(['Fog.md', 'fog.final.md', 'fog bank.md', '.md', '-fog.md', `${'x'.repeat(201)}.md`])(
    'and %s has none',
    (name) => {
      expect(rules({}, `content/articles/${name}`)).toEqual(['slug-invalid']);
    },
  );

  test('a slug that cannot be derived from the name is not suggested', () => {
    const { diagnostics } = readArticle(`content/articles/${'x'.repeat(201)}.md`, source({}), articleContext);
    expect(diagnostics[0]?.fix).toBe('Rename the file.');
  });
});

test('the section is the first tag by default', () => {
  expect(article({ tags: ['River', 'Sea'] }).section).toEqual({ slug: 'river', name: 'River' });
  expect(article({ tags: ['River', 'Sea'], section: 'Sea' }).section).toEqual({ slug: 'sea', name: 'Sea' });
  expect(article({}).section).toBeNull();
});

test('a tag may be given by its name in another language', () => {
  expect(article({ tags: ['Río', 'River'] }).tags).toEqual([{ slug: 'river', name: 'Río' }]);
  expect(article({ tags: ['Sea'], section: 'rio' }).section).toEqual({ slug: 'river', name: 'rio' });
  // A series is not a tag.
  expect(article({ series: 'Río' }).series).toEqual({ slug: 'rio', name: 'Río' });
});

test('a tag that is given twice counts once, in its first spelling', () => {
  expect(article({ tags: ['River', 'RIVER', 'river '] }).tags).toEqual([{ slug: 'river', name: 'River' }]);
});

test('corrections are newest first', () => {
  const corrections = ['2024-01-15', '2024-01-17', '2024-01-16'].map((date) => ({ date, text: date }));
  expect(article({ corrections }).corrections.map(({ text }) => text)).toEqual([
    '2024-01-17',
    '2024-01-16',
    '2024-01-15',
  ]);
});

test('a file with a warning has a record', () => {
  const { record, diagnostics } = readArticle(FILE, source({ tags: ['R&amp;D'] }), articleContext);
  expect(diagnostics).toMatchObject([{ severity: 'warning', rule: 'key-html' }]);
  expect(record?.tags).toMatchObject([{ name: 'R&amp;D' }]);
});

describe('every diagnostic is reported at once', () => {
  test.each([
    ['an unknown key and an unknown author', { weather: 'fog', author: 'nobody' }, ['key-unknown', 'author-unknown']],
    ['no title and no author', { title: undefined, author: undefined }, ['key-missing', 'author-missing']],
    ['a wrong author is not also a missing one', { author: 1984 }, ['key-type']],
    ['a misspelt author is not also a missing one', { author: undefined, auhtor: 'x' }, ['key-unknown']],
    ['a misspelt title is not also a missing one', { title: undefined, titel: 'x' }, ['key-unknown']],
    ['two bad dates', { date: 'x', updated: 'y' }, ['date-format', 'date-format']],
    ['a bad date and no title', { title: undefined, date: 'x' }, ['key-missing', 'date-format']],
    [
      'an image and two authors',
      { image: { src: '/x.jpg', alt: 'x' }, author: ['a', 'b'] },
      ['author-unknown', 'author-unknown', 'image-missing'],
    ],
    [
      'two unknown keys in a list',
      { corrections: [{ date: '2024-01-15', text: 'x', by: 'y' }, { txt: 'x' }] },
      ['key-unknown', 'key-unknown', 'key-missing'],
    ],
  ])('%s', (_, keys, expected) => {
    expect(rules(keys)).toEqual(expected);
  });
});

describe('invalid values', () => {
  test.each([
    [{ image: { src: '//evil.example/x.jpg', alt: 'x' } }, 'key-value'],
    [{ image: { src: '/images/harbor.jpg?x', alt: 'x' } }, 'key-value'],
    [{ image: { src: '/images/harbor.jpg', alt: '' } }, 'key-empty'],
    [{ tags: [''] }, 'key-empty'],
    [{ tags: null }, 'key-empty'],
    [{ draft: 'true' }, 'key-type'],
    [{ type: 'News' }, 'key-value'],
    [{ lang: 'EN' }, 'key-value'],
    [{ tags: ['Index'] }, 'slug-reserved'],
    [{ section: 'Page' }, 'slug-reserved'],
    [{ section: '?' }, 'tag-invalid'],
    [{ tags: ['x'.repeat(201)] }, 'tag-invalid'],
    [{ __proto__x: 1 }, 'key-unknown'],
    [{ constructor: 'x' }, 'key-unknown'],
  ])('%j: %s', (keys, rule) => {
    expect(rules(keys)).toEqual([rule]);
  });
});

test('a broken article has no record', () => {
  expect(readArticle(FILE, source({ title: undefined }), articleContext).record).toBeNull();
});

test('the line of a diagnostic counts from the start of the file', () => {
  const { diagnostics } = readArticle(FILE, source({ author: 'nobody' }), articleContext);
  expect(diagnostics).toMatchObject([{ file: FILE, line: 3, column: 9 }]);
});

describe('an article with an error that readers can do without is published', () => {
  /** What an article is published with, although it has errors that do not block. */
  const published = (keys: Record<string, unknown>) => {
    const { record, diagnostics } = readArticle(FILE, source(keys), articleContext);
    expect(diagnostics.map(({ severity }) => severity)).toContain('error');
    expect(diagnostics.filter(({ blocks }) => blocks)).toEqual([]);
    return record ?? expect.unreachable(JSON.stringify(diagnostics));
  };
  const image = (rest: object) => ({ image: { src: '/images/harbor.jpg', ...rest } });

  test.each<[what: string, keys: Record<string, unknown>, part: Partial<Article>]>([
    ['the caption takes the place of the alt text', image({ caption: 'Fog' }), { image: lead('Fog', 'Fog') }],
    ['an image with neither is left out', image({ credit: 'Ida' }), { image: null }],
    ['an image file is missing', image({ src: '/images/none.jpg', alt: 'Fog' }), {}],
    ['an unknown key of the image is left out', image({ alt: 'Fog', size: 3 }), { image: lead('Fog', '') }],
    ['an update that is no date is left out', { updated: 'yesterday' }, { updated: null }],
    ['an update before publication is left out', { updated: '2023-01-01' }, { updated: null }],
    ['an empty standfirst is left out', { standfirst: null }, { standfirst: '' }],
    ['an empty language is that of the publication', { lang: null }, { language: 'en' }],
    ['a language without letters is that of the publication', { lang: '' }, { language: 'en' }],
    ['an unknown type is none', { type: 'post' }, { type: 'news' }],
    ['an unknown key is left out', { layout: 'post', published: true, status: 'publish' }, {}],
    ['a tag without letters is left out', { tags: ['?!', 'River'] }, { tags: [{ slug: 'river', name: 'River' }] }],
    ['a tag that is a number is left out', { tags: [5, 'River'] }, { tags: [{ slug: 'river', name: 'River' }] }],
    ['a series without letters is left out', { series: '?!' }, { series: null }],
    ['a former path that is none is left out', { redirectFrom: ['old', '/old'] }, { redirectFrom: ['/old'] }],
    [
      'a correction without a date is left out, and the others stay',
      { corrections: [{ text: 'A' }, { date: 'soon', text: 'B' }, { date: '2024-01-15', text: 'C' }] },
      { corrections: [{ date: Date.UTC(2024, 0, 15, 5), text: 'C' }] },
    ],
  ])('%s', (_, keys, part) => {
    expect(published(keys)).toMatchObject(part);
  });

  test('at the latest instant that may be meant, so that no embargo ends early', () => {
    const at = (date: string) => new Date(published({ date }).published).toISOString();
    expect(at('2024-11-03 01:30')).toBe('2024-11-03T06:30:00.000Z');
    expect(at('2024-03-10 02:30')).toBe('2024-03-10T07:30:00.000Z');
    expect(at('2024-01-14T01:00:00-19:00')).toBe('2024-01-14T13:00:00.000Z');
  });

  test('an error in a later entry of a list has its own line', () => {
    const text = '---\ntitle: Fog\nauthor: mira-oakhurst\ndate: 2024-01-14\ntags:\n  - 5\n  - "?!"\n---\nText\n';
    const { diagnostics } = readArticle(FILE, text, articleContext);
    expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual([
      ['key-type', 6],
      ['tag-invalid', 7],
    ]);
  });
});

function lead(alt: string, caption: string): Article['image'] {
  return { src: '/images/harbor.jpg', alt, caption, credit: '' };
}

describe('an article is kept off the site', () => {
  test.each<[what: string, keys: Record<string, unknown>]>([
    ['without a title', { title: undefined }],
    ['with a misspelt title', { title: undefined, titel: 'Fog' }],
    ['without a date', { date: undefined }],
    ['with a date that is none', { date: '2024-02-30' }],
    ['without an author', { author: undefined }],
    ['by an unknown author', { author: 'nobody' }],
    ['by one known and one unknown author', { author: undefined, authors: ['mira-oakhurst', 'nobody'] }],
    ['with a draft key that is neither true nor false', { draft: 'maybe' }],
    ['with an empty draft key', { draft: null }],
    ['with a misspelt draft key', { drafft: true }],
    ['with a language that is none', { lang: 'german' }],
    ['that another program would not publish', { published: false }],
    ['that has another status than published elsewhere', { Status: 'draft' }],
    ['that has `draft` by a merge key', { '<<': { draft: true } }],
    ['that is private elsewhere', { private: true }],
    ['that is under embargo elsewhere', { embargo: '2030-01-01' }],
    ['that is withheld by the last of very many unknown keys', { ...manyKeys(), visibility: 'private' }],
  ])('%s', (_, keys) => {
    const { record, diagnostics } = readArticle(FILE, source(keys), articleContext);
    expect(record).toBeNull();
    expect(diagnostics.some(({ blocks }) => blocks)).toBe(true);
  });
});

function manyKeys(): Record<string, number> {
  return Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`zz${index}`, index]));
}
