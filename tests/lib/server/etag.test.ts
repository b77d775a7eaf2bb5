import { expect, test } from 'vitest';
import { hasEtag } from '#lib/server/etag.ts';

test('a tag is compared weakly, among others', () => {
  expect(hasEtag('"a"', 'W/"a"')).toBe(true);
  expect(hasEtag('"x", W/"a"', 'W/"a"')).toBe(true);
  expect(hasEtag('*', 'W/"a"')).toBe(true);
  expect(hasEtag('"ab"', 'W/"a"')).toBe(false);
});
