import type { Metadata } from 'next';
import { lastChange } from '#lib/content/article.ts';
import { isoInZone } from '#lib/dates.ts';
import { withCountry } from '#lib/i18n/language.ts';
import { FEED_FORMATS } from '#lib/routes/document-paths.ts';
import type { Edition } from '#lib/routes/editions.ts';
import type { FeedList, PageRoute } from '#lib/routes/page-kinds.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { SHARE_IMAGE, shareImagePath } from '#lib/routes/share-image.ts';
import type { Story } from '#lib/store/views.ts';
import { FEED_TYPES, feedTitle } from '#lib/syndication/feed.ts';
import { oembedAddress } from '#lib/syndication/oembed.ts';
import { editionContext } from './edition.ts';

// The metadata in the head of a page, for browsers, search engines, and sites that show a link to it.

type PageHead = Readonly<{
  route: PageRoute;
  /** Empty for the home page, whose title is the publication's name. */
  title: string;
  description: string;
  /** The list of the page, if it has a feed. */
  feed?: FeedList;
}>;

/** Returns the metadata of a page. */
export function pageMetadata({ route, title, description, feed }: PageHead): Metadata {
  const { name, language } = editionContext(route.edition).publication;
  return {
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    alternates: {
      canonical: pathTo(route),
      ...alternatives(route),
      types: feed ? feedLinks(feed) : latestLink(route.edition),
    },
    openGraph: {
      type: 'website',
      siteName: name,
      title: title || name,
      ...(description ? { description } : {}),
      url: pathTo(route),
      locale: withCountry(language),
    },
  };
}

/** Returns the metadata of an article. */
export function storyMetadata(story: Story, description: string): Metadata {
  const { edition, slug, headline, published, byline, tags, section, language } = story;
  const { publication, isExport } = editionContext(edition);
  const { name, timeZone, origin } = publication;
  const route: PageRoute = { kind: 'article', edition, slug };
  const authors = byline.map(({ id, name }) => ({ name, url: pathTo({ kind: 'author', edition, id, page: 1 }) }));
  return {
    title: headline,
    description,
    authors,
    alternates: {
      canonical: pathTo(route),
      ...alternatives(route),
      types: {
        ...latestLink(edition),
        'text/markdown': pathTo({ kind: 'markdown', edition, slug }),
        ...(isExport ? {} : { 'application/json+oembed': oembedAddress(origin, story) }),
      },
    },
    openGraph: {
      type: 'article',
      siteName: name,
      title: headline,
      description,
      url: pathTo(route),
      locale: withCountry(language),
      publishedTime: isoInZone(published, timeZone),
      modifiedTime: isoInZone(lastChange(story), timeZone),
      authors: authors.map(({ url }) => origin + url),
      ...(section ? { section: section.name } : {}),
      tags: tags.map((tag) => tag.name),
      images: [{ url: shareImagePath(story), ...SHARE_IMAGE, alt: headline }],
    },
  };
}

/** The links by which feed readers discover the feeds of a list. */
function feedLinks(of: FeedList) {
  const title = feedTitle(editionContext(of.edition).queries, of)?.title ?? '';
  const links = FEED_FORMATS.map((format) => [
    FEED_TYPES[format],
    [{ url: pathTo({ kind: 'feed', of, format }), title }],
  ]);
  return Object.fromEntries(links) as Record<string, { url: string; title: string }[]>;
}

/** The link to the feed of the home page, for pages without a feed of their own. One format is enough to discover it. */
function latestLink(edition: Edition) {
  const { [FEED_TYPES.rss]: rss = [] } = feedLinks({ kind: 'home', edition });
  return { [FEED_TYPES.rss]: rss };
}

/** The page in all its languages. Each version has to list all, itself included (https://developers.google.com/search/docs/specialty/international/localized-versions). */
function alternatives(route: PageRoute) {
  const others = editionContext(route.edition).queries.alternatives(route);
  if (others.length === 0) return {};
  const links = others.map(({ edition, language }) => [language, pathTo({ ...route, edition })]);
  const [[, first = ''] = []] = links;
  return { languages: { ...Object.fromEntries(links), 'x-default': first } };
}
