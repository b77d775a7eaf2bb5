import type { DocumentRoute } from '../routes/document-paths.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { articleMarkdown } from './article-markdown.ts';
import { FEED_TYPES, type Feed, feedOf } from './feed.ts';
import { atomOf, jsonFeedOf, rssOf } from './feed-formats.ts';
import { feedStyle } from './feed-style.ts';
import { llms, manifest, opensearch, robots, security } from './plain-documents.ts';
import { newsSitemap, sitemapIndex, sitemapPart } from './sitemaps.ts';

/**
 * A document for machines: its content type, its text, and the value of its `Link` header (RFC 8288), which
 * may be empty.
 */
export type MachineDocument = Readonly<{ type: string; text: string; links: string }>;

/**
 * Browsers display a feed only as XML, and download what has the content type of a feed. Pages link to feeds
 * with that type.
 */
const SENT_AS = { rss: 'application/xml', atom: 'application/xml', json: FEED_TYPES.json };

/** The function that writes each format. */
const WRITERS = { rss: rssOf, atom: atomOf, json: jsonFeedOf } satisfies Record<string, (feed: Feed) => string>;

const PLAIN = { robots, opensearch, llms, security, manifest, feedStyle };
const PLAIN_TYPES = {
  robots: 'text/plain',
  opensearch: 'application/opensearchdescription+xml',
  llms: 'text/markdown',
  security: 'text/plain',
  manifest: 'application/manifest+json',
  feedStyle: 'text/css',
  news: 'application/xml',
};

/**
 * Returns the document at a route, or null when it does not exist. `hub` is the URL of the WebSub hub, if
 * there is one; `isExport` documents offer nothing that static files cannot answer.
 */
export async function documentAt(
  store: ContentStore,
  route: DocumentRoute,
  { hub, isExport = false }: Readonly<{ hub: string | null; isExport?: boolean }>,
): Promise<MachineDocument | null> {
  switch (route.kind) {
    case 'feed': {
      const whole = await feedOf(queriesFor(store, route.of.edition), route, hub);
      // An export has no further pages: they would be five times as many as all feeds.
      const feed = whole && isExport ? { ...whole, next: null } : whole;
      const links = feed?.hub ? `<${feed.hub}>; rel="hub", <${feed.self}>; rel="self"` : '';
      return feed && document(SENT_AS[route.format], WRITERS[route.format](feed), links);
    }
    case 'markdown': {
      const queries = queriesFor(store, route.edition);
      const text = articleMarkdown(queries, route.slug);
      const page = queries.publication().origin + pathTo({ ...route, kind: 'article' });
      return text === null ? null : document('text/markdown', text, `<${page}>; rel="canonical"`);
    }
    case 'sitemap':
      return document(
        'application/xml',
        route.part === null ? sitemapIndex(store) : sitemapPart(queriesFor(store, route.edition), route.part),
      );
    case 'document':
      return document(
        PLAIN_TYPES[route.name],
        route.name === 'news' ? newsSitemap(store) : PLAIN[route.name](queriesFor(store, route.edition), isExport),
      );
  }
}

function document(type: string, text: string, links = ''): MachineDocument {
  return { type: `${type}; charset=utf-8`, text, links };
}
