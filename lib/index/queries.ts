import type { SQLInputValue } from 'node:sqlite';
import type { Article, Picture, TagName } from '../content/article.ts';
import { type Author, type FrontPlan, type Page, type Publication, type Tag, UNPLANNED } from '../content/masthead.ts';
import { type Instant, isoDay, spanOf } from '../dates.ts';
import type { PictureFacts } from '../pictures.ts';
import { firstPage, type Place, pathTo, placeAt, type SitemapPart } from '../urls.ts';
import { type Forwarding, forwardingFrom } from './former-addresses.ts';
import { type Arrangement, arrange, type FrontRow } from './front-arrangement.ts';
import { type Newsroom, newsroom } from './newsroom.ts';
import { EVER, publishedWithin, type Span } from './published.ts';
import { type Matter, nearest, rarityOf } from './related.ts';
import * as statement from './statement.ts';
import { SITEMAP_ENTRIES, syndicated } from './syndicated.ts';
import { noted } from './trace.ts';
import { type Version, versionsOf } from './versions.ts';

// Every question that a page may ask. Answers are plain data, and hold nothing that is not published at the moment of asking.

/** A name in a byline: whose, and what the person did (empty: wrote it). */
export type Contributor = Readonly<{ id: string; name: string; role: string }>;

/** A picture with its words, and what is known of its file. */
export type ShownPicture = Readonly<Omit<Picture, 'src'> & { facts: PictureFacts }>;

/** The pictures in a Markdown text, by their addresses in it. Those that cannot be shown are left out. */
export type BodyPictures = Readonly<Record<string, PictureFacts>>;

/** An article as lists show it. */
export type Summary = Readonly<
  Pick<Article, 'slug' | 'language' | 'type' | 'headline' | 'standfirst' | 'section' | 'published' | 'keyPoints'> & {
    byline: readonly Contributor[];
    image: ShownPicture | null;
    /** Of who speaks, in a list that shows that. */
    portrait?: PictureFacts | null;
  }
>;

/** An author as pages show them; `pictures` are those of the biography. */
export type Profile = Readonly<Omit<Author, 'portrait'> & { portrait: PictureFacts | null; pictures: BodyPictures }>;

