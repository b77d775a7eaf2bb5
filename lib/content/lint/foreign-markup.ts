import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { hasTemplateMarkup } from '../../markdown/template-markup.ts';
import { positionsIn } from '../../text-positions.ts';
import type { TextDiagnostic } from '../parse/diagnostic.ts';
import type { LinkMark } from './links.ts';
import { argumentsIn, insteadOf, type Shortcode } from './shortcodes.ts';

// Markup of other systems, which has no effect here.

type System = Readonly<{
  name: string;
  /** Matches what may be its markup. */
  pattern: RegExp;
  /**
   * What the markup is called: `caption`; null if it is none. `before` and `after` are the characters beside
   * it.
   */
  nameOf(match: RegExpExecArray, before: string, after: string): string | null;
  /** What to write instead. */
  fix(markup: Markup, context: Pick<Shortcode, 'end' | 'isAddress' | 'isAlone'>): string;
}>;

type Markup = Readonly<{ name: string; index: number; text: string }>;

const REMOVE = 'Remove it: the publication’s design has no other classes or ids.';

/** The first word in braces or brackets. */
const firstWord = ([, inside = '']: RegExpExecArray) => /^[-/\s]*([\w.-]+)/.exec(inside)?.[1] ?? '';

/** The sentence for a shortcode, from what it says. */
const insteadOfShortcode: System['fix'] = ({ name, text }, context) => {
  const closing = text.endsWith('}}') ? 3 : text.endsWith('}') ? 2 : 1;
  const inside = text.slice(text.indexOf(name) + name.length, -closing);
  return insteadOf({ name, ...argumentsIn(inside), ...context });
};

const WORDPRESS =
  /^(?:caption|wp_caption|gallery|embed|video|audio|playlist|youtube|vimeo|soundcloud|contact-form(?:-7)?|(?:vc|et_pb|su|fusion)_\w+)$/;

