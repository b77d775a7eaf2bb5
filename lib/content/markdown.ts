import type { Element, ElementContent } from 'hast';
import { defaultSchema, type Schema } from 'hast-util-sanitize';
import type { Heading, Parents } from 'mdast';
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
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
  attributes: {
    ...defaultSchema.attributes,
    div: [['className', 'table'], 'tabIndex', 'ariaLabel', 'role'],
    td: [['className', 'left', 'right', 'center']],
    th: [['className', 'left', 'right', 'center']],
  },
};

/**
 * A wide table scrolls in a frame of its own, which must be reachable by keyboard; and its cells are aligned by class, since HTML has no
 * `align` any more.
 */
const handlers: Handlers = {
  table: (state, node) => {
    const table = defaultHandlers.table(state, node);
    alignByClass(table);
    return {
      type: 'element',
      tagName: 'div',
      properties: { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: 'Table' },
      children: [table],
    };
  },
  image: (state, node) => orItsWords(defaultHandlers.image(state, node), node.alt),
  imageReference: (state, node) => {
    const made = defaultHandlers.imageReference(state, node);
    return Array.isArray(made) ? made : orItsWords(made, node.alt);
  },
};

/** A path of the site, as it stands in HTML: without another host’s name, control characters, quotation marks and backslashes. */
const PICTURE = /^\/(?!\/)(?:[^%]|%(?![01][\da-f]|22|27|3c|3e|5c|60|7f))*$/i;

/** A picture of the site; of one that every reader would have to ask another host for, or that has no path, its words alone. */
function orItsWords(made: ElementContent, alt: string | null | undefined): ElementContent {
  if (made.type !== 'element' || PICTURE.test(String(made.properties.src))) return made;
  return { type: 'text', value: alt ?? '' };
}

function alignByClass(element: Element): void {
  const { align, ...properties } = element.properties;
  if (typeof align === 'string') element.properties = { ...properties, className: [align] };
  for (const child of element.children) if (child.type === 'element') alignByClass(child);
}

/** The headline is the page's only first-level heading: a body that has one has all its headings moved down by one. */
function lowerHeadings() {
  return (tree: Parents) => {
    const headings = headingsIn(tree);
    if (!headings.some((heading) => heading.depth === 1)) return;
    for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as typeof heading.depth;
  };
}

/** All headings, also those in quotations and lists. */
function headingsIn({ children }: Parents): Heading[] {
  return children.flatMap((node) => {
    if (node.type === 'heading') return [node];
    return 'children' in node ? headingsIn(node) : [];
  });
}

/**
 * Bare addresses become links by the search of the finished text alone (mdast-util-gfm-autolink-literal does both). Where the parser looks for them
 * as well, each word walks back over all that stands between it and a bracket that was never closed, which takes quadratic time.
 */
function addressesInText(this: { data(): { micromarkExtensions?: object[] } }) {
  const disable = { null: ['emailAutolink', 'wwwAutolink', 'protocolAutolink'] };
  this.data().micromarkExtensions?.push({ disable });
}

const toHtml = remark()
  .use(remarkGfm)
  .use(addressesInText)
  .use(lowerHeadings)
  .use(remarkHtml, { sanitize: allowed, handlers })
  .freeze();

/**
 * The HTML of a Markdown text (CommonMark 0.31 and GitHub's tables, footnotes, strikethrough and task lists): sanitised, with no raw
 * HTML and no links but http, https, mailto and those within the site.
 */
export function renderMarkdown(markdown: string): string {
  return String(toHtml.processSync(markdown)).trim();
}

const plain = remark().use(remarkGfm).use(addressesInText).freeze();

/** The first paragraph of a Markdown text without its marks, cut at a word to at most `limit` characters: for descriptions. */
export function firstWords(markdown: string, limit: number): string {
  // What is not near the beginning is no description, and need not be parsed for one.
  const paragraph = plain.parse(markdown.slice(0, 20_000)).children.find((node) => node.type === 'paragraph');
  const text = plainText(paragraph, { includeHtml: false }).replace(/\s+/g, ' ').trim();
  if (text.length <= limit) return text;
  // Where there are no spaces the cut must not fall inside a character of two code units.
  const cut = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/\s+\S*$/, '')}…`;
}

/** A description for search engines and link previews, in characters that they show: the standfirst, or else the text's beginning. */
export function descriptionOf(standfirst: string, markdown: string): string {
  return standfirst || firstWords(markdown, 200);
}