/** An article as its page shows it; `pictures` are those of the body. */
export type Story = Readonly<
  Omit<Article, 'byline' | 'file' | 'draft' | 'image'> & {
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
export type Neighbour = Readonly<Pick<Article, 'slug' | 'headline'>>;

/** A correction with the article that it was made to. */
export type CorrectionMade = Readonly<{ date: Instant; text: string; story: Neighbour }>;

/** A part of the calendar in which something was published: `2024`, `2024-01` or `2024-01-14`. */
export type Period = Readonly<{ date: string; stories: number }>;

export const STORIES_A_PAGE = 24;
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

  /** The publication. */
  publication(): Publication {
    return newsroom().publication();
  },

  /** The calendar day in the publication's zone: `2024-01-14`. */
  today(): string {
    return isoDay(newsroom().clock(), questions.publication().timeZone);
  },

  /** The published article at `slug` in the publication's language, or null. */
  story(slug: string): Story | null {
    const found = publishedAt<{ record: string; body: string }>(slug, 'record, body');
    if (!found) return null;
    const stored = JSON.parse(found.record) as Stored;
    return storyOf({ ...stored, body: found.body }, picturesOf(stored.file));
  },

  /** The versions that readers had of the published article at `slug`, oldest first, if there was more than one; else null. */
  versions(slug: string): Version[] | null {
    const found = publishedAt<{ file: string }>(slug, 'file');
    const versions = found && newsroom().ask((db) => versionsOf(db, found.file, newsroom().clock()));
    return versions && versions.length > 1 ? versions : null;
  },

  /** Whether the published article at `slug` has a page that tells what changed in it. */
  hasHistory(slug: string): boolean {
    return questions.versions(slug) !== null;
  },

  /** What became of what stood at `path` (percent-encoded), where there is no page now; null if nothing ever stood there. */
  forwarding(path: string): Forwarding | null {
    const { language } = questions.publication();
    const found = newsroom().ask((db) => forwardingFrom(db, path, language, newsroom().clock()));
    if (found?.kind !== 'moved' || placeAt(path)?.kind !== 'history') return found;
    // Whoever followed the history of a story wants that, if it still has one.
    const history = placeAt(`${found.path}/history`);
    return history && placeExists(history) ? { kind: 'moved', path: pathTo(history) } : found;
  },

  /** All published articles, newest first; null when the list has no such page. */
  latest(page: number): ListPage<Summary> | null {
    return listPage('all', page);
  },

  /** The front page as its editors arranged it, and how many pages the list of all stories has that begins with it. */
  front(): Arrangement<Summary> & { pages: number } {
    const found = row<{ record: string }>('SELECT record FROM front');
    const plan = found ? (JSON.parse(found.record) as FrontPlan) : UNPLANNED;
    const arranged = arrange(plan, {
      story: published,
      newest: newest('all', STORIES_A_PAGE),
      tag: tagCalled,
      under: (tag, count) => newest(`tag:${tag}`, count),
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
          portrait: questions.author(story.byline[0]?.author ?? '')?.portrait ?? null,
        })),
      },
      rows: arranged.rows.map(summed),
      recent: arranged.recent.map(summaryOf),
      pages: pagesOf(count('all'), STORIES_A_PAGE),
    };
  },

  /** What an author wrote, newest first; null when the list has no such page. */
  storiesBy(author: string, page: number): ListPage<Summary> | null {
    return listPage(`author:${author}`, page);
  },

  /** What stands under a tag, newest first; null when the list has no such page. */
  storiesUnder(tag: string, page: number): ListPage<Summary> | null {
    return listPage(`tag:${tag}`, page);
  },

  /** What stands in a series, newest first; null when the list has no such page. */
  storiesIn(series: string, page: number): ListPage<Summary> | null {
    return listPage(`series:${series}`, page);
  },

  /** A series that has a published article, by the name that its newest gives it, or null. */
  series(slug: string): TagName | null {
    const [latest] = newest(`series:${slug}`, 1);
    return latest?.series ? { slug, name: latest.series.name } : null;
  },

  /** Where an article stands in its series, which is read from the oldest on; null for one that stands alone. */
  seriesPart(series: TagName, slug: string, published: Instant): SeriesPart | null {
    const list = `series:${series.slug}`;
    const parts = count(list);
    if (parts < 2) return null;
    const sql = `SELECT articles.slug, headline FROM listings JOIN articles ON articles.id = listings.article
      WHERE list = ?1 AND listings.language = ?2 AND listings.published <= ?3`;
    const here = [list, questions.publication().language, newsroom().clock(), published, slug] as const;
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
      previous: row<Neighbour>(`${sql} AND ${before} LIMIT 1`, ...here),
      next: row<Neighbour>(`${sql} AND ${after} LIMIT 1`, ...here),
    };
  },

  /** Published articles that have most to do with one; see `nearest`. */
  related(slug: string): Summary[] {
    const found = publishedAt<{ matter: string }>(slug, 'matter');
    if (!found) return [];
    const story = JSON.parse(found.matter) as Matter;
    const lists = story.tags.map((tag) => `tag:${tag}`);
    if (story.series) lists.push(`series:${story.series}`);
    const near = new Set(lists.flatMap((list) => neighbours(list, story.published)));
    const candidates = rows<{ matter: string }>(
      'SELECT matter FROM articles WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify([...near]),
    ).map(({ matter }) => JSON.parse(matter) as Matter);
    const all = countTo(COMMON, 'all');
    const weights = new Map(story.tags.map((tag) => [tag, rarityOf(countTo(COMMON, `tag:${tag}`), all)]));
    return nearest(story, candidates, (tag) => weights.get(tag) ?? 0, RELATED)
      .map((other) => published(other.slug))
      .filter((other) => other !== null)
      .map(summaryOf);
  },

  /** What was published in a part of the calendar (`2024`, `2024-01`, `2024-01-14`), newest first; null when the list has no such page, or it is empty. */
  storiesOf(date: string, page: number): ListPage<Summary> | null {
    const list = listPage('all', page, spanOf(date, questions.publication().timeZone));
    return list && list.total > 0 ? list : null;
  },

  /** The years, or the months of a year, or the days of a month, in which something was published, in the order of the calendar. */
  periods(within: string): Period[] {
    const { timeZone } = questions.publication();
    return parts(within).flatMap((date) => {
      const stories = count('all', spanOf(date, timeZone));
      return stories > 0 ? [{ date, stories }] : [];
    });
  },

  /** Every correction made to a published article, newest first; null when the list has no such page. */
  corrections(page: number): ListPage<CorrectionMade> | null {
    const from = `FROM corrections JOIN articles ON articles.id = corrections.article
      WHERE articles.language = ?1 AND articles.published <= ?2 AND corrections.date <= ?2`;
    const here = [questions.publication().language, newsroom().clock()] as const;
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
    const items = found.map(({ date, text, slug, headline }) => ({ date, text, story: { slug, headline } }));
    return { items, page, pages, total };
  },

  author(id: string): Profile | null {
    const found = row<{ record: string }>('SELECT record FROM authors WHERE id = ?', id);
    if (!found) return null;
    const author = JSON.parse(found.record) as Author;
    const pictures = picturesOf(author.file);
    return { ...author, portrait: pictures[author.portrait] ?? null, pictures };
  },

  /** A tag that has a file or a published article, or null. */
  tag(slug: string): (Pick<Tag, 'slug' | 'name' | 'description'> & { pictures: BodyPictures }) | null {
    const found = row<{ name: string; record: string | null }>('SELECT name, record FROM tags WHERE slug = ?', slug);
    if (!found || (found.record === null && count(`tag:${slug}`) === 0)) return null;
    if (found.record === null) return { slug, name: found.name, description: '', pictures: {} };
    const { file, description } = JSON.parse(found.record) as Tag;
    return { slug, name: found.name, description, pictures: picturesOf(file) };
  },

  /** All authors by name, each with the number of articles; null when the list has no such page. */
  authors(page: number): ListPage<Author & { stories: number }> | null {
    const all = rows<{ id: string; record: string }>('SELECT id, record FROM authors ORDER BY name, id');
    const counts = countsOf('author:');
    return cut(all, page, ({ id, record }) => ({ ...(JSON.parse(record) as Author), stories: counts.get(id) ?? 0 }));
  },

  /** All tags by name, each with the number of articles; null when the list has no such page. */
  tags(page: number): ListPage<TagName & { stories: number }> | null {
    const counts = countsOf('tag:');
    const all = rows<{ slug: string; name: string; described: number }>(
      'SELECT slug, name, record IS NOT NULL AS described FROM tags ORDER BY name, slug',
    ).filter(({ slug, described }) => described || counts.has(slug));
    return cut(all, page, ({ slug, name }) => ({ slug, name, stories: counts.get(slug) ?? 0 }));
  },

  /** A page of its own, such as “About us”, or null. */
  page(slug: string): (Page & { pictures: BodyPictures }) | null {
    const found = row<{ record: string }>('SELECT record FROM pages WHERE slug = ?', slug);
    if (!found) return null;
    const page = JSON.parse(found.record) as Page;
    return { ...page, pictures: picturesOf(page.file) };
  },

  /** The navigation: the publication's sections that are tags, in its order. */
  sections(): TagName[] {
    return questions
      .publication()
      .sections.map(tagCalled)
      .filter((tag) => tag !== null);
  },

  /** The pages that the publication links at its foot. */
  footerPages(): Pick<Page, 'slug' | 'title'>[] {
    return questions.publication().footer.flatMap((slug) => {
      const page = questions.page(slug);
      return page ? [{ slug, title: page.title }] : [];
    });
  },
};

