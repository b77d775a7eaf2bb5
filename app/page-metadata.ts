import type { Metadata } from 'next';
import { lastChange } from '#lib/content/article.ts';
import { isoInZone } from '#lib/dates.ts';
import { index, type Story } from '#lib/index/queries.ts';
import { FEED_TYPES, feedTitle } from '#lib/syndication/feed.ts';
import { oembedAddress } from '#lib/syndication/oembed.ts';
import { FEED_FORMATS, type FeedList, type PagePlace, pathTo, SHARE_IMAGE, shareImagePath } from '#lib/urls.ts';

// What the head of a page says to browsers, search engines and those who show a link to it.

type PageHead = Readonly<{
  place: PagePlace;
  /** Empty for the front page, which is called as the publication is. */
  title: string;
  description: string;
  /** The list that the page shows, if it can be followed. */
  feed?: FeedList;
}>;

/** The head of a page. */
export function pageMetadata({ place, title, description, feed }: PageHead): Metadata {
  const { name, language } = index.publication();
  return {
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    alternates: { canonical: pathTo(place), types: feed ? feedLinks(feed) : latestLink() },
    openGraph: {
      type: 'website',
      siteName: name,
      title: title || name,
      ...(description ? { description } : {}),
      url: pathTo(place),
      locale: localeOf(language),
    },
  };
}

/** The head of an article. */
export function storyMetadata(story: Story, description: string): Metadata {
  const { slug, headline, published, byline, tags, section, language } = story;
  const { name, timeZone } = index.publication();
  const place: PagePlace = { kind: 'article', slug };
  const authors = byline.map(({ id, name }) => ({ name, url: pathTo({ kind: 'author', id, page: 1 }) }));
  return {
    title: headline,
    description,
    authors,
    alternates: {
      canonical: pathTo(place),
      types: {
        ...latestLink(),
        'text/markdown': pathTo({ kind: 'markdown', slug }),
        'application/json+oembed': oembedAddress(slug),
      },
    },
    openGraph: {
      type: 'article',
      siteName: name,
      title: headline,
      description,
      url: pathTo(place),
      locale: localeOf(language),
      publishedTime: isoInZone(published, timeZone),
      modifiedTime: isoInZone(lastChange(story), timeZone),
      authors: authors.map(({ url }) => index.publication().origin + url),
      ...(section ? { section: section.name } : {}),
      tags: tags.map((tag) => tag.name),
      images: [{ url: shareImagePath(slug), ...SHARE_IMAGE, alt: headline }],
    },
  };
}

/** The feeds of a list, as feed readers look for them. */
function feedLinks(of: FeedList) {
  const title = feedTitle(of)?.title ?? '';
  const links = FEED_FORMATS.map((format) => [
    FEED_TYPES[format],
    [{ url: pathTo({ kind: 'feed', of, format }), title }],
  ]);
  return Object.fromEntries(links) as Record<string, { url: string; title: string }[]>;
}

/** The feed of all that is new, for pages that have none of their own: one is enough to find it. */
function latestLink() {
  const { [FEED_TYPES.rss]: rss = [] } = feedLinks({ kind: 'front' });
  return { [FEED_TYPES.rss]: rss };
}

/** A language as Open Graph writes it, with a country: `en_US`. */
function localeOf(language: string): string {
  const { language: code, region } = new Intl.Locale(language).maximize();
  return region ? `${code}_${region}` : code;
}
