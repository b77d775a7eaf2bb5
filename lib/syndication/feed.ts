import { setImmediate as nextTurn } from 'node:timers/promises';
import { descriptionOf, lastChange } from '../content/article.ts';
import type { PublicationEdition } from '../content/publication.ts';
import type { TagName } from '../content/tag-names.ts';
import type { Instant } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { firstWords } from '../markdown/plain-text.ts';
import type { DocumentRoute, FeedFormat } from '../routes/document-paths.ts';
import { IMAGE_TYPES, imageFileAt } from '../routes/image-files.ts';
import { type FeedList, firstPage } from '../routes/page-kinds.ts';
import { pathTo } from '../routes/routes.ts';
import { FEED_ENTRIES } from '../store/queries/feed-queries.ts';
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

/** The most bytes of a feed, unless a single story is longer; other stories are on further pages. */
const MAX_BYTES = 512 * 1024;
/** More bytes than an entry has besides its texts. */
const BYTES_BESIDES = 4_096;

type FeedRoute = Extract<DocumentRoute, { kind: 'feed' }>;

/**
 * A story in a feed. All addresses are absolute; `html` is the whole text. `modified` is when readers last
 * saw a change.
 */
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

/**
 * A feed in no format yet. `home` is the URL of its page, `self` its own, `first` that of the newest stories,
 * `next` that of older stories, or null. `modified` is the last change to any of its stories.
 */
export type Feed = Readonly<{
  title: string;
  description: string;
  publication: string;
  language: string;
  rights: string;
  origin: string;
  home: string;
  self: string;
  first: string;
  next: string | null;
  hub: string | null;
  modified: Instant;
  entries: readonly FeedEntry[];
}>;

/**
 * The content types of feeds: RFC 4287 for Atom, https://www.jsonfeed.org/version/1.1/, and for RSS what is
 * usual.
 */
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
 * Returns the feed at a route, newest stories first: the newest stories of a list, or a page of older ones;
 * null if it does not exist. `hub` is the URL of the WebSub hub that announces changes. Other work of the
 * process goes on between two stories: a feed has the full texts of many.
 */
export async function feedOf(
  queries: EditionQueries,
  { of: list, format, from }: FeedRoute,
  hub: string | null,
): Promise<Feed | null> {
  const titles = feedTitle(queries, list);
  const slugs = from === undefined ? queries.newestSlugs(list) : queries.olderSlugs(list, from);
  if (!titles || (from !== undefined && slugs.length === 0)) return null;
  const publication = queries.publication();
  const { name, language, notice, origin } = publication;
  const entries: FeedEntry[] = [];
  let bytes = 0;
  let covered = 0; // slugs, with those of stories that are gone
  for (const slug of slugs) {
    const story = queries.story(slug);
    const entry = story && entryOf(story, publication);
    if (entry) {
      bytes += maxBytesOf(entry);
      if (bytes > MAX_BYTES && entries.length > 0) break;
      entries.push(entry);
    }
    covered++;
    await nextTurn();
  }
  const older = (from ?? queries.storyCount(list)) - covered;
  // Pages begin at multiples, so that their addresses stay the same. The first one may repeat stories of the
  // feed.
  const next = from !== undefined || covered < slugs.length ? older : Math.ceil(older / FEED_ENTRIES) * FEED_ENTRIES;
  const urlFrom = (from?: number) =>
    origin + pathTo({ kind: 'feed', of: list, format, ...(from !== undefined && { from }) });
  return {
    ...titles,
    publication: name,
    language,
    rights: notice,
    origin,
    home: origin + pathTo(firstPage(list)),
    self: urlFrom(from),
    first: urlFrom(),
    next: next > 0 ? urlFrom(next) : null,
    hub: from === undefined ? hub : null,
    modified: Math.max(0, ...entries.map(({ modified }) => modified)),
    entries,
  };
}

/** The most bytes that a story takes in a feed of any format, which may escape each character of HTML. */
function maxBytesOf({ html, summary }: FeedEntry): number {
  const escaped = html.match(/[<>&"\n]/g)?.length ?? 0;
  return Buffer.byteLength(html) + 4 * escaped + Buffer.byteLength(summary) + BYTES_BESIDES;
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
