import { type ArchiveDate, archiveDate } from './archive-date.ts';
import { type Edition, editionPrefix } from './editions.ts';
import { type FeedList, firstPage, hasFeed } from './page-kinds.ts';
import { pageAt, pagePath } from './page-paths.ts';
import { isSlug } from './slugs.ts';

// Builds and parses the paths of documents for machines: feeds, Markdown, sitemaps, robots.txt and the like.

/** A document for feed readers, search engines and other machines. */
export type DocumentRoute =
  /**
   * The newest stories of a list; or, with `from`, that story and older ones. The oldest story has the number
   * 1.
   */
  | { kind: 'feed'; of: FeedList; format: FeedFormat; from?: number }
  | { kind: 'markdown'; edition: Edition; slug: string }
  | { kind: 'sitemap'; edition: Edition; part: SitemapPart | null }
  | { kind: 'document'; edition: Edition; name: DocumentName };

/** A part of the sitemap, by number from 1: the articles of a month (`2024-01`), or all other pages. */
export type SitemapPart = Readonly<{ of: ArchiveDate | 'pages'; number: number }>;

const FEED_FILES = { rss: 'feed.xml', atom: 'feed.atom', json: 'feed.json' } as const;
export type FeedFormat = keyof typeof FEED_FILES;
export const FEED_FORMATS = Object.keys(FEED_FILES) as FeedFormat[];
const FORMAT_OF_FILE = new Map<string, FeedFormat>(FEED_FORMATS.map((format) => [FEED_FILES[format], format]));

/**
 * Where other publishing systems have the feed of the home page. Requests are redirected, so that subscribers
 * of a site that moves here stay.
 */
export const USUAL_FEEDS: ReadonlyMap<string, FeedFormat> = new Map<string, FeedFormat>([
  ['/feed', 'rss'],
  ['/rss', 'rss'],
  ['/rss.xml', 'rss'],
  ['/index.xml', 'rss'],
  ['/feed/atom', 'atom'],
  ['/atom.xml', 'atom'],
]);

/** Documents that the site, or each edition, has one of. */
const DOCUMENTS = {
  robots: '/robots.txt',
  opensearch: '/opensearch.xml',
  news: '/news-sitemap.xml',
  llms: '/llms.txt',
  security: '/.well-known/security.txt',
  manifest: '/manifest.webmanifest',
  feedStyle: '/feed.css',
} as const;
export type DocumentName = keyof typeof DOCUMENTS;
const DOCUMENT_AT = new Map<string, DocumentName>(
  (Object.keys(DOCUMENTS) as DocumentName[]).map((name) => [DOCUMENTS[name], name]),
);
/** Documents that each edition has for itself. */
const DOCUMENTS_OF_EDITIONS: readonly DocumentName[] = ['opensearch', 'llms'];

/** Returns the path of a document. */
export function documentPath(route: DocumentRoute): string {
  switch (route.kind) {
    case 'feed':
      return `${editionPrefix(route.of.edition)}${pagePath(firstPage(route.of))}/${feedFile(route.format, route.from)}`;
    case 'markdown':
      return `${editionPrefix(route.edition)}/articles/${encodeURIComponent(route.slug)}.md`;
    case 'sitemap':
      return editionPrefix(route.edition) + (route.part === null ? '/sitemap.xml' : sitemapPartPath(route.part));
    case 'document':
      return editionPrefix(route.edition) + DOCUMENTS[route.name];
  }
}

/** Returns `feed.xml`; for a page of older stories `feed.140.xml`. */
function feedFile(format: FeedFormat, from?: number): string {
  return FEED_FILES[format].replace('.', from === undefined ? '.' : `.${from}.`);
}

function sitemapPartPath({ of, number }: SitemapPart): string {
  return `/sitemaps/${of}${number > 1 ? `.${number}` : ''}.xml`;
}

/** Returns the document at the segments of a path (decoded, in lower case) within an edition, or null. */
export function documentRouteAt(edition: Edition, segments: readonly string[]): DocumentRoute | null {
  const path = `/${segments.join('/')}`;
  const name = DOCUMENT_AT.get(path);
  if (name) return edition && !DOCUMENTS_OF_EDITIONS.includes(name) ? null : { kind: 'document', edition, name };
  // The index of all sitemaps is one for all editions.
  if (path === '/sitemap.xml') return edition ? null : { kind: 'sitemap', edition, part: null };
  if (segments[0] === 'sitemaps') return sitemapPartAt(edition, path);
  const last = segments.at(-1) ?? '';
  if (segments.length === 2 && segments[0] === 'articles' && last.endsWith('.md')) {
    const slug = last.slice(0, -'.md'.length);
    return isSlug(slug) ? { kind: 'markdown', edition, slug } : null;
  }
  const usual = USUAL_FEEDS.get(path);
  if (usual) return { kind: 'feed', of: { kind: 'home', edition }, format: usual };
  const [, from] = /^feed\.([1-9]\d{0,7})\./.exec(last) ?? [];
  const format = FORMAT_OF_FILE.get(from === undefined ? last : last.replace(`${from}.`, ''));
  const list = format ? pageAt(segments.slice(0, -1)) : null;
  if (!format || !list || !hasFeed(list) || list.page !== 1) return null;
  const { page: _, ...of } = list;
  return { kind: 'feed', of: { edition, ...of }, format, ...(from !== undefined && { from: Number(from) }) };
}

function sitemapPartAt(edition: Edition, path: string): DocumentRoute | null {
  const [, of, number = '1'] = /^\/sitemaps\/(pages|\d{4}-\d{2})(?:\.([1-9]\d{0,3}))?\.xml$/.exec(path) ?? [];
  if (!of || (of !== 'pages' && !archiveDate([of]))) return null;
  return { kind: 'sitemap', edition, part: { of, number: Number(number) } };
}
