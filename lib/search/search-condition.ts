import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type Instant, spanOf } from '../dates.ts';
import { rows } from '../sqlite.ts';
import { firstPosition } from './search-positions.ts';

/**
 * Filters of a search: slugs of a section and a tag, the id of an author, the first and the last day
 * (`2024-01-14`); empty for none.
 */
export type SearchFilters = Readonly<{ section: string; tag: string; author: string; from: string; to: string }>;

/** What a search depends on besides the query. `languages` (BCP 47) are those that it searches. */
export type SearchContext = Readonly<{ languages: readonly string[]; timeZone: string; now: Instant }>;

/** An SQL condition and the values of its parameters. */
export type SearchCondition = Readonly<{ sql: string; values: readonly SQLInputValue[] }>;

/** The join that conditions are for. The first parameter is an FTS5 expression. */
export const SEARCH_JOIN =
  'FROM search CROSS JOIN searchable_articles ON searchable_articles.id = search.rowid WHERE search MATCH ?';

/**
 * Positions of one minute continue in the next minute's if there are many; so far can a position be ahead of
 * its time.
 */
const MAX_POSITION_DELAY = 86_400_000;

/**
 * The condition for articles that are published, in the languages of the context, and within the days of the
 * filters. The bounds on `rowid` repeat those on time, roughly: with them FTS5 reads nothing outside. It uses
 * whole numbers only, hence the casts.
 */
export function searchCondition(
  { from, to }: Pick<SearchFilters, 'from' | 'to'>,
  { languages, timeZone, now }: SearchContext,
): SearchCondition {
  const first = from ? spanOf(from, timeZone)[0] : -Infinity;
  const last = Math.min(now, to ? spanOf(to, timeZone)[1] - 1 : now);
  const parts = ['search.rowid <= CAST(? AS INTEGER)', 'searchable_articles.published <= ?'];
  const values: SQLInputValue[] = [firstPosition(last + MAX_POSITION_DELAY), last];
  if (from) {
    parts.push('search.rowid >= CAST(? AS INTEGER)', 'searchable_articles.published >= ?');
    values.push(firstPosition(first), first);
  }
  parts.push('searchable_articles.language IN (SELECT value FROM json_each(?))');
  values.push(JSON.stringify(languages));
  return { sql: parts.join(' AND '), values };
}

/**
 * The positions (`rowid`) in the search index that match an FTS5 expression and a condition, ascending, at
 * most `limit`.
 */
export function matchingPositions(
  db: DatabaseSync,
  match: string,
  condition: SearchCondition,
  limit: number,
): number[] {
  const sql = `SELECT search.rowid AS position ${SEARCH_JOIN} AND ${condition.sql} LIMIT ?`;
  return rows<{ position: number }>(db, sql, match, ...condition.values, limit).map(({ position }) => position);
}
