import { Parser } from 'htmlparser2';

/**
 * The plain text of Markdown, roughly: without URLs, markup and HTML tags. To parse the Markdown would take a
 * hundred times as long as to index it.
 */
export function plainText(markdown: string): string {
  const text = markdown
    .replace(/^ {0,3}\[(?!\^)[^[\]\n\r\u2028\u2029]+\]:.*$/gm, '')
    .replace(/^(?:[ \t]*(?:`{3}|~{3}).*|[-=*_|: \t]{3,})$/gm, '')
    .replace(/^ {0,3}:{2,}.*$/gm, (line) => line.replace(/^ *:+[\w-]*|\{[^{}]*\}/g, ''))
    .replace(/^(?:[> \t]|#+ |[-+*] |\[[ xX]\] |\d+[.)] )+/gm, '')
    .replace(/\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^[\]\n]*\]/g, ']')
    .replace(/<?https?:\/\/[^\s<>]+>?/g, '')
    .replace(/\[\^[^[\]\s]+\]:?/g, '')
    .replace(
      /\\([!-/:-@[-`{-~])|!?\[|\]|`|~~|(?<!\s)\*|\*(?!\s)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
      (_, escaped) => (escaped === '<' ? '&lt;' : escaped === '&' ? '&amp;' : (escaped ?? '')),
    );
  return /[<&]/.test(text) ? withoutTags(text) : text;
}

/** A text without HTML tags and comments, and with the characters that its entities stand for. */
function withoutTags(text: string): string {
  let plain = '';
  const parser = new Parser({
    ontext(part) {
      plain += part;
    },
  });
  parser.end(text);
  return plain;
}
