import type { SQLInputValue } from 'node:sqlite';
import type { Article, Picture, TagName } from '../content/article.ts';
import {
  type Author,
  type FrontPlan,
  type Page,
  type PublicationEdition,
  publicationIn,
  type Tag,
  UNPLANNED,
} from '../content/masthead.ts';
import { SECTION_COLOURS, type SectionColour } from '../content/schema.ts';
import { type Instant, isoDay, spanOf } from '../dates.ts';
import type { PictureFacts } from '../pictures.ts';
import {
  type ArticleName,
  type Edition,
  firstPage,
  type PagePlace,
  type Place,
  pathTo,
  placeAt,
  type SearchQuery,
  type SitemapPart,
} from '../urls.ts';
import { type Forwarding, forwardingFrom } from './former-addresses.ts';
import { type Arrangement, arrange, type FrontRow } from './front-arrangement.ts';
import { type Newsroom, newsroom } from './newsroom.ts';
import {
  EVER,
  editionIn,
  languageOf,
  publishedLanguages,
  publishedSoFar,
  publishedWithin,
  type Span,
} from './published.ts';
import { type Matter, nearest, rarityOf } from './related.ts';
import { findArticles, meantBy, type SnippetPart, snippetOf } from './search.ts';
import { termsOf } from './search-query.ts';
import * as statement from './statement.ts';
import { SITEMAP_ENTRIES, syndicated } from './syndicated.ts';
import { noted } from './trace.ts';
import { lastCommitted, type Version, versionsOf } from './versions.ts';

// Every question that a page may ask. Answers are plain data, and hold nothing that is not published at the moment of asking.

/** A name in a byline: whose, and what the person did (empty: wrote it). */
export type Contributor = Readonly<{ id: string; name: string; role: string }>;

/** A tag as pages in a language call it; `language` is that of the name (BCP 47), where it is another; `colour` is that of its stories, where it is not the usual. */
export type NamedTag = TagName & Readonly<{ language?: string; colour?: SectionColour }>;

/** A picture with its words, and what is known of its file. */
export type ShownPicture = Readonly<Omit<Picture, 'src'> & { facts: PictureFacts }>;

/** The pictures in a Markdown text, by their addresses in it. Those that cannot be shown are left out. */
export type BodyPictures = Readonly<Record<string, PictureFacts>>;

/** An article as lists show it. */
export type Summary = Readonly<
  Pick<Article, 'slug' | 'language' | 'type' | 'headline' | 'standfirst' | 'published' | 'keyPoints'> & {
    edition: Edition;
    section: NamedTag | null;
    byline: readonly Contributor[];
    image: ShownPicture | null;
    /** Of who speaks, in a list that shows that. */
    portrait?: PictureFacts | null;
  }
>;

/** An author as a page in some language tells of the person; role and biography are in `language` (BCP 47). */
export type ToldAuthor = Readonly<Omit<Author, 'translations'> & { language: string }>;

/** An author as pages show them; `pictures` are those of the biography. */
export type Profile = Readonly<
  Omit<ToldAuthor, 'portrait'> & { portrait: PictureFacts | null; pictures: BodyPictures }
>;

/** An author in a list, with the number of articles. */
export type ListedAuthor = ToldAuthor & Readonly<{ stories: number }>;

/** A tag as its page shows it; its description is in `language` (BCP 47). */
export type ShownTag = Readonly<
  Pick<Tag, 'slug' | 'name' | 'description' | 'colour'> & { language: string; pictures: BodyPictures }
>;

/** An edition, and its language (BCP 47). */
export type EditionName = Readonly<{ edition: Edition; language: string }>;

/** A story in another language; `language` is BCP 47. */
export type TranslatedStory = Readonly<ArticleName & Pick<Article, 'language' | 'headline'>>;

/** An article as its page shows it; `pictures` are those of the body. */
export type Story = Readonly<
  Omit<Article, 'byline' | 'file' | 'draft' | 'image' | 'section' | 'tags'> & {
    edition: Edition;
    section: NamedTag | null;
    tags: readonly NamedTag[];
    byline: readonly Contributor[];
    authors: readonly Profile[];
    image: ShownPicture | null;
    pictures: BodyPictures;
  }
>;

/** One page of a list. `pages` is at least 1. */
export type ListPage<Item> = Readonly<{ items: readonly Item[]; page: number; pages: number; total: number }>;

