import type { Element } from 'hast';
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
};

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
 * Leaves out what finds bare mail addresses, which tries anew at every letter: more than half of the time that a body takes. For texts without an @, which
 * have no address.
 */
function withoutMail(this: unknown) {
  const { micromarkExtensions = [] } = (this as ReturnType<typeof remark>).data();
  for (const { text = {} } of micromarkExtensions) {
    for (const [character, constructs] of Object.entries(text)) {
      const others = [constructs ?? []].flat().filter(({ name }) => name !== 'emailAutolink');
      // At a character that may begin something the parser stops, so an empty list will not do.
      if (others.length > 0) text[character] = others;
      else delete text[character];
    }
  }
}

/** Parsers of GitHub's Markdown: `plain` to its tree, `html` to sanitised HTML. */
function parsers(plugins: (typeof withoutMail)[]) {
  const markdown = remark().use(remarkGfm).use(plugins);
  return {
    plain: markdown().freeze(),
    html: markdown().use(lowerHeadings).use(remarkHtml, { sanitize: allowed, handlers }).freeze(),
  };
}

const complete = parsers([]);
const unmailed = parsers([withoutMail]);

const parsersFor = (markdown: string) => (markdown.includes('@') ? complete : unmailed);

/**
 * The HTML of a Markdown text (CommonMark 0.31 and GitHub's tables, footnotes, strikethrough and task lists): sanitised, with no raw
 * HTML and no links but http, https, mailto and those within the site.
 */
export function renderMarkdown(markdown: string): string {
  return String(parsersFor(markdown).html.processSync(markdown)).trim();
}

/** The first paragraph of a Markdown text without its marks, cut at a word to at most `limit` characters: for descriptions. */
export function firstWords(markdown: string, limit: number): string {
  const paragraph = parsersFor(markdown)
    .plain.parse(markdown)
    .children.find((node) => node.type === 'paragraph');
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
