import { defaultSchema, type Schema } from 'hast-util-sanitize';
import type { Root } from 'mdast';
import { defaultHandlers, type Handlers } from 'mdast-util-to-hast';
import { toString as plainText } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import remarkHtml from 'remark-html';

/**
 * What a body may become. Raw HTML is never passed on (remark-html drops it), so every id is one of ours: prefixing them as well, as
 * the default does, would break the links between footnotes.
 */
const allowed: Schema = {
  ...defaultSchema,
  clobberPrefix: '',
  attributes: { ...defaultSchema.attributes, div: [['className', 'table'], 'tabIndex', 'ariaLabel', 'role'] },
};

/** A wide table scrolls in a frame of its own, which must be reachable by keyboard. */
const handlers: Handlers = {
  table: (state, node) => ({
    type: 'element',
    tagName: 'div',
    properties: { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: 'Table' },
    children: [defaultHandlers.table(state, node)],
  }),
};

/** The headline is the page's only first-level heading: a body that begins with one has all its headings moved down by one. */
function lowerHeadings() {
  return (tree: Root) => {
    const headings = tree.children.filter((node) => node.type === 'heading');
    if (!headings.some((heading) => heading.depth === 1)) return;
    for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as typeof heading.depth;
  };
}

const toHtml = remark().use(remarkGfm).use(lowerHeadings).use(remarkHtml, { sanitize: allowed, handlers }).freeze();

/**
 * The HTML of a Markdown text (CommonMark 0.31 and GitHub's tables, footnotes, strikethrough and task lists): sanitised, with no raw
 * HTML and no links but http, https, mailto and those within the site.
 */
export function renderMarkdown(markdown: string): string {
  return String(toHtml.processSync(markdown)).trim();
}

const plain = remark().use(remarkGfm).freeze();

/** The first paragraph of a Markdown text without its marks, cut at a word to at most `limit` characters: for descriptions. */
export function firstWords(markdown: string, limit: number): string {
  const paragraph = plain.parse(markdown).children.find((node) => node.type === 'paragraph');
  const text = plainText(paragraph, { includeHtml: false }).replace(/\s+/g, ' ').trim();
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/\s+\S*$/, '')}…`;
}

/** A description for search engines and link previews, in characters that they show: the standfirst, or else the text's beginning. */
export function descriptionOf(standfirst: string, markdown: string): string {
  return standfirst || firstWords(markdown, 200);
}
