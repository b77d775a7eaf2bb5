import { expect, test } from 'vitest';
import { readingMinutes } from '#lib/markdown/reading-time.ts';

test.each([
  ['nothing', '', 1],
  ['a few words', 'The crews **agreed** on Friday.', 1],
  ['476 words', 'harbor '.repeat(476), 2],
  ['650 words', 'The harbor’s crews voted. '.repeat(163), 3],
  ['1,500 characters of Chinese', '夜班渡轮将再次起航'.repeat(167), 3],
  ['Chinese with English words', '渡轮 ferry '.repeat(238), 2],
  ['a link to a long address', `[Read](https://example.org/${'a-'.repeat(5000)})`, 1],
])('%s', (_name, text, minutes) => {
  expect(readingMinutes(text)).toBe(minutes);
});
