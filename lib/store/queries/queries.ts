import type { Article, TagName } from '../../content/article.ts';
import {
  type Author,
  type FrontPlan,
  type Page,
  type PublicationEdition,
  publicationIn,
  type Tag,
  UNPLANNED,
} from '../../content/records.ts';
import { type Instant, isoDay } from '../../dates.ts';
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
} from '../../routes/urls.ts';
import { row, rows } from './asking.ts';
import { type Forwarding, forwardingFrom } from './old-urls.ts';
import { type Arrangement, arrange, type FrontRow } from './home-page-layout.ts';
import {
  count,
  countsOf,
  countTo,
  cut,
  dated,
  isPage,
  type ListPage,
  listPage,
  neighbours,
  newest,
  pagesOf,
  parts,
  STORIES_A_PAGE,
} from './lists.ts';
import { newsroom } from '../content-store.ts';
import { EVER, editionIn, languageOf, publishedLanguages, publishedSoFar, type Span } from './published.ts';
import { type Matter, nearest, rarityOf } from './related.ts';
import { findArticles, meantBy, type SnippetPart, snippetOf } from '../../search/search.ts';
import { termsOf } from '../../search/search-query.ts';
import {
  authorIn,
  type BodyImages,
  type NamedTag,
  imagesOf,
  profile,
  type Stored,
  type Story,
  type Summary,
  storyOf,
  summary,
  summaryOf,
  type ToldAuthor,
  tagIn,
  USUAL,
} from './views.ts';
import { SITEMAP_ENTRIES, syndicated } from './syndicated.ts';
import { noted } from '../trace.ts';
import { lastCommitted, type Version, versionsOf } from '../revisions.ts';

// Every question that a page may ask. Answers are plain data, and hold nothing that is not published at the moment of asking.

/** An author in a list, with the number of articles. */
export type ListedAuthor = ToldAuthor & Readonly<{ stories: number }>;

/** A tag as its page shows it; its description is in `language` (BCP 47). */
export type ShownTag = Readonly<
  Pick<Tag, 'slug' | 'name' | 'description' | 'colour'> & { language: string; images: BodyImages }
>;

/** An edition, and its language (BCP 47). */
export type EditionName = Readonly<{ edition: Edition; language: string }>;

/** A story in another language; `language` is BCP 47. */
export type TranslatedStory = Readonly<ArticleName & Pick<Article, 'language' | 'headline'>>;

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

export const FOUND_A_PAGE = 10;
export const CORRECTIONS_A_PAGE = 40;
const RELATED = 4;
/** A tag of more stories says nothing of what one is about. */
const COMMON = 2_000;

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

  /** Whether there is a page at `path` (canonical); see `placeExists`. */
  exists(_: string, path: string): boolean {
    const place = placeIn(path);
    return place !== null && placeExists(place);
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
    return storyOf({ ...stored, body: found.body }, imagesOf(stored.file));
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

  author: profile,

  /** A tag that has a file or a published article, or null; `language` is that of its description. */
  tag(language: string, slug: string): ShownTag | null {
    const found = row<{ name: string; record: string | null }>('SELECT name, record FROM tags WHERE slug = ?', slug);
    if (!found || (found.record === null && count(language, `tag:${slug}`) === 0)) return null;
    const own = newsroom().publication().language;
    const { name } = found;
    if (found.record === null) {
      return { slug, name, colour: USUAL, description: '', language: own, images: {} };
    }
    const { file, colour, description, translations } = JSON.parse(found.record) as Tag;
    const there = translations[language];
    const told = there?.description === undefined ? { description, language: own } : { ...there, language };
    return { slug, description: '', ...told, name: there?.name ?? name, colour, images: imagesOf(file) };
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
  page(language: string, slug: string): (Page & { images: BodyImages }) | null {
    const found = row<{ record: string }>('SELECT record FROM pages WHERE slug = ? AND language = ?', slug, language);
    if (!found) return null;
    const page = JSON.parse(found.record) as Page;
    return { ...page, images: imagesOf(page.file) };
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

/** In the order of the alphabet of a language. */
function byName<Named extends { name: string }>(language: string, all: readonly Named[]): Named[] {
  const { compare } = new Intl.Collator(language);
  return all.toSorted((a, b) => compare(a.name, b.name));
}
