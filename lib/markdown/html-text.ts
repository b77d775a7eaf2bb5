import { BLOCK_TAGS, BOUNDARY_TAGS, MEDIA_TAGS, VOID_TAGS } from './html-tags.ts';
import { type HtmlToken, htmlTokens, INVISIBLE } from './html-tokens.ts';

/**
 * A text without the tags, comments, scripts and styles in it, and with the characters that its entities stand for. An image leaves its alt
 * text, a player its title.
 */
export function withoutTags(text: string): string {
  if (!/[<&]/.test(text)) return text;
  const tokens = htmlTokens(text);
  return tokens
    .map((token, index) => {
      const before = tokens[index - 1];
      const isInvisible = before?.kind === 'open' && INVISIBLE.includes(before.tag);
      return isInvisible && token.kind === 'text' ? '' : textOf(token);
    })
    .join('');
}

function textOf(token: HtmlToken): string {
  if (token.kind === 'text') return token.value;
  if (token.kind === 'unclosed-comment') return '';
  const { tag } = token;
  const { alt = '', title = '' } = token.kind === 'open' ? token.attributes : {};
  if (tag === 'img' && alt) return ` ${alt} `;
  if (MEDIA_TAGS.has(tag)) return `\n${title}\n`;
  return BLOCK_TAGS.has(tag) || BOUNDARY_TAGS.has(tag) || (VOID_TAGS.has(tag) && tag !== 'wbr') ? '\n' : '';
}

/** The attributes that HTML keeps outside of the site. */
const KEPT = 'href src alt title colspan rowspan start value datetime cite lang dir open controls'.split(' ');

/** HTML for use outside of the site, written from its tokens; `absolute` makes addresses absolute. */
export function writeHtml(tokens: readonly HtmlToken[], absolute: (url: string) => string): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return tokens
    .map((token) => {
      if (token.kind === 'text') return escaped(token.value);
      if (token.kind === 'unclosed-comment') return '';
      if (token.kind === 'close') return `</${token.tag}>`;
      const attributes = Object.entries(token.attributes).filter(([name]) => KEPT.includes(name));
      const written = attributes.map(([name, value]) => {
        const kept = name === 'href' || name === 'src' || name === 'cite' ? absolute(value) : value;
        return ` ${name}="${escaped(kept).replaceAll('"', '&quot;')}"`;
      });
      return `<${token.tag}${written.join('')}>`;
    })
    .join('');
}
