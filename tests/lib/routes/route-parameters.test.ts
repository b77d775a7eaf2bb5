import { expect, test } from 'vitest';
import { pageNumber, slugParameter } from '#lib/routes/route-parameters.ts';

test.each([
  [undefined, 1],
  ['1', 1],
  ['42', 42],
  ['999999', 999_999],
  ['1000000', Number.NaN],
  ['0', Number.NaN],
  ['02', Number.NaN],
  ['1.5', Number.NaN],
  ['', Number.NaN],
  ['x', Number.NaN],
])('the page number %s is %d', (parameter, number) => {
  expect(pageNumber(parameter)).toBe(number);
});

test.each([
  ['%D0%B8%CC%86%D0%BE', 'йо'],
  ['night-ferries', 'night-ferries'],
  ['%zz', ''],
  ['%ff', ''],
])('the route parameter %s is the slug “%s”', (parameter, slug) => {
  expect(slugParameter(parameter)).toBe(slug);
});
