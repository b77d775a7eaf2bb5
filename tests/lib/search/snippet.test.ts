import { expect, test } from 'vitest';
import { termsOf } from '#lib/search/search-query.ts';
import { snippetOf } from '#lib/search/snippet.ts';

const snippet = (markdown: string, typed: string, language = 'en') =>
  snippetOf(markdown, language, termsOf(typed, [language]))
    ?.map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join('') ?? null;

test.each([
  ['marks all forms of a word', 'The ferries sail.', 'ferry', 'The [ferries] sail.'],
  ['marks words with a prefix', 'The ferries sail.', 'sai*', 'The ferries [sail].'],
  ['marks whole phrases', 'Night ferry, ferry night.', '"night ferry"', '[Night ferry], ferry night.'],
  ['has no Markdown markup', '## The *old*\n\nA **ferry** [sails](/x "y") `now`.', 'ferry', '… A [ferry] sails now.'],
  ['has characters instead of entities', 'A ferry &lt;b&gt; &amp; more', 'ferry', 'A [ferry] <b> & more'],
  ['has no HTML tags', 'A <b>ferry</b> <!-- ferry --> sails.', 'ferry', 'A [ferry] sails.'],
  ['has no markup of elements', ':::aside\nA ferry.\n:::', 'ferry', 'A [ferry].'],
  ['works in Chinese', '这个联盟汇集了许多博物馆。', '博物馆', '这个联盟汇集了许多[博物馆]。'],
])('%s', (_, markdown, typed, expected) => expect(snippet(markdown, typed)).toBe(expected));

test('is the passage with the most terms, with an ellipsis for what is left out', () => {
  const far = `${'A ferry. '.repeat(100)}\n\n${'Much else. '.repeat(30)}A night ferry sails. ${'More. '.repeat(60)}`;
  const text = snippet(far, 'night ferry') ?? '';
  expect(text).toContain('A [night] [ferry] sails.');
  expect(text).toMatch(/^… .* …$/);
  expect(text.length).toBeLessThan(300);
});

test('ends with the text and not within its last word', () => {
  const text = `A ferry sails ${'again and '.repeat(20)}tomorrow`;
  expect(text.length).toBeGreaterThan(220);
  expect(snippet(text, 'ferry')).toBe(text.replace('ferry', '[ferry]'));
});

test('in a script without spaces has half as many characters', () => {
  const text =
    snippet(`${'这一天的海面很平静，'.repeat(30)}人们走进博物馆。${'后来下起了雨，'.repeat(30)}`, '博物馆') ?? '';
  expect(text).toMatch(/^… .*人们走进\[博物馆\]。.* …$/);
  expect(text.length).toBeLessThan(130);
});

test('is null for a text without the terms', () => {
  expect(snippet('Nothing of it.', 'ferry')).toBeNull();
  expect(snippet('[Nothing](/ferry) of it.', 'ferry')).toBeNull();
  expect(snippet('A ferry.', '-ferry')).toBeNull();
});
