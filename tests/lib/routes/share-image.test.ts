import { expect, test } from 'vitest';
import { routeAt } from '#lib/routes/routes.ts';
import { shareImageAt, shareImagePath } from '#lib/routes/share-image.ts';

test.each([
  ['night-ferries', '/articles/night-ferries/share.png'],
  ['港口', '/articles/%E6%B8%AF%E5%8F%A3/share.png'],
])('the share image of %s has a path that no page has', (slug, path) => {
  expect(shareImagePath({ edition: '', slug })).toBe(path);
  expect(shareImageAt(decodeURIComponent(path))).toEqual({ edition: '', slug });
  expect(routeAt(path)).toBeNull();
});

test.each([
  '/articles/night-ferries',
  '/articles/share.png',
  '/articles/Night/share.png',
  '/articles/night/share.png/',
  '/articles/night/history/share.png',
  '/articles/night/share.jpg',
  '/articles/../share.png',
  '/tags/night/share.png',
  'x/articles/night/share.png',
])('%s is no path of a share image', (path) => {
  expect(shareImageAt(path)).toBeNull();
});

test('the share image of a translation is in its edition', () => {
  const path = '/zh-hant/articles/x/share.png';
  expect(shareImagePath({ edition: 'zh-Hant', slug: 'x' })).toBe(path);
  expect(shareImageAt(path)).toEqual({ edition: 'zh-Hant', slug: 'x' });
  expect(shareImageAt('/zh-Hant/articles/x/share.png')).toBeNull();
});
