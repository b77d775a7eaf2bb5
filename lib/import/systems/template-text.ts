import { codeLanguage, embedMarkdown, formOf, type TagPosition, type TemplateContext } from './template-forms.ts';
import { type TemplatePart, type TemplateSyntax, type TemplateTag, templateParts } from './template-tags.ts';

// A text without tags of templates: each becomes Markdown, or the words that it has for readers.

/** A tag of which only words were kept: its name, and what it said. */
export type LostTag = Readonly<{ name: string; words: string }>;

export type ConvertedText = Readonly<{ text: string; lost: readonly LostTag[] }>;

/** Converts the tags of templates in a text of Markdown or HTML. */
export function convertTemplates(
  text: string,
  syntax: TemplateSyntax,
  isMarkdown: boolean,
  context: TemplateContext,
): ConvertedText {
  const lost: LostTag[] = [];
  const variables = new Map<string, string>();
  const known: TemplateContext = { ...context, valueOf: (name) => variables.get(name) ?? context.valueOf(name) };
  const lose = (name: string, words: string) => {
    lost.push({ name, words: words.replace(/\s+/g, ' ').trim().slice(0, MAX_LOST_WORDS) });
  };

  const tagText = (tag: TemplateTag, end: number, inner: string | null): string => {
    if (tag.name === 'assign') {
      const [name = '', ...value] = tag.inside.split('=');
      const assigned = outputOf(value.join('='), known, 'inline');
      if (assigned !== null) variables.set(name.trim(), assigned);
      return '';
    }
    const found = positionOf(text, tag.start, end);
    const position = isMarkdown || found === 'address' ? found : 'html';
    const form = tag.isClosing ? { text: '', isKnown: true } : formOf(tag, position, inner, known);
    if (!form.isKnown) lose(tag.name, tag.inside);
    // An empty line would end the HTML around it.
    if (isMarkdown && position === 'html' && form.text.trim() === '') return '<!-- -->';
    if (isMarkdown && position === 'alone') return onItsLine(text, tag.start, end, form.text);
    return isMarkdown && isLeading(text, tag.start, end) && form.text.startsWith('![') ? `${form.text}\n\n` : form.text;
  };

  const partText = (part: TemplatePart): string => {
    if (typeof part === 'string') return part;
    if (part.kind === 'literal') return part.text;
    if (part.kind === 'tag') return tagText(part, part.end, null);
    if (part.kind === 'passage') {
      const { tag, close, parts } = part;
      const isCode = codeLanguage(tag) !== null;
      return tagText(tag, close.end, isCode ? text.slice(tag.end, close.start) : parts.map(partText).join(''));
    }
    const position = positionOf(text, part.start, part.end);
    const value = outputOf(part.inside, known, position);
    if (value === null) lose(nameOfOutput(part.inside), part.inside);
    return value ?? '';
  };

  return { text: templateParts(text, syntax, isMarkdown).map(partText).join(''), lost };
}

const MAX_LOST_WORDS = 200;
/** So much of a line is looked at. */
const MAX_LINE = 400;

const withoutTags = (text: string) => text.replace(/\{\{[^{}]*\}\}|\{%[^{}]*%\}/g, '');

/** The beginning of the line before an offset, and its rest behind another one. */
function lineAround(text: string, start: number, end: number): { before: string | null; after: string | null } {
  const before = text.slice(Math.max(0, start - MAX_LINE), start);
  const after = text.slice(end, end + MAX_LINE);
  const from = before.lastIndexOf('\n');
  const to = after.indexOf('\n');
  return {
    before: from !== -1 ? before.slice(from + 1) : start <= MAX_LINE ? before : null,
    after: to !== -1 ? after.slice(0, to) : end + MAX_LINE >= text.length ? after : null,
  };
}

