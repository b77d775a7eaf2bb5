import { expect, test } from 'vitest';
import { chooseEncoding } from '#lib/server/headers.ts';

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
