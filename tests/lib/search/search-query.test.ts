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
])('%s matches %s', (typed, expected) => expect(match(typed)).toBe(expected));

test('a term is stemmed in each language that is searched', () => {
  expect(match('ferries nights', 'en', 'ja')).toBe('("ferri" OR "ferries") AND ("night" OR "nights")');
  expect(match('bus', 'ja', 'zh')).toBe('"bus"');
});

test('an expression can be limited to lists and columns', () => {
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
])('no query is a syntax error: %s', (typed) => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE VIRTUAL TABLE search USING fts5(headline, body)');
  const expression = match(typed);
  if (expression) expect(db.prepare('SELECT rowid FROM search WHERE search MATCH ?').all(expression)).toEqual([]);
  expect(expression.length).toBeLessThan(2_000);
  db.close();
});
