import type { Instant } from '../../dates.ts';
import { type ArticleKey, type FeedList, listOfPage } from '../../routes/page-kinds.ts';
import { publishedSoFar } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';

/** The most stories of a feed, and of each page of older stories. */
export const FEED_ENTRIES = 20;
const LAST_CHANGES = 200;

export const feedQueries = traceQueries({
  /** The slugs of the newest articles of a list, newest first, at most `limit`. */
  newestSlugs(context: QueryContext, list: FeedList, limit = FEED_ENTRIES): string[] {
    const sql =
      'SELECT slug FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?';
    return context.store
      .rows<{ slug: string }>(sql, listOfPage(list) ?? '', ...publishedSoFar(context), limit)
      .map(({ slug }) => slug);
  },

  /**
   * The slugs of the stories of a list from the number `from` down to the next multiple of `FEED_ENTRIES`,
   * newest first; empty if the list has fewer stories. The oldest story has the number 1: new stories change
   * nothing.
   */
  olderSlugs(context: QueryContext, list: FeedList, from: number): string[] {
    const limit = ((from - 1) % FEED_ENTRIES) + 1;
    const sql =
      'SELECT slug FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published, slug DESC LIMIT ? OFFSET ?';
    const slugs = context.store
      .rows<{ slug: string }>(sql, listOfPage(list) ?? '', ...publishedSoFar(context), limit, from - limit)
      .map(({ slug }) => slug);
    return slugs.length === limit ? slugs.reverse() : [];
  },

  /** The number of stories of a list. */
  storyCount(context: QueryContext, list: FeedList): number {
    const sql = 'SELECT count(*) AS stories FROM listings WHERE list = ? AND language = ? AND published <= ?';
    const [counted] = context.store.rows<{ stories: number }>(sql, listOfPage(list) ?? '', ...publishedSoFar(context));
    return counted?.stories ?? 0;
  },

  /** The articles of all editions whose files were read last, the last one first. */
  lastRead({ store }: QueryContext, limit: number): ArticleKey[] {
    // An article that is read again gets the highest id.
    const sql = 'SELECT language, slug FROM articles WHERE draft = 0 AND published <= ? ORDER BY id DESC LIMIT ?';
    return store
      .rows<{ language: string; slug: string }>(sql, store.clock(), limit)
      .map(({ language, slug }) => ({ edition: editionIn(store, language), slug }));
  },

  /** The articles that changed last, the latest change first. */
  lastChanges(context: QueryContext): { slug: string; modified: Instant }[] {
    // The `+` keeps SQLite from using the index on `published`, by which it would read and sort all articles.
    const sql =
      'SELECT slug, modified FROM articles WHERE language = ? AND draft = 0 AND +published <= ? ORDER BY modified DESC, slug LIMIT ?';
    return context.store.rows(sql, ...publishedSoFar(context), LAST_CHANGES);
  },
});
