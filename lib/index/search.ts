import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import leven from 'leven';
import { foldedWordsIn, isUnspaced, type Word, wordsIn } from '../content/words.ts';
import { type Instant, spanOf } from '../dates.ts';
import { firstPlace, plainText } from './search-index.ts';
import { matchOf, phraseOf, type Term, termsOf } from './search-query.ts';
import { row, rows } from './statement.ts';

/** Where a reader looks: slugs of tags (a section is one), an author's id, days of the calendar (`2024-01-14`), the first and the last; empty for everywhere. */
export type SearchFilters = Readonly<{ section: string; tag: string; author: string; from: string; to: string }>;

/** What the index knows when it is asked. `languages` (BCP 47) are those that are looked in: one, or all that there are. */
export type SearchContext = Readonly<{ languages: readonly string[]; timeZone: string; now: Instant }>;

/** Articles that were found: those of one page, the best first, and how many there are in all (`more`: at least so many). */
export type FoundArticles = Readonly<{ ids: readonly number[]; total: number; more: boolean }>;

/** A piece of a text, as it is shown with what was looked for; `marked` is just that. */
export type SnippetPart = Readonly<{ text: string; marked: boolean }>;

/** How much a word counts in the headline, the standfirst, the names (of authors, tags, section, series) and the body. */
const WEIGHTS = '12, 4, 6, 1, 0';
/** What more articles have says little about any of them: it does not count for how well they fit. Nor are more articles counted. */
const MOST_RANKED = 1_000;

/** The articles that have what is looked for: by how well they fit, and of those that fit alike the newest first. */
export function findArticles(
  db: DatabaseSync,
  terms: readonly Term[],
  filters: SearchFilters,
  context: SearchContext,
  limit: number,
  offset: number,
): FoundArticles {
  const { section, tag, author } = filters;
  const lists = [section && `tag:${section}`, tag && `tag:${tag}`, author && `author:${author}`].filter(Boolean);
  const match = matchOf(terms, lists);
  if (match === '') return { ids: [], total: 0, more: false };
  const where = conditionOf(filters, context);
  const total = count(db, match, where, MOST_RANKED + 1);
  if (total === 0) return { ids: [], total, more: false };
  // What has all terms has each; and of one term it is known.
  const wanted = terms.filter(({ excluded }) => !excluded);
  const single = terms.length === 1 && lists.length === 0 && filters.from === '' && filters.to === '';
  const telling =
    total > MOST_RANKED ? [] : wanted.filter((term) => (single ? !isOfHalf(db, total) : isTelling(db, term)));
  const ids =
    telling.length > 0
      ? ranked(db, match, matchOf(telling), where, limit, offset)
      : inOrder(db, terms, lists, where, total <= MOST_RANKED, limit, offset);
  return { ids, total: Math.min(total, MOST_RANKED), more: total > MOST_RANKED };
}

/** Whether a term is in few articles: in no more than can be ranked, and not in half of all, beyond which BM25 makes no difference between them. */
function isTelling(db: DatabaseSync, term: Term): boolean {
  const having = count(db, phraseOf(term), null, MOST_RANKED + 1);
  return having <= MOST_RANKED && !isOfHalf(db, having);
}

/** Whether so many articles are half of all. */
function isOfHalf(db: DatabaseSync, having: number): boolean {
  const sql = 'SELECT count(*) AS total FROM (SELECT 1 FROM searched LIMIT ?)';
  return (row<{ total: number }>(db, sql, 2 * having + 1)?.total ?? 0) <= 2 * having;
}

type Condition = Readonly<{ sql: string; values: readonly SQLInputValue[] }>;

