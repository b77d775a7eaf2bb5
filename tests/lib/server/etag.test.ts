import { expect, test } from 'vitest';
import { hasEtag } from '#lib/server/etag.ts';

test('an ETag is compared weakly, in a list too', () => {
  expect(hasEtag('"a"', 'W/"a"')).toBe(true);
  expect(hasEtag('"x", W/"a"', 'W/"a"')).toBe(true);
  expect(hasEtag('*', 'W/"a"')).toBe(true);
  expect(hasEtag('"ab"', 'W/"a"')).toBe(false);
});
