import { parseDocument } from 'htmlparser2';
import { expect } from 'vitest';
import { analyseBody } from '#lib/content/lint/analyse-body.ts';
import { absoluteMarkdown } from '#lib/markdown/absolute-markdown.ts';
import { readableParagraphs } from '#lib/markdown/plain-text.ts';
import { renderMarkdown } from '#lib/markdown/render-markdown.ts';
import { searchableText } from '#lib/search/searchable-text.ts';

// One text has the same words on its page, in search, in its history and in Markdown.

const BLOCKS = /^(?:p|h\d|li|t[dhr]|div|pre|blockquote|fig\w+|d[dtl]|br|summary|details|table|caption|[uo]l)$/;
const FACTS = { hash: '0123456789abcdef0123', width: 1_600, height: 900, colour: 'abc' };
const ORIGIN = 'https://x.example';
const slot = { sizes: '', narrowest: 100, widest: 100 };

type HtmlNode = {
  type: string;
  name?: string;
  data?: string;
  attribs?: Record<string, string>;
  children?: HtmlNode[];
};

/**
 * The text of HTML with its alt texts, as `own` without the site’s own words: those of cards, footnotes and
 * images without a name.
 */
function textOf(node: HtmlNode, own: boolean): string {
  const { type, name = '', data = '', attribs = {}, children = [] } = node;
  if (type === 'text') return data;
  if (name === 'nav') return ' '; // the table of contents
  if (name === 'img') return ` ${attribs.alt} `;
  const inner = children.map((child) => textOf(child, own)).join('');
  if (own && isOfSite(node, inner)) return ' ';
  return BLOCKS.test(name) ? `\n${inner}\n` : inner;
}

function isOfSite({ name, attribs = {} }: HtmlNode, text: string): boolean {
  if (/^(?:kind|host)$/.test(attribs.class ?? '') || attribs.id === 'footnote-label') return true;
  if ('data-footnote-ref' in attribs || 'data-footnote-backref' in attribs) return true;
  return name === 'a' && text === 'Image'; // on another site, without alt text
}

/** The words of a text, sorted. */
export const wordsIn = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).sort();

/** All words of HTML, with those of the site. */
export const wordsOfHtml = (html: string) => wordsIn(textOf(parseDocument(html) as HtmlNode, false));

/** The facts of all images of the site in a text, as if each file existed. */
export function imagesIn(markdown: string) {
  const { images } = analyseBody(markdown, '');
  const own = images.filter(({ src }) => src.startsWith(ORIGIN) || !/^(?:https?:)?\/\//i.test(src));
  return Object.fromEntries(own.map(({ src }) => [src, FACTS]));
}

/** The HTML of a text in `language`, with all its images. */
export function pageOf(markdown: string, language: string): string {
  const illustrations = { images: imagesIn(markdown), slot, gallerySlot: slot };
  return renderMarkdown(markdown, language, illustrations as never);
}

/** The words that readers see of a text, without the site’s own. */
export const wordsOnPage = (markdown: string) =>
  wordsIn(textOf(parseDocument(pageOf(markdown, 'zxx')) as HtmlNode, true));

/** The words that only one of two texts has. */
export function differences(one: readonly string[], other: readonly string[]): { missing: string[]; added: string[] } {
  const rest = [...other];
  const missing = one.filter((word) => {
    const at = rest.indexOf(word);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  return { missing, added: rest };
}

const NONE = { missing: [], added: [] };

/** Compares what a Markdown text becomes with its page. */
export function expectSameWords(markdown: string, name = ''): void {
  const onPage = wordsOnPage(markdown);
  const inMarkdown = absoluteMarkdown(markdown, '/a', ORIGIN, new Map());
  const different = {
    search: differences(onPage, wordsIn(searchableText(markdown))),
    history: differences(onPage, wordsIn(readableParagraphs(markdown).join('\n'))),
    markdown: differences(onPage, wordsOnPage(inMarkdown)),
  };
  expect.soft(different, name).toEqual({ search: NONE, history: NONE, markdown: NONE });
}
