import type { Node, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { EXIT, visit } from 'unist-util-visit';
import { typeset } from '../i18n/typography.ts';
import { parseMarkdown } from './parser.ts';
import { hasTemplateMarkup } from './template-markup.ts';

/** The lengths of an opening in characters: a sentence shorter than `min` is continued with the next. */
const LENGTHS = { min: 40, max: 200 };
/** Lengths in scripts without spaces, whose characters say more and are wider. */
const UNSPACED_LENGTHS = { min: 15, max: 100 };
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** A word whose period does not end a sentence: `U.S.`, `Dr.`, `3.`. */
const ABBREVIATION = /(?:^|[\s("'“„«])(?:\p{Lu}\p{L}{0,3}|(?:\p{L}\.)+\p{L}|\p{N}+)\.$/u;

/** The opening is looked for in so many characters, which are quick to parse; then in more. */
const QUICK = 1_000;
const MOST = 20_000;

/**
 * The first sentence of a Markdown text in `language` (BCP 47), as plain text with its typographic marks;
 * empty if the text has none. A sentence of more than 200 characters (100 in scripts without spaces) is cut
 * at a word and ends in “…”.
 */
export function openingOf(markdown: string, language: string): string {
  const end = markdown.lastIndexOf('\n\n', QUICK);
  const quick = end > 0 ? firstParagraph(parseMarkdown(markdown.slice(0, end))) : '';
  // A “[” may belong to a link or a footnote that is defined further down.
  const isComplete = quick !== '' && !quick.includes('[');
  const paragraph = isComplete ? quick : openingParagraph(markdown.slice(0, MOST));
  return typeset(firstSentence(paragraph, language), language);
}

/** The text of the first paragraph outside of lists and quotations, or else of the first in one. */
function openingParagraph(markdown: string): string {
  const tree = parseMarkdown(markdown);
  let found = firstParagraph(tree);
  if (found !== '') return found;
  visit(tree, 'paragraph', (node) => {
    found = textOf(node);
    return found === '' ? undefined : EXIT;
  });
  return found;
}

/** The text of the first paragraph outside of lists and quotations. */
function firstParagraph({ children }: Root): string {
  const texts = children.filter(({ type }) => type === 'paragraph').map(textOf);
  return texts.find((text) => text !== '') ?? '';
}

/** The text of a paragraph; empty if it has markup of another system. */
function textOf(paragraph: Node): string {
  const text = plainText(paragraph, { includeImageAlt: false }).replace(/\s+/g, ' ').trim();
  return hasTemplateMarkup(text) ? '' : text;
}

/** The first sentence of a paragraph, with the next ones if it is short or ends in an abbreviation. */
function firstSentence(paragraph: string, language: string): string {
  const { min, max } = UNSPACED.test(paragraph) ? UNSPACED_LENGTHS : LENGTHS;
  let sentence = '';
  for (const { segment } of segmenter(language, 'sentence').segment(paragraph.slice(0, 2 * max))) {
    const isWhole = sentence !== '' && !ABBREVIATION.test(sentence.trimEnd());
    if (isWhole && (sentence.length >= min || (sentence + segment).trimEnd().length > max)) break;
    sentence += segment;
  }
  const text = sentence.trim();
  return text.length <= max ? text : cutAtWord(text, language, max);
}

/** The first words of a text and “…”, at most `max` characters in all. */
function cutAtWord(text: string, language: string, max: number): string {
  let end = 0;
  for (const { segment, index, isWordLike } of segmenter(language, 'word').segment(text)) {
    if (index + segment.length > max - 1) break;
    if (isWordLike) end = index + segment.length;
  }
  const cut = text.slice(0, end === 0 ? max - 1 : end);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(language: string, granularity: 'sentence' | 'word'): Intl.Segmenter {
  const key = `${language} ${granularity}`;
  const found = segmenters.get(key) ?? new Intl.Segmenter(language, { granularity });
  segmenters.set(key, found);
  return found;
}
