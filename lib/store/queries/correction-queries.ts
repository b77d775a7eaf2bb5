import type { Instant } from '../../dates.ts';
import { hasPage, type ListPage, pageCount } from '../list-page.ts';
import { publishedSoFar } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import type { StoryLink } from './article-queries.ts';

/** A correction and the article that it was made to. */
export type ListedCorrection = Readonly<{ date: Instant; text: string; story: StoryLink }>;

export const CORRECTIONS_PER_PAGE = 40;

export const correctionQueries = traceQueries({
  /** All corrections of published articles, newest first; null if the list has no such page. */
  corrections(context: QueryContext, page: number): ListPage<ListedCorrection> | null {
    const { store, language } = context;
    // CROSS JOIN keeps the order: SQLite would begin with all articles.
    const from = `FROM corrections CROSS JOIN articles ON articles.id = corrections.article
      WHERE articles.language = ?1 AND articles.published <= ?2 AND corrections.date <= ?2`;
    const values = publishedSoFar(context);
    const total = store.row<{ total: number }>(`SELECT count(*) AS total ${from}`, ...values)?.total ?? 0;
    const pages = pageCount(total, CORRECTIONS_PER_PAGE);
    if (!hasPage(pages, page)) return null;
    const found = store.rows<{ date: Instant; text: string; slug: string; headline: string }>(
      `SELECT corrections.date, text, slug, headline ${from}
       ORDER BY corrections.date DESC, slug, text LIMIT ?3 OFFSET ?4`,
      ...values,
      CORRECTIONS_PER_PAGE,
      (page - 1) * CORRECTIONS_PER_PAGE,
    );
    const edition = editionIn(store, language);
    const items = found.map(({ date, text, slug, headline }) => ({ date, text, story: { edition, slug, headline } }));
    return { items, page, pages, total };
  },
});
