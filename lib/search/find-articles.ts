import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { row, rows } from '../sqlite.ts';
import {
  matchingPositions,
  SEARCH_JOIN,
  type SearchCondition,
  type SearchContext,
  type SearchFilters,
  searchCondition,
} from './search-condition.ts';
import { matchExpression, type SearchTerm, termExpression, termsOf } from './search-query.ts';
import { foldedText, isUnspaced } from './tokens.ts';

/**
 * The ids of the articles on one page of results, best first; `total` is the number of all results, or fewer
 * if `more`.
 */
type Results = Readonly<{ ids: readonly number[]; total: number; more: boolean }>;

/**
 * Results, and the terms that found them. `missing` are the terms that were left out; `query` is the rest as
 * typed.
 */
export type FoundArticles = Results &
  Readonly<{ terms: readonly SearchTerm[]; missing: readonly string[]; query: string }>;

/**
 * The weights for BM25 of headline, standfirst, names (of authors, tags, section, series), body and lists.
 */
const WEIGHTS = '12, 4, 6, 1, 0';
/**
 * A term in more articles says little about any of them, and is not ranked by. More results are not counted.
 */
const MAX_RANKED = 1_000;

/** So many articles whose headline is the query come first. */
const MAX_EXACT = 100;

/** Which page of the results: at most `limit` articles after the first `offset`. */
type Page = Readonly<{ limit: number; offset: number }>;

/**
 * The published articles that match all terms of a query and the filters. Those whose headline is the query
 * come first, then the best matches by BM25, and of equal ones the newest. Where BM25 would tell little or
 * take long, articles with the terms in their headlines come first, then those with the terms above the body.
 * If there are none, terms that no published article has are left out.
 */
export function findArticles(
  db: DatabaseSync,
  typed: string,
  filters: SearchFilters,
  context: SearchContext,
  page: Page,
): FoundArticles {
  const { section, tag, author } = filters;
  const lists = [section && `tag:${section}`, tag && `tag:${tag}`, author && `author:${author}`].filter(Boolean);
  const condition = searchCondition(filters, context);
  const exact = exactPositions(db, typed, condition);
  // In a headline, a hyphen before a word excludes nothing.
  const terms = termsOf(typed, context.languages).map((term) =>
    exact.length > 0 ? { ...term, excluded: false } : term,
  );
  const isFiltered = lists.length > 0 || filters.from !== '' || filters.to !== '';
  const wanted = { terms, lists, condition, exact, isFiltered };
  const found = matchTerms(db, wanted, page);
  const all = { terms, missing: [], query: typed };
  if (found.total > 0) return { ...found, ...all };
  const everywhere = searchCondition({ from: '', to: '' }, context);
  const isKnown = (term: SearchTerm) =>
    term.excluded || matchingPositions(db, termExpression(term), everywhere, 1).length > 0;
  const known = terms.filter(isKnown);
  if (known.length === terms.length) return { ...found, ...all };
  const rest = matchTerms(db, { ...wanted, terms: known }, page);
  if (rest.total === 0) return { ...found, ...all };
  const missing = terms.filter((term) => !known.includes(term)).map(({ typed }) => typed);
  return { ...rest, terms: known, missing, query: known.map(({ typed }) => typed).join(' ') };
}

/** What is searched. `exact` are positions of articles that come first; `isFiltered` if any filter is set. */
type Wanted = Readonly<{
  terms: readonly SearchTerm[];
  lists: readonly string[];
  condition: SearchCondition;
  exact: readonly number[];
  isFiltered: boolean;
}>;

/** The positions of the newest articles whose headline is a text, ascending. */
function exactPositions(db: DatabaseSync, text: string, condition: SearchCondition): number[] {
  const folded = foldedText(text);
  if (folded === '') return [];
  // The condition names `search.rowid`, which is the id: the alias stands for it.
  const sql = `SELECT id AS position FROM searchable_articles CROSS JOIN searchable_articles AS search USING (id)
    WHERE searchable_articles.folded_headline = ? AND ${condition.sql} ORDER BY id DESC LIMIT ?`;
  const newest = rows<{ position: number }>(db, sql, folded, ...condition.values, MAX_EXACT);
  return newest.map(({ position }) => position).reverse();
}

