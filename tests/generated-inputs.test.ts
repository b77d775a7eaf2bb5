import { expect, test } from 'vitest';
import { checkContentFile, checkGenerated, checkMarkdown, checkSvg } from './generated-inputs.ts';

/** Inputs that once failed, as the generator shrank them, and what was wrong. */
const FOUND: readonly (readonly [what: string, check: (input: string) => void, input: string])[] = [
  ['a code block got an empty class', checkMarkdown, '```\ufeff'],
  ['an SVG that ends within a tag was not well-formed', checkSvg, '<svg viewBox="0 0 30 20"><svg id="a"'],
  ['a key that is a list was printed', checkContentFile, '---\n[^1]: a\n---\n'],
];

test.each(FOUND)('%s', (_, check, input) => {
  expect(() => check(input)).not.toThrow();
});

test('1,500 generated texts, files and SVG', { timeout: 300_000 }, () => {
  expect(() => checkGenerated(1_500, 2_026)).not.toThrow();
});
