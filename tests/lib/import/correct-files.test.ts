import { expect, test } from 'vitest';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import { corrected } from '#lib/import/correct-files.ts';

const KEYS = 'title: A\nimage:\n  src: x.jpg\n  alt: X\nredirectFrom:\n  - /taken\n';

const error = (rule: Diagnostic['rule'], line: number, column: number): Diagnostic => ({
  file: 'content/articles/a.md',
  line,
  column,
  rule,
  severity: 'error',
  reason: 'It is wrong.',
  fix: '',
});

/** The text and the front matter of a file after the correction of one error. */
function correct(body: string, ...errors: Diagnostic[]) {
  const { text, changes, left } = corrected('content/articles/a.md', `---\n${KEYS}---\n\n${body}\n`, errors);
  const [, keys, rest] = /^---\n(.*?)---\n\n(.*)\n$/s.exec(text) ?? [];
  return { keys, body: rest, changes, left: left.length };
}

test.each([
  ['a link that leads nowhere', 'One [two](/gone).', error('link-broken', 10, 5), 'One two.'],
  ['a link by reference', '[two][1]\n\n[1]: /gone', error('link-broken', 10, 1), 'two\n\n[1]: /gone'],
  ['a passage that is none of ours', ':::note\nOne\n:::', error('element-unknown', 10, 1), ':::aside\nOne\n:::'],
  ['an incomplete element', '::map', error('element-incomplete', 10, 1), '`::map`'],
  ['colons that end nothing', 'One\n\n:::', error('element-unknown', 12, 1), 'One\n\n`:::`'],
  ['an image that is broken', '![A](a.jpg)\n\nOne', error('image-broken', 10, 1), '\n\nOne'],
])('%s', (_, body, diagnostic, expected) => {
  expect(correct(body, diagnostic)).toEqual({
    keys: KEYS,
    body: expected,
    changes: [expect.stringContaining('It is wrong. ')],
    left: 0,
  });
});

test('an old address that belongs to another page, and a lead image that cannot be used, go', () => {
  expect(correct('One', error('redirect-taken', 7, 5)).keys).toBe(KEYS.replace('redirectFrom:\n  - /taken\n', ''));
  expect(correct('One', error('image-type', 4, 8)).keys).toBe('title: A\nredirectFrom:\n  - /taken\n');
});

test('what has no right correction stays', () => {
  expect(correct('One', error('text-complex', 10, 1))).toEqual({ keys: KEYS, body: 'One', changes: [], left: 1 });
});
