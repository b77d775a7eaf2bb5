import type { Node, Parents, Text } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { isBlock } from './html-nodes.ts';
import { isRemote } from './illustrations.ts';
import { parseMarkdown } from './parser.ts';
import { definitionsIn, imageOf } from './references.ts';

/**
 * The texts of Markdown as readers see them, in order: paragraphs, headings, list items, code, table rows and
 * the titles of embeds. A text has its line breaks. An image stands for its alt text, and its caption if
 * readers see one.
 */
export function readableParagraphs(markdown: string): string[] {
  const tree = parseMarkdown(markdown);
  const definitions = definitionsIn(tree);
  const imageText = (node: Node, isAlone: boolean) => {
    const { url = '', alt, title } = imageOf(node, definitions) ?? {};
    return ` ${isAlone && alt && title && !isRemote(url) ? `${alt} ${title}` : alt || title || ''} `;
  };
  const textOf = (node: Node, parent?: Parents): string => {
    if (node.type === 'break') return '\n';
    if (node.type === 'image' || node.type === 'imageReference') {
      return imageText(node, parent?.type === 'paragraph' && parent.children.every(isImageOrSpace));
    }
    const text = 'children' in node ? childrenOf(node as Parents) : 'value' in node ? String(node.value) : '';
    return isBlock(node) || node.type === 'tableRow' ? END + text + END : text;
  };
  const childrenOf = (parent: Parents) =>
    (parent.children as Node[]).map((child) => textOf(child, parent)).join(parent.type === 'tableRow' ? ' | ' : '');
  return textOf(tree)
    .split(END)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** Ends a paragraph, and is in no text. */
const END = '\u2029';

const isImageOrSpace = (node: Node) =>
  /^(?:image|imageReference|break)$/.test(node.type) || (node.type === 'text' && !(node as Text).value.trim());

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
