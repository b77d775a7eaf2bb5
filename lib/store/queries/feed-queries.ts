import type { Instant } from '../../dates.ts';
import { type FeedList, listOfPage } from '../../routes/page-kinds.ts';
import { publishedSoFar } from '../published.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';

const FEED_ENTRIES = 20;
const LAST_CHANGES = 200;

export const feedQueries = traceQueries({
  /** The slugs of the newest articles of a list, newest first. */
  newestSlugs(context: QueryContext, list: FeedList): string[] {
    const sql =
      'SELECT slug FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?';
    return context.store
      .rows<{ slug: string }>(sql, listOfPage(list) ?? '', ...publishedSoFar(context), FEED_ENTRIES)
      .map(({ slug }) => slug);
  },

  /** The articles that changed last, the latest change first. */
  lastChanges(context: QueryContext): { slug: string; modified: Instant }[] {
    // The `+` keeps SQLite from using the index on `published`, by which it would read and sort all articles.
    const sql =
      'SELECT slug, modified FROM articles WHERE language = ? AND draft = 0 AND +published <= ? ORDER BY modified DESC, slug LIMIT ?';
    return context.store.rows(sql, ...publishedSoFar(context), LAST_CHANGES);
  },
});
