import type { Root } from 'mdast';
import { remark } from 'remark';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import { commentsEnd } from './comment-syntax.ts';
import { parseRawHtml } from './raw-html.ts';

/** The character code of “:”, by which the parser finds directives. */
const COLON = 58;

/**
 * A processor for the Markdown of this site: CommonMark 0.31 except for comments (see `comment-syntax.ts`), GitHub's
 * tables, footnotes, strikethrough and task lists, and the elements of `elements.ts`. Each call makes a new one: a copy of a frozen
 * processor holds every extension twice and runs both.
 */
export const markdownProcessor = () =>
  remark().use(remarkGfm).use(linkAddressesAfterParsing).use(remarkDirective).use(onlyBlockDirectives).use(commentsEnd);

const parser = markdownProcessor().data('settings', { bullet: '-', rule: '-' }).freeze();

/** The syntax tree of a Markdown text, in which its HTML is nodes of Markdown and elements: see `parseRawHtml`. */
export function parseMarkdown(markdown: string): Root {
  const tree = parseWithRawHtml(markdown);
  parseRawHtml(tree, markdown);
  return tree;
}

/** The syntax tree of a Markdown text with its HTML as it is written. */
export function parseWithRawHtml(markdown: string): Root {
  return parser.parse(markdown);
}

/** The Markdown text of a syntax tree of `parseWithRawHtml`. */
export function stringifyMarkdown(tree: Root): string {
  return parser.stringify(tree);
}

/**
 * Leaves bare addresses (`https://…`) to the search that mdast-util-gfm-autolink-literal does after parsing. The parser's own search
 * tries at every letter and walks back to each open bracket, which costs half of the parsing time, or quadratic time.
 */
function linkAddressesAfterParsing(this: unknown) {
  const { micromarkExtensions = [] } = (this as ReturnType<typeof remark>).data();
  for (const { text = {} } of micromarkExtensions) {
    for (const [character, constructs] of Object.entries(text)) {
      const others = [constructs ?? []]
        .flat()
        .filter(({ name = '' }) => !/^(?:email|www|protocol)Autolink$/.test(name));
      // An empty list would still make the parser stop at this character.
      if (others.length > 0) text[character] = others;
      else delete text[character];
    }
  }
}

/** Turns text directives off: within a line, `10:30` and `Note:this` are text. */
function onlyBlockDirectives(this: unknown) {
  const { micromarkExtensions = [] } = (this as ReturnType<typeof remark>).data();
  for (const extension of micromarkExtensions) if (extension.flow && COLON in extension.flow) delete extension.text;
}
