import { isoDay, nextMidnight } from '../dates.ts';
import { FEED_FORMATS } from '../routes/document-paths.ts';
import { type Edition, editionOf } from '../routes/editions.ts';
import {
  type FeedList,
  hasFeed,
  inEdition,
  PAGE_KINDS,
  type PageKindName,
  type PageRoute,
  pageKind,
  pageNamed,
} from '../routes/page-kinds.ts';
import { pathTo, type Route } from '../routes/routes.ts';
import type { ContentStore } from './content-store.ts';
import { pageCount } from './list-page.ts';
import { countByList, STORIES_PER_PAGE } from './listings.ts';
import type { Redirect } from './old-urls.ts';
import { publishedSoFar } from './published.ts';
import { queriesFor } from './queries/queries.ts';
import { contextOf, type QueryContext } from './query-context.ts';
import { recordTable } from './record-tables.ts';

// Every page and document of the site, for an export. Unlike queries, these functions are in no trace.

/** Stories by list (`tag:china`), or by year, month and day (`date:2024-01`). */
type Counts = ReadonlyMap<string, number>;

/**
 * Returns the routes of all pages and documents that exist now, except for search and for the further pages of
 * feeds, which follow from the feeds.
 */
export function allRoutes(store: ContentStore): Route[] {
  const { editions, routeExists } = queriesFor(store, '');
  const documents = (['robots', 'news', 'security', 'manifest', 'feedStyle'] as const).map(
    (name): Route => ({ kind: 'document', edition: '', name }),
  );
  return [
    ...editions().flatMap(({ edition }) => routesOf(store, edition)),
    ...documents.filter(routeExists),
    { kind: 'sitemap', edition: '', part: null },
  ];
}

function routesOf(store: ContentStore, edition: Edition): Route[] {
  const context = contextOf(store, edition);
  const counts = new Map([...countByList(context, ''), ...countByDate(context)]);
  const pages = (Object.keys(PAGE_KINDS) as PageKindName[])
    .filter((kind) => kind !== 'search')
    .flatMap((kind) => pagesOfKind(context, edition, kind, counts));
  return [...pages, ...pages.flatMap(documentsOf), ...documentsOfEdition(store, edition, counts)];
}

/** Former addresses (decoded, such as `/2019/harbor`) and what became of their stories. */
export function oldUrls(store: ContentStore): { path: string; redirect: Redirect }[] {
  const { publication, pathExists, redirect } = queriesFor(store, '');
  const { language } = publication();
  const claimed = store
    .rows<{ path: string }>(
      "SELECT path FROM redirects UNION SELECT path FROM site_redirects WHERE start IS NULL AND query = ''",
    )
    .map(({ path }) => path);
  const former = store
    .rows<{ slug: string; language: string }>(
      'SELECT DISTINCT slug, language FROM revisions WHERE published IS NOT NULL EXCEPT SELECT slug, language FROM articles WHERE draft = 0 AND published <= ?',
      store.clock(),
    )
    .flatMap((story): Route[] => {
      const key = { edition: editionOf(story.language, language), slug: story.slug };
      return [
        { kind: 'article', ...key },
        { kind: 'history', ...key },
      ];
    })
    .map((route) => decodeURIComponent(pathTo(route)));
  return [...new Set([...claimed, ...former])].sort().flatMap((path) => {
    const written = path.split('/').map(encodeURIComponent).join('/');
    const found = pathExists(written) ? null : redirect(written);
    return found ? [{ path, redirect: found }] : [];
  });
}

/** An old address with a query: its path (decoded), its query without `?`, and where it leads. */
export type QueryRedirect = Readonly<{ path: string; query: string; target: string }>;

/** The old addresses with a query that lead to a page. */
export function queryRedirects(store: ContentStore): QueryRedirect[] {
  const { redirectOfQuery } = queriesFor(store, '');
  return store
    .rows<{ path: string; query: string }>(
      "SELECT path, query FROM site_redirects WHERE query <> '' ORDER BY path, query",
    )
    .flatMap(({ path, query }) => {
      const target = redirectOfQuery(path.split('/').map(encodeURIComponent).join('/'), `?${query}`);
      return target === null ? [] : [{ path, query, target }];
    });
}

/** The patterns of old addresses and of the paths to which they lead, in the order in which they count. */
export function redirectPatterns(store: ContentStore): (readonly [pattern: string, target: string])[] {
  return store
    .rows<{ path: string; target: string }>(
      'SELECT path, target FROM site_redirects WHERE start IS NOT NULL ORDER BY file, position',
    )
    .map(({ path, target }) => [path, target] as const);
}

/** The pages of a kind in an edition. */
function pagesOfKind(context: QueryContext, edition: Edition, kind: PageKindName, counts: Counts): PageRoute[] {
  const { list, mayBeEmpty = false } = pageKind(kind);
  const named = (name: string) => inEdition(edition, pageNamed(kind, name));
  const counted = countsOf(context, kind, counts);
  const others = list === undefined || (mayBeEmpty && edition === '') ? namesOf(context, kind) : [];
  return [
    ...[...counted].flatMap(([name, stories]) => inParts(named(name), pageCount(stories, STORIES_PER_PAGE))),
    ...others.filter((name) => !counted.has(name)).flatMap((name) => existingParts(context, named(name))),
  ];
}