/** What stands where an article stands in a series: the part before it, its number, the part after it. */
export type SeriesPart = Readonly<{
  name: string;
  slug: string;
  part: number;
  parts: number;
  previous: Neighbour | null;
  next: Neighbour | null;
}>;
export type Neighbour = Readonly<ArticleName & Pick<Article, 'headline'>>;

/** A correction with the article that it was made to. */
export type CorrectionMade = Readonly<{ date: Instant; text: string; story: Neighbour }>;

/** A part of the calendar in which something was published: `2024`, `2024-01` or `2024-01-14`. */
export type Period = Readonly<{ date: string; stories: number }>;

/** A story that was found, with a piece of its text in which the words stand, if they do. */
export type Found = Readonly<{ story: Summary; snippet: readonly SnippetPart[] | null }>;

/** One page of what was found; `more`: there is more than can be counted; `meant` is what else the reader may have meant. */
export type SearchResult = ListPage<Found> & Readonly<{ more: boolean; meant: string | null }>;

export const STORIES_A_PAGE = 24;
export const FOUND_A_PAGE = 10;
export const NAMES_A_PAGE = 60;
export const CORRECTIONS_A_PAGE = 40;
const RELATED = 4;
/** So many stories before and after an article are looked at in each list that it shares. */
const CANDIDATES = 30;
/** A tag of more stories says nothing of what one is about. */
const COMMON = 2_000;

type Stored = Omit<Article, 'body'>;

