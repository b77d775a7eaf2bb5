import type { Node, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { EXIT, visit } from 'unist-util-visit';
import { typeset } from '../i18n/typography.ts';
import { parseMarkdown } from './parser.ts';

/** An opening has at most `max` characters. A sentence of less than `min` is continued with the next. */
const LENGTHS = { min: 40, max: 200 };
/** Characters of scripts without spaces say more, and are wider. */
const UNSPACED_LENGTHS = { min: 15, max: 100 };
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** What ends in a period within a sentence: `U.S.`, `Dr.`, `3.`. */
const ABBREVIATION = /(?:^|[\s("'“„«])(?:\p{Lu}\p{L}{0,3}|(?:\p{L}\.)+\p{L}|\p{N}+)\.$/u;

/** So many characters hold the opening of nearly every text. To parse more takes longer. */
const NEAR = 1_000;
const FAR = 20_000;

/**
 * The first sentence of a Markdown text in `language` (BCP 47), as plain text with its typographic marks; empty
 * if the text has none. A sentence of more than 200 characters is cut at a word and ends in “…”.
 */
export function openingOf(markdown: string, language: string): string {
  const near = markdown.lastIndexOf('\n\n', NEAR);
  const nearby = near > 0 ? firstParagraph(parseMarkdown(markdown.slice(0, near))) : '';
  // A link or a footnote may be defined further down.
  const isSure = nearby !== '' && !nearby.includes('[');
  return typeset(firstSentence(isSure ? nearby : paragraphOf(markdown.slice(0, FAR)), language), language);
}

/** The text of the first paragraph, or else of the first in a list or a quotation. */
function paragraphOf(markdown: string): string {
  const tree = parseMarkdown(markdown);
  let found = firstParagraph(tree);
  if (found !== '') return found;
  visit(tree, 'paragraph', (node) => {
    found = textOf(node);
    return found === '' ? undefined : EXIT;
  });
  return found;
}

/** The text of the first paragraph that is in no list and no quotation. */
function firstParagraph({ children }: Root): string {
  const texts = children.filter(({ type }) => type === 'paragraph').map(textOf);
  return texts.find((text) => text !== '') ?? '';
}

/** The text of a paragraph; empty if it has markup of another system. */
function textOf(paragraph: Node): string {
  const text = plainText(paragraph, { includeImageAlt: false }).replace(/\s+/g, ' ').trim();
  return /\{[{%]/.test(text) ? '' : text;
}

/** The first sentence of a text, with those that complete it, cut at the limit. */
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

/** The first words of a text with “…”, at most `max` characters. */
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
