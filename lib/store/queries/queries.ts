import type { Edition } from '../../routes/editions.ts';
import type { ContentStore } from '../content-store.ts';
import { pageQueries } from '../page-queries.ts';
import { contextOf, type QueryContext } from '../query-context.ts';
import { hasSameResults, type Trace } from '../trace.ts';
import { routeQueries } from './route-queries.ts';

/**
 * Every query by its name. Results are plain data, and hold nothing that is not published when the query is
 * made.
 */
export const queries = {
  ...pageQueries,
  ...routeQueries,
};

/** The queries as the pages of one edition make them. */
export type EditionQueries = {
  [Name in keyof typeof queries]: (typeof queries)[Name] extends (
    context: QueryContext,
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Result
    : never;
};

const bound = new WeakMap<ContentStore, Map<string, EditionQueries>>();

/** The queries for the pages of an edition of `store`. */
export function queriesFor(store: ContentStore, edition: Edition): EditionQueries {
  const context = contextOf(store, edition);
  const byLanguage = bound.get(store) ?? new Map<string, EditionQueries>();
  bound.set(store, byLanguage);
  const known = byLanguage.get(context.language);
  if (known) return known;
  const entries = Object.entries(queries).map(([name, query]) => [
    name,
    // Each query has parameters of its own; `EditionQueries` keeps their types.
    (...args: unknown[]) => (query as (context: QueryContext, ...args: unknown[]) => unknown)(context, ...args),
  ]);
  const made = Object.fromEntries(entries) as EditionQueries;
  byLanguage.set(context.language, made);
  return made;
}

/** The queries of sitemaps, which take up to a second at 100,000 articles. */
const SLOW_QUERIES: readonly string[] = [
  'listedPages',
  'publishedMonths',
  'articlesOfMonth',
] satisfies (keyof typeof queries)[];

/** Whether the queries of a trace are quick enough to repeat in the thread that answers readers. */
export function isQuickToCheck(trace: Trace): boolean {
  return !trace.values().some(({ query }) => SLOW_QUERIES.includes(query));
}

/**
 * Whether a page with this trace is still true: each of its queries has the same result in `store`. `touched`
 * has the keys of what changed since the trace was checked last; null if that may be anything.
 */
export function isFresh(trace: Trace, store: ContentStore, touched: ReadonlySet<string> | null = null): boolean {
  return hasSameResults(trace, queries, store, touched);
}
