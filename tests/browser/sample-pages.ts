import { STYLEGUIDE_PATHS } from '../site/styleguide.ts';

/** Paths of one page of each kind, in the sample edition. */
export const SAMPLE_PAGES = {
  home: '/',
  'home-second-page': '/page/2',
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
  'home-in-arabic': '/ar',
  'article-in-arabic': '/ar/articles/eelgrass-returns',
  'tags-in-arabic': '/ar/tags',
  'home-in-chinese': '/zh',
  'article-in-chinese': '/zh/articles/eelgrass-returns',
  'not-found': '/nothing-here',
} as const;

/** One page of each kind, and the whole styleguide. */
export const ALL_PAGES: readonly string[] = [...Object.values(SAMPLE_PAGES), ...STYLEGUIDE_PATHS];
