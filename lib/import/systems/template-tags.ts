import { visit } from 'unist-util-visit';
import { argumentsIn } from '../../content/lint/shortcodes.ts';
import { parseWithRawHtml } from '../../markdown/parser.ts';

// Finds the tags of templates in a text: shortcodes of Hugo, tags and outputs of Liquid, attributes of
// kramdown. Nothing of them is run.

export type TemplateSyntax = 'hugo' | 'liquid';

/** A tag in a text: `start` and `end` are its offsets. */
type TagPlace = Readonly<{ start: number; end: number }>;

/** A shortcode or a tag: `{{< figure src="a.jpg" >}}`, `{% include figure.html %}`. */
export type TemplateTag = TagPlace &
  Readonly<{
    kind: 'tag';
    name: string;
    /** What follows the name, without the signs that end the tag. */
    inside: string;
    values: readonly string[];
    named: Readonly<Record<string, string>>;
    isClosing: boolean;
  }>;

/** `{{ site.url }}`: `inside` is what stands between the braces. */
type TemplateOutput = TagPlace & Readonly<{ kind: 'output'; inside: string }>;

/** Text that the system keeps as it is (`{% raw %}`), or nothing (comments, attributes of kramdown). */
type TemplateLiteral = TagPlace & Readonly<{ kind: 'literal'; text: string }>;

/** A tag with the tag that ends its passage, and what is between them. */
export type TemplatePassage = Readonly<{
  kind: 'passage';
  tag: TemplateTag;
  close: TemplateTag;
  parts: TemplatePart[];
}>;

export type TemplatePart = string | TemplateTag | TemplateOutput | TemplateLiteral | TemplatePassage;

