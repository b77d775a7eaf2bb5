import type { Html, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';

/** Whether a text may hold raw HTML: much faster than parsing it, and never wrong about a text that does. */
export function mayHaveRawHtml(markdown: string): boolean {
  return /<(?!https?:|mailto:)[a-z/!?]/i.test(markdown);
}

const REPLACEMENTS: [tags: string, fix: string][] = [
  ['b strong', 'Write **words** instead.'],
  ['i em cite dfn var', 'Write *words* instead.'],
  ['s del strike', 'Write ~~words~~ instead.'],
  ['a', 'Write [words](https://…) instead.'],
  ['br', 'End the line with a backslash; or start a new paragraph after an empty line.'],
  ['p div span section article center font u', 'Remove the tag; an empty line starts a new paragraph.'],
  ['h1 h2 h3 h4 h5 h6', 'Begin the line with “## ” instead.'],
  ['ul ol li', 'Begin each line with “- ” or “1. ” instead.'],
  [
    'table thead tbody tr td th',
    'Write each row on a line, with “|” between its cells, and a line “| --- | --- |” below the first.',
  ],
  ['blockquote q', 'Begin each line with “> ” instead.'],
  ['code pre kbd samp tt', 'Put it between backticks instead.'],
  ['hr', 'Write a line “---” between two empty ones instead.'],
  ['img image figure figcaption svg', 'Write ![alt text](image.jpg "Caption") instead.'],
  ['aside details summary', 'Write :::aside[Title], the passage, and a line “:::” instead.'],
  ['iframe video audio embed object', 'Write ::video[Title]{url="https://…"} on a line of its own instead.'],
  ['sup', 'For a footnote write [^1], and below the text [^1]: with the footnote.'],
  [
    'script style link meta form input button noscript template',
    'Remove it: scripts, styles and forms are not allowed.',
  ],
];

const replacementFor = new Map(
  REPLACEMENTS.flatMap(([tags, fix]) => tags.split(' ').map((tag) => [tag, fix] as const)),
);

/**
 * The raw HTML of a text, which is not published: an error where text is lost with it, else a warning for each kind of tag. Comments are
 * not reported.
 */
export function lintRawHtml(tree: Root): TextDiagnostic[] {
  const found: TextDiagnostic[] = [];
  const reportedTags = new Set<string>();
  visit(tree, 'html', (node) => {
    const lost = lostWords(node);
    const [, tag = ''] = /<([a-z][a-z\d-]*)[\s/>]/i.exec(withoutComments(node.value)) ?? [];
    const fix = replacementFor.get(tag.toLowerCase()) ?? `Remove the tag; or, to show it to readers, write \\<${tag}>.`;
    if (lost > 0) {
      reportedTags.add(tag.toLowerCase());
      found.push({
        ...startOf(node),
        severity: 'error',
        rule: 'html-text-lost',
        ...describeLoss(node, tag, lost, fix),
      });
    } else if (tag !== '' && !reportedTags.has(tag.toLowerCase())) {
      reportedTags.add(tag.toLowerCase());
      const reason = `HTML is not published: the tag “<${tag}>” is removed.`;
      found.push({ ...startOf(node), severity: 'warning', rule: 'html-dropped', reason, fix });
    }
  });
  return found;
}

function describeLoss(node: Html, tag: string, lost: number, fix: string): Pick<TextDiagnostic, 'reason' | 'fix'> {
  const words = lost === 1 ? 'a word' : lost < MAX_WORDS ? `${lost} words` : `${MAX_WORDS} words or more`;
  if (hasOpenComment(node.value)) {
    const reason = `The comment “<!--” that begins here never ends: ${words} from here on would be lost.`;
    return { reason, fix: 'Write “-->” where it ends, or remove “<!--”.' };
  }
  const start = tag === '' ? '<…>' : `<${tag}>`;
  return { reason: `HTML is not published: ${words} in “${start}” would be lost.`, fix };
}

/** Words are counted up to this number: the segmenter takes two microseconds for a character. */
const MAX_WORDS = 1_000;

/** The words that readers would miss without this HTML, at most `MAX_WORDS`. */
function lostWords({ value }: Html): number {
  const text = withoutUnreadElements(withoutComments(value))
    .replace(/^\s*<!--/, ' ')
    .replace(/<!\[CDATA\[|\]\]>/g, ' ')
    .replace(/<\/?[a-z!?][^>]*(?:>|$)/gi, ' ')
    .replace(/&[a-z\d#]+;/gi, ' ');
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text)) {
    if (isWordLike) words++;
    if (words === MAX_WORDS) break;
  }
  return words;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** HTML without its comments that end. */
function withoutComments(html: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = html.indexOf('<!--', from);
    const end = start === -1 ? -1 : html.indexOf('-->', start + '<!--'.length);
    if (end === -1) return kept + html.slice(from);
    kept += `${html.slice(from, start)} `;
    from = end + '-->'.length;
  }
}

/** HTML without the scripts, styles and templates that end. */
function withoutUnreadElements(html: string): string {
  const tags = [...html.matchAll(/<\/?(script|style|template)[^<>]*>/gi)].map((tag) => {
    return {
      name: tag[1]?.toLowerCase() ?? '',
      isEnd: tag[0][1] === '/',
      from: tag.index,
      to: tag.index + tag[0].length,
    };
  });
  const lastEnds = new Map(tags.filter(({ isEnd }) => isEnd).map(({ name, to }) => [name, to]));
  let kept = '';
  let from = 0;
  let open = '';
  for (const tag of tags) {
    if (open === '' && !tag.isEnd && (lastEnds.get(tag.name) ?? 0) > tag.from) {
      kept += `${html.slice(from, tag.from)} `;
      open = tag.name;
    } else if (tag.isEnd && tag.name === open) {
      from = tag.to;
      open = '';
    }
  }
  return kept + html.slice(from);
}

const hasOpenComment = (html: string) => /^\s*<!--/.test(withoutComments(html));
