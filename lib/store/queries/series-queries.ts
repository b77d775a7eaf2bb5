import type { TagName } from '../../content/tag-names.ts';
import type { Instant } from '../../dates.ts';
import { byName, NAMES_PER_PAGE } from '../alphabetical.ts';
import { type ListPage, pageOf } from '../list-page.ts';
import { countByList, countListed, listPage, newestListed } from '../listings.ts';
import { publishedSoFar } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import type { Summary } from '../views.ts';
import type { StoryLink } from './article-queries.ts';

/**
 * The position of an article in its series: its number, the number of all parts, and the parts before and
 * after it.
 */
export type SeriesPart = Readonly<{
  name: string;
  slug: string;
  part: number;
  parts: number;
  previous: StoryLink | null;
  next: StoryLink | null;
}>;

export const seriesQueries = traceQueries({
  /** A series that has a published article, with the name that its newest article gives it, or null. */
  series(context: QueryContext, slug: string): TagName | null {
    const [newest] = newestListed(context, `series:${slug}`, 1);
    return newest?.series ? { slug, name: newest.series.name } : null;
  },

  /** Series by name, each with the number of its published parts; null if the list has no such page, or there is no series. */
  allSeries(context: QueryContext, page: number): ListPage<TagName & { stories: number }> | null {
    const series = [...countByList(context, 'series:')].flatMap(([slug, stories]) => {
      const found = seriesQueries.series(context, slug);
      return found ? [{ ...found, stories }] : [];
    });
    return series.length === 0 ? null : pageOf(byName(context.language, series), page, NAMES_PER_PAGE);
  },

  /** The published articles of a series, newest first; null if the list has no such page. */
  storiesInSeries(context: QueryContext, series: string, page: number): ListPage<Summary> | null {
    return listPage(context, `series:${series}`, page);
  },

  /**
   * The position of an article in its series, whose first part is the oldest; null if the series has one
   * article only.
   */
  seriesPart(context: QueryContext, series: TagName, slug: string, published: Instant): SeriesPart | null {
    const { store, language } = context;
    const list = `series:${series.slug}`;
    const parts = countListed(context, list);
    if (parts < 2) return null;
    const sql = `SELECT ?6 AS edition, articles.slug, headline FROM listings JOIN articles ON articles.id = listings.article
      WHERE list = ?1 AND listings.language = ?2 AND listings.published <= ?3`;
    const values = [list, ...publishedSoFar(context), published, slug] as const;
    const before =
      '(listings.published, listings.slug) < (?4, ?5) ORDER BY listings.published DESC, listings.slug DESC';
    const after = '(listings.published, listings.slug) > (?4, ?5) ORDER BY listings.published, listings.slug';
    const earlier = store.row<{ total: number }>(
      'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published <= ? AND (published, slug) < (?, ?)',
      ...values,
    );
    const edition = editionIn(store, language);
    return {
      ...series,
      part: 1 + (earlier?.total ?? 0),
      parts,
      previous: store.row<StoryLink>(`${sql} AND ${before} LIMIT 1`, ...values, edition),
      next: store.row<StoryLink>(`${sql} AND ${after} LIMIT 1`, ...values, edition),
    };
  },
});
