import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MESSAGE_LANGUAGES, messagesIn } from '#lib/i18n/catalogue.ts';
import { counted, type Messages } from '#lib/i18n/messages.ts';

type Phrase = (...parts: readonly unknown[]) => string;

/** The arguments of messages that take other values than names. Seven has a numeral in every language. */
const NUMBERS: Partial<Record<keyof Messages, readonly unknown[]>> = {
  pageOf: [7, 9],
  titleOfPage: ['Harbor', 7],
  stories: [7],
  minutesToRead: [7],
  partOfSeries: [7, 9],
  yearsOld: [7],
};

const isPhrase = (entry: readonly [string, unknown]): entry is [keyof Messages, Phrase] =>
  typeof entry[1] === 'function';

/** All messages of a language by their keys: `types news`. */
function plainWords(messages: Messages): [name: string, word: string][] {
  return Object.entries(messages).flatMap(([name, word]) => {
    if (typeof word === 'function') return [];
    if (typeof word === 'string') return [[name, word] as [string, string]];
    return Object.entries(word).map(([part, text]) => [`${name} ${part}`, text] as [string, string]);
  });
}

/** The message functions by their keys, called with the most arguments that any language takes. */
const phrases = Object.entries(messagesIn('en'))
  .filter(isPhrase)
  .map(([name]) => {
    const slot = Math.max(...MESSAGE_LANGUAGES.map((language) => (messagesIn(language)[name] as Phrase).length));
    return [name, NUMBERS[name] ?? ['Harbor', 'Courier'].slice(0, slot)] as const;
  });

test('languages without a catalogue have the English one', () => {
  expect(MESSAGE_LANGUAGES).toHaveLength(20);
  const others = ['eo', 'en-GB', '', 'not a language', 'constructor'];
  expect(others.map(messagesIn)).toEqual(others.map(() => messagesIn('en')));
  expect(messagesIn('pt-PT')).toBe(messagesIn('pt'));
});

test('traditional Chinese has its own words, whether a code names the script or a country', () => {
  expect(messagesIn('zh-Hant').search).toBe('搜尋');
  for (const code of ['zh-Hant-HK', 'zh-TW', 'zh-HK']) expect(messagesIn(code)).toBe(messagesIn('zh-Hant'));
  for (const code of ['zh-CN', 'zh-Hans', 'zh-SG']) expect(messagesIn(code)).toBe(messagesIn('zh'));
});

test('content/README.md lists the languages of the interface', () => {
  const readme = readFileSync(new URL('../../../content/README.md', import.meta.url), 'utf8');
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const [, list = ''] = /The interface is in ([^;]*);/.exec(readme) ?? [];
  const languages = MESSAGE_LANGUAGES.filter((language) => !language.includes('-'));
  expect(languages.filter((language) => !list.includes(names.of(language) ?? language))).toEqual([]);
});

describe.each(MESSAGE_LANGUAGES)('in %s', (language) => {
  const messages = messagesIn(language);

  test('every catalogue has every message', () => {
    expect(plainWords(messages).map(([name]) => name)).toEqual(plainWords(messagesIn('en')).map(([name]) => name));
    expect(plainWords(messages).filter(([, word]) => word.trim() === '')).toEqual([]);
  });

  test.each(phrases)('the message “%s” contains its arguments', (name, parts) => {
    const text = (messages[name] as Phrase)(...parts);
    for (const part of parts) expect(text).toContain(String(part));
    expect(text.replaceAll(/Harbor|Courier/g, '').trim()).not.toBe('');
  });
});

