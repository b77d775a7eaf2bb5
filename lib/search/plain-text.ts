import { withoutTags } from '../markdown/html-text.ts';

/**
 * The plain text of Markdown, roughly: without URLs, markup and HTML tags. To parse the Markdown would take a
 * hundred times as long as to index it.
 */
export function plainText(markdown: string): string {
  const text = (markdown.includes('<') ? withoutHtml(markdown) : markdown)
    .replace(/^ {0,3}\[(?!\^)[^[\]\n\r\u2028\u2029]+\]:.*$/gm, '')
    .replace(/^(?:[ \t]*(?:`{3}|~{3}).*|[-=*_|: \t]{3,})$/gm, '')
    .replace(/^ {0,3}:{2,}.*$/gm, (line) => line.replace(/^ *:+[\w-]*|\{[^{}]*\}/g, ''))
    .replace(/^(?:[> \t]|#+ |[-+*] |\[[ xX]\] |\d+[.)] )+/gm, '')
    .replace(/!\[([^[\]\n]*)\]\(([^()\n]*)\)/g, (_, alt, address) => `${alt} ${captionIn(address)}`)
    .replace(/\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^[\]\n]*\]/g, ']')
    .replace(/<?https?:\/\/[^\s<>]+>?/g, '')
    .replace(/\[\^[^[\]\s]+\]:?/g, '')
    .replace(
      /\\([!-/:-@[-`{-~])|!?\[|\]|`|~~|(?<!\s)\*|\*(?!\s)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
      (_, escaped) => (escaped === '&' ? '&amp;' : (escaped ?? '')),
    );
  return text.includes('&') ? withoutTags(text.replaceAll('<', '&lt;')) : text;
}

/** The title in the parentheses of an image, which readers see as its caption. */
function captionIn(address: string): string {
  const start = address.indexOf(' "');
  return start !== -1 && address.endsWith('"') ? address.slice(start + 2, -1) : '';
}

/** What follows the “<” of a tag; the quotation marks in it come in pairs. */
const TAG = /^\/?[a-z][a-z\d-]*(?:[\s/](?:[^>"']|"[^"]*"|'[^']*')*)?>/i;
const COMMENT_OR_INSTRUCTION = /^(?:!--|\?|!\[CDATA\[|![a-z])/i;
const EMPTY_LINE = /\n\s*\n/;

/** Markdown without HTML. Entities stay as they are, and so does what looks like HTML in code. */
function withoutHtml(markdown: string): string {
  const [first = '', ...rest] = withoutTagsInCode(markdown.replaceAll('&', '&amp;')).split('<');
  const parts = rest.map((part, index) => {
    const before = index === 0 ? first : rest[index - 1];
    if (before?.endsWith('\\')) return `&lt;${part}`;
    const [tag] = TAG.exec(part) ?? [];
    const isHtml = tag === undefined ? COMMENT_OR_INSTRUCTION.test(part) : !EMPTY_LINE.test(tag);
    return `${isHtml ? '<' : '&lt;'}${part}`;
  });
  return withoutTags(first + parts.join(''));
}

const FENCE = /^(?:[> \t]|[-+*] |\d+[.)] )*(`{3,}|~{3,})/;
/** The end of a code span is looked for among so many runs of backticks. */
const MAX_RUNS = 8;

/** Markdown in which “<” in code is an entity. */
function withoutTagsInCode(markdown: string): string {
  if (!/[`~]/.test(markdown)) return markdown;
  const withEntities = (text: string) => text.replaceAll('<', '&lt;');
  let fence = '';
  const lines = markdown.split('\n').map((line) => {
    const mark = FENCE.exec(line)?.[1] ?? '';
    const isCode = fence !== '';
    if (!isCode) fence = mark;
    else if (mark.startsWith(fence)) fence = '';
    return isCode ? withEntities(line) : line;
  });
  const parts = lines.join('\n').split(/(`+)/); // texts and runs of backticks by turns
  for (let open = 1; open < parts.length; open += 2) {
    const run = parts[open];
    const close = parts
      .slice(open + 1, open + 2 * MAX_RUNS)
      .findIndex((part, index) => index % 2 === 1 && part === run);
    if (close === -1) continue;
    for (let index = open + 1; index <= open + close; index++) parts[index] = withEntities(parts[index] ?? '');
    open += close + 1;
  }
  return parts.join('');
}
