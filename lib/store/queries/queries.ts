import type { Article, TagName } from '../../content/article.ts';
import {
  type Author,
  DEFAULT_HOME_PAGE,
  type HomePagePlan,
  type Page,
  type PublicationEdition,
  publicationIn,
  type Tag,
} from '../../content/records.ts';
import { type Instant, isoDay } from '../../dates.ts';
import {
  type ArticleKey,
  type Edition,
  firstPage,
  type PageRoute,
  pathTo,
  type Route,
  routeAt,
  type SearchQuery,
  type SitemapPart,
} from '../../routes/urls.ts';
import { findArticles, meantBy, type SnippetPart, snippetOf } from '../../search/search.ts';
import { termsOf } from '../../search/search-query.ts';
import { contentStore } from '../content-store.ts';
import { lastCommitted, type Version, versionsOf } from '../revisions.ts';
import { traceQueries } from '../trace.ts';
import { row, rows } from './asking.ts';
import { type Arrangement, arrange, type HomePageRow } from './home-page-layout.ts';
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
import { type Redirect, redirectForOldUrl } from './old-urls.ts';
import { EVER, editionIn, languageOf, publishedLanguages, publishedSoFar, type Span } from './published.ts';
import { type Features, mostRelated, rarityOf } from './related.ts';
import { SITEMAP_ENTRIES, syndicated } from './syndicated.ts';
import {
  type AuthorView,
  authorIn,
  type BodyImages,
  imagesOf,
  profile,
  type StoredArticle,
  type Story,
  type Summary,
  storyOf,
  summary,
  summaryOf,
  type TagLink,
  tagIn,
  USUAL,
} from './views.ts';

// Every question that a page may ask. Answers are plain data, and hold nothing that is not published at the moment of asking.

/** An author in a list, with the number of articles. */
export type ListedAuthor = AuthorView & Readonly<{ stories: number }>;

/** A tag as its page shows it; its description is in `language` (BCP 47). */
export type TagView = Readonly<
  Pick<Tag, 'slug' | 'name' | 'description' | 'colour'> & { language: string; images: BodyImages }
>;

/** An edition, and its language (BCP 47). */
export type EditionName = Readonly<{ edition: Edition; language: string }>;

/** A story in another language; `language` is BCP 47. */
export type TranslatedStory = Readonly<ArticleKey & Pick<Article, 'language' | 'headline'>>;