/**
 * Whether there is a page at `place`: what its page would find out, without what it takes to render one. A flood of addresses that are nowhere costs
 * a query each.
 */
export function placeExists(place: Place): boolean {
  switch (place.kind) {
    case 'front':
      return isPage(place.page, pagesOf(count('all'), STORIES_A_PAGE));
    case 'article':
      return publishedAt(place.slug, 'id') !== null;
    case 'history':
      return questions.hasHistory(place.slug);
    case 'author':
      return (
        hasRow('authors', 'id', place.id) && isPage(place.page, pagesOf(count(`author:${place.id}`), STORIES_A_PAGE))
      );
    case 'authors':
      return questions.authors(place.page) !== null;
    case 'tag':
      return (
        questions.tag(place.slug) !== null && isPage(place.page, pagesOf(count(`tag:${place.slug}`), STORIES_A_PAGE))
      );
    case 'tags':
      return questions.tags(place.page) !== null;
    case 'series':
      return questions.storiesIn(place.slug, place.page) !== null && count(`series:${place.slug}`) > 0;
    case 'archive':
      return (
        place.date === '' ||
        (isPage(place.page, pagesOf(countIn(place.date), STORIES_A_PAGE)) && countIn(place.date) > 0)
      );
    case 'corrections':
      return questions.corrections(place.page) !== null;
    case 'page':
      return hasRow('pages', 'slug', place.slug);
    case 'specimen':
      return true; // of its sheets, `placeAt` knows only those that there are
    case 'feed':
      return placeExists(firstPage(place.of));
    case 'markdown':
      return publishedAt(place.slug, 'id') !== null;
    case 'sitemap':
      return place.part === null || partExists(place.part);
    case 'document':
      return place.name !== 'security' || questions.publication().security !== '';
  }
}

