import { setImmediate as nextTurn } from 'node:timers/promises';
import { descriptionOf, lastChange } from '../content/article.ts';
import type { PublicationEdition } from '../content/publication.ts';
import type { TagName } from '../content/tag-names.ts';
import type { Instant } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { firstWords } from '../markdown/plain-text.ts';
import type { FeedFormat } from '../routes/document-paths.ts';
import { IMAGE_TYPES, imageFileAt } from '../routes/image-files.ts';
import { type FeedList, firstPage } from '../routes/page-kinds.ts';
import { pathTo } from '../routes/routes.ts';
import type { EditionQueries } from '../store/queries/queries.ts';
import type { Story } from '../store/views.ts';
import { feedHtml } from './feed-html.ts';
import { sharedImage } from './shared-image.ts';

/** A person of a byline; `role` is empty for who wrote it, `address` the page about them. */
export type FeedAuthor = Readonly<{ name: string; address: string; role: string }>;

/** An image by its URL, with its caption and credit. */
export type FeedImage = Readonly<{
  address: string;
  width: number;
  height: number;
  type: string;
  alt: string;
  caption: string;
  credit: string;
}>;

/** A story as a feed tells it. All addresses are absolute; `html` is the whole text. `modified` is when readers last saw a change. */
export type FeedEntry = Readonly<{
  address: string;
  headline: string;
  summary: string;
  html: string;
  language: string;
  published: Instant;
  modified: Instant;
  authors: readonly FeedAuthor[];
  tags: readonly TagName[];
  image: FeedImage | null;
}>;

/** A feed in no format yet. `home` is the URL of its page, `self` its own, `modified` the last change to any of its stories. */
export type Feed = Readonly<{
  title: string;
  description: string;
  publication: string;
  language: string;
  rights: string;
  origin: string;
  home: string;
  self: string;
  hub: string | null;
  modified: Instant;
  entries: readonly FeedEntry[];
}>;

/** The content types of feeds: RFC 4287 for Atom, https://www.jsonfeed.org/version/1.1/, and for RSS what is usual. */
export const FEED_TYPES: Readonly<Record<FeedFormat, string>> = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
};

/** Returns the title and the description of a list's feed; null for a list that does not exist. */
export function feedTitle(queries: EditionQueries, list: FeedList): { title: string; description: string } | null {
  const { name, tagline, language } = queries.publication();
  const messages = messagesIn(language);
  switch (list.kind) {
    case 'home':
      return { title: name, description: tagline };
    case 'author': {
      const author = queries.author(list.id);
      return (
        author && {
          title: `${author.name} – ${name}`,
          description: firstWords(author.biography, 200) || messages.by(author.name),
        }
      );
    }
    case 'tag': {
      const tag = queries.tag(list.slug);
      return (
        tag && {
          title: `${tag.name} – ${name}`,
          description: firstWords(tag.description, 200) || messages.storiesAbout(tag.name),
        }
      );
    }
    case 'series': {
      const series = queries.series(list.slug);
      return series && { title: `${series.name} – ${name}`, description: messages.seriesDescription(series.name) };
    }
  }
}

/**
 * Returns the feed of a list, newest stories first; null for a list that does not exist. `hub` is the URL of the WebSub hub that announces changes.
 * Other work of the process goes on between two stories: a feed has the full texts of many.
 */
export async function feedOf(
  queries: EditionQueries,
  list: FeedList,
  format: FeedFormat,
  hub: string | null,
): Promise<Feed | null> {
  const titles = feedTitle(queries, list);
  if (!titles) return null;
  const publication = queries.publication();
  const { name, language, notice, origin } = publication;
  const entries: FeedEntry[] = [];
  for (const slug of queries.newestSlugs(list)) {
    const story = queries.story(slug);
    if (story) entries.push(entryOf(story, publication));
    await nextTurn();
  }
  return {
    ...titles,
    publication: name,
    language,
    rights: notice,
    origin,
    home: origin + pathTo(firstPage(list)),
    self: origin + pathTo({ kind: 'feed', of: list, format }),
    hub,
    modified: Math.max(0, ...entries.map(({ modified }) => modified)),
    entries,
  };
}

function entryOf(story: Story, publication: PublicationEdition): FeedEntry {
  const { origin } = publication;
  const { edition, slug, headline, language, published, byline, tags, image } = story;
  return {
    address: origin + pathTo({ kind: 'article', edition, slug }),
    headline,
    summary: descriptionOf(story),
    html: feedHtml(story, publication),
    language,
    published,
    modified: lastChange(story),
    authors: byline.map(({ id, name, role }) => ({
      name,
      role,
      address: origin + pathTo({ kind: 'author', edition, id, page: 1 }),
    })),
    tags,
    image: image && imageOf(image, origin),
  };
}

function imageOf({ facts, alt, caption, credit }: NonNullable<Story['image']>, origin: string): FeedImage {
  const image = sharedImage(facts, origin);
  const { format } = imageFileAt(image.address.slice(origin.length)) ?? { format: 'jpg' };
  return { ...image, type: IMAGE_TYPES[format], alt, caption, credit };
}
