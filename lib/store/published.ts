import type { Instant } from '../dates.ts';
import type { ContentStore } from './content-store.ts';
import { articleKey, presenceInAnyLanguageKey, readBy } from './dependency-keys.ts';
import type { QueryContext } from './query-context.ts';
import type { StoredArticle } from './views.ts';

// What is published now, in one language. Values are for the conditions `language = ? AND published …` of a
// query.

/** From an instant to before another. */
export type Span = readonly [from: Instant, until: Instant];

/** The span of all instants that a `Date` can hold. */
export const EVER: Span = [-8.64e15, 8.64e15];

/** For `language = ? AND published <= ?`: what is published so far. */
export function publishedSoFar({ store, language }: QueryContext): [language: string, now: Instant] {
  return [language, store.clock()];
}

/**
 * For `language = ? AND published BETWEEN ? AND ?`. With two upper bounds instead, SQLite would read
 * everything below the first.
 */
export function publishedWithin(
  { store, language }: QueryContext,
  [from, until]: Span,
): [language: string, from: Instant, last: Instant] {
  return [language, from, Math.min(store.clock(), until - 1)];
}

/**
 * The languages in which something is published so far: the publication's own, then the others by their
 * codes.
 */
export function publishedLanguages(store: ContentStore): string[] {
  const own = store.publication().language;
  // Finds each next language by one look into the index: to read all listings would take as long as there are
  // articles.
  const sql = `WITH RECURSIVE found (language) AS (
      SELECT min(language) FROM listings WHERE list = 'all'
      UNION ALL SELECT (SELECT min(language) FROM listings WHERE list = 'all' AND language > found.language) FROM found WHERE found.language IS NOT NULL
    ) SELECT language FROM found
    WHERE EXISTS (SELECT 1 FROM listings WHERE list = 'all' AND listings.language = found.language AND published <= ?)`;
  const found = readBy([presenceInAnyLanguageKey('all')], () => store.rows<{ language: string }>(sql, store.clock()));
  return [own, ...found.map(({ language }) => language).filter((language) => language !== own)];
}

/** Columns of the published article at `slug`, or null. */
export function publishedColumns<Row>(
  context: QueryContext,
  slug: string,
  columns: 'record, body' | 'record' | 'headline' | 'features' | 'file' | 'id',
): Row | null {
  const sql = `SELECT ${columns} FROM articles WHERE language = ? AND slug = ? AND draft = 0 AND published <= ?`;
  const { store, language } = context;
  return readBy([articleKey(language, slug)], () => store.row<Row>(sql, language, slug, store.clock()));
}

/** The published article at `slug` without its text, or null. */
export function publishedArticle(context: QueryContext, slug: string): StoredArticle | null {
  const found = publishedColumns<{ record: string }>(context, slug, 'record');
  return found && (JSON.parse(found.record) as StoredArticle);
}