/** What stands where an article stands in a series: the part before it, its number, the part after it. */
export type SeriesPart = Readonly<{
  name: string;
  slug: string;
  part: number;
  parts: number;
  previous: Neighbour | null;
  next: Neighbour | null;
}>;
export type Neighbour = Readonly<ArticleKey & Pick<Article, 'headline'>>;

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
export const queries = {
  ...syndicated,

  /** The publication, as it is in a language. */
  publication(language: string): PublicationEdition {
    return publicationIn(contentStore().publication(), language);
  },

  /** The calendar day in the publication's zone: `2024-01-14`. */
  today(): string {
    return isoDay(contentStore().clock(), contentStore().publication().timeZone);
  },

  /** The editions that have something in them: the publication's own, then the others by their codes. */
  editions(): EditionName[] {
    return publishedLanguages().map((language) => ({ edition: editionIn(language), language }));
  },

  /** Whether there is a page at `path` (canonical); see `routeExists`. */
  exists(_: string, path: string): boolean {
    const route = routeIn(path);
    return route !== null && routeExists(route);
  },

  /** The editions in which there is the page that `route` is in one of them, if there is more than one. */
  alternatives(_: string, route: PageRoute): EditionName[] {
    const editions = queries.editions().filter(({ edition }) => routeExists({ ...route, edition }));
    return editions.length > 1 ? editions : [];
  },

  /** The published article at `slug` in the publication's language, or null. */
  story(language: string, slug: string): Story | null {
    const found = publishedAt<{ record: string; body: string }>(language, slug, 'record, body');
    if (!found) return null;
    const stored = JSON.parse(found.record) as StoredArticle;
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
    const original = queries.versions(contentStore().publication().language, slug)?.findLast(({ minor }) => !minor);
    const translation = original && publishedAt<{ file: string }>(language, slug, 'file');
    const translated = translation && contentStore().read((db) => lastCommitted(db, translation.file));
    return typeof translated === 'number' && original !== undefined && original.at > translated;
  },

  /** The versions that readers had of the published article at `slug`, oldest first, if there was more than one; else null. */
  versions(language: string, slug: string): Version[] | null {
    const found = publishedAt<{ file: string }>(language, slug, 'file');
    const versions = found && contentStore().read((db) => versionsOf(db, found.file, contentStore().clock()));
    return versions && versions.length > 1 ? versions : null;
  },

  /** Whether the published article at `slug` has a page that tells what changed in it. */
  hasHistory(language: string, slug: string): boolean {
    return queries.versions(language, slug) !== null;
  },

  /** What became of what stood at `path` (percent-encoded), where there is no page now; null if nothing ever stood there. */
  redirect(_: string, path: string): Redirect | null {
    const home = contentStore().publication().language;
    const found = contentStore().read((db) => redirectForOldUrl(db, path, home, contentStore().clock()));
    if (found?.kind !== 'moved' || routeAt(path)?.kind !== 'history') return found;
    // Whoever followed the history of a story wants that, if it still has one.
    const history = routeAt(`${found.path}/history`);
    return history && routeExists(history) ? { kind: 'moved', path: pathTo(history) } : found;
  },

  /** All published articles, newest first; null when the list has no such page. */
  latest(language: string, page: number): ListPage<Summary> | null {
    return listPage(language, 'all', page);
  },

  /** The home page as its editors arranged it, and how many pages the list of all stories has that begins with it. */
  homePage(language: string): Arrangement<Summary> & { pages: number } {
    // An edition that nobody has arranged is arranged as the publication's own, as far as the same is in it.
    const found =
      row<{ record: string }>('SELECT record FROM home_pages WHERE language = ?', language) ??
      row<{ record: string }>(
        'SELECT record FROM home_pages WHERE language = ?',
        contentStore().publication().language,
      );
    const plan: Omit<HomePagePlan, 'file' | 'language'> = found ? JSON.parse(found.record) : DEFAULT_HOME_PAGE;
    const arranged = arrange(plan, {
      story: (slug) => published(language, slug),
      newest: newest(language, 'all', STORIES_A_PAGE),
      tag: (name) => tagCalled(language, name),
      under: (tag, count) => newest(language, `tag:${tag}`, count),
    });
    const summed = ({ stories, ...tag }: HomePageRow<StoredArticle>) => ({ ...tag, stories: stories.map(summaryOf) });
    return {
      lead: arranged.lead && summaryOf(arranged.lead),
      beside: arranged.beside.map(summaryOf),
      next: arranged.next.map(summaryOf),
      rail: arranged.rail && {
        ...summed(arranged.rail),
        stories: arranged.rail.stories.map((story) => ({
          ...summaryOf(story),
          portrait: queries.author(language, story.byline[0]?.author ?? '')?.portrait ?? null,
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

  /** Published articles that have most to do with one; see `mostRelated`. */
  related(language: string, slug: string): Summary[] {
    const found = publishedAt<{ features: string }>(language, slug, 'features');
    if (!found) return [];
    const story = JSON.parse(found.features) as Features;
    const lists = story.tags.map((tag) => `tag:${tag}`);
    if (story.series) lists.push(`series:${story.series}`);
    const near = new Set(lists.flatMap((list) => neighbours(language, list, story.published)));
    const candidates = rows<{ features: string }>(
      'SELECT features FROM articles WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify([...near]),
    ).map(({ features }) => JSON.parse(features) as Features);
    const all = countTo(language, COMMON, 'all');
    const weights = new Map(story.tags.map((tag) => [tag, rarityOf(countTo(language, COMMON, `tag:${tag}`), all)]));
    return mostRelated(story, candidates, (tag) => weights.get(tag) ?? 0, RELATED)
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
    const { timeZone } = contentStore().publication();
    const languages = where === 'all' ? publishedLanguages() : [language];
    const context = { languages, timeZone, now: contentStore().clock() };
    const terms = termsOf(q, languages);
    const offset = (page - 1) * FOUND_A_PAGE;
    const found = contentStore().read((db) => findArticles(db, terms, filters, context, FOUND_A_PAGE, offset));
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
    const meant = found.total > 2 ? null : contentStore().read((db) => meantBy(db, q, context));
    return { items, page, pages, total: found.total, more: found.more, meant };
  },

  author: profile,

  /** A tag that has a file or a published article, or null; `language` is that of its description. */
  tag(language: string, slug: string): TagView | null {
    const found = row<{ name: string; record: string | null }>('SELECT name, record FROM tags WHERE slug = ?', slug);
    if (!found || (found.record === null && count(language, `tag:${slug}`) === 0)) return null;
    const own = contentStore().publication().language;
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
  tags(language: string, page: number): ListPage<TagLink & { stories: number }> | null {
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
  sections(language: string): TagLink[] {
    return contentStore()
      .publication()
      .sections.map((name) => tagCalled(language, name))
      .filter((tag) => tag !== null)
      .filter(({ slug }) => editionIn(language) === '' || count(language, `tag:${slug}`) > 0);
  },

  /** The pages that the publication links at its foot. */
  footerPages(language: string): Pick<Page, 'slug' | 'title'>[] {
    return contentStore()
      .publication()
      .footer.flatMap((slug) => {
        const page = queries.page(language, slug);
        return page ? [{ slug, title: page.title }] : [];
      });
  },
};

/** The place at `path`; see `routeAt`. The language of the publication may be named in it, too. */
export function routeIn(path: string): Route | null {
  const route = routeAt(path);
  if (!route) return null;
  if (route.kind === 'feed') return { ...route, of: { ...route.of, edition: editionIn(route.of.edition) } };
  return { ...route, edition: editionIn(route.edition) };
}

/**
 * Whether there is a page at `route`: what its page would find out, without what it takes to render one. A flood of addresses that are nowhere costs
 * a query each.
 */
export function routeExists(route: Route): boolean {
  const edition = route.kind === 'feed' ? route.of.edition : route.edition;
  const language = languageOf(edition);
  // Of another language there is what is written in it; of the publication's own there is all, be it empty.
  const isOwn = edition === '';
  switch (route.kind) {
    case 'home':
      return isListed(isOwn, language, 'all', route.page);
    case 'article':
      return publishedAt(language, route.slug, 'id') !== null;
    case 'history':
      return queries.hasHistory(language, route.slug);
    case 'author':
      return (
        row('SELECT 1 FROM authors WHERE id = ?', route.id) !== null &&
        isListed(isOwn, language, `author:${route.id}`, route.page)
      );
    case 'authors':
      return queries.authors(language, route.page) !== null;
    case 'tag':
      return queries.tag(language, route.slug) !== null && isListed(isOwn, language, `tag:${route.slug}`, route.page);
    case 'tags':
      return queries.tags(language, route.page) !== null;
    case 'series':
      return isListed(false, language, `series:${route.slug}`, route.page);
    case 'archive':
      if (route.date === '') return isListed(isOwn, language, 'all', route.page);
      return isListed(false, language, 'all', route.page, dated(route.date));
    case 'corrections':
      return isListed(isOwn, language, 'all', 1) && queries.corrections(language, route.page) !== null;
    case 'page':
      return queries.page(language, route.slug) !== null;
    case 'search':
      return isListed(isOwn, language, 'all', 1);
    case 'styleguide':
      return isOwn; // of its sheets, `routeAt` knows only those that there are
    case 'feed':
      return routeExists(firstPage(route.of));
    case 'markdown':
      return publishedAt(language, route.slug, 'id') !== null;
    case 'sitemap':
      return route.part === null || partExists(language, route.part);
    case 'document':
      if (!isListed(isOwn, language, 'all', 1)) return false;
      return route.name !== 'security' || contentStore().publication().security !== '';
  }
}

/** Whether a list has such a page; of one that need not be empty (`evenEmpty`) there is the first anyway. */
function isListed(evenEmpty: boolean, language: string, list: string, page: number, span: Span = EVER): boolean {
  const total = count(language, list, span);
  return (evenEmpty || total > 0) && isPage(page, pagesOf(total, STORIES_A_PAGE));
}

function partExists(language: string, { of, number }: SitemapPart): boolean {
  const entries = of === 'pages' ? queries.listedPages(language).length : count(language, 'all', dated(of));
  return number <= Math.ceil(entries / SITEMAP_ENTRIES);
}

/** The questions as pages ask them: each is traceQueries in the page's trace. */
const asked = traceQueries(queries);

/** The questions as the pages of one language ask them. */
type EditionQueries = {
  [Name in keyof typeof queries]: (typeof queries)[Name] extends (language: string, ...rest: infer Rest) => infer Answer
    ? (...rest: Rest) => Answer
    : never;
};

const indices = new Map<string, EditionQueries>();

/** What the pages of an edition ask. */
export function queriesFor(edition: Edition): EditionQueries {
  const language = languageOf(edition);
  const known = indices.get(language);
  if (known) return known;
  const bound = Object.entries(asked).map(([name, ask]) => [
    name,
    // Each question has arguments of its own; `EditionQueries` keeps their types.
    (...rest: unknown[]) => (ask as (...all: unknown[]) => unknown)(language, ...rest),
  ]);
  const index = Object.fromEntries(bound) as EditionQueries;
  indices.set(language, index);
  return index;
}

/** Those columns of the published article at `slug` in a language, or null. */
function publishedAt<Row>(
  language: string,
  slug: string,
  columns: 'record, body' | 'record' | 'headline' | 'features' | 'file' | 'id',
): Row | null {
  const sql = `SELECT ${columns} FROM articles WHERE language = ? AND slug = ? AND draft = 0 AND published <= ?`;
  return row<Row>(sql, language, slug, contentStore().clock());
}

/** The published article at `slug` without its text, or null. */
function published(language: string, slug: string): StoredArticle | null {
  const found = publishedAt<{ record: string }>(language, slug, 'record');
  return found && (JSON.parse(found.record) as StoredArticle);
}

/** The tag that an editor calls `name`, by its name or its slug, or null. */
function tagCalled(language: string, name: string): TagLink | null {
  const found = row<{ slug: string }>('SELECT slug FROM tags WHERE name = ?1 OR slug = ?1', name);
  const tag = found && queries.tag(language, found.slug);
  return tag && tagIn(language, tag.slug);
}

/** In the order of the alphabet of a language. */
function byName<Named extends { name: string }>(language: string, all: readonly Named[]): Named[] {
  const { compare } = new Intl.Collator(language);
  return all.toSorted((a, b) => compare(a.name, b.name));
}
