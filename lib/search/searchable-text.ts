import { readableParagraphs } from '../markdown/plain-text.ts';
import { plainText } from './plain-text.ts';

/**
 * The words of a Markdown text that readers see on its page, as plain text. Parsing takes ten times as long as all the rest of indexing, so that
 * texts with simple markup only are not parsed.
 */
export function searchableText(markdown: string): string {
  return NEEDS_PARSER.test(markdown.replace(SIMPLE_LINK, '$1'))
    ? readableParagraphs(markdown).join('\n\n')
    : plainText(markdown);
}

const SIMPLE_LINK = /\[([^[\]\n]*)\]\((?:https?:\/|#)?\/[^\s()<>"'\\[\]{}`|]*\)/g;

/** What `plainText` may take for something else than the parser does. */
const NEEDS_PARSER =
  /[<{`\\|[\]]|&[#\w]|::|https?:|^(?: {4}|[> ]*\t)|^(?:[> \t]|#+ |[-+*] )*\d+[.)] |[\p{L}\p{N}][*~]+[\p{L}\p{N}]/mu;
