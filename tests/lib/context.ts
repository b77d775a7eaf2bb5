import type { ArticleContext } from '#lib/content/article.ts';
import { bodyParser } from '#lib/content/lint/analyse-body.ts';
import type { BodyLookup } from '#lib/content/lint/check-body.ts';

/** The only image of the tests. */
export const images: BodyLookup = {
  findingFor: (path) => (path === 'public/images/harbor.jpg' ? null : undefined),
  namesIn: (folder) => (folder === 'public/images' ? ['harbor.jpg'] : []),
  origin: 'https://courier.example',
  ...bodyParser,
};

/** What the articles of the tests may refer to: two authors, and one tag by its Spanish name. */
export const articleContext: ArticleContext = {
  timeZone: 'America/New_York',
  language: 'en',
  authors: new Map([
    ['mira-oakhurst', 'mira-oakhurst'],
    ['Mira Oakhurst', 'mira-oakhurst'],
    ['tobias-wrenfield', 'tobias-wrenfield'],
    ['Tobias Wrenfield', 'tobias-wrenfield'],
  ]),
  translatedTags: new Map([['rio', 'river']]),
  images,
};