/** Where the tag between two offsets stands. */
function positionOf(text: string, start: number, end: number): TagPosition {
  const { before, after } = lineAround(text, start, end);
  const near = withoutTags(before ?? text.slice(start - MAX_LINE, start));
  const delimiter = Math.max(...[' ', '"', "'", '(', ')', '\n'].map((sign) => near.lastIndexOf(sign)));
  if (/(?:\]\(|\]: |(?:href|src|poster)=["'])$/i.test(near.slice(0, delimiter + 1))) return 'address';
  if (isInHtml(text, start)) return 'html';
  if (before === null || after === null) return 'inline';
  return /^[\s>]*$/.test(near) && withoutTags(after).trim() === '' ? 'alone' : 'inline';
}

/** So much of a block of HTML is looked at. */
const MAX_BLOCK = 2_000;

/** Whether the lines around an offset, up to an empty one, begin with a tag of HTML. */
function isInHtml(text: string, start: number): boolean {
  const lines = text.slice(Math.max(0, start - MAX_BLOCK), start).split('\n');
  const empty = lines.findLastIndex((line, index) => index < lines.length - 1 && line.trim() === '');
  return /^\s*<[a-z]/i.test(lines[empty + 1] ?? '');
}

/**
 * What stands for a tag that is alone on its line, between empty lines. In a quotation or a list it stays
 * there.
 */
function onItsLine(text: string, start: number, end: number, written: string): string {
  if (written === '') return '';
  const { before, after } = lineAround(text, start, end);
  const prefix = /^[ \t>]*/.exec(before ?? '')?.[0] ?? '';
  const empty = prefix.trimEnd();
  const lines = written.split('\n').map((line, index) => (index === 0 ? line : line === '' ? empty : prefix + line));
  const isFirst = (before ?? '').length === prefix.length;
  const lineBefore = text.slice(Math.max(0, start - MAX_LINE), start - (before ?? '').length).trimEnd();
  const needsBreak = isFirst ? isFollowed(text, start - (before ?? '').length) && lineBefore !== '' : true;
  const isLast = (after ?? '').trim() === '';
  const next = text.slice(end + (after ?? '').length + 1, end + (after ?? '').length + 1 + MAX_LINE);
  const needsEnd = isLast && next !== '' && !/^[ \t>]*(?:\n|$)/.test(next);
  return `${needsBreak ? `\n${isFirst ? '' : `${empty}\n`}${prefix}` : ''}${lines.join('\n')}${needsEnd ? `\n${empty}` : ''}`;
}

/** Whether the line before the one that begins at an offset has text. */
function isFollowed(text: string, lineStart: number): boolean {
  const before = text.slice(Math.max(0, lineStart - MAX_LINE), Math.max(0, lineStart - 1));
  return /[^\s>]/.test(before.slice(before.lastIndexOf('\n') + 1));
}

/** Whether a tag begins a line, and words follow it at once: themes let such an image float beside them. */
function isLeading(text: string, start: number, end: number): boolean {
  return (start === 0 || text[start - 1] === '\n') && /^[^\s\])]/.test(text.slice(end, end + 1));
}

/** Filters that leave an address or a text as it is, as far as an import is concerned. */
const SAME =
  /^(?:url|htmlBaseUrl|asset_url|asset_path|escape|xml_escape|uri_escape|cgi_escape|escape_once|markdownify|strip|strip_html|strip_newlines|safe|smartify|newline_to_br|trim)$/;

/** The value of an output of Liquid; null for one that is not known. */
function outputOf(inside: string, context: TemplateContext, position: TagPosition): string | null {
  const [first = '', ...filters] = splitFilters(inside);
  let value = literalOf(first) ?? variableOf(first, context);
  for (const filter of filters) {
    const [, name = '', argument = ''] = /^([\w.]+)\s*[:(]?\s*([\s\S]*?)\)?$/.exec(filter) ?? [];
    if (name === 'default') value ??= literalOf(argument);
    if (value === null) continue;
    const other = literalOf(argument) ?? variableOf(argument, context) ?? '';
    if (/^(?:relative|absolute)_url$/.test(name)) {
      if (value.startsWith('/')) value = (context.valueOf('site.baseurl') ?? '') + value;
    } else if (name === 'prepend') value = other + value;
    else if (name === 'append') value += other;
    else if (name === 'upcase') value = value.toUpperCase();
    else if (name === 'downcase') value = value.toLowerCase();
    else if (name === 'embed' && /^https?:/.test(value)) value = embedMarkdown('video', other, value, position);
    else if (name !== 'default' && !SAME.test(name))
      value = literalOf(first) === null ? null : namedBy(name, value, context);
  }
  return value;
}

/** What an output is called: its variable, or the filter of a text. */
function nameOfOutput(inside: string): string {
  const [first = '', filter = ''] = splitFilters(inside);
  return literalOf(first) === null ? first : (filter.split(/[:(]/)[0] ?? '').trim();
}

/**
 * What a site's own filter makes of a text: the name of a person, or the text itself; of an image nothing.
 */
function namedBy(filter: string, text: string, context: TemplateContext): string | null {
  if (/photo|image|icon|svg|avatar/i.test(filter)) return null;
  return context.valueOf(`author.${text}`) ?? text;
}

const variableOf = (name: string, context: TemplateContext): string | null =>
  /^[\w.-]+$/.test(name) ? (context.valueOf(name) ?? (/^site\.(?:base)?url$/.test(name) ? '' : null)) : null;

const literalOf = (text: string) => (/^(?:"[^"]*"|'[^']*')$/.test(text.trim()) ? text.trim().slice(1, -1) : null);

/** The parts of an output between `|`, but for those in quotation marks. */
function splitFilters(text: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  for (const character of text) {
    if (quote === '' && character === '|') parts.push('');
    else {
      if (quote === character) quote = '';
      else if (quote === '' && /["']/.test(character)) quote = character;
      parts[parts.length - 1] += character;
    }
  }
  return parts.map((part) => part.trim());
}
