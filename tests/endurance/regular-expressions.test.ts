import { expect, test } from 'vitest';
import { keepChecked, refusal, repeatingExpressions } from '../regular-expressions.ts';

// Checks all regular expressions, and lists them for the unit tests, which check only what is not in the list.

test('no regular expression takes more than linear time', { timeout: 600_000 }, () => {
  const all = repeatingExpressions();
  expect(all.map(refusal).filter((found) => found !== null)).toEqual([]);
  keepChecked(all);
});