/** What code and comments in Markdown begin with. Parsing takes most of the time of an import. */
const MAY_HAVE_CODE = /[`~]|<!--|^(?: {4}|\t)/m;
/** An output of Liquid has no more characters. */
const MAX_OUTPUT = 1_000;
/** So much of a line is looked at. */
const MAX_LINE = 400;
/** Passages are nested no deeper. */
const MAX_DEPTH = 50;

/** Splits a text into its tags and what is between them. Tags in code stay text. */
export function templateParts(text: string, syntax: TemplateSyntax, isMarkdown: boolean): TemplatePart[] {
  if (!text.includes('{')) return [text];
  const found = [...(syntax === 'hugo' ? hugoTags(text) : liquidTags(text)), ...headingAttributes(text)];
  const tags = found.sort((a, b) => a.start - b.start);
  const code = isMarkdown && tags.length > 0 && MAY_HAVE_CODE.test(text) ? codeIn(text) : [];
  let next = 0;
  const outside = tags.filter((tag) => {
    while ((code[next]?.end ?? Number.POSITIVE_INFINITY) <= tag.start) next++;
    const isInCode = (code[next]?.start ?? Number.POSITIVE_INFINITY) <= tag.start;
    // Systems know no code: this text is meant to be read, wherever it is.
    return !isInCode || (tag.kind === 'literal' && tag.text !== '');
  });
  return nested(text, outside);
}

type FlatTag = TemplateTag | TemplateOutput | TemplateLiteral;

/** The parts of a text as a tree of passages. */
function nested(text: string, tags: readonly FlatTag[]): TemplatePart[] {
  const closes = closingTags(tags);
  const build = (first: number, last: number, from: number, to: number, depth: number): TemplatePart[] => {
    const parts: TemplatePart[] = [];
    let at = from;
    for (let index = first; index < last; index++) {
      const tag = tags[index] as FlatTag;
      if (tag.start < at) continue;
      if (tag.start > at) parts.push(text.slice(at, tag.start));
      const closing = closes.get(index);
      const close = closing === undefined || depth >= MAX_DEPTH ? undefined : (tags[closing] as TemplateTag);
      if (tag.kind === 'tag' && closing !== undefined && close) {
        const inner = build(index + 1, closing, tag.end, close.start, depth + 1);
        parts.push({ kind: 'passage', tag, close, parts: inner });
        at = close.end;
        index = closing;
      } else {
        parts.push(tag);
        at = tag.end;
      }
    }
    if (at < to) parts.push(text.slice(at, to));
    return parts;
  };
  return build(0, tags.length, 0, text.length, 0);
}

/** For the index of each tag that has an end the index of that end. Each tag is put on the stack once. */
function closingTags(tags: readonly FlatTag[]): Map<number, number> {
  const closes = new Map<number, number>();
  const open: { name: string; index: number }[] = [];
  const count = new Map<string, number>();
  for (const [index, tag] of tags.entries()) {
    if (tag.kind !== 'tag') continue;
    if (!tag.isClosing) {
      open.push({ name: tag.name, index });
      count.set(tag.name, (count.get(tag.name) ?? 0) + 1);
    } else if ((count.get(tag.name) ?? 0) > 0) {
      for (let last = open.pop(); last; last = open.pop()) {
        count.set(last.name, (count.get(last.name) ?? 1) - 1);
        if (last.name !== tag.name) continue;
        closes.set(last.index, index);
        break;
      }
    }
  }
  return closes;
}

function hugoTags(text: string): FlatTag[] {
  const tags: FlatTag[] = [];
  for (let start = text.indexOf('{{'); start !== -1; start = text.indexOf('{{', start)) {
    const sign = text[start + 2];
    const closing = sign === '<' ? '>}}' : sign === '%' ? '%}}' : null;
    const end =
      closing === null
        ? -1
        : text.startsWith('/*', start + 3)
          ? text.indexOf('*/', start)
          : endOf(text, start + 3, closing);
    if (closing === null || end === -1) {
      start += 2;
      continue;
    }
    if (text.startsWith('/*', start + 3)) {
      // `{{</* figure */>}}` shows a shortcode to readers.
      const whole = text.startsWith(closing, end + 2) ? end + 2 + closing.length : end + 2;
      const visible = `{{${sign}${text.slice(start + 5, end)}${closing}`;
      tags.push({ kind: 'literal', start, end: whole, text: visible });
      start = whole;
      continue;
    }
    const inside = text
      .slice(start + 3, end)
      .trim()
      .replace(/\/$/, '');
    tags.push(tagOf(inside, /^\//.test(inside), start, end + closing.length));
    start = end + closing.length;
  }
  return tags;
}

/** Where a shortcode ends: the sign may be in quotation marks before. -1 if it never ends. */
function endOf(text: string, from: number, closing: string): number {
  const end = text.indexOf(closing, from);
  if (end === -1 || !/["`]/.test(text.slice(from, end))) return end;
  let quote = '';
  for (let at = from; at < Math.min(text.length, from + 10_000); at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === '`') quote = character;
    else if (text.startsWith(closing, at)) return at;
  }
  return end; // a quotation mark that is never closed
}

const LIQUID_TAG = /\{%-?\s*([\w-]+)/y;
/** The tags around text that is not read, and what ends it. */
const VERBATIM: Readonly<Record<string, RegExp>> = {
  raw: /\{%-?[ \t]*endraw[ \t]*-?%\}/g,
  verbatim: /\{%-?[ \t]*endverbatim[ \t]*-?%\}/g,
  comment: /\{%-?[ \t]*endcomment[ \t]*-?%\}/g,
};

function liquidTags(text: string): FlatTag[] {
  const tags: FlatTag[] = [];
  const ends = new Map<string, number>(); // where the next `endraw` is, so that none is looked for twice
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start)) {
    const found = text[start + 1] === '%' ? liquidTag(text, start, ends) : otherTag(text, start);
    if (found) tags.push(found);
    start = found ? found.end : start + 1;
  }
  return tags;
}

function liquidTag(text: string, start: number, ends: Map<string, number>): FlatTag | null {
  LIQUID_TAG.lastIndex = start;
  const [opening, name = ''] = LIQUID_TAG.exec(text) ?? [];
  const close = opening === undefined ? -1 : text.indexOf('%}', start);
  if (opening === undefined || close === -1) return null;
  const end = close + 2;
  if (Object.hasOwn(VERBATIM, name)) {
    const last = endOfVerbatim(text, name, end, ends);
    if (last)
      return { kind: 'literal', start, end: last.end, text: name === 'comment' ? '' : text.slice(end, last.start) };
  }
  const inside = text
    .slice(start + 2, close)
    .replace(/^-/, '')
    .replace(/-$/, '')
    .trim();
  const isClosing = /^end\w/.test(name);
  return tagOf(isClosing ? inside.slice('end'.length) : inside, isClosing, start, end);
}

