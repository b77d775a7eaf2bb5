import type { Element } from 'xast';
import { x } from 'xastscript';
import { isoInstant } from '../dates.ts';
import type { SitemapPart } from '../routes/document-paths.ts';
import type { Edition } from '../routes/editions.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { type EditionQueries, queriesFor } from '../store/queries/queries.ts';
import { type ListedArticle, NEWS_ENTRIES, SITEMAP_ENTRIES } from '../store/queries/sitemap-queries.ts';
import { sharedImage } from './shared-image.ts';
import { xmlDocument } from './xml.ts';

const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const IMAGES = 'http://www.google.com/schemas/sitemap-image/1.1';
const XHTML = 'http://www.w3.org/1999/xhtml';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';

/** Returns the index of the sitemaps of all editions (https://www.sitemaps.org/protocol.html). */
export function sitemapIndex(store: ContentStore): string {
  const { origin } = queriesFor(store, '').publication();
  const parts = (edition: Edition, of: SitemapPart['of'], entries: number, changed: string | null) =>
    Array.from({ length: Math.ceil(entries / SITEMAP_ENTRIES) }, (_, at) =>
      x('sitemap', [
        x('loc', origin + pathTo({ kind: 'sitemap', edition, part: { of, number: at + 1 } })),
        ...(changed ? [x('lastmod', changed)] : []),
      ]),
    );
  const editions = queriesFor(store, '')
    .editions()
    .flatMap(({ edition }) => {
      const queries = queriesFor(store, edition);
      const months = queries.publishedMonths();
      return [
        ...parts(edition, 'pages', queries.listedPages().length, null),
        ...months.flatMap(({ month, articles, modified }) => parts(edition, month, articles, isoInstant(modified))),
      ];
    });
  return xmlDocument(x('sitemapindex', { xmlns: SITEMAP }, editions));
}

/** Returns a part of the sitemap, which is empty for a part that does not exist. */
export function sitemapPart(queries: EditionQueries, { of, number }: SitemapPart): string {
  const { origin } = queries.publication();
  if (of === 'pages') {
    const routes = queries.listedPages().slice((number - 1) * SITEMAP_ENTRIES, number * SITEMAP_ENTRIES);
    return urlset(
      {},
      routes.map((route) => x('url', [x('loc', origin + pathTo(route))])),
    );
  }
  const articles = queries.articlesOfMonth(of, number);
  return urlset(
    { 'xmlns:image': IMAGES, 'xmlns:xhtml': XHTML },
    articles.map((article) => articleUrl(article, origin)),
  );
}

/** Returns the news sitemap of all editions (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap). */
export function newsSitemap(store: ContentStore): string {
  const entries = queriesFor(store, '')
    .editions()
    .flatMap(({ edition }) => {
      const queries = queriesFor(store, edition);
      const { origin, name } = queries.publication();
      return queries.news().map((article) => ({ article, origin, name }));
    })
    .toSorted((a, b) => b.article.published - a.article.published)
    .slice(0, NEWS_ENTRIES);
  return urlset(
    { 'xmlns:news': NEWS, 'xmlns:image': IMAGES, 'xmlns:xhtml': XHTML },
    entries.map(({ article, origin, name }) => articleUrl(article, origin, name)),
  );
}

function urlset(namespaces: Record<string, string>, urls: Element[]): string {
  return xmlDocument(x('urlset', { xmlns: SITEMAP, ...namespaces }, urls));
}

/** An entry for an article. With `publication`, the publication's name, it has the elements of a news sitemap. */
function articleUrl(
  { edition, slug, headline, language, published, modified, image, translations }: ListedArticle,
  origin: string,
  publication?: string,
): Element {
  const news =
    publication === undefined
      ? []
      : [
          x('news:news', [
            x('news:publication', [x('news:name', publication), x('news:language', newsLanguage(language))]),
            x('news:publication_date', isoInstant(published)),
            x('news:title', headline),
          ]),
        ];
  return x('url', [
    x('loc', origin + pathTo({ kind: 'article', edition, slug })),
    x('lastmod', isoInstant(modified)),
    ...translations.map((other) =>
      x('xhtml:link', {
        rel: 'alternate',
        hreflang: other.language,
        href: origin + pathTo({ kind: 'article', edition: other.edition, slug }),
      }),
    ),
    ...news,
    ...(image ? [x('image:image', [x('image:loc', sharedImage(image, origin).address)])] : []),
  ]);
}

/** Google accepts codes of two or three letters, `zh-cn` and `zh-tw`. */
function newsLanguage(language: string): string {
  const { language: code, script, region } = new Intl.Locale(language).maximize();
  if (code !== 'zh') return code;
  return script === 'Hant' || region === 'TW' ? 'zh-tw' : 'zh-cn';
}
