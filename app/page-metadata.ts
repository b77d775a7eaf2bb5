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

// What the head of a page says to browsers, search engines and those who show a link to it.

type PageHead = Readonly<{
  route: PageRoute;
  /** Empty for the home page, which is called as the publication is. */
  title: string;
  description: string;
  /** The list that the page shows, if it can be followed. */
  feed?: FeedList;
}>;

/** The head of a page. */
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

/** The head of an article. */
export function storyMetadata(story: Story, description: string): Metadata {
  const { edition, slug, headline, published, byline, tags, section, language } = story;
  const { name, timeZone, origin } = editionContext(edition).publication;
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
        'application/json+oembed': oembedAddress(origin, story),
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

/** The feeds of a list, as feed readers look for them. */
function feedLinks(of: FeedList) {
  const title = feedTitle(editionContext(of.edition).queries, of)?.title ?? '';
  const links = FEED_FORMATS.map((format) => [
    FEED_TYPES[format],
    [{ url: pathTo({ kind: 'feed', of, format }), title }],
  ]);
  return Object.fromEntries(links) as Record<string, { url: string; title: string }[]>;
}

/** The feed of all that is new, for pages that have none of their own: one is enough to find it. */
function latestLink(edition: Edition) {
  const { [FEED_TYPES.rss]: rss = [] } = feedLinks({ kind: 'home', edition });
  return { [FEED_TYPES.rss]: rss };
}

/** The same page in other languages, each of which names all, itself too (https://developers.google.com/search/docs/specialty/international/localized-versions). */
function alternatives(route: PageRoute) {
  const others = editionContext(route.edition).queries.alternatives(route);
  if (others.length === 0) return {};
  const links = others.map(({ edition, language }) => [language, pathTo({ ...route, edition })]);
  const [[, first = ''] = []] = links;
  return { languages: { ...Object.fromEntries(links), 'x-default': first } };
}
