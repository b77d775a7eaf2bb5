import { expect, test } from 'vitest';
import { directionOf, foreign, listIn, ownName, withCountry } from '#lib/i18n/language.ts';

test.each([
  ...['en', 'zh', 'zh-Hant', 'hi', 'ja', 'ru', 'az', 'pa', 'mn', 'ff', 'qaa'].map((language) => [language, 'ltr']),
  ...['ar', 'ar-EG', 'fa', 'he', 'ur', 'yi', 'ckb', 'dv', 'syr', 'nqo', 'rhg', 'mid'].map((language) => [
    language,
    'rtl',
  ]),
  // One language in two scripts: by the script in the code, or that of the country.
  ['az-Arab', 'rtl'],
  ['pa-PK', 'rtl'],
  ['uz-AF', 'rtl'],
  ['ff-Adlm', 'rtl'],
  ['ar-Latn', 'ltr'],
])('%s is written %s', (language = '', direction) => {
  expect(directionOf(language)).toBe(direction);
});

test.each([
  ['en', 'en', {}],
  ['zh', 'en', { lang: 'zh' }],
  ['en-GB', 'en', { lang: 'en-GB' }],
  ['ar', 'en', { lang: 'ar', dir: 'rtl' }],
  ['he', 'ar', { lang: 'he' }],
  ['en', 'ar', { lang: 'en', dir: 'ltr' }],
])('text in %s, on a page in %s, has the attributes that differ', (language, page, attributes) => {
  expect(foreign(language, page)).toEqual(attributes);
});

test.each([
  ['en', 'English', 'en_US'],
  ['en-GB', 'British English', 'en_GB'],
  ['ar', 'العربية', 'ar_EG'],
  ['zh', '中文', 'zh_CN'],
  ['zh-Hant', '繁體中文', 'zh_TW'],
  ['pt', 'português', 'pt_BR'],
  ['pt-PT', 'português europeu', 'pt_PT'],
  ['qaa', 'qaa', 'qaa'], // private use
])('%s calls itself %s, and is %s with its country', (language, name, tag) => {
  expect([ownName(language), withCountry(language)]).toEqual([name, tag]);
});

test.each([
  ['en', 'Ana, Iris and Inés', 'Ana and Inés'],
  ['en-US', 'Ana, Iris and Inés', 'Ana and Inés'],
  ['en-GB', 'Ana, Iris and Inés', 'Ana and Inés'],
  ['ar', 'Ana وIris وInés', 'Ana وInés'],
  ['zh', 'Ana、Iris和Inés', 'Ana和Inés'],
  ['de', 'Ana, Iris und Inés', 'Ana und Inés'],
  ['es', 'Ana, Iris e Inés', 'Ana e Inés'], // not “y” before an “i”
])('names are joined in %s', (language, three, two) => {
  expect(listIn(language).format(['Ana', 'Iris', 'Inés'])).toBe(three);
  expect(listIn(language).format(['Ana', 'Inés'])).toBe(two);
  expect(listIn(language).format(['Ana'])).toBe('Ana');
});