/** Every question by its name. */
export const questions = {
  ...syndicated,

  /** The publication, as it is in a language. */
  publication(language: string): PublicationEdition {
    return publicationIn(newsroom().publication(), language);
  },

  /** The calendar day in the publication's zone: `2024-01-14`. */
  today(): string {
    return isoDay(newsroom().clock(), newsroom().publication().timeZone);
  },

  /** The editions that have something in them: the publication's own, then the others by their codes. */
  editions(): EditionName[] {
    return publishedLanguages().map((language) => ({ edition: editionIn(language), language }));
  },

  /** The editions in which there is the page that `place` is in one of them, if there is more than one. */
  alternatives(_: string, place: PagePlace): EditionName[] {
    const editions = questions.editions().filter(({ edition }) => placeExists({ ...place, edition }));
    return editions.length > 1 ? editions : [];
  },

  /** The published article at `slug` in the publication's language, or null. */
  story(language: string, slug: string): Story | null {
    const found = publishedAt<{ record: string; body: string }>(language, slug, 'record, body');
    if (!found) return null;
    const stored = JSON.parse(found.record) as Stored;
    return storyOf({ ...stored, body: found.body }, picturesOf(stored.file));
  },

  /** The published article at `slug` in other languages. */
  translations(language: string, slug: string): TranslatedStory[] {
    return publishedLanguages().flatMap((other) => {
      const found = other === language ? null : publishedAt<{ headline: string }>(other, slug, 'headline');
      return found ? [{ edition: editionIn(other), slug, language: other, headline: found.headline }] : [];
    });
  },

  /** Whether the story that the published article at `slug` translates has changed since it did, by more than what git's commits call minor. */
  isBehindOriginal(language: string, slug: string): boolean {
    if (editionIn(language) === '') return false;
    const original = questions.versions(newsroom().publication().language, slug)?.findLast(({ minor }) => !minor);
    const translation = original && publishedAt<{ file: string }>(language, slug, 'file');
    const translated = translation && newsroom().ask((db) => lastCommitted(db, translation.file));
    return typeof translated === 'number' && original !== undefined && original.at > translated;
  },

  /** The versions that readers had of the published article at `slug`, oldest first, if there was more than one; else null. */
  versions(language: string, slug: string): Version[] | null {
    const found = publishedAt<{ file: string }>(language, slug, 'file');
    const versions = found && newsroom().ask((db) => versionsOf(db, found.file, newsroom().clock()));
    return versions && versions.length > 1 ? versions : null;
  },

  /** Whether the published article at `slug` has a page that tells what changed in it. */
  hasHistory(language: string, slug: string): boolean {
    return questions.versions(language, slug) !== null;
  },

  /** What became of what stood at `path` (percent-encoded), where there is no page now; null if nothing ever stood there. */
  forwarding(_: string, path: string): Forwarding | null {
    const home = newsroom().publication().language;
    const found = newsroom().ask((db) => forwardingFrom(db, path, home, newsroom().clock()));
    if (found?.kind !== 'moved' || placeAt(path)?.kind !== 'history') return found;
    // Whoever followed the history of a story wants that, if it still has one.
    const history = placeAt(`${found.path}/history`);
    return history && placeExists(history) ? { kind: 'moved', path: pathTo(history) } : found;
  },

  /** All published articles, newest first; null when the list has no such page. */
  latest(language: string, page: number): ListPage<Summary> | null {
    return listPage(language, 'all', page);
  },

  /** The front page as its editors arranged it, and how many pages the list of all stories has that begins with it. */
  front(language: string): Arrangement<Summary> & { pages: number } {
    // An edition that nobody has arranged is arranged as the publication's own, as far as the same is in it.
    const found =
      row<{ record: string }>('SELECT record FROM front WHERE language = ?', language) ??
      row<{ record: string }>('SELECT record FROM front WHERE language = ?', newsroom().publication().language);
    const plan: Omit<FrontPlan, 'file' | 'language'> = found ? JSON.parse(found.record) : UNPLANNED;
    const arranged = arrange(plan, {
      story: (slug) => published(language, slug),
      newest: newest(language, 'all', STORIES_A_PAGE),
      tag: (name) => tagCalled(language, name),
      under: (tag, count) => newest(language, `tag:${tag}`, count),
    });
    const summed = ({ stories, ...tag }: FrontRow<Stored>) => ({ ...tag, stories: stories.map(summaryOf) });
    return {
      lead: arranged.lead && summaryOf(arranged.lead),
      beside: arranged.beside.map(summaryOf),
      next: arranged.next.map(summaryOf),
      rail: arranged.rail && {
        ...summed(arranged.rail),
        stories: arranged.rail.stories.map((story) => ({
          ...summaryOf(story),
          portrait: questions.author(language, story.byline[0]?.author ?? '')?.portrait ?? null,
        })),
      },
      rows: arranged.rows.map(summed),
      recent: arranged.recent.map(summaryOf),
      pages: pagesOf(count(language, 'all'), STORIES_A_PAGE),
    };
  },

  /** What an author wrote, newest first; null when the list has no such page. */
  storiesBy(language: string, author: string, page: number): ListPage<Summary> | null {
    return listPage(language, `author:${author}`, page);
  },

  /** What stands under a tag, newest first; null when the list has no such page. */
  storiesUnder(language: string, tag: string, page: number): ListPage<Summary> | null {
    return listPage(language, `tag:${tag}`, page);
  },

  /** What stands in a series, newest first; null when the list has no such page. */
  storiesIn(language: string, series: string, page: number): ListPage<Summary> | null {
    return listPage(language, `series:${series}`, page);
  },

  /** A series that has a published article, by the name that its newest gives it, or null. */
  series(language: string, slug: string): TagName | null {
    const [latest] = newest(language, `series:${slug}`, 1);
    return latest?.series ? { slug, name: latest.series.name } : null;
  },

  /** Where an article stands in its series, which is read from the oldest on; null for one that stands alone. */
  seriesPart(language: string, series: TagName, slug: string, published: Instant): SeriesPart | null {
    const list = `series:${series.slug}`;
    const parts = count(language, list);
    if (parts < 2) return null;
    const sql = `SELECT ?6 AS edition, articles.slug, headline FROM listings JOIN articles ON articles.id = listings.article
      WHERE list = ?1 AND listings.language = ?2 AND listings.published <= ?3`;
    const here = [list, ...publishedSoFar(language), published, slug] as const;
    const before =
      '(listings.published, listings.slug) < (?4, ?5) ORDER BY listings.published DESC, listings.slug DESC';
    const after = '(listings.published, listings.slug) > (?4, ?5) ORDER BY listings.published, listings.slug';
    const earlier = row<{ total: number }>(
      'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published <= ? AND (published, slug) < (?, ?)',
      ...here,
    );
    return {
      ...series,
      part: 1 + (earlier?.total ?? 0),
      parts,
      previous: row<Neighbour>(`${sql} AND ${before} LIMIT 1`, ...here, editionIn(language)),
      next: row<Neighbour>(`${sql} AND ${after} LIMIT 1`, ...here, editionIn(language)),
    };
  },

  /** Published articles that have most to do with one; see `nearest`. */
  related(language: string, slug: string): Summary[] {
    const found = publishedAt<{ matter: string }>(language, slug, 'matter');
    if (!found) return [];
    const story = JSON.parse(found.matter) as Matter;
    const lists = story.tags.map((tag) => `tag:${tag}`);
    if (story.series) lists.push(`series:${story.series}`);
    const near = new Set(lists.flatMap((list) => neighbours(language, list, story.published)));
    const candidates = rows<{ matter: string }>(
      'SELECT matter FROM articles WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify([...near]),
    ).map(({ matter }) => JSON.parse(matter) as Matter);
    const all = countTo(language, COMMON, 'all');
    const weights = new Map(story.tags.map((tag) => [tag, rarityOf(countTo(language, COMMON, `tag:${tag}`), all)]));
    return nearest(story, candidates, (tag) => weights.get(tag) ?? 0, RELATED)
      .map((other) => published(language, other.slug))
      .filter((other) => other !== null)
      .map(summaryOf);
  },

  /** The newest published articles but for one. */
  newestBeside(language: string, slug: string): Neighbour[] {
    const stories = newest(language, 'all', RELATED + 1).filter((other) => other.slug !== slug);
    return stories.slice(0, RELATED).map(({ slug, headline }) => ({ edition: editionIn(language), slug, headline }));
  },

  /** What was published in a part of the calendar (`2024`, `2024-01`, `2024-01-14`), newest first; null when the list has no such page, or it is empty. */
  storiesOf(language: string, date: string, page: number): ListPage<Summary> | null {
    const list = listPage(language, 'all', page, dated(date));
    return list && list.total > 0 ? list : null;
  },

  /** The years, or the months of a year, or the days of a month, in which something was published, in the order of the calendar. */
  periods(language: string, within: string): Period[] {
    return parts(language, within).flatMap((date) => {
      const stories = count(language, 'all', dated(date));
      return stories > 0 ? [{ date, stories }] : [];
    });
  },

  /** Every correction made to a published article, newest first; null when the list has no such page. */
  corrections(language: string, page: number): ListPage<CorrectionMade> | null {
    const from = `FROM corrections JOIN articles ON articles.id = corrections.article
      WHERE articles.language = ?1 AND articles.published <= ?2 AND corrections.date <= ?2`;
    const here = publishedSoFar(language);
    const total = row<{ total: number }>(`SELECT count(*) AS total ${from}`, ...here)?.total ?? 0;
    const pages = pagesOf(total, CORRECTIONS_A_PAGE);
    if (!isPage(page, pages)) return null;
    const found = rows<{ date: number; text: string; slug: string; headline: string }>(
      `SELECT corrections.date, text, slug, headline ${from}
       ORDER BY corrections.date DESC, slug, text LIMIT ?3 OFFSET ?4`,
      ...here,
      CORRECTIONS_A_PAGE,
      (page - 1) * CORRECTIONS_A_PAGE,
    );
    const edition = editionIn(language);
    const items = found.map(({ date, text, slug, headline }) => ({ date, text, story: { edition, slug, headline } }));
    return { items, page, pages, total };
  },

  /** What is found by what a reader looks for, the best first; null when there is no such page of it. */
  search(language: string, { q, language: where, page, ...filters }: SearchQuery): SearchResult | null {
    const { timeZone } = newsroom().publication();
    const languages = where === 'all' ? publishedLanguages() : [language];
    const context = { languages, timeZone, now: newsroom().clock() };
    const terms = termsOf(q, languages);
    const offset = (page - 1) * FOUND_A_PAGE;
    const found = newsroom().ask((db) => findArticles(db, terms, filters, context, FOUND_A_PAGE, offset));
    const pages = pagesOf(found.total, FOUND_A_PAGE);
    if (!isPage(page, pages)) return null;
    const items = found.ids.flatMap((id) => {
      const article = row<{ record: string; body: string; language: string }>(
        'SELECT record, body, language FROM articles WHERE id = ?',
        id,
      );
      if (!article) return [];
      return { story: summary(article.record), snippet: snippetOf(article.body, article.language, terms) };
    });
    const meant = found.total > 2 ? null : newsroom().ask((db) => meantBy(db, q, context));
    return { items, page, pages, total: found.total, more: found.more, meant };
  },

  author(language: string, id: string): Profile | null {
    const found = row<{ record: string }>('SELECT record FROM authors WHERE id = ?', id);
    if (!found) return null;
    const author = authorIn(language, JSON.parse(found.record) as Author);
    const pictures = picturesOf(author.file);
    return { ...author, portrait: pictures[author.portrait] ?? null, pictures };
  },

  /** A tag that has a file or a published article, or null; `language` is that of its description. */
  tag(language: string, slug: string): ShownTag | null {
    const found = row<{ name: string; record: string | null }>('SELECT name, record FROM tags WHERE slug = ?', slug);
    if (!found || (found.record === null && count(language, `tag:${slug}`) === 0)) return null;
    const own = newsroom().publication().language;
    const { name } = found;
    if (found.record === null) {
      return { slug, name, colour: USUAL, description: '', language: own, pictures: {} };
    }
    const { file, colour, description, translations } = JSON.parse(found.record) as Tag;
    const there = translations[language];
    const told = there?.description === undefined ? { description, language: own } : { ...there, language };
    return { slug, description: '', ...told, name: there?.name ?? name, colour, pictures: picturesOf(file) };
  },

  /** Authors by name, each with the number of articles; null when the list has no such page. Those who have written nothing in it are not in another language than the publication's. */
  authors(language: string, page: number): ListPage<ListedAuthor> | null {
    const stories = countsOf(language, 'author:');
    const all = rows<{ id: string; record: string }>('SELECT id, record FROM authors')
      .filter(({ id }) => editionIn(language) === '' || stories.has(id))
      .map(({ id, record }) => ({
        ...authorIn(language, JSON.parse(record) as Author),
        stories: stories.get(id) ?? 0,
      }));
    return cut(byName(language, all), page);
  },

  /** Tags by name, each with the number of articles; null when the list has no such page. */
  tags(language: string, page: number): ListPage<NamedTag & { stories: number }> | null {
    const stories = countsOf(language, 'tag:');
    const all = rows<{ slug: string; described: number }>('SELECT slug, record IS NOT NULL AS described FROM tags')
      .filter(({ slug, described }) => stories.has(slug) || (described && editionIn(language) === ''))
      .flatMap(({ slug }) => tagIn(language, slug) ?? [])
      .map((tag) => ({ ...tag, stories: stories.get(tag.slug) ?? 0 }));
    return cut(byName(language, all), page);
  },

  /** A page of its own, such as “About us”, or null. */
  page(language: string, slug: string): (Page & { pictures: BodyPictures }) | null {
    const found = row<{ record: string }>('SELECT record FROM pages WHERE slug = ? AND language = ?', slug, language);
    if (!found) return null;
    const page = JSON.parse(found.record) as Page;
    return { ...page, pictures: picturesOf(page.file) };
  },

  /** The navigation: the publication's sections that are tags, in its order. */
  sections(language: string): NamedTag[] {
    return newsroom()
      .publication()
      .sections.map((name) => tagCalled(language, name))
      .filter((tag) => tag !== null)
      .filter(({ slug }) => editionIn(language) === '' || count(language, `tag:${slug}`) > 0);
  },

  /** The pages that the publication links at its foot. */
  footerPages(language: string): Pick<Page, 'slug' | 'title'>[] {
    return newsroom()
      .publication()
      .footer.flatMap((slug) => {
        const page = questions.page(language, slug);
        return page ? [{ slug, title: page.title }] : [];
      });
  },
};