const HUGO: System = {
  name: 'Hugo',
  pattern: /\{\{[<%]([^{}]*)[>%]\}\}/g,
  nameOf: firstWord,
  fix: insteadOfShortcode,
};
const LIQUID: System = {
  name: 'Jekyll (Liquid)',
  pattern: /\{%([^{}]*)%\}/g,
  // What ends a passage has the name of what begins it.
  nameOf: (match) => firstWord(match).replace(/^end(?=\w)/, ''),
  fix: insteadOfShortcode,
};
/** Output of a value: `{{ site.url }}`, `{{ "/about/" | url }}`. */
const LIQUID_OUTPUT: System = {
  name: LIQUID.name,
  pattern: /\{\{([^{}\n<%][^{}\n]*)\}\}/g,
  nameOf: ([, inside = '']) => (/^-?\s*(["']|[\w.-]+)/.test(inside) ? nameOfOutput(inside) : null),
  fix: insteadOfOutput,
};

/** The variable of an output; for a text in quotation marks its filter. */
function nameOfOutput(inside: string): string {
  const [, variable] = /^-?\s*([\w.-]+)/.exec(inside) ?? [];
  return variable ?? /\|\s*(\w+)/.exec(inside)?.[1] ?? 'text';
}

const SYSTEMS: readonly System[] = [
  HUGO,
  LIQUID,
  LIQUID_OUTPUT,
  {
    name: 'kramdown',
    pattern: /\{::?([^{}\n]*)\}/g,
    nameOf: ([, inside = '']) => (/^\s*(?:[.#]\w|[\w-]+(?:=|\s*\/?$))/.test(inside) ? 'attributes' : null),
    fix: () => REMOVE,
  },
  {
    name: 'WordPress',
    pattern: /\[([^[\]\n]*)\]/g,
    nameOf: ([, inside = ''], _, after) => {
      const [, name = ''] = /^([\w-]+)(?:$|[ =])/.exec(inside) ?? [];
      return WORDPRESS.test(name) && !'([:'.includes(after || ' ') ? name.replace('wp_', '') : null;
    },
    fix: insteadOfShortcode,
  },
  {
    name: 'GitLab or Python-Markdown',
    pattern: /^[ \t]*\[+_?toc_?\]+/gim,
    nameOf: (_, __, after) => (after === '' || after === '\n' ? 'toc' : null),
    fix: () => 'Remove it: a long text has a table of contents by itself.',
  },
  {
    name: 'Obsidian or a wiki',
    pattern: /\[\[([^[\]\n]*)\]\]/g,
    nameOf: ([, inside = ''], _, after) =>
      /^\p{L}/u.test(inside) && !/^toc$/i.test(inside) && after !== '(' ? (inside.split(/[|#]/)[0] ?? '') : null,
    fix: ({ name, text }) => {
      const words = text.includes('|') ? text.slice(text.indexOf('|') + 1, -2) : name;
      return `Write [${words}](/articles/…), or ![alt text](image.jpg) for an image.`;
    },
  },
  {
    name: 'Pandoc or Hugo',
    pattern: /\{([.#][^{}\n]*)\}/g,
    nameOf: (match, before, after) => {
      const lineStart = '\r\n'.includes(after) ? match.input.lastIndexOf('\n', match.index) + 1 : -1;
      const isOfHeading = lineStart >= 0 && /^ {0,3}#{1,6} /.test(match.input.slice(lineStart, match.index));
      return before === ']' || isOfHeading ? 'attributes' : null;
    },
    fix: () => REMOVE,
  },
];

function insteadOfOutput({ name, text }: Markup, { isAddress, isAlone }: Pick<Shortcode, 'isAddress' | 'isAlone'>) {
  const { address } = argumentsIn(text);
  if (name === 'embed' && address !== undefined) {
    return insteadOf({ name, ...argumentsIn(text.slice(2, -2)), end: null, isAddress, isAlone });
  }
  if (/^site\.(?:base)?url$/.test(name))
    return 'Remove it: the address of a page or file of this site begins with “/”.';
  if (isAddress) return 'Write the address that it stands for, or remove the link and keep its words.';
  return 'Remove it, or write the text or the image that it stands for.';
}

/** So many kinds of markup of a system are reported. */
const MAX_KINDS = 20;

/**
 * Whether a text may have markup of other systems: much faster than parsing it, and never wrong about a text
 * that does.
 */
export function mayHaveForeignMarkup(markdown: string): boolean {
  return /[{[]/.test(markdown) && SYSTEMS.some((system) => markupIn(markdown, system).length > 0);
}

/** The markup of a system in a text. What follows a backslash is none. */
function markupIn(markdown: string, { pattern, nameOf }: System): Markup[] {
  return [...markdown.matchAll(pattern)].flatMap((match) => {
    const { index, 0: text } = match;
    const before = markdown.charAt(index - 1);
    const name = before === '\\' ? null : nameOf(match, before, markdown.charAt(index + text.length));
    return name === null ? [] : [{ name, index, text }];
  });
}

/**
 * A warning for each kind of markup of another system in the text `markdown`, at the first. In code it is
 * none. What stands for a path of the site is not reported here: see `pathMarkup`.
 */
export function lintForeignMarkup(tree: Root, markdown: string): TextDiagnostic[] {
  const { positionOf } = positionsIn(markdown);
  return foreignMarkup(tree, markdown, SYSTEMS).flatMap(([system, found]) => {
    const byName = Map.groupBy(
      found.filter((markup) => !standsForPath(markdown, markup)),
      ({ name }) => name,
    );
    return [...byName.values()].slice(0, MAX_KINDS).map((ofName): TextDiagnostic => {
      const begins = ofName.filter(({ text }) => !END.test(text));
      const [first] = (begins.length > 0 ? begins : ofName) as [Markup];
      const { index, text } = first;
      const count = begins.length || ofName.length;
      const leadsNowhere = isAddress(markdown, index);
      const fix = system.fix(first, {
        end: begins.length > 0 ? endOf(first, ofName, markdown) : null,
        isAddress: leadsNowhere,
        isAlone: isAlone(markdown, index, text.length),
      });
      return {
        ...positionOf(index),
        severity: 'warning',
        rule: 'foreign-markup',
        reason: reasonFor(text, system.name, leadsNowhere, count),
        fix: count === 1 ? fix : `${fix} Likewise the others.`,
      };
    });
  });
}

/** What ends the passage that a shortcode begins, as it is written; null if nothing does. */
function endOf({ index, name }: Markup, ofName: readonly Markup[], markdown: string): string | null {
  const end = ofName.find(({ text, index: at }) => at > index && END.test(text))?.text;
  const ofWordPress = `[/${name}]`;
  return end ?? (markdown.startsWith('[', index) && markdown.includes(ofWordPress) ? ofWordPress : null);
}

/** The end of a passage of Hugo or Liquid. */
const END = /^\{[{%][<%]?-?\s*(?:\/|end\w)/;

function reasonFor(text: string, system: string, isAddress: boolean, count: number): string {
  const effect = isAddress ? ' and leads nowhere here.' : '; readers see it as it is.';
  const reason = `“${shortenedLine(text)}” is markup of ${system}${effect}`;
  return count === 1 ? reason : `${reason} The text has ${count} of them.`;
}

const WITH_PATHS = [HUGO, LIQUID, LIQUID_OUTPUT];

/** Markup that stands for a path of the site, in the order of the text: `path` is the markup as it is written. */
export function pathMarkup(tree: Root, markdown: string): LinkMark[] {
  if (!hasTemplateMarkup(markdown)) return [];
  const { positionOf } = positionsIn(markdown);
  return foreignMarkup(tree, markdown, WITH_PATHS)
    .flatMap(([, found]) => found.filter((markup) => standsForPath(markdown, markup)))
    .sort((a, b) => a.index - b.index)
    .map(({ index, text }) => ({ ...positionOf(index), path: text, anchor: '' }));
}

/** Whether the path of a link is markup that stands for one. */
export const isPathMarkup = (path: string) => path.startsWith('{');

/** Why markup that stands for a path is reported; a text has `count` of the kind. */
export function pathMarkupReason(markup: string, count: number): string {
  return reasonFor(markup, /^\{\{[<%]/.test(markup) ? HUGO.name : LIQUID.name, true, count);
}

const ADDRESS_BEFORE = /(?:\]\(\s*<?|=\s*["']?)$/;

/** Whether what begins at `index` is the address of a link or an image. */
const isAddress = (markdown: string, index: number) =>
  ADDRESS_BEFORE.test(markdown.slice(Math.max(0, index - 20), index));

/** Whether nothing else is on the lines of a passage of the text, or it stands for the words of a link. */
function isAlone(markdown: string, index: number, length: number): boolean {
  const before = markdown.slice(markdown.lastIndexOf('\n', index - 1) + 1, index);
  const end = markdown.indexOf('\n', index + length);
  const after = markdown.slice(index + length, end < 0 ? undefined : end);
  return `${before}${after}`.trim() === '' || before.trimEnd().endsWith('[');
}

/** Whether markup stands for the path of a page of the site: `ref` of Hugo, `post_url` or `"/about" | url` of Liquid. */
function standsForPath(markdown: string, { name, index, text }: Markup): boolean {
  if (text.startsWith('{%')) return name === 'post_url' || (name === 'link' && isAddress(markdown, index));
  if (/^\{\{[<%]/.test(text)) return /^(?:rel)?ref$/.test(name) || (isAddress(markdown, index) && /\.md"/.test(text));
  return /^(?:url|relative_url|absolute_url)$/.test(name) && isAddress(markdown, index);
}

/** What markup that stands for a path names, without quotation marks: `2014-03-21-minutes.md`, `/about/`. */
export function nameInPathMarkup(markup: string): string {
  const [, quoted, bare] = /["']([^"']*)["']|^\{%-?\s*\w+\s+([^\s%]+)/.exec(markup) ?? [];
  return (quoted ?? bare ?? '').trim();
}

/** The markup of systems in a text, but for what is code or in a comment. */
function foreignMarkup(tree: Root, markdown: string, systems: readonly System[]): [System, Markup[]][] {
  const hidden = commentsOfLiquid(markdown);
  visit(tree, ['code', 'inlineCode', 'html'], (node) => {
    const isComment = node.type === 'html' && /^\s*<!--/.test(node.value) && node.value.trimEnd().endsWith('-->');
    if (node.type === 'html' && !isComment) return;
    hidden.push([node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]);
  });
  hidden.sort(([a], [b]) => a - b);
  return systems.map((system) => {
    let next = 0;
    const found = markupIn(markdown, system).filter(({ index }) => {
      while ((hidden[next]?.[1] ?? Number.POSITIVE_INFINITY) <= index) next++;
      return (hidden[next]?.[0] ?? Number.POSITIVE_INFINITY) > index;
    });
    return [system, found];
  });
}

/** Where the content of each comment of Liquid begins and ends. */
function commentsOfLiquid(markdown: string): [start: number, end: number][] {
  const tags = markupIn(markdown, LIQUID).filter(({ name }) => name === 'comment');
  return tags.flatMap(({ index, text }, at): [number, number][] => {
    const end = tags[at + 1];
    return !END.test(text) && end && END.test(end.text) ? [[index + text.length, end.index]] : [];
  });
}

function shortenedLine(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 40)}…`;
}
