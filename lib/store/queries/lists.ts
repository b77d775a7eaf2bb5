import { type Instant, isoDay, spanOf } from '../../dates.ts';
import { type ContentStore, contentStore } from '../content-store.ts';
import { row, rows } from './asking.ts';
import { EVER, publishedSoFar, publishedWithin, type Span } from './published.ts';
import { type StoredArticle, type Summary, summary } from './views.ts';

// Lists of published articles, such as those of a tag, an author or a part of the calendar: their pages, and how long they are.

/** One page of a list. `pages` is at least 1. */
export type ListPage<Item> = Readonly<{ items: readonly Item[]; page: number; pages: number; total: number }>;

export const STORIES_A_PAGE = 24;
export const NAMES_A_PAGE = 60;

/** One page of the published articles of a list, newest first, or of those within a span; null when the list has no such page. */
export function listPage(language: string, list: string, page: number, span: Span = EVER): ListPage<Summary> | null {
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

/** One page of names; null when there is no such page. */
export function cut<Item>(all: readonly Item[], page: number): ListPage<Item> | null {
  const pages = pagesOf(all.length, NAMES_A_PAGE);
  if (!isPage(page, pages)) return null;
  return { items: all.slice((page - 1) * NAMES_A_PAGE, page * NAMES_A_PAGE), page, pages, total: all.length };
}

/** How many pages so many entries take: one for none. */
export function pagesOf(total: number, each: number): number {
  return Math.max(1, Math.ceil(total / each));
}

/** Whether a list of so many pages has that one. */
export function isPage(page: number, pages: number): boolean {
  return Number.isInteger(page) && page >= 1 && page <= pages;
}

/** The newest published articles of a list, newest first. */
export function newest(language: string, list: string, limit: number): StoredArticle[] {
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article FROM listings WHERE list = ? AND language = ? AND published <= ? ORDER BY published DESC, slug LIMIT ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    language,
    contentStore().clock(),
    limit,
  );
  return found.map(({ record }) => JSON.parse(record) as StoredArticle);
}

/** So many stories before and after an article are looked at in each list that it shares. */
const CANDIDATES = 30;

/** The ids of the published articles of a list that stand nearest to an instant, before and after it. */
export function neighbours(language: string, list: string, instant: Instant): number[] {
  const from = 'SELECT article FROM listings WHERE list = ?1 AND language = ?2';
  const here = [list, language, instant, CANDIDATES] as const;
  const before = rows<{ article: number }>(
    `${from} AND published <= ?3 ORDER BY published DESC, slug LIMIT ?4`,
    ...here,
  );
  const after = rows<{ article: number }>(
    `${from} AND published > ?3 AND published <= ?5 ORDER BY published, slug LIMIT ?4`,
    ...here,
    contentStore().clock(),
  );
  return [...before, ...after].map(({ article }) => article);
}

// A count takes as long as its list is long, and every page of a list asks for it; within a generation it stays the same.
let counts = { of: null as ContentStore | null, generation: 0, totals: new Map<string, number>() };
const MAX_COUNTS = 10_000;

/** How many published articles a list has, or has within a span. */
export function count(language: string, list: string, span: Span = EVER): number {
  const of = contentStore();
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
export function countTo(language: string, limit: number, list: string): number {
  const sql =
    'SELECT count(*) AS total FROM (SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT ?)';
  const found = row<{ total: number }>(sql, list, ...publishedSoFar(language), limit);
  return found?.total ?? 0;
}

/** The number of articles in each list whose name begins with `prefix` (`author:`, `tag:`), by the rest of the name. */
export function countsOf(language: string, prefix: string): Map<string, number> {
  const found = rows<{ list: string; total: number }>(
    `SELECT list, count(*) AS total FROM listings
     WHERE list >= ?1 AND list < ?1 || char(0x10ffff) AND language = ?2 AND published <= ?3 GROUP BY list`,
    prefix,
    ...publishedSoFar(language),
  );
  return new Map(found.map(({ list, total }) => [list.slice(prefix.length), total]));
}

/** A part of the calendar as a span of time in the publication's zone. */
export function dated(date: string): Span {
  return spanOf(date, contentStore().publication().timeZone);
}

/** What a part of the calendar is divided into: all years so far since the first article, the months of a year, the days of a month. */
export function parts(language: string, within: string): string[] {
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const two = (number: number) => String(number).padStart(2, '0');
  if (within === '') {
    const sql = "SELECT min(published) AS first FROM listings WHERE list = 'all' AND language = ?";
    const first = row<{ first: number | null }>(sql, language)?.first;
    const year = (instant: Instant) => Number(isoDay(instant, contentStore().publication().timeZone).slice(0, 4));
    return first == null ? [] : numbers(year(first), year(contentStore().clock())).map(String);
  }
  if (within.length === 4) return numbers(1, 12).map((month) => `${within}-${two(month)}`);
  if (within.length === 7) {
    const [year = 0, month = 0] = within.split('-').map(Number);
    return numbers(1, new Date(Date.UTC(year, month, 0)).getUTCDate()).map((day) => `${within}-${two(day)}`);
  }
  return [];
}