/** The place at `path`; see `placeAt`. The language of the publication may be named in it, too. */
export function placeIn(path: string): Place | null {
  const place = placeAt(path);
  if (!place) return null;
  if (place.kind === 'feed') return { ...place, of: { ...place.of, edition: editionIn(place.of.edition) } };
  return { ...place, edition: editionIn(place.edition) };
}

/**
 * Whether there is a page at `place`: what its page would find out, without what it takes to render one. A flood of addresses that are nowhere costs
 * a query each.
 */
export function placeExists(place: Place): boolean {
  const edition = place.kind === 'feed' ? place.of.edition : place.edition;
  const language = languageOf(edition);
  // Of another language there is what is written in it; of the publication's own there is all, be it empty.
  const isOwn = edition === '';
  switch (place.kind) {
    case 'front':
      return isListed(isOwn, language, 'all', place.page);
    case 'article':
      return publishedAt(language, place.slug, 'id') !== null;
    case 'history':
      return questions.hasHistory(language, place.slug);
    case 'author':
      return (
        row('SELECT 1 FROM authors WHERE id = ?', place.id) !== null &&
        isListed(isOwn, language, `author:${place.id}`, place.page)
      );
    case 'authors':
      return questions.authors(language, place.page) !== null;
    case 'tag':
      return questions.tag(language, place.slug) !== null && isListed(isOwn, language, `tag:${place.slug}`, place.page);
    case 'tags':
      return questions.tags(language, place.page) !== null;
    case 'series':
      return isListed(false, language, `series:${place.slug}`, place.page);
    case 'archive':
      if (place.date === '') return isListed(isOwn, language, 'all', place.page);
      return isListed(false, language, 'all', place.page, dated(place.date));
    case 'corrections':
      return isListed(isOwn, language, 'all', 1) && questions.corrections(language, place.page) !== null;
    case 'page':
      return questions.page(language, place.slug) !== null;
    case 'search':
      return isListed(isOwn, language, 'all', 1);
    case 'specimen':
      return isOwn; // of its sheets, `placeAt` knows only those that there are
    case 'feed':
      return placeExists(firstPage(place.of));
    case 'markdown':
      return publishedAt(language, place.slug, 'id') !== null;
    case 'sitemap':
      return place.part === null || partExists(language, place.part);
    case 'document':
      if (!isListed(isOwn, language, 'all', 1)) return false;
      return place.name !== 'security' || newsroom().publication().security !== '';
  }
}

