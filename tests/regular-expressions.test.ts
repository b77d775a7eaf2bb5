import { checkSync } from 'recheck';
import { expect, test } from 'vitest';
import { checkedBefore, refusal, repeatingExpressions, unusedExceptions } from './regular-expressions.ts';

// Expressions that are listed in `fixtures/checked-expressions.json` were checked before, with the same result each
// time; `endurance/regular-expressions.test.ts` checks all of them again.

test('no regular expression takes more than linear time', { timeout: 600_000 }, () => {
  const checked = checkedBefore();
  const others = repeatingExpressions().filter(({ source }) => !checked.has(source));
  expect(others.map(refusal).filter((found) => found !== null)).toEqual([]);
});

test('each exception is an expression of the sources', () => expect(unusedExceptions()).toEqual([]));

test('the check finds what is slow only since the search starts at every character', () => {
  expect(checkSync('<!--[^]*?-->', 'g').status).toBe('vulnerable');
  expect(checkSync('([^/]+)\\.md(?:#.*)?$', 'i').status).toBe('vulnerable');
});
