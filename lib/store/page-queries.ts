import { archiveQueries } from './queries/archive-queries.ts';
import { articleQueries } from './queries/article-queries.ts';
import { authorQueries } from './queries/author-queries.ts';
import { correctionQueries } from './queries/correction-queries.ts';
import { feedQueries } from './queries/feed-queries.ts';
import { homePageQueries } from './queries/home-page-queries.ts';
import { publicationQueries } from './queries/publication-queries.ts';
import { searchQueries } from './queries/search-queries.ts';
import { seriesQueries } from './queries/series-queries.ts';
import { sitemapQueries } from './queries/sitemap-queries.ts';
import { staticPageQueries } from './queries/static-page-queries.ts';
import { tagQueries } from './queries/tag-queries.ts';
import { themeQueries } from './queries/theme-queries.ts';

/** The queries of all kinds of pages, by name: a file of queries is listed here. */
export const pageQueries = {
  ...publicationQueries,
  ...themeQueries,
  ...homePageQueries,
  ...articleQueries,
  ...authorQueries,
  ...tagQueries,
  ...seriesQueries,
  ...archiveQueries,
  ...correctionQueries,
  ...searchQueries,
  ...staticPageQueries,
  ...feedQueries,
  ...sitemapQueries,
};