/** Whether a list has such a page; of one that need not be empty (`evenEmpty`) there is the first anyway. */
function isListed(evenEmpty: boolean, language: string, list: string, page: number, span: Span = EVER): boolean {
  const total = count(language, list, span);
  return (evenEmpty || total > 0) && isPage(page, pagesOf(total, STORIES_A_PAGE));
}

function partExists(language: string, { of, number }: SitemapPart): boolean {
  const entries = of === 'pages' ? questions.listedPages(language).length : count(language, 'all', dated(of));
  return number <= Math.ceil(entries / SITEMAP_ENTRIES);
}

/** The questions as pages ask them: each is noted in the page's trace. */
const asked = noted(questions);

/** The questions as the pages of one language ask them. */
type Index = {
  [Name in keyof typeof questions]: (typeof questions)[Name] extends (
    language: string,
    ...rest: infer Rest
  ) => infer Answer
    ? (...rest: Rest) => Answer
    : never;
};

const indices = new Map<string, Index>();

/** What the pages of an edition ask. */
export function indexOf(edition: Edition): Index {
  const language = languageOf(edition);
  const known = indices.get(language);
  if (known) return known;
  const bound = Object.entries(asked).map(([name, ask]) => [
    name,
    // Each question has arguments of its own; `Index` keeps their types.
    (...rest: unknown[]) => (ask as (...all: unknown[]) => unknown)(language, ...rest),
  ]);
  const index = Object.fromEntries(bound) as Index;
  indices.set(language, index);
  return index;
}

