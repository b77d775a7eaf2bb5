import type { ArticleContext } from '#lib/content/article.ts';

/** The only picture of the tests. */
export const publicFileExists = (url: string) => url === '/images/harbor.jpg';

/** What the articles of the tests may refer to: two authors and one tag. */
export const articleContext: ArticleContext = {
  timeZone: 'America/New_York',
  language: 'en',
  authors: new Map([
    ['mira-oakhurst', 'mira-oakhurst'],
    ['Mira Oakhurst', 'mira-oakhurst'],
    ['tobias-wrenfield', 'tobias-wrenfield'],
    ['Tobias Wrenfield', 'tobias-wrenfield'],
  ]),
  tags: new Map([['river', 'River']]),
  publicFileExists,
};
