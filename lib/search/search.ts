import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import leven from 'leven';
import { type Instant, spanOf } from '../dates.ts';
import { row, rows } from '../sqlite.ts';
import { firstPosition, plainText } from './search-index.ts';
import { matchOf, phraseOf, type Term, termsOf } from './search-query.ts';
import { foldedTokensIn, isUnspaced, tokensIn } from './tokens.ts';

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
  const positions = positionsOf(db, match, where, MOST_RANKED + 1);
  const total = positions.length;
  if (total === 0) return { ids: [], total, more: false };
  if (total > MOST_RANKED)
    return { ids: newestInOrder(db, terms, lists, where, limit, offset), total: MOST_RANKED, more: true };
  // What has all terms has each; and of one term it is known.
  const wanted = terms.filter(({ excluded }) => !excluded);
  const single = terms.length === 1 && lists.length === 0 && filters.from === '' && filters.to === '';
  const telling = wanted.filter((term) => (single ? !isOfHalf(db, total) : isTelling(db, term)));
  const ids =
    telling.length > 0 && !telling.every(isRow)
      ? ranked(db, matchOf(telling), positions, limit, offset)
      : fewInOrder(db, terms, lists, positions, limit, offset);
  return { ids, total, more: false };
}

/**
 * Whether a term is words in a row, and not characters of a script without blanks. Such a row is hardly ever twice in an article, and BM25 would count once more in how many it is,
 * which takes longest of all.
 */
function isRow({ rows, prefix }: Term): boolean {
  return prefix === null && rows.every((row) => row.length > 1 && !row.some(isUnspaced));
}

/** Whether a term is in few articles: in no more than can be ranked, and not in half of all, beyond which BM25 makes no difference between them. */
function isTelling(db: DatabaseSync, term: Term): boolean {
  const having = count(db, phraseOf(term), MOST_RANKED + 1);
  return having <= MOST_RANKED && !isOfHalf(db, having);
}

/** Whether so many articles are half of all. */
function isOfHalf(db: DatabaseSync, having: number): boolean {
  const sql = 'SELECT count(*) AS total FROM (SELECT 1 FROM searchable_articles LIMIT ?)';
  return (row<{ total: number }>(db, sql, 2 * having + 1)?.total ?? 0) <= 2 * having;
}

type Condition = Readonly<{ sql: string; values: readonly SQLInputValue[] }>;

/** What is published, in the languages, and when the reader says. The bounds on `rowid` say the same, but roughly, and spare the search what is outside of them: FTS5 heeds whole numbers alone. */
function conditionOf({ from, to }: SearchFilters, { languages, timeZone, now }: SearchContext): Condition {
  const first = from ? spanOf(from, timeZone)[0] : -Infinity;
  const last = Math.min(now, to ? spanOf(to, timeZone)[1] - 1 : now);
  const parts = ['search.rowid <= CAST(? AS INTEGER)', 'searchable_articles.published <= ?'];
  const values: SQLInputValue[] = [firstPosition(last + CROWDED), last];
  if (from) {
    parts.push('search.rowid >= CAST(? AS INTEGER)', 'searchable_articles.published >= ?');
    values.push(firstPosition(first), first);
  }
  parts.push(`searchable_articles.language IN (SELECT value FROM json_each(?))`);
  values.push(JSON.stringify(languages));
  return { sql: parts.join(' AND '), values };
}

/** So far may the position of an article be behind its time: where very many are of one minute. */
const CROWDED = 86_400_000;

const FROM = 'FROM search CROSS JOIN searchable_articles ON searchable_articles.id = search.rowid WHERE search MATCH ?';

/** The positions in the index of what matches, in their order, but no more than `most`. */
function positionsOf(db: DatabaseSync, match: string, where: Condition, most: number): number[] {
  const sql = `SELECT search.rowid AS position ${FROM} AND ${where.sql} LIMIT ?`;
  return rows<{ position: number }>(db, sql, match, ...where.values, most).map(({ position }) => position);
}