/** An article with what its page says of its authors, tags and pictures; `pictures` are those of its file. */
export function storyOf({ file, draft, ...article }: Article, pictures: BodyPictures): Story {
  const { language } = article;
  const ids = new Set(article.byline.map(({ author }) => author));
  return {
    ...article,
    edition: editionIn(language),
    ...namedTags(article),
    image: shownPicture(article.image, pictures),
    pictures,
    byline: contributors(article),
    authors: [...ids].map((id) => questions.author(language, id)).filter((author) => author !== null),
  };
}

/** Those columns of the published article at `slug` in a language, or null. */
function publishedAt<Row>(
  language: string,
  slug: string,
  columns: 'record, body' | 'record' | 'headline' | 'matter' | 'file' | 'id',
): Row | null {
  const sql = `SELECT ${columns} FROM articles WHERE language = ? AND slug = ? AND draft = 0 AND published <= ?`;
  return row<Row>(sql, language, slug, newsroom().clock());
}

/** The published article at `slug` without its text, or null. */
function published(language: string, slug: string): Stored | null {
  const found = publishedAt<{ record: string }>(language, slug, 'record');
  return found && (JSON.parse(found.record) as Stored);
}

/** The tag that an editor calls `name`, by its name or its slug, or null. */
function tagCalled(language: string, name: string): NamedTag | null {
  const found = row<{ slug: string }>('SELECT slug FROM tags WHERE name = ?1 OR slug = ?1', name);
  const tag = found && questions.tag(language, found.slug);
  return tag && tagIn(language, tag.slug);
}

/** An author as pages in a language tell of the person. What is said of the person there is as complete as its editors want it: nothing is mixed with another language. */
function authorIn(language: string, { translations, ...author }: Author): ToldAuthor {
  const there = translations[language];
  const told = there && (there.role !== undefined || there.biography !== undefined);
  return {
    ...author,
    name: there?.name ?? author.name,
    role: told ? (there.role ?? '') : author.role,
    biography: told ? (there.biography ?? '') : author.biography,
    language: told ? language : newsroom().publication().language,
  };
}

