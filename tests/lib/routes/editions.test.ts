import { expect, test } from 'vitest';
import { languageAt } from '#lib/routes/editions.ts';

test.each([
  ['en', 'en'],
  ['zh-hant', 'zh-Hant'],
  ['zh-hant-hk', 'zh-Hant-HK'],
  ['en-us', 'en-US'],
  ['es-419', 'es-419'],
  ['ca-valencia', 'ca-valencia'],
  ['iw', 'he'],
  ['faq', null],
  ['about', null],
  ['xx', null],
  ['en-xy', null],
  ['new-media', null],
  ['how-we-work', null],
  ['2024', null],
  ['-', null],
  ['', null],
])('the first segment “%s” is the language %s', (segment, language) => {
  expect(languageAt(segment)).toBe(language);
  expect(languageAt(segment)).toBe(language); // canonical
});
