import { type Instant, isoDay, nextMidnight, spanOf } from '../../dates.ts';
import type { ImageFacts } from '../../routes/image-files.ts';
import {
  type ArchiveDate,
  type ArticleKey,
  type Edition,
  type FeedList,
  inEdition,
  type PageOfEdition,
  type PageRoute,
} from '../../routes/urls.ts';
import { contentStore } from '../content-store.ts';
import { rows } from './asking.ts';
import { editionIn, publishedLanguages, publishedSoFar, publishedWithin } from './published.ts';

/** An article as sitemaps name it; `modified` is when it last changed for readers. */
export type ListedArticle = Readonly<
  ArticleKey & {
    headline: string;
    language: string;
    published: Instant;
    modified: Instant;
    image: ImageFacts | null;
    /** The same story in all its languages, where there are several. */
    translations: readonly Readonly<{ edition: Edition; language: string }>[];
  }
>;

/** A month of the calendar (`2024-01`) in which articles were published, and the last change to any of them. */
export type ListedMonth = Readonly<{ month: ArchiveDate; articles: number; modified: Instant }>;

/** Entries of a feed. */
const FEED_ENTRIES = 20;
/** Addresses in a part of the sitemap: a fifth of what is allowed, since the longest has some 2,000 bytes, and a part 50 MB at most. */
export const SITEMAP_ENTRIES = 10_000;
const LAST_CHANGES = 200;
/** The most that a news sitemap may have. */
export const NEWS_ENTRIES = 1_000;

/** What is asked for feeds and sitemaps. Part of the questions of pages; see there. */
export const syndicated = {
  /** The slugs of the newest articles of a list, newest first. */
  newestOf(language: string, list: FeedList): string[] {
    const sql =
      'SELECT slug FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?';
    return rows<{ slug: string }>(sql, nameOf(list), ...publishedSoFar(language), FEED_ENTRIES).map(({ slug }) => slug);
  },

  /** The articles that changed last, the latest first. */
  lastChanges(language: string): { slug: string; modified: Instant }[] {
    // The sign keeps SQLite from reading all that is published by that column, and sorting it.
    const sql =
      'SELECT slug, modified FROM articles WHERE language = ? AND draft = 0 AND +published <= ? ORDER BY modified DESC, slug LIMIT ?';
    return rows(sql, ...publishedSoFar(language), LAST_CHANGES);
  },

  /** The months in which something was published, oldest first. */
  publishedMonths(language: string): ListedMonth[] {
    const { timeZone } = contentStore().publication();
    const [first] = rows<{ first: number | null }>(
      'SELECT min(published) AS first FROM articles WHERE language = ? AND draft = 0 AND published <= ?',
      ...publishedSoFar(language),
    );
    if (first?.first == null) return [];
    const last = isoDay(contentStore().clock(), timeZone).slice(0, 7);
    const found: ListedMonth[] = [];
    for (let month = isoDay(first.first, timeZone).slice(0, 7); month <= last; month = monthAfter(month)) {
      const [said] = rows<{ articles: number; modified: number }>(
        `SELECT count(*) AS articles, max(modified) AS modified FROM articles
         WHERE language = ? AND draft = 0 AND published BETWEEN ? AND ?`,
        ...publishedWithin(language, spanOf(month, timeZone)),
      );
      if (said && said.articles > 0) found.push({ month, ...said });
    }
    return found;
  },

  /** The articles of a month, oldest first: the `number`th part (from 1) of `SITEMAP_ENTRIES`. */
  articlesOfMonth(language: string, month: ArchiveDate, number: number): ListedArticle[] {
    const [from, until] = spanOf(month, contentStore().publication().timeZone);
    return listed(
      language,
      'ORDER BY published, slug LIMIT ? OFFSET ?',
      from,
      until,
      SITEMAP_ENTRIES,
      (number - 1) * SITEMAP_ENTRIES,
    );
  },

  /** The pages that are no articles: the front, lists that hold something, and pages of their own. */
  listedPages(language: string): PageRoute[] {
    const holds = 'EXISTS (SELECT 1 FROM listings WHERE list = ?3 || name AND language = ?1 AND published <= ?2)';
    const named = (from: string, prefix: string) =>
      rows<{ name: string }>(
        `SELECT name FROM (${from}) WHERE ${holds} ORDER BY name`,
        ...publishedSoFar(language),
        prefix,
      );
    const series = rows<{ list: string }>(
      "SELECT DISTINCT list FROM listings WHERE list >= 'series:' AND list < 'series;' AND language = ? AND published <= ?",
      ...publishedSoFar(language),
    );
    const pages = rows<{ slug: string }>('SELECT slug FROM pages WHERE language = ? ORDER BY slug', language);
    const routes: PageOfEdition[] = [
      { kind: 'home', page: 1 },
      ...pages.map(({ slug }) => ({ kind: 'page', slug }) as const),
      { kind: 'corrections', page: 1 },
      { kind: 'authors', page: 1 },
      ...named('SELECT id AS name FROM authors', 'author:').map(
        ({ name: id }) => ({ kind: 'author', id, page: 1 }) as const,
      ),
      { kind: 'tags', page: 1 },
      ...named('SELECT slug AS name FROM tags', 'tag:').map(
        ({ name: slug }) => ({ kind: 'tag', slug, page: 1 }) as const,
      ),
      ...series.map(({ list }) => ({ kind: 'series', slug: list.slice('series:'.length), page: 1 }) as const),
      { kind: 'archive', date: '', page: 1 },
    ];
    return routes.map((route) => inEdition(editionIn(language), route));
  },

  /** The articles of today and yesterday in the publication's zone, newest first. */
  news(language: string): ListedArticle[] {
    const { timeZone } = contentStore().publication();
    const now = contentStore().clock();
    const [today] = spanOf(isoDay(now, timeZone), timeZone);
    const [yesterday] = spanOf(isoDay(today - 1, timeZone), timeZone);
    return listed(
      language,
      'ORDER BY published DESC, slug LIMIT ?',
      yesterday,
      nextMidnight(now, timeZone),
      NEWS_ENTRIES,
    );
  },
};

