import type { Instant } from '../dates.ts';
import type { ContentStore } from './content-store.ts';
import { membersKey, presenceInAnyLanguageKey, presenceKey, readBy, sizeKey, storiesKey } from './dependency-keys.ts';
import { hasPage, type ListPage, pageCount } from './list-page.ts';
import { MAX_COUNTED, sizeOfStep, sizeStep } from './list-size.ts';
import { keysNear, NEAR } from './periods-of-lists.ts';
import { EVER, publishedSoFar, publishedWithin, type Span } from './published.ts';
import type { QueryContext } from './query-context.ts';
import { type StoredArticle, type Summary, summaryView } from './views.ts';

// Lists of published articles in one language: `all`, `tag:<slug>`, `author:<id>` and `series:<slug>`.

export const STORIES_PER_PAGE = 24;

/** One page of a list, or of its part within a span, newest first; null if the list has no such page. */
export function listPage(
  context: QueryContext,
  list: string,
  page: number,
  span: Span = EVER,
): ListPage<Summary> | null {
  const total = countListed(context, list, span);
  const pages = pageCount(total, STORIES_PER_PAGE);
  if (!hasPage(pages, page)) return null;
  const sql = `SELECT record FROM articles JOIN
       (SELECT article, published FROM listings
        WHERE list = ? AND language = ? AND published BETWEEN ? AND ?
        ORDER BY published DESC, slug LIMIT ? OFFSET ?)
     ON article = id ORDER BY articles.published DESC, slug`;
  const values = [list, ...publishedWithin(context, span), STORIES_PER_PAGE, (page - 1) * STORIES_PER_PAGE];
  const found = readBy([storiesKey(list, context.language)], () =>
    context.store.rows<{ record: string }>(sql, ...values),
  );
  return { items: found.map(({ record }) => summaryView(context.store, JSON.parse(record))), page, pages, total };
}

/** The newest articles of a list, newest first, at most `limit`. */
export function newestListed(context: QueryContext, list: string, limit: number): StoredArticle[] {
  const sql = `SELECT record FROM articles JOIN
       (SELECT article FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?)
     ON article = id ORDER BY articles.published DESC, slug`;
  const found = readBy([storiesKey(list, context.language)], () =>
    context.store.rows<{ record: string }>(sql, list, ...publishedSoFar(context), limit),
  );
  return found.map(({ record }) => JSON.parse(record) as StoredArticle);
}

/**
 * The ids of the articles of a list that were published nearest to an instant: at most `NEAR` before it and as many
 * after it. Declares that the result, and what these articles say, changes only if a sync touches a key of their
 * time.
 */
export function listedNear({ store, language }: QueryContext, list: string, instant: Instant): number[] {
  type Listed = { article: number; published: Instant };
  const from = 'SELECT article, published FROM listings WHERE list = ?1 AND language = ?2';
  const values = [list, language, instant, NEAR] as const;
  const { before, after } = readBy([], () => ({
    before: store.rows<Listed>(`${from} AND published <= ?3 ORDER BY published DESC, slug LIMIT ?4`, ...values),
    after: store.rows<Listed>(
      `${from} AND published > ?3 AND published <= ?5 ORDER BY published, slug LIMIT ?4`,
      ...values,
      store.clock(),
    ),
  }));
  const instants = (listed: readonly Listed[]) => listed.map(({ published }) => published);
  const keys = keysNear(list, language, instant, { before: instants(before), after: instants(after) });
  return readBy(keys, () => [...before, ...after].map(({ article }) => article));
}

/**
 * Whether an article of a list is published, in any language. Of a person or a tag without one readers learn
 * nothing: the file may be there for a story that they must not know of. Always true in a store that shows
 * unpublished stories.
 */
export function isKnown({ store }: QueryContext, list: string): boolean {
  if (store.showsUnpublished) return true;
  const sql = 'SELECT 1 FROM listings WHERE list = ? AND published <= ? LIMIT 1';
  return readBy([presenceInAnyLanguageKey(list)], () => store.row(sql, list, store.clock())) !== null;
}

/** Whether an article of a list is published, in the language of the page. */
export function hasStories(context: QueryContext, list: string): boolean {
  const sql = 'SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT 1';
  const read = () => context.store.row(sql, list, ...publishedSoFar(context));
  return readBy([presenceKey(list, context.language)], read) !== null;
}

// A count takes as long as its list is long, and many pages need the same. Within a generation it stays the
// same.
const counts = new WeakMap<ContentStore, { generation: number; totals: Map<string, number> }>();
const MAX_COUNTS = 10_000;

/**
 * The result of `count`, which counts articles of a list; `what` says which. It changes only if a sync touches
 * `dependencyKey`. Counts once a generation.
 */
function counted(
  { store, language }: QueryContext,
  list: string,
  what: string,
  dependencyKey: string,
  count: () => number,
): number {
  const generation = store.generation();
  let known = counts.get(store);
  if (known?.generation !== generation || known.totals.size >= MAX_COUNTS) {
    known = { generation, totals: new Map() };
    counts.set(store, known);
  }
  const { totals } = known;
  const key = `${language} ${list} ${what}`;
  const total = readBy([dependencyKey], () => totals.get(key) ?? count());
  totals.set(key, total);
  return total;
}

/** The number of articles in a list, or in its part within a span. */
export function countListed(context: QueryContext, list: string, span: Span = EVER): number {
  const sql = 'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published BETWEEN ? AND ?';
  return counted(
    context,
    list,
    String(span),
    membersKey(list, context.language),
    () => context.store.row<{ total: number }>(sql, list, ...publishedWithin(context, span))?.total ?? 0,
  );
}

/**
 * Roughly the number of articles in a list, at most 2,000: the same for all numbers of one `sizeStep`, so that few
 * new stories change what is made of it.
 */
export function roughSize(context: QueryContext, list: string): number {
  const sql =
    'SELECT count(*) AS total FROM (SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT ?)';
  const step = counted(context, list, 'roughly', sizeKey(list, context.language), () =>
    sizeStep(context.store.row<{ total: number }>(sql, list, ...publishedSoFar(context), MAX_COUNTED)?.total ?? 0),
  );
  return sizeOfStep(step);
}

/**
 * The number of articles in each list whose name begins with `prefix` (`author:`, `tag:`), by the rest of the
 * name.
 */
export function countByList(context: QueryContext, prefix: string): Map<string, number> {
  const found = context.store.rows<{ list: string; total: number }>(
    `SELECT list, count(*) AS total FROM listings
     WHERE list >= ?1 AND list < ?1 || char(0x10ffff) AND language = ?2 AND published <= ?3 GROUP BY list`,
    prefix,
    ...publishedSoFar(context),
  );
  return new Map(found.map(({ list, total }) => [list.slice(prefix.length), total]));
}
