import { describe, expect, test } from 'vitest';
import { closest, closestKey, didYouMean } from '#lib/content/parse/suggestion.ts';

const KEYS = ['title', 'author', 'date', 'tags', 'standfirst', 'keyPoints'];

describe('the nearest candidate is suggested', () => {
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

test('the nearer candidate wins, and of two equally near ones the first', () => {
  expect(closest('rivers', ['rovers-x', 'river', 'rivet'])).toBe('river');
  expect(closest('cart', ['card', 'care'])).toBe('card');
});

test('the caller may set a smaller distance', () => {
  expect([closest('kultur', ['culture'], 2), closest('kultur', ['culture'], 1)]).toEqual(['culture', null]);
});

test('two swapped letters count as one edit', () => {
  expect(closest('cultrue', ['culture'], 1)).toBe('culture');
  expect(closest('cutlrue', ['culture'], 1)).toBeNull();
});

test.each([
  ['headline', 'title'],
  ['Summary', 'standfirst'],
  ['autor', 'author'],
  ['byline', null],
  ['constructor', null],
])('a key of other systems is recognised: %s: %s', (key, meant) => {
  expect(closestKey(key, ['title', 'standfirst', ...(key === 'byline' ? [] : ['author'])])).toBe(meant);
});

test('composed and decomposed letters are equal', () => {
  expect(closest('йога'.normalize('NFD'), ['йога'], 0)).toBe('йога');
});

test('without a suggestion the fix is that of the caller', () => {
  expect(didYouMean('titel', KEYS, 'Remove it.')).toBe('Did you mean “title”?');
  expect(didYouMean('weather', KEYS, 'Remove it.')).toBe('Remove it.');
});

test('a very long word is compared quickly', () => {
  const started = performance.now();
  expect(closest('x'.repeat(1_000_000), KEYS)).toBeNull();
  expect(performance.now() - started).toBeLessThan(500);
});
