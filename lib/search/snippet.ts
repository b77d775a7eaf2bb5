import { plainText } from './plain-text.ts';
import type { SearchTerm } from './search-query.ts';
import { isUnspaced, tokensIn } from './tokens.ts';

/** A piece of a snippet; `marked` if it matches a term. */
export type SnippetPart = Readonly<{ text: string; marked: boolean }>;

const SNIPPET_CHARACTERS = 220;
/** So many characters more complete the last word, or the text. */
const EXTRA_CHARACTERS = 40;
/** Only the beginning of a text is searched for a snippet. */
const MAX_SEARCHED = 30_000;
/** So many paragraphs with a term are compared. */
const MAX_PARAGRAPHS = 4;
/** The longest passage that is made plain text. */
const MAX_PASSAGE = 2_000;

/**
 * The part of a Markdown text in `language` (BCP 47) with the most different terms, as plain text; null if
 * the text has none of them.
 */
export function snippetOf(markdown: string, language: string, terms: readonly SearchTerm[]): SnippetPart[] | null {
  const wanted = wantedTerms(terms.filter(({ excluded }) => !excluded));
  const passage = bestPassage(markdown.slice(0, MAX_SEARCHED), language, wanted);
  if (passage === null) return null;
  const text = plainText(passage).replace(/\s+/g, ' ').trim();
  const matches = matchesIn(text, language, wanted);
  const [first] = matches;
  if (!first) return null;
  // Characters of scripts without spaces are twice as wide, and say more.
  const length = SNIPPET_CHARACTERS / (isUnspaced(text.slice(first.from)) ? 2 : 1);
  const best = bestStart(matches, length);
  const start = wordStart(text, best - length / 4, best);
  const limit = start + length + EXTRA_CHARACTERS;
  const end = limit >= text.length ? text.length : wordStart(text, start + length, limit);
  const isCutBefore = start > 0 || !markdown.trimStart().startsWith(passage.trimStart());
  const isCutAfter = end < text.length || !markdown.trimEnd().endsWith(passage.trimEnd());
  const parts: SnippetPart[] = isCutBefore ? [{ text: '… ', marked: false }] : [];
  let position = start;
  for (const { from, to } of matches) {
    if (from < position || to > end) continue;
    if (from > position) parts.push({ text: text.slice(position, from), marked: false });
    parts.push({ text: text.slice(from, to), marked: true });
    position = to;
  }
  const rest = text.slice(position, end).trimEnd() + (isCutAfter ? ' …' : '');
  if (rest !== '') parts.push({ text: rest, marked: false });
  return parts;
}

/** A term in a text, from one position to before another. `term` is its number. */
type Match = Readonly<{ from: number; to: number; term: number }>;

/** The start of the first window of this length with the most different terms. */
function bestStart(matches: readonly Match[], length: number): number {
  let best = { from: 0, terms: 0 };
  for (const [index, { from }] of matches.entries()) {
    const terms = new Set<number>();
    for (const { to, term } of matches.slice(index)) {
      if (to - from > length) break;
      terms.add(term);
    }
    if (terms.size > best.terms) best = { from, terms: terms.size };
  }
  return best.from;
}

/** The start of the first word between `from` and `to`, or else `from`. */
function wordStart(text: string, from: number, to: number): number {
  if (from <= 0) return 0;
  const space = text.indexOf(' ', from - 1);
  if (space !== -1 && space < to) return space + 1;
  const start = Math.ceil(from);
  return /[\udc00-\udfff]/.test(text[start] ?? '') ? start + 1 : start; // not within a surrogate pair
}

/**
 * The paragraph with the most different terms, with the paragraphs after it as far as a snippet has room;
 * null if no paragraph has any.
 */
function bestPassage(markdown: string, language: string, wanted: WantedTerms): string | null {
  const paragraphs = markdown.split(/\n[ \t]*\n/);
  let best = { index: -1, terms: 0 };
  let compared = 0;
  for (const [index, text] of paragraphs.entries()) {
    if (!mayMatch(text, wanted)) continue;
    const terms = new Set(matchesIn(plainText(text), language, wanted).map(({ term }) => term)).size;
    if (terms > best.terms) best = { index, terms };
    if (terms > 0) compared++;
    if (terms === wanted.count || compared === MAX_PARAGRAPHS) break;
  }
  if (best.index === -1) return null;
  let passage = paragraphs[best.index] ?? '';
  for (const next of paragraphs.slice(best.index + 1)) {
    if (passage.length > 1.5 * SNIPPET_CHARACTERS) break;
    passage += `\n\n${next}`;
  }
  return passage.length <= MAX_PASSAGE ? passage : aroundFirstMatch(passage, language, wanted);
}

/** Whether a text can match at all, which is quick to say of ASCII: there a word begins as its stem does. */
function mayMatch(text: string, { phrases, prefixes }: WantedTerms): boolean {
  if (NOT_ASCII.test(text)) return true;
  const lowerCase = text.toLowerCase();
  for (const word of phrases.keys()) {
    if (lowerCase.includes(word.slice(0, Math.max(2, word.length - 2)))) return true;
  }
  return prefixes.some(({ prefix }) => lowerCase.includes(prefix));
}

const NOT_ASCII = /[^\p{ASCII}]/u;

function aroundFirstMatch(passage: string, language: string, wanted: WantedTerms): string {
  const [first] = matchesIn(passage, language, wanted);
  const from = Math.max(0, (first?.from ?? 0) - MAX_PASSAGE / 4);
  return passage.slice(from, from + MAX_PASSAGE);
}

/**
 * Terms for comparing with the words of a text: phrases by their first words, and phrases that end with the
 * prefix of a word. `term` is the number of the term, of which there are `count`.
 */
type WantedTerms = Readonly<{
  phrases: ReadonlyMap<string, readonly { words: readonly string[]; term: number }[]>;
  prefixes: readonly { words: readonly string[]; prefix: string; term: number }[];
  count: number;
}>;

function wantedTerms(terms: readonly SearchTerm[]): WantedTerms {
  const all = terms.flatMap(({ phrases }, term) => phrases.map((words) => ({ words, term })));
  const prefixes = terms.flatMap(({ phrases, prefix }, term) =>
    prefix === null ? [] : phrases.map((words) => ({ words: words.slice(0, -1), prefix, term })),
  );
  return { phrases: Map.groupBy(all, ({ words: [first = ''] }) => first), prefixes, count: terms.length };
}

/** The matches in a text. A phrase matches only as a whole. */
function matchesIn(text: string, language: string, { phrases, prefixes }: WantedTerms): Match[] {
  const tokens = tokensIn(text, language);
  const isAt = (index: number, words: readonly string[]) =>
    words.every((word, next) => tokens[index + next]?.word === word);
  const matches: Match[] = [];
  tokens.forEach(({ word, from, to }, index) => {
    const phrase = phrases.get(word)?.find(({ words }) => isAt(index, words));
    if (phrase) {
      matches.push({ from, to: tokens[index + phrase.words.length - 1]?.to ?? to, term: phrase.term });
      return;
    }
    for (const { words, prefix, term } of prefixes) {
      const last = tokens[index + words.length];
      if (!last?.word.startsWith(prefix) || !isAt(index, words)) continue;
      matches.push({ from, to: last.to, term });
      return;
    }
  });
  return matches;
}
