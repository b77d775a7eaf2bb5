import { expect, test } from 'vitest';
import { openingOf } from '#lib/markdown/opening.ts';

const LONG = 'The crews of the night ferries have agreed to sail again from the first of the month';

test.each([
  ['', ''],
  ['# Head only', ''],
  [`${LONG}. And more.`, `${LONG}.`],
  ['# Head\n\n![Fog](a.jpg)\n\n- a list\n\nOne\n*two*.', 'One two.'],
  [`[${LONG}][1].\n\nMore.\n\n[1]: /x`, `${LONG}.`],
  [`${LONG}.[^1] And more.\n\n[^1]: Note.`, `${LONG}.`],
  ['<p>In a <b>tag</b>.</p>', 'In a tag.'],
  ['{{< img src="a" >}}\n\n_Part of [a series]({{ "/x" | url }})._\n\nText.', 'Text.'],
  ['> Only a quotation.', 'Only a quotation.'],
  ['- Only a list.\n- Of two.', 'Only a list.'],
  [`<!-- ${'a note '.repeat(300)} -->\n\nText.`, 'Text.'],
])('the opening of %j is “%s”', (markdown, opening) => expect(openingOf(markdown, 'en')).toBe(opening));

test.each([
  // A short sentence is continued, and so is one that ends in an abbreviation.
  [
    'en',
    'Yes. The ferries sail again from Monday on, say the crews. More.',
    'Yes. The ferries sail again from Monday on, say the crews.',
  ],
  [
    'en',
    'The ferries of the harbor now belong to the U.S. Government. More.',
    'The ferries of the harbor now belong to the U.S. Government.',
  ],
  [
    'de',
    'Die Fähren fahren wieder, und zwar vom 3. Oktober an jede Nacht. Mehr.',
    'Die Fähren fahren wieder, und zwar vom 3. Oktober an jede Nacht.',
  ],
  [
    'en',
    'He said "we sail" and left the meeting at the harbor. More.',
    'He said “we sail” and left the meeting at the harbor.',
  ],
  ['zh', '船员们投票决定从下个月起恢复夜间渡轮。更多内容。', '船员们投票决定从下个月起恢复夜间渡轮。'],
  ['ja', '乗組員は来月から夜の船を再開することを決めた。続き。', '乗組員は来月から夜の船を再開することを決めた。'],
  [
    'ar',
    'وافق طاقم العبّارات الليلية على العودة إلى العمل ابتداء من الشهر المقبل؟ نعم.',
    'وافق طاقم العبّارات الليلية على العودة إلى العمل ابتداء من الشهر المقبل؟',
  ],
])('in %s the first sentence of “%s” is “%s”', (language, text, opening) => {
  expect(openingOf(text, language)).toBe(opening);
});

test('a long sentence is cut at a word', () => {
  const cut = openingOf(`${'wonderful '.repeat(60)}end.`, 'en');
  expect(cut).toMatch(/^(?:wonderful )*wonderful…$/);
  expect([cut.length > 180, cut.length <= 200]).toEqual([true, true]);
  expect(openingOf('夜'.repeat(500), 'zh')).toMatch(/^夜{98,99}…$/);
  expect(openingOf('x'.repeat(500), 'en')).toBe(`${'x'.repeat(199)}…`);
  expect(openingOf('😀'.repeat(300), 'en').isWellFormed()).toBe(true);
});
