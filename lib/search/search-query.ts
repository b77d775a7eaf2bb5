import { foldedTokensIn, tokensIn } from './tokens.ts';

/**
 * One thing that a reader looks for: words in a row, or one word; in each of `rows` by the rules of another language, where they differ. `prefix` is what the last word may begin
 * with, if its end was left open.
 */
export type Term = Readonly<{ rows: readonly (readonly string[])[]; prefix: string | null; excluded: boolean }>;

/** A question holds no more than so many terms and characters; what is beyond is not looked for. */
const MOST_TERMS = 12;
const MOST_CHARACTERS = 300;
/** A beginning of fewer letters is taken for a word: nearly everything has it. */
const LEAST_PREFIX = 3;

/**
 * What a reader typed, as terms, by the rules of the languages that are looked in (BCP 47): `night ferry` are two words, `"night ferry"` a row of two, `ferr*` whatever begins so,
 * `-bus` what is not to be there. Nothing that is typed is an error: all else is read as blanks.
 */
export function termsOf(typed: string, languages: readonly string[]): Term[] {
  const text = typed
    .slice(0, MOST_CHARACTERS)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[“”„«»「」『』＂]/g, '"');
  const found: Term[] = [];
  for (const { 1: minus, 2: row, 3: word = '' } of text.matchAll(/(?<!\S)(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const excluded = minus === '-';
    const written = row ?? word;
    // What has no blanks between its words, and what is joined by a hyphen or an apostrophe, is a row as well.
    const byRules = languages.map((language) => tokensIn(written, language).map((one) => one.word));
    const rows = [...new Map(byRules.map((words) => [words.join(' '), words])).values()];
    if (!rows[0] || rows[0].length === 0) continue;
    const open = row === undefined && /\p{L}\*+$/u.test(word);
    const beginning = open ? (foldedTokensIn(written).at(-1)?.word ?? '') : '';
    found.push({ rows, prefix: beginning.length < LEAST_PREFIX ? null : beginning, excluded });
  }
  return found.slice(0, MOST_TERMS);
}

/** A term as FTS5 asks for it (https://www.sqlite.org/fts5.html#full_text_query_syntax). */
export function phraseOf({ rows, prefix }: Term): string {
  const phrases = rows.map((words) => `"${words.join(' ')}"`);
  if (prefix !== null) {
    for (const words of rows) phrases.push(`"${[...words.slice(0, -1), prefix].join(' ')}"*`);
  }
  const different = [...new Set(phrases)];
  return different.length === 1 ? (different[0] ?? '') : `(${different.join(' OR ')})`;
}

/** What articles must have and must not have, as FTS5 asks for it; empty for what looks for nothing. `lists` are those in which they must stand. */
export function matchOf(terms: readonly Term[], lists: readonly string[] = [], columns = ''): string {
  const wanted = terms.filter(({ excluded }) => !excluded).map(phraseOf);
  const unwanted = terms.filter(({ excluded }) => excluded).map(phraseOf);
  if (wanted.length === 0) return '';
  const there = columns === '' ? wanted.join(' AND ') : `{${columns}} : (${wanted.join(' AND ')})`;
  const all = [there, ...lists.map((list) => `lists : ":${list}"`)].join(' AND ');
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(' OR ')})`;
}
