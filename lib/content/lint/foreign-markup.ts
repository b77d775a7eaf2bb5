import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { TextDiagnostic } from '../parse/diagnostic.ts';

// Markup of other systems, which readers would see as it is.

type System = Readonly<{
  name: string;
  /** Matches what may be its markup. */
  pattern: RegExp;
  /**
   * What the markup is called: `caption`; null if it is none. `before` and `after` are the characters beside
   * it.
   */
  nameOf(match: RegExpExecArray, before: string, after: string): string | null;
  fix(name: string): string;
}>;

const embedAs = (name: string) => `Write ::${name}[Title]{url="https://…"} on a line of its own instead.`;
const EMBED = 'Write ::video[Title]{url="https://…"} on a line of its own instead, or ::audio, ::post or ::map.';
const IMAGE = 'Write ![alt text](image.jpg "Caption") instead.';

/** What to write instead of the shortcodes that several systems have. */
const SHORTCODES: Readonly<Record<string, string>> = {
  embed: EMBED,
  ...Object.fromEntries(['audio', 'playlist', 'soundcloud'].map((name) => [name, embedAs('audio')])),
  ...Object.fromEntries(['tweet', 'twitter', 'x', 'instagram'].map((name) => [name, embedAs('post')])),
  ...Object.fromEntries(['video', 'vimeo', 'youtube'].map((name) => [name, embedAs('video')])),
  caption: IMAGE,
  wp_caption: IMAGE,
  gallery: 'Write :::gallery[Caption], the images, and a line “:::” instead.',
  highlight: 'Put code between lines “```” instead; another passage between lines “:::aside” and “:::”.',
  raw: 'Remove it: braces need no protection here.',
  endraw: 'Remove it: braces need no protection here.',
  comment: 'Write <!-- … --> instead.',
  endcomment: 'Write --> instead, where the comment ends.',
  ref: 'Write the path of the story, such as /articles/harbor-reopens.',
  relref: 'Write the path of the story, such as /articles/harbor-reopens.',
};
const insteadOf = (name: string) =>
  SHORTCODES[name] ??
  KINDS_OF_SHORTCODES.find(([pattern]) => pattern.test(name))?.[1] ??
  'Remove it, and write what readers should see; content/README.md has the elements.';

/** What to write instead of shortcodes that a site made for itself, by patterns of their names. */
const KINDS_OF_SHORTCODES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[-_])(?:ima?ge?|figure|photo|picture)s?(?:$|[-_])/, IMAGE],
  [/(?:^|[-_])(?:video|audio|iframe|embed|player)(?:$|[-_])/, EMBED],
  [/quote/, 'Write “> ” before each line of the quotation, and its source after “> — ” on the last.'],
  [
    /^(?:note|box|card|callout|alert|info|tip|warning|aside)(?:$|[-_])/,
    'Write :::aside, the passage, and a line “:::” instead.',
  ],
  [/(?:^|[-_])(?:link|button|file|asset)(?:$|[-_])/, 'Write [words](/path) instead.'],
];

/**
 * Whether an address has markup of another system. `lintForeignMarkup` reports it; other lints say nothing
 * more.
 */
export const isForeignAddress = (address: string) => /\{[{%]/.test(address);

const REMOVE = 'Remove it: the publication’s design has no other classes or ids.';

/** The first word in braces or brackets. */
const firstWord = ([, inside = '']: RegExpExecArray) => /^[-/\s]*([\w.-]+)/.exec(inside)?.[1] ?? '';

const WORDPRESS =
  /^(?:caption|wp_caption|gallery|embed|video|audio|playlist|youtube|vimeo|soundcloud|contact-form(?:-7)?|(?:vc|et_pb|su|fusion)_\w+)$/;

const SYSTEMS: readonly System[] = [
  { name: 'Hugo', pattern: /\{\{[<%]([^{}]*)[>%]\}\}/g, nameOf: firstWord, fix: insteadOf },
  { name: 'Jekyll (Liquid)', pattern: /\{%([^{}]*)%\}/g, nameOf: firstWord, fix: insteadOf },
  {
    name: 'Jekyll (Liquid)',
    pattern: /\{\{([^{}\n<%][^{}\n]*)\}\}/g,
    nameOf: (match) => firstWord(match) || null,
    fix: () => 'Write what readers should see, such as the whole address.',
  },
  {
    name: 'kramdown',
    pattern: /\{::?([^{}\n]*)\}/g,
    nameOf: ([, inside = '']) => (/^\s*(?:[.#]\w|[\w-]+(?:=|\s*\/?$))/.test(inside) ? inside.trim() : null),
    fix: () => REMOVE,
  },
  {
    name: 'WordPress',
    pattern: /\[([^[\]\n]*)\]/g,
    nameOf: ([, inside = ''], _, after) => {
      const [, name = ''] = /^([\w-]+)(?:$|[ =])/.exec(inside) ?? [];
      return WORDPRESS.test(name) && !'([:'.includes(after || ' ') ? name : null;
    },
    fix: insteadOf,
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
    fix: (name) => `Write [${name}](/articles/…), or ![alt text](image.jpg) for an image.`,
  },
  {
    name: 'Pandoc',
    pattern: /\{([.#][^{}\n]*)\}/g,
    nameOf: ([, inside = ''], before) => (before === ']' ? inside : null),
    fix: () => REMOVE,
  },
];

/** So many kinds of markup of a system are reported. */
const MAX_KINDS = 20;

/**
 * Whether a text may have markup of other systems: much faster than parsing it, and never wrong about a text
 * that does.
 */
export function mayHaveForeignMarkup(markdown: string): boolean {
  return /[{[]/.test(markdown) && SYSTEMS.some((system) => markupIn(markdown, system).length > 0);
}

type Markup = Readonly<{ name: string; index: number; text: string }>;

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
 * none.
 */
export function lintForeignMarkup(tree: Root, markdown: string): TextDiagnostic[] {
  const code: [start: number, end: number][] = [];
  visit(tree, ['code', 'inlineCode'], ({ position }) => {
    code.push([position?.start.offset ?? 0, position?.end.offset ?? 0]);
  });
  return SYSTEMS.flatMap((system) => {
    let next = 0;
    const found = markupIn(markdown, system).filter(({ index }) => {
      while ((code[next]?.[1] ?? Number.POSITIVE_INFINITY) <= index) next++;
      return (code[next]?.[0] ?? Number.POSITIVE_INFINITY) > index;
    });
    const byName = Map.groupBy(found, ({ name }) => name);
    return [...byName].slice(0, MAX_KINDS).map(([name, ofName]): TextDiagnostic => {
      const [{ index, text }] = ofName as [Markup];
      const before = markdown.slice(0, index).split('\n');
      const reason = `“${shortenedLine(text)}” is markup of ${system.name}; readers see it as it is.`;
      return {
        line: before.length,
        column: (before.at(-1) ?? '').length + 1,
        severity: 'warning',
        rule: 'foreign-markup',
        reason: ofName.length === 1 ? reason : `${reason} The text has ${ofName.length} of them.`,
        fix: system.fix(name),
      };
    });
  });
}

function shortenedLine(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 40)}…`;
}
