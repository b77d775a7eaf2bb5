import { FEED_FORMATS } from '#lib/routes/document-paths.ts';
import { hasFeed, inEdition, PAGE_KINDS, type PageKindName, pageNamed } from '#lib/routes/page-kinds.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { slugOf } from '#lib/routes/slugs.ts';
import {
  AUTHORS,
  LANGUAGES,
  NOW,
  OLD_PATHS,
  OPEN_SLUGS,
  SEALED_AUTHORS,
  SEALED_OLD_PATHS,
  SEALED_SERIES,
  SEALED_SLUGS,
  SEALED_TAGS,
  SEALED_WORDS,
  SERIES,
  TAGS,
  WORDS,
} from './twin-content.ts';

/** A request: its path, and further headers. */
export type TwinRequest = Readonly<{ method?: string; path: string; headers?: Readonly<Record<string, string>> }>;

const ORIGIN = 'https://twin.example';

/**
 * The numbers from which pages of older stories in feeds are requested: from the oldest story on, and beyond
 * the newest published one. The numbers must count published stories only.
 */
const OLDER_FROM = [1, 2, 5, OPEN_SLUGS.length, OPEN_SLUGS.length + 1, 20];

/** The values of `:slug`, `:id` and `:date` with which pages of a kind are requested. */
const NAMES: Partial<Record<PageKindName, readonly string[]>> = {
  period: [...new Set([0, 1_000, 50_000, 5_000_000, -60, -45_000].flatMap(datesAt))],
  page: ['about', 'sealed-0'],
  article: [...OPEN_SLUGS, ...SEALED_SLUGS],
  history: ['open-0', 'sealed-0'],
  author: [...AUTHORS, ...SEALED_AUTHORS],
  tag: [...TAGS, ...SEALED_TAGS].map(slugOf),
  series: [...SERIES, ...SEALED_SERIES].map(slugOf),
};

/** The year, the month and the day at some minutes from now, as paths write them. */
function datesAt(minutes: number): string[] {
  const day = new Date(NOW + minutes * 60_000).toISOString().slice(0, 10);
  return [day, day.slice(0, 7), day.slice(0, 4)];
}

/**
 * Every request whose answer an unpublished story could change: to all pages and documents, existing or
 * guessed.
 */
export function twinRequests(): TwinRequest[] {
  const pages = LANGUAGES.flatMap((edition) =>
    (Object.keys(PAGE_KINDS) as PageKindName[]).flatMap((kind) => {
      const names = PAGE_KINDS[kind].path.includes(':') ? (NAMES[kind] ?? []) : [''];
      // Other editions have few of the dates and stories.
      const some = edition === '' || names.length < 4 ? names : names.filter((_, index) => index % 2 === 0);
      return some.map((name) => inEdition(edition, pageNamed(kind, name)));
    }),
  );
  const paths = pages.flatMap((page) => {
    if (!hasFeed(page)) return [pathTo(page)];
    const { page: _, ...of } = page;
    const formats = page.kind === 'home' ? FEED_FORMATS : FEED_FORMATS.slice(0, 1);
    const numbers = page.kind === 'home' ? OLDER_FROM : OLDER_FROM.slice(0, 2);
    const feeds = formats.flatMap((format) =>
      [undefined, ...numbers].map((from) => pathTo({ kind: 'feed', of, format, ...(from !== undefined && { from }) })),
    );
    return [pathTo(page), ...feeds];
  });
  const markdown = [...OPEN_SLUGS.slice(0, 3), ...SEALED_SLUGS].map((slug) => `/articles/${slug}.md`);
  return [
    ...[...paths, ...markdown, ...DOCUMENTS, ...GUESSES].map((path) => ({ path })),
    ...searches().map((path) => ({ path })),
    ...[...OPEN_SLUGS.slice(0, 3), ...SEALED_SLUGS].flatMap((slug) => [
      { path: `/articles/${slug}`, headers: { accept: 'text/markdown' } },
      { path: `/oembed?url=${encodeURIComponent(`${ORIGIN}/articles/${slug}`)}` },
      { path: `/Articles/${slug.toUpperCase()}/?a=b` },
    ]),
    { path: '/', headers: { 'accept-encoding': 'gzip' } },
    { path: '/', headers: { 'if-modified-since': new Date(NOW).toUTCString() } },
    { path: '/articles/sealed-0', method: 'HEAD' },
    { path: '/articles/sealed-0', method: 'POST' },
    { path: '/articles/sealed-0', method: 'OPTIONS' },
    { path: '/_dateline/publish', method: 'POST' },
  ];
}

const DOCUMENTS = [
  '/robots.txt',
  '/opensearch.xml',
  '/news-sitemap.xml',
  '/llms.txt',
  '/es/llms.txt',
  '/ru/llms.txt',
  '/.well-known/security.txt',
  '/manifest.webmanifest',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/es/sitemaps/pages.xml',
  '/ru/sitemaps/pages.xml',
  ...['2031-05', '2031-06', '2030-03', '2040-11'].flatMap((month) =>
    ['', '/es'].map((edition) => `${edition}/sitemaps/${month}.xml`),
  ),
];

const GUESSES = [
  ...[...OLD_PATHS, ...SEALED_OLD_PATHS],
  ...SEALED_SLUGS.map((slug) => `/articles/${slug}/share.png`),
  '/articles/open-0/share.png',
  '/articles/nothing',
  '/nothing',
  '/ru/nothing',
  '/%ff',
  '/page/2',
  '/articles/sealed.jpg',
  '/_dateline/publish',
  '/_dateline/speculation.json',
  '/_dateline/preview/x',
];

/** Searches for words of both kinds of stories, alone and in pairs, with filters, and misspelt. */
function searches(): string[] {
  const misspelt = (word: string) => word.slice(0, -2) + word.slice(-1);
  const words = [...WORDS, ...SEALED_WORDS];
  const queries = [
    ...words,
    ...words.map(misspelt),
    ...words.map((word) => `${word.slice(0, 1)}${word.slice(2, 3)}${word.slice(1, 2)}${word.slice(3)}`),
    ...words.slice(1).map((word, index) => `${words[index]} ${word}`),
    // A word that published stories lack is left out.
    ...SEALED_WORDS.map((word) => `ferry ${word}`),
    'sealed',
    'smugling',
    'dora',
    'raid',
    '"and the"',
  ];
  return [
    ...queries.map((query) => `/search?q=${encodeURIComponent(query)}`),
    '/search?q=ferry&tag=smuggling',
    '/search?q=ferry&author=dora-quill',
    '/search?q=&from=2031-05-20',
    '/search?q=ferry&language=all',
    '/es/search?q=ferry',
    '/ru/search?q=ferry',
  ];
}
