import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkTextLimits } from '#lib/markdown/check-text-limits.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { MAX_TEXT_LENGTH } from '#lib/markdown/text-limits.ts';
import { HEAVY_TEXTS } from '../../fixtures/heavy-texts.ts';

const rule = (markdown: string) => checkTextLimits(markdown)?.rule ?? null;

describe('a text that would take too long, or nest too deeply, is rejected', () => {
  test.each(HEAVY_TEXTS)('%s', (_, markdown, expected) => {
    expect(rule(markdown)).toBe(expected);
  });
});

describe('ordinary texts are accepted', { timeout: 60_000 }, () => {
  const sample = globSync('content/**/*.md', { cwd: new URL('../../..', import.meta.url) });
  test('the sample edition', () => {
    const texts = sample.map((file) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
    expect(texts.length).toBeGreaterThan(25);
    expect(texts.map((text) => rule(text.replace(/^---\n.*?\n---\n/s, '')))).toEqual(texts.map(() => null));
  });

  test.each([
    ['nothing', ''],
    [
      'a book of 80,000 words',
      `${'The harbor opened on Friday and nobody came. '.repeat(9)}*So* it was.\n\n`.repeat(1_100),
    ],
    ['an election, ward by ward', `| Ward | Votes |\n| - | - |\n${'| [North](/north) | **1,204** |\n'.repeat(700)}`],
    [
      'four hundred links in one list',
      '- [Port Aldine](https://courier.example/port): *what* it says, and why.\n'.repeat(400),
    ],
    ['a bibliography', '12. A. Author, _A title_, [Press](https://press.example/a_b), 2020.\n'.repeat(300)],
    ['a glossary', '- **Word**: what it *means*.\n'.repeat(600)],
    ['two hundred footnotes', `${'Said[^1] so. '.repeat(200)}\n\n[^1]: Note.\n`],
    ['a form to be filled in', `Name: ${'_'.repeat(4_000)}\n`],
    ['a ruler', `${'*'.repeat(4_000)}\n`],
    ['names with underscores', 'a_name_of_a_variable '.repeat(400)],
    ['a conversation', '> He said so.\n>\n> She did not.\n\nSo it was.\n\n'.repeat(100)],
    ['a program', `\`\`\`js\n${'const a = b[c] * d(e) < f && !g; // *\n'.repeat(200)}\`\`\`\n`],
    ['a poem', `${'and the sea went on  \n'.repeat(300)}`],
    ['addresses', 'Write to desk@courier.example or see https://courier.example/x.\n\n'.repeat(200)],
  ])('%s', (_, markdown) => {
    expect(rule(markdown)).toBeNull();
  });
});

describe('where the limits are', { timeout: 60_000 }, () => {
  test('length', () => {
    const words = 'word '.repeat(MAX_TEXT_LENGTH / 5);
    expect([rule(words), rule(`${words}x`)]).toEqual([null, 'text-long']);
  });

  test.each(['> ', '- ', '1. ', '> - '])('depth of %j', (mark) => {
    const levels = (count: number) => `${mark.repeat(count / (mark.length === 4 ? 2 : 1))}x`;
    expect([rule(levels(50)), rule(levels(52))]).toEqual([null, 'text-nesting']);
    expect(renderMarkdown(levels(50), 'zxx')).toContain('x');
  });

  test('depth by white space', () => {
    const stairs = (levels: number) =>
      Array.from({ length: levels }, (_, level) => `${'  '.repeat(level)}- x\n`).join('');
    expect([rule(stairs(50)), rule(stairs(60))]).toEqual([null, 'text-nesting']);
  });

  test('emphasis at the limit is rendered', () => {
    const strong = `${'*'.repeat(1_000)}x${'*'.repeat(1_000)}`;
    expect([rule(strong), rule(`*${strong}*`)]).toEqual([null, 'text-complex']);
    expect(renderMarkdown(strong, 'zxx')).toContain('<strong>x</strong>');
  });
});

test('a diagnostic is on the line of its cause', () => {
  const markdown = `One.\n\n${'_a*'.repeat(2_000)}\n`;
  expect(checkTextLimits(markdown)).toMatchObject({ line: 3, column: 1 });
  expect(checkTextLimits(`One.\n\n  ${'>'.repeat(51)}x`)).toMatchObject({ line: 3, column: 53 });
});

describe('text within what looks like a list or a table is counted, too', () => {
  // In each, the lines belong to one paragraph, although they look like lists or tables.
  test.each([
    ['numbers that begin no list', `x\n${'2. _a*_a*_a*_a*_a*_a*_a*\n'.repeat(250)}`],
    ['rows of a table that is none', `| a | b |\n| - |\n${'| _a*_a*_a*_a*_a*_a*_a*\n'.repeat(250)}`],
    ['rows after the end of a table', `| a |\n| - |\n***\n${'| _a*_a*_a*_a*_a*_a*_a*\n'.repeat(250)}`],
    ['bullets in a lazy line', `x\n${'    - _a*_a*_a*_a*_a*_a*_a*\n'.repeat(250)}`],
  ])('%s', (_, markdown) => {
    expect(rule(markdown)).toBe('text-complex');
  });
});
