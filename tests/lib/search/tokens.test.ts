import { expect, test } from 'vitest';
import { foldedTokensIn, isUnspaced, tokensIn } from '#lib/search/tokens.ts';

const words = (text: string, language: string) => tokensIn(text, language).map(({ word }) => word);

test.each([
  ['en', 'ferries', 'ferry'],
  ['en', 'sailing', 'sails'],
  ['es', 'barcos', 'barco'],
  ['fr', 'élections', 'election'],
  ['de', 'Häfen', 'Hafen'],
  ['ru', 'корабли', 'корабль'],
  ['ru', 'ночной', 'ночная'],
  ['es', 'tripulación', 'tripulaciones'],
  ['ar', 'العبّارات', 'عبارة'],
  ['ar', 'المدارس', 'مدارس'],
  ['ar', 'إلى', 'الي'],
  ['hi', 'नदियों', 'नदी'],
  ['bg', 'корабите', 'корабът'],
  ['id', 'pelayaran', 'berlayar'],
  ['it', 'traghetti', 'traghetto'],
  ['pt', 'barcos', 'barco'],
  ['tr', 'kitaplar', 'kitap'],
  ['uk', 'кораблі', 'кораблів'],
])('in %s, “%s” is found by “%s”', (language, written, typed) => {
  expect(words(written, language)).toEqual(words(typed, language));
});

test.each([
  ['São Tomé', 'sao tome'],
  ['ＦＵＬＬ width', 'full width'],
  ['Straße', 'strasse'],
  ['Łódź', 'lodz'],
  ['Ærø', 'aero'],
  ['Άρης', 'αρησ'],
  ['עִבְרִית', 'עברית'],
  ['café', 'cafe'],
])('%s can be typed as %s', (written, typed) => {
  expect(
    foldedTokensIn(written)
      .map(({ word }) => word)
      .join(' '),
  ).toBe(typed);
});

test('scripts without spaces have a token for each character', () => {
  expect(words('中国文化 iPhone15发布', 'zh')).toEqual(['中', '国', '文', '化', 'iphone15', '发', '布']);
  expect(words('東京タワー', 'ja')).toEqual(['東', '京', 'タ', 'ワ', 'ー']);
  expect(words('กรุงเทพ', 'th').join('')).toBe('กรุงเทพ');
  expect([isUnspaced('中'), isUnspaced('a'), isUnspaced('ا')]).toEqual([true, false, false]);
});

test('a token has its range in the text', () => {
  const text = 'Crews’ “votes” – 12';
  expect(foldedTokensIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(['Crews', 'votes', '12']);
});

test('the vowel signs of Hindi are part of the word', () => {
  expect(words('नौका', 'hi')).not.toEqual(words('नाका', 'hi'));
});