/** What is published, in the languages, and when the reader says. The bounds on `rowid` say the same, but roughly, and spare the search what is outside of them: FTS5 heeds whole numbers alone. */
function conditionOf({ from, to }: SearchFilters, { languages, timeZone, now }: SearchContext): Condition {
  const first = from ? spanOf(from, timeZone)[0] : -Infinity;
  const last = Math.min(now, to ? spanOf(to, timeZone)[1] - 1 : now);
  const parts = ['search.rowid <= CAST(? AS INTEGER)', 'searched.published <= ?'];
  const values: SQLInputValue[] = [firstPlace(last + CROWDED), last];
  if (from) {
    parts.push('search.rowid >= CAST(? AS INTEGER)', 'searched.published >= ?');
    values.push(firstPlace(first), first);
  }
  parts.push(`searched.language IN (SELECT value FROM json_each(?))`);
  values.push(JSON.stringify(languages));
  return { sql: parts.join(' AND '), values };
}

/** So far may the place of an article be behind its time: where very many are of one minute. */
const CROWDED = 86_400_000;

const FROM = 'FROM search CROSS JOIN searched ON searched.id = search.rowid WHERE search MATCH ?';

/** How many articles match, but no more than `most`. */
function count(db: DatabaseSync, match: string, where: Condition | null, most: number): number {
  const sql = where ? `SELECT 1 ${FROM} AND ${where.sql}` : 'SELECT 1 FROM search WHERE search MATCH ?';
  const values = [match, ...(where?.values ?? []), most];
  return row<{ total: number }>(db, `SELECT count(*) AS total FROM (${sql} LIMIT ?)`, ...values)?.total ?? 0;
}

/** What matches, by how well it fits what is `telling` in it. To compare what nearly all have would take as long as to read all. */
function ranked(
  db: DatabaseSync,
  match: string,
  telling: string,
  where: Condition,
  limit: number,
  offset: number,
): number[] {
  const among = match === telling ? [] : [match];
  const matching = among.length > 0 ? 'AND +search.rowid IN (SELECT rowid FROM search WHERE search MATCH ?)' : '';
  const found = rows<{ article: number }>(
    db,
    `SELECT article ${FROM} ${matching} AND ${where.sql}
     ORDER BY round(bm25(search, ${WEIGHTS}) * 4), searched.published DESC, slug LIMIT ? OFFSET ?`,
    telling,
    ...among,
    ...where.values,
    limit,
    offset,
  );
  return found.map(({ article }) => article);
}

/** Of what has several common words, so many of the newest are looked at for where they have them: to find the few that have all in the headline takes a look at every article. */
const MOST_PLACED = 500;

/**
 * What matches, by where: first what has all words in the headline, then what has them above the text, then all else; the newest first. Many are not sorted: of those of one
 * minute the last that came is then the first.
 */
function inOrder(
  db: DatabaseSync,
  terms: readonly Term[],
  lists: readonly string[],
  where: Condition,
  few: boolean,
  limit: number,
  offset: number,
): number[] {
  const order = few ? 'searched.published DESC, slug' : 'search.rowid DESC';
  const match = matchOf(terms, lists);
  const wanted = terms.filter(({ excluded }) => !excluded);
  const newest = `SELECT search.rowid AS id ${FROM} AND ${where.sql} ORDER BY search.rowid DESC LIMIT 1 OFFSET ?`;
  const last = few || wanted.length === 1 ? null : row<{ id: number }>(db, newest, match, ...where.values, MOST_PLACED);
  const matching = (columns: string) => {
    // Each by itself is read from the last on; all at once would be read until one is found that has them all.
    const matches = last
      ? [match, ...wanted.map((term) => matchOf([term], [], columns))]
      : [matchOf(terms, lists, columns)];
    const among = matches.map(
      () => 'SELECT rowid AS rowid FROM search WHERE search MATCH ? AND rowid >= CAST(? AS INTEGER)',
    );
    const found = last
      ? `FROM (${among.join(' INTERSECT ')}) AS search CROSS JOIN searched ON searched.id = search.rowid WHERE true`
      : FROM;
    const bounds = last ? matches.flatMap((one) => [one, last.id]) : matches;
    const sql = `SELECT article ${found} AND ${where.sql} ORDER BY ${order} LIMIT ?`;
    return rows<{ article: number }>(db, sql, ...bounds, ...where.values, offset + limit).map(({ article }) => article);
  };
  const above = matching('headline standfirst names');
  const found = new Set(above.length > 0 ? [...matching('headline'), ...above] : []);
  if (found.size < offset + limit) {
    const sql = `SELECT article ${FROM} AND ${where.sql} ORDER BY ${order} LIMIT ?`;
    for (const { article } of rows<{ article: number }>(db, sql, match, ...where.values, offset + limit))
      found.add(article);
  }
  return [...found].slice(offset, offset + limit);
}

