import { STYLEGUIDE_PATHS } from '../site/styleguide.ts';

/** A page of each kind that the site has, by what it is. */
export const KINDS = {
  front: '/',
  'front-second-page': '/page/2',
  article: '/articles/budget-small-print',
  'article-of-the-customer': '/articles/new-alliance-cultural-ip-china',
  'article-with-contents': '/articles/town-that-moved-uphill',
  'article-with-interview': '/articles/lighthouse-lens-interview',
  tag: '/tags/science',
  tags: '/tags',
  author: '/authors/dario-quennell',
  authors: '/authors',
  series: '/series/living-with-the-ouselle',
  archive: '/archive',
  'archive-of-a-month': '/2026/11',
  corrections: '/corrections',
  page: '/about',
  search: '/search?q=ferry',
  'front-in-arabic': '/ar',
  'article-in-arabic': '/ar/articles/eelgrass-returns',
  'tags-in-arabic': '/ar/tags',
  'front-in-chinese': '/zh',
  'article-in-chinese': '/zh/articles/eelgrass-returns',
  'not-found': '/nothing-here',
} as const;

/** All of these, and every page of the styleguide: it has what the sample edition lacks. Open it on a site that is started `WITH_STYLEGUIDE`. */
export const PAGES: readonly string[] = [...Object.values(KINDS), ...STYLEGUIDE_PATHS];
