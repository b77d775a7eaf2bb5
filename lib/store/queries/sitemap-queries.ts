import { type Instant, isoDay, nextMidnight, spanOf } from '../../dates.ts';
import type { ArchiveDate } from '../../routes/archive-date.ts';
import type { ImageFacts } from '../../routes/image-files.ts';
import type { ArticleKey } from '../../routes/page-kinds.ts';
import { publishedLanguages, publishedSoFar, publishedWithin, type Span } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import type { EditionName } from './publication-queries.ts';

/** An article in a sitemap. `modified` is when it last changed for readers. */
export type ListedArticle = Readonly<
  ArticleKey & {
    headline: string;
    language: string;
    published: Instant;
    modified: Instant;
    image: ImageFacts | null;
    /** The article in all its languages; empty if there is one only. */
    translations: readonly EditionName[];
  }
>;

/** A month (`2024-01`) in which articles were published, and when any of them last changed. */
export type ListedMonth = Readonly<{ month: ArchiveDate; articles: number; modified: Instant }>;

/** URLs in a part of the sitemap. 50,000 are allowed, and 50 MB: the longest URL has some 2,000 bytes. */
export const SITEMAP_ENTRIES = 10_000;
/** The most that a news sitemap may have. */
export const NEWS_ENTRIES = 1_000;

export const sitemapQueries = traceQueries({
  /** The months in which something was published, oldest first. */
  publishedMonths(context: QueryContext): ListedMonth[] {
    const { store } = context;
    const { timeZone } = store.publication();
    const first = store.row<{ published: Instant | null }>(
      'SELECT min(published) AS published FROM articles WHERE language = ? AND draft = 0 AND published <= ?',
      ...publishedSoFar(context),
    );
    if (first?.published == null) return [];
    const last = isoDay(store.clock(), timeZone).slice(0, 7);
    const months: ListedMonth[] = [];
    for (let month = isoDay(first.published, timeZone).slice(0, 7); month <= last; month = monthAfter(month)) {
      const counted = store.row<{ articles: number; modified: Instant }>(
        `SELECT count(*) AS articles, max(modified) AS modified FROM articles
         WHERE language = ? AND draft = 0 AND published BETWEEN ? AND ?`,
        ...publishedWithin(context, spanOf(month, timeZone)),
      );
      if (counted && counted.articles > 0) months.push({ month, ...counted });
    }
    return months;
  },

  /** The articles of a month, oldest first: the part with this number (from 1), of `SITEMAP_ENTRIES` each. */
  articlesOfMonth(context: QueryContext, month: ArchiveDate, number: number): ListedArticle[] {
    const span = spanOf(month, context.store.publication().timeZone);
    const offset = (number - 1) * SITEMAP_ENTRIES;
    return listedArticles(context, span, 'ORDER BY published, slug LIMIT ? OFFSET ?', SITEMAP_ENTRIES, offset);
  },

  /** The articles of today and yesterday in the publication's time zone, newest first. */
  news(context: QueryContext): ListedArticle[] {
    const { timeZone } = context.store.publication();
    const now = context.store.clock();
    const [today] = spanOf(isoDay(now, timeZone), timeZone);
    const [yesterday] = spanOf(isoDay(today - 1, timeZone), timeZone);
    const span: Span = [yesterday, nextMidnight(now, timeZone)];
    return listedArticles(context, span, 'ORDER BY published DESC, slug LIMIT ?', NEWS_ENTRIES);
  },
});

function monthAfter(month: ArchiveDate): ArchiveDate {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

function listedArticles(context: QueryContext, span: Span, order: string, ...limits: number[]): ListedArticle[] {
  const { store, language } = context;
  const languages = publishedLanguages(store);
  type Row = Omit<ListedArticle, 'edition' | 'image' | 'translations'> & { facts: string | null; languages: string };
  const found = store.rows<Row>(
    `SELECT articles.slug, headline, language, published, modified, facts, (
       SELECT json_group_array(others.language) FROM articles AS others
       WHERE others.language IN (SELECT value FROM json_each(?)) AND others.slug = articles.slug AND others.draft = 0 AND others.published <= ?
     ) AS languages FROM articles
     LEFT JOIN image_references ON image_references.file = articles.file AND in_record = 1 AND src = record -> 'image' ->> 'src'
     LEFT JOIN images ON path = image
     WHERE language = ? AND draft = 0 AND published BETWEEN ? AND ? ${order}`,
    JSON.stringify(languages.length > 1 ? languages : []),
    store.clock(),
    ...publishedWithin(context, span),
    ...limits,
  );
  return found.map(({ facts, languages, ...article }) => {
    const translations = JSON.parse(languages) as string[];
    return {
      ...article,
      edition: editionIn(store, language),
      image: facts === null ? null : (JSON.parse(facts) as ImageFacts),
      translations:
        translations.length < 2
          ? []
          : translations.map((language) => ({ edition: editionIn(store, language), language })),
    };
  });
}