function row<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
  return newsroom().ask((db) => statement.row<Row>(db, sql, ...values));
}

function rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
  return newsroom().ask((db) => statement.rows<Row>(db, sql, ...values));
}

/** The sound pictures that the last good record of a file names, by how it does. */
export function picturesOf(file: string): BodyPictures {
  const sql =
    'SELECT src, facts FROM uses JOIN pictures ON path = picture WHERE file = ? AND shown = 1 AND facts IS NOT NULL';
  const found = rows<{ src: string; facts: string }>(sql, file);
  return Object.fromEntries(found.map(({ src, facts }) => [src, JSON.parse(facts) as PictureFacts]));
}

function shownPicture(image: Picture | null, pictures: BodyPictures): ShownPicture | null {
  if (!image) return null;
  const { src, ...words } = image;
  const facts = pictures[src];
  return facts ? { ...words, facts } : null;
}

function contributors({ byline, language }: Pick<Stored, 'byline' | 'language'>): Contributor[] {
  return byline.flatMap(({ author, role }) => {
    const name = nameIn(language, 'authors', 'id', author);
    return name === null ? [] : [{ id: author, name, role }];
  });
}

/** What an author or a tag is called in a language; null for one that is not known. */
function nameIn(language: string, table: 'authors' | 'tags', column: 'id' | 'slug', key: string): string | null {
  const sql = `SELECT coalesce(record ->> ?, name) AS name FROM ${table} WHERE ${column} = ?`;
  return row<{ name: string }>(sql, nameAt(language), key)?.name ?? null;
}

/** A tag as it is called in a language: as its file, or else the first article with it, spells it; null for one that is not known. */
function tagIn(language: string, slug: string): NamedTag | null {
  const found = row<{ there: string | null; name: string; colour: SectionColour | null }>(
    "SELECT record ->> ? AS there, name, record ->> 'colour' AS colour FROM tags WHERE slug = ?",
    nameAt(language),
    slug,
  );
  if (!found) return null;
  const { there, name, colour } = found;
  const own = newsroom().publication().language;
  return {
    slug,
    name: there ?? name,
    // What no file describes is called as an article in whichever language calls it.
    ...(there === null && colour !== null && language !== own ? { language: own } : {}),
    ...(colour === null || colour === USUAL ? {} : { colour }),
  };
}

const [USUAL] = SECTION_COLOURS;

/** Where the record of an author or a tag has its name in a language (https://www.sqlite.org/json1.html#path_arguments). */
function nameAt(language: string): string {
  return `$.translations."${language}".name`;
}

/** In the order of the alphabet of a language. */
function byName<Named extends { name: string }>(language: string, all: readonly Named[]): Named[] {
  const { compare } = new Intl.Collator(language);
  return all.toSorted((a, b) => compare(a.name, b.name));
}

/** The section and the tags of an article as they are called in its language. */
function namedTags({ section, tags, language }: Pick<Stored, 'section' | 'tags' | 'language'>): {
  section: NamedTag | null;
  tags: NamedTag[];
} {
  const named = (tag: TagName) => tagIn(language, tag.slug) ?? tag;
  return { section: section && named(section), tags: tags.map(named) };
}

function summary(record: string): Summary {
  return summaryOf(JSON.parse(record) as Stored);
}

function summaryOf(stored: Stored): Summary {
  const { slug, language, type, headline, standfirst, published, keyPoints } = stored;
  const image = stored.image && shownPicture(stored.image, picturesOf(stored.file));
  const { section } = namedTags({ ...stored, tags: [] });
  const byline = contributors(stored);
  const edition = editionIn(language);
  return { slug, language, edition, type, headline, standfirst, section, published, image, keyPoints, byline };
}

/** The ids of the published articles of a list that stand nearest to an instant, before and after it. */
function neighbours(language: string, list: string, instant: Instant): number[] {
  const from = 'SELECT article FROM listings WHERE list = ?1 AND language = ?2';
  const here = [list, language, instant, CANDIDATES] as const;
  const before = rows<{ article: number }>(
    `${from} AND published <= ?3 ORDER BY published DESC, slug LIMIT ?4`,
    ...here,
  );
  const after = rows<{ article: number }>(
    `${from} AND published > ?3 AND published <= ?5 ORDER BY published, slug LIMIT ?4`,
    ...here,
    newsroom().clock(),
  );
  return [...before, ...after].map(({ article }) => article);
}

