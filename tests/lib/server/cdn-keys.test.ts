import { expect, test } from 'vitest';
import { ALL_PAGES, keysOfPage, keysToPurge } from '#lib/server/cdn-keys.ts';
import { ANYTHING } from '#lib/store/dependency-keys.ts';
import type { Trace } from '#lib/store/trace.ts';
import { seeded } from '../../bench/edition.ts';

const traceWith = (keys: readonly string[]): Trace =>
  new Map([['query', { query: 'story', language: 'en', args: [], fingerprint: '', keys }]]);
const keys = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `article:en:story-${from + at}`);

test('a page has a short key for each key of its trace, in an order that does not depend on the trace', () => {
  const own = keysOfPage(traceWith(keys(3)));
  expect(own).toHaveLength(4);
  expect(own[0]).toBe(ALL_PAGES);
  for (const key of own.slice(1)) expect(key).toMatch(/^[0-9a-f]{8}$/);
  expect(keysOfPage(traceWith(keys(3).reverse()))).toEqual(own);
});

test.each([50, 99, 100, 5_000])('a page with %i keys takes at most 100 keys and 1,000 bytes', (count) => {
  const own = keysOfPage(traceWith(keys(count)));
  expect(own.length).toBeLessThanOrEqual(100);
  expect(own.join(' ').length).toBeLessThanOrEqual(1_000);
});

test('a change purges each page that has one of the keys that it touched', () => {
  const random = seeded(3);
  let shared = 0;
  for (let round = 0; round < 2_000; round++) {
    const page = keys(1 + Math.floor(random() * 200), Math.floor(random() * 500));
    const touched = new Set(keys(1 + Math.floor(random() * 150), Math.floor(random() * 700)));
    if (!page.some((key) => touched.has(key))) continue;
    shared++;
    const purged = new Set(keysToPurge(touched));
    expect(keysOfPage(traceWith(page)).some((key) => purged.has(key))).toBe(true);
  }
  expect(shared).toBeGreaterThan(200);
});

test('a change of another story purges no page with few keys', () => {
  const purged = new Set(keysToPurge(new Set(keys(5, 100))));
  expect(keysOfPage(traceWith(keys(20))).filter((key) => purged.has(key))).toEqual([]);
});

test('a change of which nobody knows what it touched, or that touched much, purges all pages', () => {
  expect(keysToPurge(null)).toEqual([ALL_PAGES]);
  expect(keysToPurge(new Set(keys(201)))).toEqual([ALL_PAGES]);
});

test('a page that any change may concern is purged by any change', () => {
  const purged = new Set(keysToPurge(new Set(keys(1))));
  expect(keysOfPage(traceWith([...keys(3, 50), ANYTHING])).some((key) => purged.has(key))).toBe(true);
});