/** The results with all terms; see `findArticles` for their order. */
function matchTerms(db: DatabaseSync, wanted: Wanted, page: Page): Results {
  const { terms, lists, condition, exact, isFiltered } = wanted;
  const match = matchExpression(terms, lists);
  if (match === '') return { ids: [], total: 0, more: false };
  const positions = matchingPositions(db, match, condition, MAX_RANKED + 1);
  const total = positions.length;
  if (total === 0) return { ids: [], total, more: false };
  if (total > MAX_RANKED) {
    return { ids: newestByColumn(db, wanted, page), total: MAX_RANKED, more: true };
  }
  const searched = terms.filter(({ excluded }) => !excluded);
  // The number of articles with a single term is known already, if no filter left any out.
  const isSingle = terms.length === 1 && !isFiltered;
  const significant = searched.filter((term) => (isSingle ? !isHalfOfAll(db, total) : isSignificant(db, term)));
  const ids =
    significant.length > 0 && !significant.every(isPhrase)
      ? byRank(db, matchExpression(significant), positions, exact, page)
      : byColumn(db, wanted, positions, page);
  return { ids, total, more: false };
}

/**
 * Whether a term is several words, and not the characters of a script without spaces. An article hardly ever
 * has such a phrase twice, and for BM25 SQLite would count all articles that have it, which is the slowest
 * part.
 */
function isPhrase({ phrases, prefix }: SearchTerm): boolean {
  return prefix === null && phrases.every((words) => words.length > 1 && !words.some(isUnspaced));
}

/**
 * Whether so few articles have a term that BM25 tells them apart: at most `MAX_RANKED`, and less than half of
 * all.
 */
function isSignificant(db: DatabaseSync, term: SearchTerm): boolean {
  const matches = countMatches(db, termExpression(term), MAX_RANKED + 1);
  return matches <= MAX_RANKED && !isHalfOfAll(db, matches);
}

/** Whether so many articles are half of all. */
function isHalfOfAll(db: DatabaseSync, articles: number): boolean {
  const sql = 'SELECT count(*) AS total FROM (SELECT 1 FROM searchable_articles LIMIT ?)';
  return (row<{ total: number }>(db, sql, 2 * articles + 1)?.total ?? 0) <= 2 * articles;
}

/** The number of articles that match, or `limit` if there are more. */
function countMatches(db: DatabaseSync, match: string, limit: number): number {
  const sql = 'SELECT count(*) AS total FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)';
  return row<{ total: number }>(db, sql, match, limit)?.total ?? 0;
}

/**
 * The condition that `rowid` is one of some ascending positions. FTS5 reads nothing before the first or after
 * the last.
 */
const AT_POSITIONS =
  'search.rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) AND +search.rowid IN (SELECT value FROM json_each(?))';

/** The values for `AT_POSITIONS`. */
function positionValues(positions: readonly number[]): SQLInputValue[] {
  return [positions[0] ?? 0, positions.at(-1) ?? 0, JSON.stringify(positions)];
}

/** The articles at `positions`: those at `exact` first, then by the BM25 of `match`, then newest first. */
function byRank(
  db: DatabaseSync,
  match: string,
  positions: readonly number[],
  exact: readonly number[],
  { limit, offset }: Page,
): number[] {
  const found = rows<{ article: number }>(
    db,
    `SELECT article ${SEARCH_JOIN} AND ${AT_POSITIONS}
     ORDER BY search.rowid IN (SELECT value FROM json_each(?)) DESC, round(bm25(search, ${WEIGHTS}) * 4),
       searchable_articles.published DESC, slug LIMIT ? OFFSET ?`,
    match,
    ...positionValues(positions),
    JSON.stringify(exact),
    limit,
    offset,
  );
  return found.map(({ article }) => article);
}

/** The columns above the body. */
const ABOVE_BODY = 'headline standfirst names';