function endOfVerbatim(text: string, name: string, from: number, ends: Map<string, number>): TagPlace | null {
  const known = ends.get(name);
  const expression = VERBATIM[name] as RegExp;
  if (known === undefined || known < from) {
    expression.lastIndex = from;
    ends.set(name, expression.exec(text)?.index ?? Number.POSITIVE_INFINITY);
  }
  const start = ends.get(name) ?? Number.POSITIVE_INFINITY;
  return start === Number.POSITIVE_INFINITY ? null : { start, end: text.indexOf('%}', start) + 2 };
}

/** An output of Liquid, or what kramdown reads in braces. */
function otherTag(text: string, start: number): FlatTag | null {
  if (text[start + 1] === '{') {
    const end = text.slice(start, start + MAX_OUTPUT).indexOf('}}');
    const inside = end === -1 ? '' : text.slice(start + 2, start + end);
    if (inside.trim() === '' || /[{<\n]/.test(inside.replace(/"[^"]*"|'[^']*'/g, ''))) return null;
    return { kind: 'output', start, end: start + end + 2, inside: inside.replace(/^-/, '').replace(/-$/, '').trim() };
  }
  if (text[start + 1] !== ':') return null;
  const end = text.slice(start, start + MAX_OUTPUT).indexOf('}');
  const inside = end === -1 ? '' : text.slice(start + 2, start + end);
  if (!/^:?\/?\s*(?:[.#][\w-]|[\w-]+(?:=|\s*\/?$)|$)/.test(inside) || inside.includes('\n')) return null;
  const first = /^\s*toc\b/.test(inside) ? startOfContents(text, start) : start;
  return { kind: 'literal', start: first, end: start + end + 1, text: '' };
}

/** What gives a heading an id or a class: `## Prices {#prices}`. */
function headingAttributes(text: string): FlatTag[] {
  return [...text.matchAll(/\{[#.][^{}\n]*\}/g)].flatMap(({ index: start, 0: written }) => {
    const end = start + written.length;
    const before = text.slice(Math.max(0, start - MAX_LINE), start);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const [after = ''] = text.slice(end, end + MAX_LINE).split('\n', 1);
    const isOfHeading = /^ {0,3}#{1,6} /.test(line) && line.length < MAX_LINE && after.trim() === '';
    return isOfHeading ? [{ kind: 'literal', start, end, text: '' }] : [];
  });
}

/**
 * Where a list of contents begins: kramdown has `{:toc}` below a list with one item, whose text no reader
 * sees.
 */
function startOfContents(text: string, start: number): number {
  const before = text.slice(Math.max(0, start - MAX_LINE), start);
  const item = before.endsWith('\n') ? before.slice(before.lastIndexOf('\n', before.length - 2) + 1) : '';
  return /^(?:[*+-]|1\.) /.test(item) ? start - item.length : start;
}

function tagOf(written: string, isClosing: boolean, start: number, end: number): TemplateTag {
  const [, name = '', inside = ''] = /^[/\s]*([\w./-]*)([\s\S]*)$/.exec(written) ?? [];
  // Quotation marks within quotation marks, as Hugo writes them.
  const { values, named } = argumentsIn(inside.replaceAll('\\"', '”').replaceAll('`', '"'));
  return { kind: 'tag', start, end, name, inside: inside.trim(), values, named, isClosing };
}

/** Where code and comments are in a Markdown text, in order. */
function codeIn(text: string): TagPlace[] {
  const places: TagPlace[] = [];
  visit(parseWithRawHtml(text), ['code', 'inlineCode', 'html'], (node) => {
    if (node.type === 'html' && !/^\s*<!--/.test(node.value)) return;
    const { start, end } = node.position ?? {};
    if (start?.offset !== undefined && end?.offset !== undefined) places.push({ start: start.offset, end: end.offset });
  });
  return places.sort((a, b) => a.start - b.start);
}
