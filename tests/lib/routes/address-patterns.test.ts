import { expect, test } from 'vitest';
import {
  comparableQuery,
  exampleOfPattern,
  fillPattern,
  isAddressPattern,
  matchPattern,
  namesInPattern,
  startOfPattern,
} from '#lib/routes/address-patterns.ts';
import { decodedSegments } from '#lib/routes/routes.ts';

/** Where a redirect leads from a path; null if the path does not match. */
function led(pattern: string, target: string, path: string): string | null {
  const segments = decodedSegments(path);
  const values = segments && matchPattern(pattern, segments);
  return values && fillPattern(target, values);
}

test.each([
  ['/category/:tag', '/tags/:tag', '/category/harbor', '/tags/harbor'],
  ['/category/:tag', '/tags/:tag', '/Category//Harbor/', '/tags/Harbor'],
  ['/category/:tag', '/tags/:tag', '/category/h%C3%A4fen', '/tags/h%C3%A4fen'],
  ['/category/:tag', '/tags/:tag', '/category', null],
  ['/category/:tag', '/tags/:tag', '/category/a/b', null],
  ['/category/:tag', '/tags/:tag', '/categories/a', null],
  ['/category/:tag/feed', '/tags/:tag/feed.xml', '/category/harbor/feed/', '/tags/harbor/feed.xml'],
  ['/:year/:month/:slug.html', '/articles/:slug', '/2019/03/old-story.HTML', '/articles/old-story'],
  ['/:year/:month/:slug.html', '/articles/:slug', '/2019/03/.html', null],
  ['/:year/:month/:slug.html', '/articles/:slug', '/2019/03/old-story', null],
  ['/blog/*', '/archive/*', '/blog/2019/x', '/archive/2019/x'],
  ['/blog/*', '/archive/*', '/blog', '/archive'],
  ['/blog/*', '/*', '/blog', '/'],
  ['/blog/*', '/*', '/blog//evil.example', '/evil.example'],
  ['/blog/*', '/*', '/blog/%2Fevil.example', '/%2Fevil.example'],
  ['/blog/:a', '/:a', '/blog/%5Cevil.example', '/%5Cevil.example'],
  ['/blog/:a', '/:a', '/blog/%E0', null],
  ['/wiki/Category:News', '/tags/news', '/wiki/category:news', '/tags/news'],
  ['/wiki/%3Aname', '/tags/news', '/wiki/x', null],
])('%s leads to %s: %s to %s', (pattern, target, path, expected) => {
  expect(led(pattern, target, path)).toBe(expected);
});

test('a pattern is a path with names, and has a first segment if that is fixed', () => {
  expect(['/a/:b', '/a/*', '/a/b', '/a:b', '/a*', '/%3Ab'].map(isAddressPattern)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(namesInPattern('/:year/:slug.html/*')).toEqual(['year', 'slug', '*']);
  expect(['/Blog/:a', '/:a/b', '/*'].map(startOfPattern)).toEqual(['blog', '', '']);
  expect(exampleOfPattern('/:year/:slug.html/*')).toBe('/x/x.html/x');
});

test('queries are compared whatever their order and encoding', () => {
  expect(comparableQuery('?b=2&a=%31')).toBe('a=1&b=2');
  expect(comparableQuery('a=1&b=2')).toBe('a=1&b=2');
  expect(comparableQuery('?')).toBe('');
});

test('a path of thousands of segments takes no longer than its length', () => {
  const path = `/blog${'/x'.repeat(2_000)}`;
  expect(led('/blog/:a/:b/c', '/:a', path)).toBeNull();
  expect(led('/blog/*', '/*', path)).toBe('/x'.repeat(2_000));
});