function partExists({ of, number }: SitemapPart): boolean {
  const entries = of === 'pages' ? questions.listedPages().length : countIn(of);
  return number <= Math.ceil(entries / SITEMAP_ENTRIES);
}

/** The questions as pages ask them: each is noted in the page's trace. */
export const index = noted(questions);

/** An article with what its page says of its authors, tags and pictures; `pictures` are those of its file. */
export function storyOf({ file, draft, ...article }: Article, pictures: BodyPictures): Story {
  const ids = new Set(article.byline.map(({ author }) => author));
  return {
    ...article,
    ...canonicalTags(article),
    image: shownPicture(article.image, pictures),
    pictures,
    byline: contributors(article),
    authors: [...ids].map((id) => questions.author(id)).filter((author) => author !== null),
  };
}

/** Those columns of the published article at `slug` in the publication's language, or null. */
function publishedAt<Row>(slug: string, columns: 'record, body' | 'record' | 'matter' | 'file' | 'id'): Row | null {
  const sql = `SELECT ${columns} FROM articles WHERE language = ? AND slug = ? AND draft = 0 AND published <= ?`;
  return row<Row>(sql, questions.publication().language, slug, newsroom().clock());
}

/** The published article at `slug` without its text, or null. */
function published(slug: string): Stored | null {
  const found = publishedAt<{ record: string }>(slug, 'record');
  return found && (JSON.parse(found.record) as Stored);
}

/** The tag that an editor calls `name`, by its name or its slug, or null. */
function tagCalled(name: string): TagName | null {
  const found = row<{ slug: string }>('SELECT slug FROM tags WHERE name = ?1 OR slug = ?1', name);
  const tag = found && questions.tag(found.slug);
  return tag && { slug: tag.slug, name: tag.name };
}

