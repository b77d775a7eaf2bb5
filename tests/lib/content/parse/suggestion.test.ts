import { describe, expect, test } from 'vitest';
import { closest, closestKey, didYouMean } from '#lib/content/parse/suggestion.ts';

const KEYS = ['title', 'author', 'date', 'tags', 'standfirst', 'keyPoints'];

describe('the nearest candidate is the one that was meant', () => {
  test.each([
    ['titel', 'title'],
    ['TITLE', 'title'],
    ['autor', 'author'],
    ['stand-first', 'standfirst'],
    ['key_points', 'keyPoints'],
    ['tag', 'tags'],
    ['standfrist', 'standfirst'],
    ['headline', null],
    ['weather', null],
    ['', null],
  ])('%s: %s', (word, meant) => {
    expect(closest(word, KEYS)).toBe(meant);
  });
});

describe('how much may differ depends on the length', () => {
  test.each([
    ['abc', 'abx', 'abx'], // short: one letter
    ['abc', 'axx', null],
    ['abcd', 'abxx', 'abxx'], // from four letters: two
    ['abcd', 'axxx', null],
    ['abcdefghi', 'abcdefxxx', 'abcdefxxx'], // long: a third
    ['abcdefghi', 'abcdexxxx', null],
  ])('%s and %s', (word, candidate, meant) => {
    expect(closest(word, [candidate])).toBe(meant);
  });
});

test('of two candidates the nearer is meant, of two as near the first', () => {
  expect(closest('rivers', ['rovers-x', 'river', 'rivet'])).toBe('river');
  expect(closest('cart', ['card', 'care'])).toBe('card');
});

test('the caller may allow less', () => {
  expect([closest('kultur', ['culture'], 2), closest('kultur', ['culture'], 1)]).toEqual(['culture', null]);
});

test('two neighbours that changed places are one slip', () => {
  expect(closest('cultrue', ['culture'], 1)).toBe('culture');
  expect(closest('cutlrue', ['culture'], 1)).toBeNull();
});

test.each([
  ['headline', 'title'],
  ['Summary', 'standfirst'],
  ['autor', 'author'],
  ['byline', null],
  ['constructor', null],
])('a key may be called otherwise elsewhere: %s: %s', (key, meant) => {
  expect(closestKey(key, ['title', 'standfirst', ...(key === 'byline' ? [] : ['author'])])).toBe(meant);
});

test('letters and their marks are compared whatever their encoding', () => {
  expect(closest('йога'.normalize('NFD'), ['йога'], 0)).toBe('йога');
});

test('a suggestion is a question, and otherwise what the caller says', () => {
  expect(didYouMean('titel', KEYS, 'Remove it.')).toBe('Did you mean “title”?');
  expect(didYouMean('weather', KEYS, 'Remove it.')).toBe('Remove it.');
});

test('a very long word is compared in no time', () => {
  const started = performance.now();
  expect(closest('x'.repeat(1_000_000), KEYS)).toBeNull();
  expect(performance.now() - started).toBeLessThan(500);
});
