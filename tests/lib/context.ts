import type { ArticleContext } from '#lib/content/article.ts';
import type { BodyLookup } from '#lib/content/lint/body.ts';
import { partsOf } from '#lib/markdown/markdown.ts';

/** The only image of the tests. */
export const images: BodyLookup = {
  findingFor: (path) => (path === 'public/images/harbor.jpg' ? null : undefined),
  namesIn: (folder) => (folder === 'public/images' ? ['harbor.jpg'] : []),
  origin: 'https://courier.example',
  partsOf,
};

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
  translatedTags: new Map([['rio', 'river']]),
  images,
};
