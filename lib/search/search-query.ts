import { foldedTokensIn, tokensIn } from './tokens.ts';

/**
 * One term of a search query: a word or a phrase, as the words of each language that is searched, where these
 * differ. `prefix` is the beginning of the last word if it was typed with `*`. `typed` is the term as typed.
 */
export type SearchTerm = Readonly<{
  phrases: readonly (readonly string[])[];
  prefix: string | null;
  excluded: boolean;
  typed: string;
}>;

/** The rest of a longer query is ignored. */
const MAX_TERMS = 12;
const MAX_CHARACTERS = 300;
/** A shorter prefix is taken for a word: nearly every article would match it. */
const MIN_PREFIX = 3;

/**
 * Parses a search query for some languages (BCP 47): `night ferry` are two words, `"night ferry"` is a
 * phrase, `ferr*` is a prefix, and articles with `-bus` are left out. There are no syntax errors: all other
 * characters are read as spaces.
 */
export function termsOf(typed: string, languages: readonly string[]): SearchTerm[] {
  const text = typed
    .slice(0, MAX_CHARACTERS)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[“”„«»「」『』＂]/g, '"');
  const terms: SearchTerm[] = [];
  for (const { 0: whole, 1: minus, 2: quoted, 3: unquoted = '' } of text.matchAll(
    /(?<!\S)(-?)(?:"([^"]*)"?|([^\s"]+))/g,
  )) {
    const written = quoted ?? unquoted;
    // Characters of scripts without spaces, and words joined by a hyphen or an apostrophe, are a phrase as
    // well.
    const byLanguage = languages.map((language) => tokensIn(written, language).map(({ word }) => word));
    const phrases = [...new Map(byLanguage.map((words) => [words.join(' '), words])).values()];
    if (!phrases[0] || phrases[0].length === 0) continue;
    const isPrefix = quoted === undefined && /\p{L}\*+$/u.test(unquoted);
    const prefix = isPrefix ? (foldedTokensIn(written).at(-1)?.word ?? '') : '';
    terms.push({ phrases, prefix: prefix.length < MIN_PREFIX ? null : prefix, excluded: minus === '-', typed: whole });
  }
  return terms.slice(0, MAX_TERMS);
}

/** The FTS5 expression for a term (https://www.sqlite.org/fts5.html#full_text_query_syntax). */
export function termExpression({ phrases, prefix }: SearchTerm): string {
  const expressions = phrases.map((words) => `"${words.join(' ')}"`);
  if (prefix !== null) {
    for (const words of phrases) expressions.push(`"${[...words.slice(0, -1), prefix].join(' ')}"*`);
  }
  const different = [...new Set(expressions)];
  return different.length === 1 ? (different[0] ?? '') : `(${different.join(' OR ')})`;
}

/**
 * The FTS5 expression for articles with all terms, but without the excluded ones, in all `lists`; empty
 * without terms. `columns` are those that must have the terms.
 */
export function matchExpression(terms: readonly SearchTerm[], lists: readonly string[] = [], columns = ''): string {
  const wanted = terms.filter(({ excluded }) => !excluded).map(termExpression);
  const unwanted = terms.filter(({ excluded }) => excluded).map(termExpression);
  if (wanted.length === 0) return '';
  const inColumns = columns === '' ? wanted.join(' AND ') : `{${columns}} : (${wanted.join(' AND ')})`;
  const all = [inColumns, ...lists.map((list) => `lists : ":${list}"`)].join(' AND ');
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(' OR ')})`;
}