function hasRow(table: 'authors' | 'pages', column: 'id' | 'slug', value: string): boolean {
  return row(`SELECT 1 FROM ${table} WHERE ${column} = ?`, value) !== null;
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

function contributors({ byline }: Pick<Stored, 'byline'>): Contributor[] {
  return byline.flatMap(({ author, role }) => {
    const found = row<{ name: string }>('SELECT name FROM authors WHERE id = ?', author);
    return found ? [{ id: author, name: found.name, role }] : [];
  });
}

/** A tag is spelt everywhere as its file, or the first article with it, spells it. */
function canonicalTags({ section, tags }: Pick<Stored, 'section' | 'tags'>): {
  section: TagName | null;
  tags: TagName[];
} {
  const canonical = (tag: TagName): TagName => {
    const found = row<{ name: string }>('SELECT name FROM tags WHERE slug = ?', tag.slug);
    return found ? { slug: tag.slug, name: found.name } : tag;
  };
  return { section: section && canonical(section), tags: tags.map(canonical) };
}

function summary(record: string): Summary {
  return summaryOf(JSON.parse(record) as Stored);
}

function summaryOf(stored: Stored): Summary {
  const { slug, language, type, headline, standfirst, published, keyPoints } = stored;
  const image = stored.image && shownPicture(stored.image, picturesOf(stored.file));
  const { section } = canonicalTags({ ...stored, tags: [] });
  const byline = contributors(stored);
  return { slug, language, type, headline, standfirst, section, published, image, keyPoints, byline };
}

/** The ids of the published articles of a list that stand nearest to an instant, before and after it. */
function neighbours(list: string, instant: Instant): number[] {
  const from = 'SELECT article FROM listings WHERE list = ?1 AND language = ?2';
  const here = [list, questions.publication().language, instant, CANDIDATES] as const;
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
function newest(list: string, limit: number): Stored[] {
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    questions.publication().language,
    newsroom().clock(),
    limit,
  );
  return found.map(({ record }) => JSON.parse(record) as Stored);
}

// A count takes as long as its list is long, and every page of a list asks for it; within a generation it stays the same.
let counts = { of: null as Newsroom | null, generation: 0, totals: new Map<string, number>() };
const MAX_COUNTS = 10_000;

/** How many published articles a list has, or has within a span. */
function count(list: string, span: Span = EVER): number {
  const of = newsroom();
  const generation = of.generation();
  if (counts.of !== of || counts.generation !== generation || counts.totals.size >= MAX_COUNTS) {
    counts = { of, generation, totals: new Map() };
  }
  const key = `${list} ${span}`;
  const total = counts.totals.get(key) ?? countNow(list, span);
  counts.totals.set(key, total);
  return total;
}

function countNow(list: string, span: Span): number {
  const sql = 'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published BETWEEN ? AND ?';
  return row<{ total: number }>(sql, list, ...publishedWithin(span))?.total ?? 0;
}

/** How many published articles a list has; where there are more than `limit`, that number, which does not take a count of all. */
function countTo(limit: number, list: string): number {
  const sql =
    'SELECT count(*) AS total FROM (SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT ?)';
  const found = row<{ total: number }>(sql, list, questions.publication().language, newsroom().clock(), limit);
  return found?.total ?? 0;
}

function countIn(date: string): number {
  return count('all', spanOf(date, questions.publication().timeZone));
}

/** What a part of the calendar is divided into: all years so far since the first article, the months of a year, the days of a month. */
function parts(within: string): string[] {
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const two = (number: number) => String(number).padStart(2, '0');
  if (within === '') {
    const sql = "SELECT min(published) AS first FROM listings WHERE list = 'all' AND language = ?";
    const first = row<{ first: number | null }>(sql, questions.publication().language)?.first;
    const year = (instant: Instant) => Number(isoDay(instant, questions.publication().timeZone).slice(0, 4));
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
function countsOf(prefix: string): Map<string, number> {
  const found = rows<{ list: string; total: number }>(
    `SELECT list, count(*) AS total FROM listings
     WHERE list >= ?1 AND list < ?1 || char(0x10ffff) AND language = ?2 AND published <= ?3 GROUP BY list`,
    prefix,
    questions.publication().language,
    newsroom().clock(),
  );
  return new Map(found.map(({ list, total }) => [list.slice(prefix.length), total]));
}

function pagesOf(total: number, each: number): number {
  return Math.max(1, Math.ceil(total / each));
}

function isPage(page: number, pages: number): boolean {
  return Number.isInteger(page) && page >= 1 && page <= pages;
}

function listPage(list: string, page: number, span: Span = EVER): ListPage<Summary> | null {
  const total = count(list, span);
  const pages = pagesOf(total, STORIES_A_PAGE);
  if (!isPage(page, pages)) return null;
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article, published FROM listings
        WHERE list = ? AND language = ? AND published BETWEEN ? AND ?
        ORDER BY published DESC, slug LIMIT ? OFFSET ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    ...publishedWithin(span),
    STORIES_A_PAGE,
    (page - 1) * STORIES_A_PAGE,
  );
  return { items: found.map(({ record }) => summary(record)), page, pages, total };
}

function cut<Row, Item>(all: readonly Row[], page: number, item: (row: Row) => Item): ListPage<Item> | null {
  const pages = pagesOf(all.length, NAMES_A_PAGE);
  if (!isPage(page, pages)) return null;
  const items = all.slice((page - 1) * NAMES_A_PAGE, page * NAMES_A_PAGE).map(item);
  return { items, page, pages, total: all.length };
}