/**
 * The articles at `positions`: first those whose headline is the query, then with all terms in the headline,
 * then with all above the body, then the others; each newest first.
 */
function byColumn(
  db: DatabaseSync,
  { terms, lists, exact }: Wanted,
  positions: readonly number[],
  { limit, offset }: Page,
): number[] {
  const matching = (columns: string, among: readonly number[]) => {
    const sql = `SELECT rowid AS position FROM search WHERE search MATCH ? AND ${AT_POSITIONS}`;
    const values = [matchExpression(terms, lists, columns), ...positionValues(among)];
    return rows<{ position: number }>(db, sql, ...values).map(({ position }) => position);
  };
  const above = matching(ABOVE_BODY, positions);
  const headline = above.length > 0 ? matching('headline', above) : [];
  const sql = `SELECT article FROM searchable_articles WHERE id IN (SELECT value FROM json_each(?1))
    ORDER BY id IN (SELECT value FROM json_each(?2)) DESC, id IN (SELECT value FROM json_each(?3)) DESC,
      id IN (SELECT value FROM json_each(?4)) DESC, published DESC, slug LIMIT ?5 OFFSET ?6`;
  const values = [positions, exact, headline, above].map((list) => JSON.stringify(list));
  return rows<{ article: number }>(db, sql, ...values, limit, offset).map(({ article }) => article);
}

/**
 * Of the results of several common terms, only so many of the newest are sorted by column: to find the few
 * with all terms in the headline reads every article.
 */
const MAX_SORTED = 500;

/**
 * Results in the order of `byColumn`, for more than can be sorted. Of one minute, those that came last are
 * first.
 */
function newestByColumn(
  db: DatabaseSync,
  { terms, lists, condition, exact }: Wanted,
  { limit, offset }: Page,
): number[] {
  const match = matchExpression(terms, lists);
  const wanted = terms.filter(({ excluded }) => !excluded);
  const newest = `SELECT search.rowid AS id ${SEARCH_JOIN} AND ${condition.sql} ORDER BY search.rowid DESC LIMIT 1 OFFSET ?`;
  const last = wanted.length === 1 ? null : row<{ id: number }>(db, newest, match, ...condition.values, MAX_SORTED);
  const matching = (columns: string) => {
    // Each term alone is read from the last position on. All in one expression would be read until an article
    // has them all.
    const matches = last
      ? [match, ...wanted.map((term) => matchExpression([term], [], columns))]
      : [matchExpression(terms, lists, columns)];
    const each = matches.map(
      () => 'SELECT rowid AS rowid FROM search WHERE search MATCH ? AND rowid >= CAST(? AS INTEGER)',
    );
    const from = last
      ? `FROM (${each.join(' INTERSECT ')}) AS search CROSS JOIN searchable_articles ON searchable_articles.id = search.rowid WHERE true`
      : SEARCH_JOIN;
    const bounds = last ? matches.flatMap((one) => [one, last.id]) : matches;
    const sql = `SELECT article ${from} AND ${condition.sql} ORDER BY search.rowid DESC LIMIT ?`;
    const values = [...bounds, ...condition.values, offset + limit];
    return rows<{ article: number }>(db, sql, ...values).map(({ article }) => article);
  };
  const first = `SELECT article ${SEARCH_JOIN} AND ${AT_POSITIONS} ORDER BY search.rowid DESC`;
  const same = exact.length > 0 ? rows<{ article: number }>(db, first, match, ...positionValues(exact)) : [];
  const above = matching(ABOVE_BODY);
  const found = new Set(same.map(({ article }) => article));
  for (const article of above.length > 0 ? [...matching('headline'), ...above] : []) found.add(article);
  if (found.size < offset + limit) {
    const sql = `SELECT article ${SEARCH_JOIN} AND ${condition.sql} ORDER BY search.rowid DESC LIMIT ?`;
    for (const { article } of rows<{ article: number }>(db, sql, match, ...condition.values, offset + limit)) {
      found.add(article);
    }
  }
  return [...found].slice(offset, offset + limit);
}