const SNIPPET_CHARACTERS = 220;
/** What stands further down in a text is not looked through for a snippet. */
const MOST_LOOKED_THROUGH = 30_000;
/** So many paragraphs that may hold something are compared. */
const MOST_PARAGRAPHS = 4;
/** What of a text is made readable for a snippet. */
const MOST_READ = 2_000;

/** The passage of a Markdown text in `language` (BCP 47) that says most of what was looked for, as it is read; null where its words are not in it. */
export function snippetOf(markdown: string, language: string, terms: readonly Term[]): SnippetPart[] | null {
  const wanted = terms.filter(({ excluded }) => !excluded);
  const found = passageOf(markdown.slice(0, MOST_LOOKED_THROUGH), language, wanted);
  if (found === null) return null;
  const text = plainText(found).replace(/\s+/g, ' ').trim();
  const hits = hitsIn(text, language, wanted);
  if (hits.length === 0) return null;
  // The window with the most different words; of several the first.
  let best = { from: 0, kinds: 0 };
  for (const [at, hit] of hits.entries()) {
    const within = hits.slice(at).filter(({ to }) => to - hit.from <= SNIPPET_CHARACTERS);
    const kinds = new Set(within.map(({ kind }) => kind)).size;
    if (kinds > best.kinds) best = { from: hit.from, kinds };
  }
  const start = text.lastIndexOf(' ', Math.max(0, best.from - SNIPPET_CHARACTERS / 4)) + 1;
  const beyond = text.indexOf(' ', start + SNIPPET_CHARACTERS);
  const end =
    beyond === -1 || beyond > start + SNIPPET_CHARACTERS + 40
      ? Math.min(text.length, start + SNIPPET_CHARACTERS)
      : beyond;
  const whole = {
    begins: markdown.trimStart().startsWith(found.trimStart()),
    ends: markdown.trimEnd().endsWith(found.trimEnd()),
  };
  const parts: SnippetPart[] = start > 0 || !whole.begins ? [{ text: '… ', marked: false }] : [];
  let at = start;
  for (const { from, to } of hits) {
    if (from < at || to > end) continue;
    if (from > at) parts.push({ text: text.slice(at, from), marked: false });
    parts.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  const after = text.slice(at, end).trimEnd() + (end < text.length || !whole.ends ? ' …' : '');
  if (after !== '') parts.push({ text: after, marked: false });
  return parts;
}

/** The paragraphs of a Markdown text that hold most of what is wanted, the first of several, and so much after them as a snippet has room for. */
function passageOf(markdown: string, language: string, wanted: readonly Term[]): string | null {
  const blocks = markdown.split(/\n[ \t]*\n/);
  let best = { block: -1, kinds: 0 };
  let looked = 0;
  for (const [block, text] of blocks.entries()) {
    if (!mayHold(text, wanted)) continue;
    const kinds = new Set(hitsIn(plainText(text), language, wanted).map(({ kind }) => kind)).size;
    if (kinds > best.kinds) best = { block, kinds };
    if (kinds > 0) looked++;
    if (kinds === wanted.length || looked === MOST_PARAGRAPHS) break;
  }
  if (best.block === -1) return null;
  let passage = blocks[best.block] ?? '';
  for (const next of blocks.slice(best.block + 1)) {
    if (passage.length > 1.5 * SNIPPET_CHARACTERS) break;
    passage += `\n\n${next}`;
  }
  return passage.length <= MOST_READ ? passage : around(passage, language, wanted);
}

/** Whether a text is worth being looked through: without accents and the like, a word begins as its stem does. */
function mayHold(text: string, wanted: readonly Term[]): boolean {
  if (NOT_ASCII.test(text)) return true;
  const small = text.toLowerCase();
  const begins = ([word = '']: readonly string[]) => small.includes(word.slice(0, Math.max(2, word.length - 2)));
  return wanted.some(({ rows, prefix }) => rows.some(begins) || (prefix !== null && small.includes(prefix)));
}

const NOT_ASCII = /[^\p{ASCII}]/u;

/** What of a long paragraph stands around the first of what is wanted. */
function around(passage: string, language: string, wanted: readonly Term[]): string {
  const [first] = hitsIn(passage, language, wanted);
  const from = Math.max(0, (first?.from ?? 0) - MOST_READ / 4);
  return passage.slice(from, from + MOST_READ);
}

/** Where the words of the terms stand in a text; `kind` tells them apart. A row counts only where it is whole. */
function hitsIn(text: string, language: string, wanted: readonly Term[]): { from: number; to: number; kind: number }[] {
  const words = wordsIn(text, language);
  const hits: { from: number; to: number; kind: number }[] = [];
  for (const [at, { from }] of words.entries()) {
    for (const [kind, { rows, prefix }] of wanted.entries()) {
      const row = rows.find((row) => standsAt(words, at, row, prefix));
      if (!row) continue;
      hits.push({ from, to: words[at + row.length - 1]?.to ?? from, kind });
      break;
    }
  }
  return hits;
}

function standsAt(words: readonly Word[], at: number, row: readonly string[], prefix: string | null): boolean {
  for (let next = 0; next < row.length; next++) {
    const word = words[at + next]?.word;
    const begins = prefix !== null && next === row.length - 1 && word?.startsWith(prefix);
    if (word !== row[next] && !begins) return false;
  }
  return true;
}

/** So many words of a like beginning are compared with one that was not found. */
const MOST_COMPARED = 3_000;
/** So many of the likeliest spellings are looked for among what is published. */
const MOST_TRIED = 5;

/** What may have been meant by what a reader typed: the same with each word that nobody wrote in its likeliest spelling; null where all are known, or nothing is like them. */
export function meantBy(db: DatabaseSync, typed: string, context: SearchContext): string | null {
  let changed = false;
  let meant = '';
  let at = 0;
  for (const { word, from, to } of foldedWordsIn(typed.slice(0, 200))) {
    meant += typed.slice(at, from);
    at = to;
    const near =
      isUnspaced(word) || word.length < 4 || isWritten(db, word, context) ? null : nearest(db, word, context);
    if (near) changed = true;
    meant += near ?? typed.slice(from, to);
  }
  return changed ? (meant + typed.slice(at, 200)).trim() : null;
}

/** Whether a word stands in anything that is published. */
function isWritten(db: DatabaseSync, word: string, context: SearchContext): boolean {
  const everywhere = { section: '', tag: '', author: '', from: '', to: '' };
  return count(db, matchOf(termsOf(word, context.languages)), conditionOf(everywhere, context), 1) > 0;
}

function nearest(db: DatabaseSync, word: string, context: SearchContext): string | null {
  const first = [...word][0] ?? '';
  const candidates = rows<{ word: string; uses: number }>(
    db,
    `SELECT word, sum(uses) AS uses FROM spellings WHERE language IN (SELECT value FROM json_each(?)) AND word >= ? AND word < ?
     AND length(word) BETWEEN ? AND ? GROUP BY word ORDER BY sum(uses) DESC LIMIT ?`,
    JSON.stringify(context.languages),
    first,
    `${first}\u{10ffff}`,
    word.length - 2,
    word.length + 2,
    MOST_COMPARED,
  );
  const most = word.length < 5 ? 1 : 2;
  const near = candidates
    .map((candidate) => ({ ...candidate, steps: leven(word, candidate.word) }))
    .filter(({ steps }) => steps <= most)
    .sort((a, b) => a.steps - b.steps || b.uses - a.uses || (a.word < b.word ? -1 : 1));
  return near.slice(0, MOST_TRIED).find((candidate) => isWritten(db, candidate.word, context))?.word ?? null;
}