/** By the names of pages that exist for certain, the stories on them. */
function countsOf(context: QueryContext, kind: PageKindName, counts: Counts): Counts {
  if (kind === 'article') return new Map(slugsOf(context).map((slug) => [slug, 1]));
  const { path, list } = pageKind(kind);
  if (list === undefined) return new Map();
  const prefix = path.includes(':date') ? 'date:' : list.replace(/<.*/, '');
  const own = [...counts].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, stories]) => [path.includes(':') ? name.slice(prefix.length) : '', stories]));
}

function inParts(first: PageRoute, parts: number): PageRoute[] {
  return Array.from({ length: parts }, (_, at) => (at === 0 ? first : ({ ...first, page: at + 1 } as PageRoute)));
}

/** The pages of a list, as many as exist. */
function existingParts(context: QueryContext, first: PageRoute): PageRoute[] {
  const { routeExists } = queriesFor(context.store, '');
  let parts = 0;
  for (let page = first; routeExists(page); page = { ...first, page: parts + 1 } as PageRoute) {
    parts++;
    if (!('page' in first)) break;
  }
  return inParts(first, parts);
}

/** The names with which pages of a kind may exist; one empty string for a kind without names. */
function namesOf(context: QueryContext, kind: PageKindName): string[] {
  const { path, file } = pageKind(kind);
  if (!path.includes(':')) return [''];
  if (kind === 'history') return slugsWithVersions(context);
  const records = recordTable(file);
  if (!records) return [];
  const { table, column, hasLanguage } = records;
  const sql = `SELECT DISTINCT ${column} AS name FROM ${table}`;
  return (
    hasLanguage
      ? context.store.rows<{ name: string }>(`${sql} WHERE language = ?`, context.language)
      : context.store.rows<{ name: string }>(sql)
  ).map(({ name }) => name);
}

/** The slugs of the published stories, newest first. */
function slugsOf(context: QueryContext): string[] {
  const sql =
    "SELECT slug FROM listings WHERE list = 'all' AND language = ? AND published <= ? ORDER BY published DESC";
  return context.store.rows<{ slug: string }>(sql, ...publishedSoFar(context)).map(({ slug }) => slug);
}

/** The slugs of the published stories that git has several versions of. */
function slugsWithVersions(context: QueryContext): string[] {
  const sql = `SELECT slug FROM articles JOIN file_histories USING (file)
    WHERE language = ? AND draft = 0 AND published <= ?
      AND (SELECT count(*) FROM revisions WHERE revisions.history = file_histories.id) > 1`;
  return context.store.rows<{ slug: string }>(sql, ...publishedSoFar(context)).map(({ slug }) => slug);
}

/** The published stories by year, month and day (`date:2024-01`). */
function countByDate(context: QueryContext): Counts {
  const { timeZone } = context.store.publication();
  const sql =
    "SELECT published FROM listings WHERE list = 'all' AND language = ? AND published <= ? ORDER BY published";
  const counts = new Map<string, number>();
  let day = '';
  let midnight = Number.NEGATIVE_INFINITY;
  for (const { published } of context.store.rows<{ published: number }>(sql, ...publishedSoFar(context))) {
    if (published >= midnight) {
      day = isoDay(published, timeZone);
      midnight = nextMidnight(published, timeZone);
    }
    for (const date of [day.slice(0, 4), day.slice(0, 7), day])
      counts.set(`date:${date}`, (counts.get(`date:${date}`) ?? 0) + 1);
  }
  return counts;
}

/** The documents that belong to a page: the Markdown of a story, the feeds of a list. */
function documentsOf(page: PageRoute): Route[] {
  if (page.kind === 'article') return [{ kind: 'markdown', edition: page.edition, slug: page.slug }];
  if (!hasFeed(page) || page.page > 1) return [];
  const { page: _, ...of } = page;
  return FEED_FORMATS.map((format) => ({ kind: 'feed', of: of as FeedList, format }));
}

/** The parts of the sitemap, and the documents that each edition has for itself; search is none of them. */
function documentsOfEdition(store: ContentStore, edition: Edition, counts: Counts): Route[] {
  const { routeExists } = queriesFor(store, '');
  const months = [...counts.keys()].filter((name) => /^date:\d{4}-\d\d$/.test(name)).map((name) => name.slice(5));
  const parts = ['pages' as const, ...months].flatMap((of) => {
    const found: Route[] = [];
    for (let number = 1; ; number++) {
      const part: Route = { kind: 'sitemap', edition, part: { of, number } };
      // The first part of a month exists, since it has stories.
      if ((of === 'pages' || number > 1) && !routeExists(part)) return found;
      found.push(part);
    }
  });
  const llms: Route = { kind: 'document', edition, name: 'llms' };
  return [...parts, ...(routeExists(llms) ? [llms] : [])];
}
