import type { Element } from 'xast';
import { x } from 'xastscript';
import { isoInstant } from '../dates.ts';
import { pathTo } from '../routes/routes.ts';
import type { Feed, FeedAuthor, FeedEntry } from './feed.ts';
import { LOGO } from './shared-image.ts';
import { xmlDocument } from './xml.ts';

/** The stylesheet with which browsers display a feed. */
const STYLE = pathTo({ kind: 'document', edition: '', name: 'feedStyle' });

const isWriter = ({ role }: FeedAuthor) => role === '';

/** The links of a feed to its first and next page (RFC 5005), by relation; none if it has one page. */
function pagesOf({ self, first, next }: Feed): [rel: string, href: string][] {
  if (self === first && next === null) return [];
  return [['first', first], ...(next === null ? [] : [['next', next] satisfies [string, string]])];
}

/**
 * RSS 2.0 (https://www.rssboard.org/rss-specification), with modules for what it lacks: several authors, full
 * text, images, languages and changes.
 */
export function rssOf(feed: Feed): string {
  const { title, description, language, rights, home, self, hub, origin, entries } = feed;
  const root = x(
    'rss',
    {
      version: '2.0',
      'xmlns:atom': 'http://www.w3.org/2005/Atom',
      'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:dcterms': 'http://purl.org/dc/terms/',
      'xmlns:media': 'http://search.yahoo.com/mrss/',
    },
    x('channel', [
      x('title', title),
      x('link', home),
      x('description', description),
      x('language', language),
      ...(rights ? [x('copyright', rights)] : []),
      ...(entries.length > 0 ? [x('lastBuildDate', rfc822(feed.modified))] : []),
      x('generator', 'Dateline'),
      x('docs', 'https://www.rssboard.org/rss-specification'),
      x('atom:link', { rel: 'self', type: 'application/rss+xml', href: self }),
      ...(hub ? [x('atom:link', { rel: 'hub', href: hub })] : []),
      ...pagesOf(feed).map(([rel, href]) => x('atom:link', { rel, type: 'application/rss+xml', href })),
      x('image', [x('url', origin + LOGO.path), x('title', title), x('link', home)]),
      ...entries.map((entry) => rssItem(entry, language)),
    ]),
  );
  return xmlDocument(root, STYLE);
}

function rssItem(entry: FeedEntry, language: string): Element {
  const { address, headline, summary, html, published, modified, authors, tags, image } = entry;
  return x('item', [
    x('title', headline),
    x('link', address),
    x('guid', { isPermaLink: 'true' }, address),
    x('pubDate', rfc822(published)),
    ...(modified > published ? [x('dcterms:modified', isoInstant(modified))] : []),
    ...authors.filter(isWriter).map(({ name }) => x('dc:creator', name)),
    ...authors.filter((author) => !isWriter(author)).map(({ name, role }) => x('dc:contributor', `${name} (${role})`)),
    ...(entry.language === language ? [] : [x('dc:language', entry.language)]),
    ...tags.map(({ name }) => x('category', name)),
    x('description', summary),
    x('content:encoded', html),
    ...(image
      ? [
          // The length is unknown before the image is generated; 0 means unknown (RSS Advisory Board, Best
          // Practices Profile).
          x('enclosure', { url: image.address, type: image.type, length: '0' }),
          x(
            'media:content',
            {
              url: image.address,
              type: image.type,
              medium: 'image',
              width: String(image.width),
              height: String(image.height),
            },
            [
              x('media:description', { type: 'plain' }, image.caption || image.alt),
              ...(image.credit ? [x('media:credit', image.credit)] : []),
            ],
          ),
        ]
      : []),
  ]);
}

/** A date as RSS wants it (RFC 822, with a year of four digits): `Sun, 14 Jan 2024 06:04:00 GMT`. */
function rfc822(instant: number): string {
  return new Date(instant).toUTCString();
}

/** Atom (RFC 4287). */
export function atomOf(feed: Feed): string {
  const { title, description, publication, language, rights, home, self, hub, origin, modified, entries } = feed;
  const root = x('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': language }, [
    x('id', home),
    x('title', title),
    x('subtitle', description),
    x('updated', isoInstant(modified)),
    x('author', [x('name', publication), x('uri', `${origin}/`)]),
    x('link', { rel: 'alternate', type: 'text/html', href: home }),
    x('link', { rel: 'self', type: 'application/atom+xml', href: self }),
    ...(hub ? [x('link', { rel: 'hub', href: hub })] : []),
    ...pagesOf(feed).map(([rel, href]) => x('link', { rel, type: 'application/atom+xml', href })),
    x('icon', origin + LOGO.path),
    ...(rights ? [x('rights', rights)] : []),
    x('generator', 'Dateline'),
    ...entries.map((entry) => atomEntry(entry, origin)),
  ]);
  return xmlDocument(root, STYLE);
}

function atomEntry(entry: FeedEntry, origin: string): Element {
  const { address, headline, summary, html, language, published, modified, authors, tags, image } = entry;
  const person = (kind: string) => (author: FeedAuthor) => x(kind, [x('name', author.name), x('uri', author.address)]);
  return x('entry', { 'xml:lang': language }, [
    x('id', address),
    x('title', headline),
    x('link', { rel: 'alternate', type: 'text/html', hreflang: language, href: address }),
    ...(image ? [x('link', { rel: 'enclosure', type: image.type, href: image.address, title: image.alt })] : []),
    x('published', isoInstant(published)),
    x('updated', isoInstant(modified)),
    ...authors.filter(isWriter).map(person('author')),
    ...authors.filter((author) => !isWriter(author)).map(person('contributor')),
    ...tags.map(({ slug, name }) => x('category', { term: slug, scheme: `${origin}/tags`, label: name })),
    ...(summary ? [x('summary', summary)] : []),
    x('content', { type: 'html' }, html),
  ]);
}

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export function jsonFeedOf(feed: Feed): string {
  const { title, description, publication, language, home, self, hub, origin, entries } = feed;
  const fields = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    ...(feed.next && { next_url: feed.next }),
    description,
    icon: origin + LOGO.path,
    favicon: origin + LOGO.path,
    authors: [{ name: publication, url: `${origin}/` }],
    language,
    ...(hub ? { hubs: [{ type: 'WebSub', url: hub }] } : {}),
    items: entries.map((entry) => jsonItem(entry)),
  };
  return `${JSON.stringify(fields, null, 1)}\n`;
}

function jsonItem({
  address,
  headline,
  summary,
  html,
  language,
  published,
  modified,
  authors,
  tags,
  image,
}: FeedEntry) {
  return {
    id: address,
    url: address,
    title: headline,
    ...(summary ? { summary } : {}),
    content_html: html,
    ...(image ? { image: image.address } : {}),
    date_published: isoInstant(published),
    ...(modified > published ? { date_modified: isoInstant(modified) } : {}),
    authors: authors.filter(isWriter).map(({ name, address }) => ({ name, url: address })),
    tags: tags.map(({ name }) => name),
    language,
    ...(image ? { attachments: [{ url: image.address, mime_type: image.type, title: image.alt }] } : {}),
  };
}