/** How many articles match, published or not, but no more than `most`. */
function count(db: DatabaseSync, match: string, most: number): number {
  const sql = 'SELECT count(*) AS total FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)';
  return row<{ total: number }>(db, sql, match, most)?.total ?? 0;
}

/** Keeps what is asked for to `positions`, in ascending order; FTS5 reads nothing beyond the first and the last. */
const AMONG =
  'search.rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) AND +search.rowid IN (SELECT value FROM json_each(?))';

function among(positions: readonly number[]): SQLInputValue[] {
  return [positions[0] ?? 0, positions.at(-1) ?? 0, JSON.stringify(positions)];
}

/** What is at `positions`, by how well it fits what is `telling` in it. To compare what nearly all have would take as long as to read all. */
function ranked(
  db: DatabaseSync,
  telling: string,
  positions: readonly number[],
  limit: number,
  offset: number,
): number[] {
  const found = rows<{ article: number }>(
    db,
    `SELECT article ${FROM} AND ${AMONG}
     ORDER BY round(bm25(search, ${WEIGHTS}) * 4), searchable_articles.published DESC, slug LIMIT ? OFFSET ?`,
    telling,
    ...among(positions),
    limit,
    offset,
  );
  return found.map(({ article }) => article);
}

/** What is at `positions`, by where it has what is looked for: first what has all words in the headline, then what has them above the text, then all else; the newest first. */
function fewInOrder(
  db: DatabaseSync,
  terms: readonly Term[],
  lists: readonly string[],
  positions: readonly number[],
  limit: number,
  offset: number,
): number[] {
  const having = (columns: string, of: readonly number[]) => {
    const sql = `SELECT rowid AS position FROM search WHERE search MATCH ? AND ${AMONG}`;
    return rows<{ position: number }>(db, sql, matchOf(terms, lists, columns), ...among(of)).map(
      ({ position }) => position,
    );
  };
  const above = having('headline standfirst names', positions);
  const headline = above.length > 0 ? having('headline', above) : [];
  const sql = `SELECT article FROM searchable_articles WHERE id IN (SELECT value FROM json_each(?1))
    ORDER BY id IN (SELECT value FROM json_each(?2)) DESC, id IN (SELECT value FROM json_each(?3)) DESC, published DESC, slug LIMIT ?4 OFFSET ?5`;
  const values = [positions, headline, above].map((of) => JSON.stringify(of));
  return rows<{ article: number }>(db, sql, ...values, limit, offset).map(({ article }) => article);
}

/** Of what has several common words, so many of the newest are looked at for where they have them: to find the few that have all in the headline takes a look at every article. */
const MOST_PLACED = 500;

/** What matches, in the order of `fewInOrder`, where it is too much to be sorted: of those of one minute the last that came is the first. */
function newestInOrder(
  db: DatabaseSync,
  terms: readonly Term[],
  lists: readonly string[],
  where: Condition,
  limit: number,
  offset: number,
): number[] {
  const match = matchOf(terms, lists);
  const wanted = terms.filter(({ excluded }) => !excluded);
  const newest = `SELECT search.rowid AS id ${FROM} AND ${where.sql} ORDER BY search.rowid DESC LIMIT 1 OFFSET ?`;
  const last = wanted.length === 1 ? null : row<{ id: number }>(db, newest, match, ...where.values, MOST_PLACED);
  const matching = (columns: string) => {
    // Each by itself is read from the last on; all at once would be read until one is found that has them all.
    const matches = last
      ? [match, ...wanted.map((term) => matchOf([term], [], columns))]
      : [matchOf(terms, lists, columns)];
    const each = matches.map(
      () => 'SELECT rowid AS rowid FROM search WHERE search MATCH ? AND rowid >= CAST(? AS INTEGER)',
    );
    const found = last
      ? `FROM (${each.join(' INTERSECT ')}) AS search CROSS JOIN searchable_articles ON searchable_articles.id = search.rowid WHERE true`
      : FROM;
    const bounds = last ? matches.flatMap((one) => [one, last.id]) : matches;
    const sql = `SELECT article ${found} AND ${where.sql} ORDER BY search.rowid DESC LIMIT ?`;
    return rows<{ article: number }>(db, sql, ...bounds, ...where.values, offset + limit).map(({ article }) => article);
  };
  const above = matching('headline standfirst names');
  const found = new Set(above.length > 0 ? [...matching('headline'), ...above] : []);
  if (found.size < offset + limit) {
    const sql = `SELECT article ${FROM} AND ${where.sql} ORDER BY search.rowid DESC LIMIT ?`;
    for (const { article } of rows<{ article: number }>(db, sql, match, ...where.values, offset + limit))
      found.add(article);
  }
  return [...found].slice(offset, offset + limit);
}

