import { readableParagraphs } from '../markdown/plain-text.ts';
import { plainText } from './plain-text.ts';

/**
 * The words of a Markdown text that readers see on its page, as plain text. A text with simple markup only is
 * not parsed: parsing takes ten times as long as the rest of indexing.
 */
export function searchableText(markdown: string): string {
  return NEEDS_PARSER.test(markdown.replace(SIMPLE_LINK, '$1'))
    ? readableParagraphs(markdown).join('\n\n')
    : plainText(markdown);
}

const SIMPLE_LINK = /\[([^[\]\n]*)\]\((?:https?:\/|#)?\/[^\s()<>"'\\[\]{}`|]*\)/g;

/** Markup that `plainText` may read in another way than the parser. */
const NEEDS_PARSER =
  /[<{`\\|[\]]|&[#\w]|::|https?:|^(?: {4}|[> ]*\t)|^(?:[> \t]|#+ |[-+*] )*\d+[.)] |[\p{L}\p{N}][*~]+[\p{L}\p{N}]/mu;
