import type { Node } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { SKIP, visit } from 'unist-util-visit';
import { parseMarkdown } from './parser.ts';

/**
 * The text of Markdown as readers see it, in order: its paragraphs, headings, list items, table rows and the titles of embeds.
 */
export function readableParagraphs(markdown: string): string[] {
  const textOf = (node: Node) => plainText(node).trim();
  const found: string[] = [];
  visit(parseMarkdown(markdown), (node) => {
    if (node.type === 'tableRow') found.push(node.children.map(textOf).join(' | '));
    else if (READ_WHOLE.includes(node.type)) found.push(textOf(node));
    else return;
    return SKIP;
  });
  return found.filter((text) => text !== '');
}

const READ_WHOLE = ['paragraph', 'heading', 'code', 'leafDirective'];

/** The plain text of the first paragraph, cut at a word to at most `limit` characters: for descriptions. */
export function firstWords(markdown: string, limit: number): string {
  // A description comes from the beginning: parsing a long text for it would be a waste.
  const paragraphs = parseMarkdown(markdown.slice(0, 20_000)).children.filter((node) => node.type === 'paragraph');
  const textOf = (node: Node) => plainText(node, { includeImageAlt: false }).replace(/\s+/g, ' ').trim();
  const text = paragraphs.map(textOf).find((text) => text !== '') ?? '';
  if (text.length <= limit) return text;
  // In a script without spaces the cut must not split a surrogate pair.
  const cut = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/\s\S*$/, '')}…`;
}
