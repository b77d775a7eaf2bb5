import { globSync, readFileSync } from 'node:fs';
import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { absoluteMarkdown } from '#lib/markdown/absolute-markdown.ts';
import { readableParagraphs } from '#lib/markdown/plain-text.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { plainText } from '#lib/search/plain-text.ts';

// One text has the same words on its page (and in feeds, which are made of that HTML), in search and in Markdown.

const BLOCKS = /^(?:p|h\d|li|t[dhr]|div|pre|blockquote|fig\w+|d[dtl]|br|summary|details|table|caption|[uo]l)$/;
const FACTS = { hash: '0123456789abcdef0123', width: 1_600, height: 900, colour: 'abc' };
const slot = { sizes: '', narrowest: 100, widest: 100 };

type HtmlNode = { type: string; name?: string; data?: string; attribs?: Record<string, string>; children?: HtmlNode[] };

/** The text of a page’s HTML with its alt texts, without the site’s own words: those of cards, footnotes and the table of contents. */
function textOf(node: HtmlNode): string {
  const { type, name = '', data = '', attribs = {}, children = [] } = node;
  if (type === 'text') return data;
  if (/^(?:kind|host)$/.test(attribs.class ?? '') || attribs.id === 'footnote-label' || name === 'nav') return ' ';
  if ('data-footnote-ref' in attribs || 'data-footnote-backref' in attribs) return ' ';
  if (name === 'img') return ` ${attribs.alt} `;
  const inner = children.map(textOf).join('');
  return BLOCKS.test(name) ? `\n${inner}\n` : inner;
}

/** The words of a text but for URLs, which nobody searches for, and numbers, since search takes one at the start of a line for an item’s. */
const sorted = (text: string) =>
  (
    text
      .replace(/https?:\/\/[^\s<>]+/g, ' ')
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{N}\p{M}]*/gu) ?? []
  ).sort();

function wordsOnPage(markdown: string): string[] {
  const { images } = analyseBody(markdown, '');
  const illustrations = { images: Object.fromEntries(images.map(({ src }) => [src, FACTS])), slot, gallerySlot: slot };
  return sorted(textOf(parseDocument(renderMarkdown(markdown, 'zxx', illustrations as never)) as HtmlNode));
}

function expectSameWords(markdown: string): void {
  const onPage = wordsOnPage(markdown);
  expect(sorted(plainText(markdown)), 'in search').toEqual(onPage);
  expect(wordsOnPage(absoluteMarkdown(markdown, '/a', 'https://x.example', new Map())), 'in Markdown').toEqual(onPage);
}

const files = globSync('content/articles/**/*.md');
const bodyOf = (file: string) => readFileSync(file, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '');

describe('the same words on the page, in search and in Markdown', () => {
  test('of every sample article', { timeout: 300_000 }, () => {
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const { diagnostics } = analyseBody(bodyOf(file), '');
      expect(diagnostics.filter(({ lost = 0 }) => lost > 0)).toEqual([]);
      expectSameWords(bodyOf(file));
    }
  });

  test.each([
    '<!-- more -->The *story* goes on.\n\n<!--\na note\n-->',
    '<p align="center">One <b>two</b><br>three</p>\n\n<script>\nfour()\n</script>',
    '<table><tr><th>A</th><td>b</td></tr></table>\n\n| a | b |\n| - | - |\n| c | d | and more |\n',
    '<figure><img src="/a.jpg" alt="Two ferries"><figcaption>In fog</figcaption></figure>',
    '- <details><summary>One</summary>two</details>\n- `<b>` and <https://a.example>',
    '<a href="https://a.example/b">words</a>,<ul><li>one<li>two</ul>',
    'Text.[^1]\n\n[^1]: A <i>note</i>.',
  ])('of %j', (markdown) => expectSameWords(markdown));

  test('in the history of a story, too', () => {
    const markdown = '<!-- more -->One <b>two</b>\n\n<ul><li>three</li></ul>';
    expect(sorted(readableParagraphs(markdown).join(' '))).toEqual(wordsOnPage(markdown));
  });
});