/** The name of a list in the index. */
function nameOf(list: FeedList): string {
  switch (list.kind) {
    case 'home':
      return 'all';
    case 'author':
      return `author:${list.id}`;
    default:
      return `${list.kind}:${list.slug}`;
  }
}

function monthAfter(month: ArchiveDate): ArchiveDate {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

function listed(language: string, order: string, from: Instant, until: Instant, ...limits: number[]): ListedArticle[] {
  const languages = publishedLanguages();
  const found = rows<
    Omit<ListedArticle, 'edition' | 'image' | 'translations'> & { facts: string | null; spoken: string }
  >(
    `SELECT articles.slug, headline, language, published, modified, facts, (
       SELECT json_group_array(others.language) FROM articles AS others
       WHERE others.language IN (SELECT value FROM json_each(?)) AND others.slug = articles.slug AND others.draft = 0 AND others.published <= ?
     ) AS spoken FROM articles
     LEFT JOIN uses ON uses.file = articles.file AND shown = 1 AND src = record -> 'image' ->> 'src'
     LEFT JOIN images ON path = image
     WHERE language = ? AND draft = 0 AND published BETWEEN ? AND ? ${order}`,
    JSON.stringify(languages.length > 1 ? languages : []),
    contentStore().clock(),
    ...publishedWithin(language, [from, until]),
    ...limits,
  );
  return found.map(({ facts, spoken, ...article }) => {
    const others = JSON.parse(spoken) as string[];
    return {
      ...article,
      edition: editionIn(language),
      image: facts === null ? null : (JSON.parse(facts) as ImageFacts),
      translations: others.length < 2 ? [] : others.map((other) => ({ edition: editionIn(other), language: other })),
    };
  });
}
