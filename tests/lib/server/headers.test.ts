import { expect, test } from 'vitest';
import { cacheControl, chooseEncoding } from '#lib/server/headers.ts';

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br; q=0.000, gzip; q=0', 'identity'],
  ['br;q=0.001', 'br'],
  ['*', 'identity'],
  ['broken;;;,', 'identity'],
])('%j gets %s', (accept, encoding) => {
  expect(chooseEncoding(accept)).toBe(encoding);
  // The second result comes from the cache.
  expect(chooseEncoding(accept)).toBe(encoding);
});

test.each([
  [7_200, 10, 20, 3_600],
  [3_610, 10, 20, 3_600],
  [3_600, 10, 20, 3_590],
  [25, 10, 15, 15],
  [10, 10, 0, 0],
  [4.9, 4, 0, 0],
  [0, 0, 0, 0],
  [-1, 0, 0, 0],
])('with %d seconds to the next change no cache keeps a page beyond it', (left, shared, stale, failing) => {
  const now = Date.parse('2024-06-01T12:00:00Z');
  expect(cacheControl(now, now + left * 1000)).toBe(
    `public, max-age=0, s-maxage=${shared}, stale-while-revalidate=${stale}, stale-if-error=${failing}`,
  );
});