const SNIPPET_CHARACTERS = 220;
/** So many more end it with a word, or with the text. */
const TO_ITS_END = 40;
/** What stands further down in a text is not looked through for a snippet. */
const MOST_LOOKED_THROUGH = 30_000;
/** So many paragraphs that may hold something are compared. */
const MOST_PARAGRAPHS = 4;
/** What of a text is made readable for a snippet. */
const MOST_READ = 2_000;

/** The passage of a Markdown text in `language` (BCP 47) that says most of what was looked for, as it is read; null where its words are not in it. */
export function snippetOf(markdown: string, language: string, terms: readonly Term[]): SnippetPart[] | null {
  const sought = soughtBy(terms.filter(({ excluded }) => !excluded));
  const found = passageOf(markdown.slice(0, MOST_LOOKED_THROUGH), language, sought);
  if (found === null) return null;
  const text = plainText(found).replace(/\s+/g, ' ').trim();
  const hits = hitsIn(text, language, sought);
  const [first] = hits;
  if (!first) return null;
  // Signs of a script without blanks are twice as wide and say more.
  const room = SNIPPET_CHARACTERS / (isUnspaced(text.slice(first.from)) ? 2 : 1);
  // The window with the most different words; of several the first.
  let best = { from: 0, kinds: 0 };
  for (const [at, hit] of hits.entries()) {
    const within = hits.slice(at).filter(({ to }) => to - hit.from <= room);
    const kinds = new Set(within.map(({ kind }) => kind)).size;
    if (kinds > best.kinds) best = { from: hit.from, kinds };
  }
  const start = beginning(text, best.from - room / 4, best.from);
  const most = start + room + TO_ITS_END;
  const end = most >= text.length ? text.length : beginning(text, start + room, most);
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

/** Where a word begins in a text, at `from` or after it; where none does before `to`, `from` itself. */
function beginning(text: string, from: number, to: number): number {
  if (from <= 0) return 0;
  const blank = text.indexOf(' ', from - 1);
  if (blank !== -1 && blank < to) return blank + 1;
  const at = Math.ceil(from);
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at; // not between the halves of a sign
}

/** The paragraphs of a Markdown text that hold most of what is sought, the first of several, and so much after them as a snippet has room for. */
function passageOf(markdown: string, language: string, sought: Sought): string | null {
  const blocks = markdown.split(/\n[ \t]*\n/);
  let best = { block: -1, kinds: 0 };
  let looked = 0;
  for (const [block, text] of blocks.entries()) {
    if (!mayHold(text, sought)) continue;
    const kinds = new Set(hitsIn(plainText(text), language, sought).map(({ kind }) => kind)).size;
    if (kinds > best.kinds) best = { block, kinds };
    if (kinds > 0) looked++;
    if (kinds === sought.kinds || looked === MOST_PARAGRAPHS) break;
  }
  if (best.block === -1) return null;
  let passage = blocks[best.block] ?? '';
  for (const next of blocks.slice(best.block + 1)) {
    if (passage.length > 1.5 * SNIPPET_CHARACTERS) break;
    passage += `\n\n${next}`;
  }
  return passage.length <= MOST_READ ? passage : around(passage, language, sought);
}

/** Whether a text is worth being looked through: without accents and the like, a word begins as its stem does. */
function mayHold(text: string, { rows, open }: Sought): boolean {
  if (NOT_ASCII.test(text)) return true;
  const small = text.toLowerCase();
  for (const word of rows.keys()) if (small.includes(word.slice(0, Math.max(2, word.length - 2)))) return true;
  return open.some(({ prefix }) => small.includes(prefix));
}

const NOT_ASCII = /[^\p{ASCII}]/u;

/** What of a long paragraph stands around the first of what is sought. */
function around(passage: string, language: string, sought: Sought): string {
  const [first] = hitsIn(passage, language, sought);
  const from = Math.max(0, (first?.from ?? 0) - MOST_READ / 4);
  return passage.slice(from, from + MOST_READ);
}

/** Terms as they are sought in a text, word by word: rows of words by their first, and those whose last word is open. `kind` tells the terms apart, of which there are `kinds`. */
type Sought = Readonly<{
  rows: ReadonlyMap<string, readonly { row: readonly string[]; kind: number }[]>;
  open: readonly { row: readonly string[]; prefix: string; kind: number }[];
  kinds: number;
}>;

function soughtBy(wanted: readonly Term[]): Sought {
  const all = wanted.flatMap(({ rows }, kind) => rows.map((row) => ({ row, kind })));
  const open = wanted.flatMap(({ rows, prefix }, kind) =>
    prefix === null ? [] : rows.map((row) => ({ row: row.slice(0, -1), prefix, kind })),
  );
  return { rows: Map.groupBy(all, ({ row: [first = ''] }) => first), open, kinds: wanted.length };
}

/** Where what is sought stands in a text. A row counts only where it is whole. */
function hitsIn(text: string, language: string, { rows, open }: Sought): { from: number; to: number; kind: number }[] {
  const words = tokensIn(text, language);
  const stands = (at: number, row: readonly string[]) => row.every((word, next) => words[at + next]?.word === word);
  const hits: { from: number; to: number; kind: number }[] = [];
  words.forEach(({ word, from, to }, at) => {
    const whole = rows.get(word)?.find(({ row }) => stands(at, row));
    if (whole) hits.push({ from, to: words[at + whole.row.length - 1]?.to ?? to, kind: whole.kind });
    if (whole) return;
    for (const { row, prefix, kind } of open) {
      const last = words[at + row.length];
      if (!last?.word.startsWith(prefix) || !stands(at, row)) continue;
      hits.push({ from, to: last.to, kind });
      return;
    }
  });
  return hits;
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
  for (const { word, from, to } of foldedTokensIn(typed.slice(0, 200))) {
    meant += typed.slice(at, from);
    at = to;
    const near =
      isUnspaced(word) || word.length < 4 || isWritten(db, word, context) ? null : nearestSpelling(db, word, context);
    if (near) changed = true;
    meant += near ?? typed.slice(from, to);
  }
  return changed ? (meant + typed.slice(at, 200)).trim() : null;
}

/** Whether a word stands in anything that is published. */
function isWritten(db: DatabaseSync, word: string, context: SearchContext): boolean {
  const everywhere = { section: '', tag: '', author: '', from: '', to: '' };
  return positionsOf(db, matchOf(termsOf(word, context.languages)), conditionOf(everywhere, context), 1).length > 0;
}

function nearestSpelling(db: DatabaseSync, word: string, context: SearchContext): string | null {
  const first = [...word][0] ?? '';
  const candidates = rows<{ word: string; uses: number }>(
    db,
    `SELECT word, sum(occurrences) AS uses FROM spellings WHERE language IN (SELECT value FROM json_each(?)) AND word >= ? AND word < ?
     AND length(word) BETWEEN ? AND ? GROUP BY word ORDER BY sum(occurrences) DESC LIMIT ?`,
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