/** The newest published articles of a list, newest first. */
function newest(language: string, list: string, limit: number): Stored[] {
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    language,
    newsroom().clock(),
    limit,
  );
  return found.map(({ record }) => JSON.parse(record) as Stored);
}

// A count takes as long as its list is long, and every page of a list asks for it; within a generation it stays the same.
let counts = { of: null as Newsroom | null, generation: 0, totals: new Map<string, number>() };
const MAX_COUNTS = 10_000;

/** How many published articles a list has, or has within a span. */
function count(language: string, list: string, span: Span = EVER): number {
  const of = newsroom();
  const generation = of.generation();
  if (counts.of !== of || counts.generation !== generation || counts.totals.size >= MAX_COUNTS) {
    counts = { of, generation, totals: new Map() };
  }
  const key = `${language} ${list} ${span}`;
  const total = counts.totals.get(key) ?? countNow(language, list, span);
  counts.totals.set(key, total);
  return total;
}

function countNow(language: string, list: string, span: Span): number {
  const sql = 'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published BETWEEN ? AND ?';
  return row<{ total: number }>(sql, list, ...publishedWithin(language, span))?.total ?? 0;
}

/** How many published articles a list has; where there are more than `limit`, that number, which does not take a count of all. */
function countTo(language: string, limit: number, list: string): number {
  const sql =
    'SELECT count(*) AS total FROM (SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT ?)';
  const found = row<{ total: number }>(sql, list, ...publishedSoFar(language), limit);
  return found?.total ?? 0;
}

/** A part of the calendar as a span of time in the publication's zone. */
function dated(date: string): Span {
  return spanOf(date, newsroom().publication().timeZone);
}

/** What a part of the calendar is divided into: all years so far since the first article, the months of a year, the days of a month. */
function parts(language: string, within: string): string[] {
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const two = (number: number) => String(number).padStart(2, '0');
  if (within === '') {
    const sql = "SELECT min(published) AS first FROM listings WHERE list = 'all' AND language = ?";
    const first = row<{ first: number | null }>(sql, language)?.first;
    const year = (instant: Instant) => Number(isoDay(instant, newsroom().publication().timeZone).slice(0, 4));
    return first == null ? [] : numbers(year(first), year(newsroom().clock())).map(String);
  }
  if (within.length === 4) return numbers(1, 12).map((month) => `${within}-${two(month)}`);
  if (within.length === 7) {
    const [year = 0, month = 0] = within.split('-').map(Number);
    return numbers(1, new Date(Date.UTC(year, month, 0)).getUTCDate()).map((day) => `${within}-${two(day)}`);
  }
  return [];
}

/** The number of articles in each list whose name begins with `prefix` (`author:`, `tag:`), by the rest of the name. */
function countsOf(language: string, prefix: string): Map<string, number> {
  const found = rows<{ list: string; total: number }>(
    `SELECT list, count(*) AS total FROM listings
     WHERE list >= ?1 AND list < ?1 || char(0x10ffff) AND language = ?2 AND published <= ?3 GROUP BY list`,
    prefix,
    ...publishedSoFar(language),
  );
  return new Map(found.map(({ list, total }) => [list.slice(prefix.length), total]));
}

function pagesOf(total: number, each: number): number {
  return Math.max(1, Math.ceil(total / each));
}

function isPage(page: number, pages: number): boolean {
  return Number.isInteger(page) && page >= 1 && page <= pages;
}

function listPage(language: string, list: string, page: number, span: Span = EVER): ListPage<Summary> | null {
  const total = count(language, list, span);
  const pages = pagesOf(total, STORIES_A_PAGE);
  if (!isPage(page, pages)) return null;
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article, published FROM listings
        WHERE list = ? AND language = ? AND published BETWEEN ? AND ?
        ORDER BY published DESC, slug LIMIT ? OFFSET ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    ...publishedWithin(language, span),
    STORIES_A_PAGE,
    (page - 1) * STORIES_A_PAGE,
  );
  return { items: found.map(({ record }) => summary(record)), page, pages, total };
}

function cut<Item>(all: readonly Item[], page: number): ListPage<Item> | null {
  const pages = pagesOf(all.length, NAMES_A_PAGE);
  if (!isPage(page, pages)) return null;
  return { items: all.slice((page - 1) * NAMES_A_PAGE, page * NAMES_A_PAGE), page, pages, total: all.length };
}
