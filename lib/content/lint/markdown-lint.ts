import type { Heading, Html, Node, Parents, Root } from 'mdast';
import { anchorsOf } from '../../markdown/headings.ts';
import type { Fault } from '../parse/diagnostic.ts';
import { didYouMean } from '../parse/suggestion.ts';
import { definitionsIn, type LinkMark, leadsTo } from './links.ts';

// What is wrong with the headings, the HTML and the links of a text. None of it keeps a text from being shown; each is shown otherwise than it was meant.

/** Whether a text may hold such a fault, told by a look at it that is a hundred times faster than to parse it. */
export function mayHaveFaults(markdown: string, origin: string): boolean {
  return (
    HTML_TAG.test(markdown) ||
    OWN_LINK.test(markdown) ||
    (origin !== '' && markdown.includes(origin)) ||
    mayHaveSkipped(markdown)
  );
}

const HTML_TAG = /<(?!https?:|mailto:)[a-z][a-z\d-]*[\s/>]/i;

/** A link, or the definition of one, to what has neither of the schemes that lead elsewhere. */
const OWN_LINK = /\]\(\s*<?(?!https?:|mailto:)|^ {0,3}\[[^\]^\n][^\]\n]{0,200}\]:\s*<?(?!https?:|mailto:)/im;

function mayHaveSkipped(markdown: string): boolean {
  let before = 1;
  for (const [, signs = ''] of markdown.matchAll(/^ {0,3}(#{1,6})(?=[ \t])/gm)) {
    if (signs.length > before + 1) return true;
    before = signs.length;
  }
  return false;
}

/** So many faults of a text are told, of each kind. */
const MOST_FAULTS = 20;
/** So many links of a text are followed. */
const MOST_LINKS = 500;

/** The faults of this kind in a text, in its order; `origin` is the address of the site. */
export function proseFaults(tree: Root, origin: string): Fault[] {
  const kinds = [headingFaults(tree), htmlFaults(tree), linkFaults(tree, origin)];
  return kinds.flatMap((faults) => faults.slice(0, MOST_FAULTS)).sort((a, b) => a.line - b.line || a.column - b.column);
}

function at({ position }: Node): Pick<Fault, 'line' | 'column'> {
  const { line = 1, column = 1 } = position?.start ?? {};
  return { line, column };
}

/** Readers who do not see the page go by the levels of headings; one that is skipped sounds as if something were missing. */
function headingFaults(tree: Root): Fault[] {
  const headings = tree.children.filter((node): node is Heading => node.type === 'heading');
  // The headline is the first level, and so may be a heading of the text; see `lowerHeadings`.
  const top = headings.some(({ depth }) => depth === 1) ? 0 : 1;
  return headings.flatMap((heading, index) => {
    const before = headings[index - 1]?.depth ?? top;
    if (heading.depth <= before + 1) return [];
    const reason =
      index === 0
        ? `The first heading of the text has ${heading.depth} signs “#”.`
        : `This heading has ${heading.depth} signs “#”, the one before it ${before}.`;
    const fix = `Write “${'#'.repeat(before + 1)}”: no level is left out.`;
    return [{ ...at(heading), severity: 'warning', rule: 'heading-level', reason, fix }];
  });
}

const INSTEAD: [tags: string, fix: string][] = [
  ['b strong', 'Write **words** instead.'],
  ['i em cite dfn var', 'Write *words* instead.'],
  ['s del strike', 'Write ~~words~~ instead.'],
  ['a', 'Write [words](https://…) instead.'],
  ['br', 'End the line with a backslash; or begin a paragraph, with an empty line.'],
  ['p div span section article center font u', 'Leave the tag away; an empty line begins a paragraph.'],
  ['h1 h2 h3 h4 h5 h6', 'Begin the line with “## ” instead.'],
  ['ul ol li', 'Begin each line with “- ” or “1. ” instead.'],
  [
    'table thead tbody tr td th',
    'Write each row on a line, with “|” between its cells, and a line “| --- | --- |” below the first.',
  ],
  ['blockquote q', 'Begin each line with “> ” instead.'],
  ['code pre kbd samp tt', 'Put it between backticks instead.'],
  ['hr', 'Write a line “---” between two empty ones instead.'],
  ['img image figure figcaption svg', 'Write ![what it shows](image.jpg "The line below it.") instead.'],
  ['aside details summary', 'Write :::aside[Its title], the passage, and a line “:::” instead.'],
  ['iframe video audio embed object', 'Write ::video[What it shows]{url="https://…"} on a line of its own instead.'],
  ['sup', 'For a note write [^1], and below the text [^1]: with its words.'],
  ['script style link meta form input button noscript template', 'Remove it: nothing in a text can run.'],
];

const insteadOf = new Map(INSTEAD.flatMap(([tags, fix]) => tags.split(' ').map((tag) => [tag, fix] as const)));

/** One for each kind of tag. Comments are the editor's own, and nobody misses them. */
function htmlFaults(tree: Root): Fault[] {
  const found = new Map<string, Fault>();
  const look = ({ children, type }: Parents): void => {
    for (const node of children) {
      if ('children' in node) look(node);
      if (node.type !== 'html') continue;
      const [, tag = ''] = /<([a-z][a-z\d-]*)(?=[\s/>])/i.exec((node as Html).value) ?? [];
      const name = tag.toLowerCase();
      if (name === '' || found.has(name)) continue;
      // Within a paragraph the words between two tags stay.
      const whole = type === 'root' || !['paragraph', 'heading', 'tableCell'].includes(type);
      const reason = whole
        ? `HTML is not shown: all that stands here in “<${tag}>” is left out.`
        : `HTML is not shown: the tag “<${tag}>” is left out.`;
      const fix = insteadOf.get(name) ?? `Leave the tag away; or, if readers are to see it, write \\<${tag}>.`;
      found.set(name, { ...at(node), severity: 'warning', rule: 'html-dropped', reason, fix });
    }
  };
  look(tree);
  return [...found.values()];
}

function linkFaults(tree: Root, origin: string): Fault[] {
  const anchors = anchorsOf(tree);
  let compared = 0;
  return marksIn(tree).flatMap(({ line, column, url }): Fault[] => {
    const target = leadsTo(url, origin);
    const say = (rule: 'link-form' | 'link-anchor', reason: string, fix: string): Fault[] => [
      { line, column, severity: 'warning', rule, reason, fix },
    ];
    switch (target.kind) {
      case 'nowhere':
        return say('link-form', 'The link has no address.', 'Write one between the brackets: [words](/about)');
      case 'unsafe':
        return say(
          'link-form',
          `Links that begin with “${target.scheme}:” are not passed on.`,
          'Link to https, http or mailto; or leave the words alone.',
        );
      case 'relative':
        return say('link-form', `“${url}” is no address on this site, since it does not begin with “/”.`, target.fix);
      case 'here': {
        if (target.anchor === '' || anchors.has(target.anchor) || compared++ >= MOST_FAULTS) return [];
        const fix = didYouMean(
          `#${target.anchor}`,
          [...anchors].map((anchor) => `#${anchor}`),
          'Write # and the words of a heading, with hyphens between them.',
        );
        return say('link-anchor', `The text has no heading “#${target.anchor}”.`, fix);
      }
      default:
        return [];
    }
  });
}

/** The links of a text that lead to a page or file of the site, by where they stand in it. */
export function ownLinks(tree: Root, origin: string): LinkMark[] {
  const links = marksIn(tree).flatMap(({ line, column, url }) => {
    const target = leadsTo(url, origin);
    return target.kind === 'own' ? [{ line, column, path: target.path, anchor: target.anchor }] : [];
  });
  return links.slice(0, MOST_LINKS);
}

type Mark = { line: number; column: number; url: string };

/** All links, those by reference with the address of their definition. Headings link to themselves only later. */
function marksIn(tree: Root): Mark[] {
  const definitions = definitionsIn(tree);
  const look = ({ children }: Parents): Mark[] =>
    (children as Node[]).flatMap((node) => {
      const within = 'children' in node ? look(node as Parents) : [];
      const url =
        node.type === 'link'
          ? (node as Node & { url: string }).url
          : node.type === 'linkReference'
            ? definitions.get((node as Node & { identifier: string }).identifier)?.url
            : undefined;
      return url === undefined ? within : [{ ...at(node), url }, ...within];
    });
  return look(tree);
}
