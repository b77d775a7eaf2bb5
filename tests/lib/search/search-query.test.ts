import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { matchExpression, termsOf } from '#lib/search/search-query.ts';

const match = (typed: string, ...languages: string[]) =>
  matchExpression(termsOf(typed, languages.length > 0 ? languages : ['en']));

test.each([
  ['night ferries', '"night" AND "ferri"'],
  ['"night ferries"', '"night ferri"'],
  ['“night ferries”', '"night ferri"'],
  ['ferr*', '("ferr" OR "ferr"*)'],
  ['ferries -bus', '("ferri") NOT ("bu")'],
  ['mother-in-law', '"mother in law"'],
  ['中国文化', '"中 国 文 化"'],
  ['f*', '"f"'],
  ['night ferr*', '"night" AND ("ferr" OR "ferr"*)'],
  ['-bus', ''],
  ['', ''],
  ['*** "" -', ''],
])('%s asks for %s', (typed, expected) => expect(match(typed)).toBe(expected));

test('what is looked for in several languages is looked for by the rules of each', () => {
  expect(match('ferries nights', 'en', 'ja')).toBe('("ferri" OR "ferries") AND ("night" OR "nights")');
  expect(match('bus', 'ja', 'zh')).toBe('"bus"');
});

test('a search can be confined to lists and columns', () => {
  const terms = termsOf('night ferry -bus', ['en']);
  expect(matchExpression(terms, ['tag:sea', 'author:x'], 'headline names')).toBe(
    '({headline names} : ("night" AND "ferri") AND lists : ":tag:sea" AND lists : ":author:x") NOT ("bu")',
  );
});

test.each([
  'NEAR(a b, 5)',
  'headline: x',
  '{headline body} : y',
  'a AND OR NOT b',
  '"',
  '"open',
  "'; DROP TABLE articles; --",
  '^a',
  'a + b',
  '\u0000a\u0000',
  'a"b"c',
  '(((((',
  'x'.repeat(10_000),
  '* '.repeat(5_000),
  'a '.repeat(5_000),
])('whatever is typed is no error: %s', (typed) => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE VIRTUAL TABLE search USING fts5(headline, body)');
  const asked = match(typed);
  if (asked) expect(db.prepare('SELECT rowid FROM search WHERE search MATCH ?').all(asked)).toEqual([]);
  expect(asked.length).toBeLessThan(2_000);
  db.close();
});