describe('plural forms', () => {
  test.each([
    ['en', 0, '0 stories'],
    ['en', 1, '1 story'],
    ['en', 2, '2 stories'],
    ['en', 1234, '1,234 stories'],
    ['ar', 0, '0 مادة'],
    ['ar', 1, 'مادة واحدة'],
    ['ar', 2, 'مادتان'],
    ['ar', 3, '3 مواد'],
    ['ar', 10, '10 مواد'],
    ['ar', 11, '11 مادة'],
    ['ar', 100, '100 مادة'],
    ['ar', 103, '103 مواد'],
    ['de', 1, '1 Artikel'],
    ['de', 1234, '1.234 Artikel'],
    ['es', 1, '1 artículo'],
    ['es', 2, '2 artículos'],
    ['fr', 0, '0 article'],
    ['fr', 1, '1 article'],
    ['fr', 2, '2 articles'],
    ['he', 1, 'כתבה אחת'],
    ['he', 2, 'שתי כתבות'],
    ['he', 3, '3 כתבות'],
    ['hi', 1, '1 लेख'],
    ['hi', 123_456, '1,23,456 लेख'],
    ['ja', 1234, '記事1,234本'],
    ['ru', 1, '1 материал'],
    ['ru', 2, '2 материала'],
    ['ru', 5, '5 материалов'],
    ['ru', 11, '11 материалов'],
    ['ru', 21, '21 материал'],
    ['ru', 22, '22 материала'],
    ['zh', 1234, '1,234篇文章'],
    ['zh-Hant', 1234, '1,234則報導'],
    ['bg', 1, '1 статия'],
    ['bg', 2, '2 статии'],
    ['id', 1234, '1.234 artikel'],
    ['it', 1, '1 articolo'],
    ['it', 2, '2 articoli'],
    ['ko', 1234, '기사 1,234건'],
    ['pl', 1, '1 artykuł'],
    ['pl', 2, '2 artykuły'],
    ['pl', 5, '5 artykułów'],
    ['pl', 12, '12 artykułów'],
    ['pl', 22, '22 artykuły'],
    ['pt', 1, '1 reportagem'],
    ['pt', 2, '2 reportagens'],
    ['tr', 1234, '1.234 haber'],
    ['uk', 1, '1 матеріал'],
    ['uk', 2, '2 матеріали'],
    ['uk', 5, '5 матеріалів'],
    ['uk', 11, '11 матеріалів'],
    ['uk', 21, '21 матеріал'],
    ['vi', 2, '2 bài viết'],
  ])('in %s, %i: %s', (language, count, text) => {
    expect(messagesIn(language).stories(count)).toBe(text);
  });

  test('a missing plural form falls back to “other”', () => {
    expect(counted('ru', 2, { one: 'день', other: 'дней' })).toBe('2 дней');
  });
});

test.each([
  ['en', 1, 'This article is more than 1 year old.'],
  ['en', 2, 'This article is more than 2 years old.'],
  ['ar', 1, 'مضى على نشر هذه المادة أكثر من عام.'],
  ['ar', 2, 'مضى على نشر هذه المادة أكثر من عامين.'],
  ['ar', 3, 'مضى على نشر هذه المادة أكثر من 3 أعوام.'],
  ['ar', 11, 'مضى على نشر هذه المادة أكثر من 11 عامًا.'],
  ['he', 1, 'הכתבה פורסמה לפני יותר משנה.'],
  ['he', 2, 'הכתבה פורסמה לפני יותר משנתיים.'],
  ['he', 3, 'הכתבה פורסמה לפני יותר מ־3 שנים.'],
  ['ru', 1, 'Этому материалу больше 1 года.'],
  ['ru', 2, 'Этому материалу больше 2 лет.'],
  ['ru', 21, 'Этому материалу больше 21 года.'],
  ['pl', 1, 'Ten artykuł ma ponad 1 rok.'],
  ['pl', 3, 'Ten artykuł ma ponad 3 lata.'],
  ['pl', 5, 'Ten artykuł ma ponad 5 lat.'],
  ['uk', 1, 'Цьому матеріалу понад 1 рік.'],
  ['uk', 3, 'Цьому матеріалу понад 3 роки.'],
  ['uk', 5, 'Цьому матеріалу понад 5 років.'],
  ['tr', 2, 'Bu haberin üzerinden 2 yıldan fazla zaman geçti.'],
])('the age of an old article is given in %s, for %i', (language, years, text) => {
  expect(messagesIn(language).yearsOld(years)).toBe(text);
});
