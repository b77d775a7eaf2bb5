import { spanOf } from '../../dates.ts';
import type { DocumentRoute, SitemapPart } from '../../routes/document-paths.ts';
import {
  type ExistenceQuery,
  firstPage,
  inEdition,
  listOfPage,
  PAGE_KINDS,
  type PageKindName,
  type PageRoute,
  pageKind,
  pageNamed,
  parametersOf,
} from '../../routes/page-kinds.ts';
import { isDocument, pathTo, type Route, routeAt } from '../../routes/routes.ts';
import { hasPage, pageCount } from '../list-page.ts';
import { countListed, hasStories, STORIES_PER_PAGE } from '../listings.ts';
import { type OldUrlContext, type Redirect, redirectForOldUrl, redirectForQuery } from '../old-urls.ts';
import { pageQueries } from '../page-queries.ts';
import { EVER, publishedSoFar } from '../published.ts';
import { contextOf, editionIn, type QueryContext } from '../query-context.ts';
import { recordTable } from '../record-tables.ts';
import { traceQueries } from '../trace.ts';
import type { EditionName } from './publication-queries.ts';
import { SITEMAP_ENTRIES } from './sitemap-queries.ts';

/**
 * The queries that the table of pages names. They take strings and numbers from the path, which are of the
 * right types by the table.
 */
const existenceQueries: Record<ExistenceQuery, (context: QueryContext, ...args: never[]) => unknown> = pageQueries;

export const routeQueries = traceQueries({
  /** The route at `path`, or null. A path may name the publication's own language; its route does not. */
  canonicalRoute({ store }: QueryContext, path: string): Route | null {
    const route = routeAt(path);
    if (!route) return null;
    if (route.kind === 'feed') return { ...route, of: { ...route.of, edition: editionIn(store, route.of.edition) } };
    return { ...route, edition: editionIn(store, route.edition) };
  },

  /** Whether there is a page at `path`; see `routeExists`. */
  pathExists(context: QueryContext, path: string): boolean {
    const route = routeQueries.canonicalRoute(context, path);
    return route !== null && routeQueries.routeExists(context, route);
  },

  /**
   * Whether there is a page or document at `route`, of whichever edition. It costs a query or two, far less
   * than to render the page: a flood of requests for unknown pages must be cheap.
   */
  routeExists({ store }: QueryContext, route: Route): boolean {
    const edition = route.kind === 'feed' ? route.of.edition : route.edition;
    const context = contextOf(store, edition);
    return isDocument(route) ? documentExists(context, route) : pageExists(context, route);
  },

  /** The pages for the sitemap, apart from articles: those that exist, and lists that are not empty. */
  listedPages(context: QueryContext): PageRoute[] {
    const edition = editionIn(context.store, context.language);
    return (Object.keys(PAGE_KINDS) as PageKindName[])
      .filter((kind) => pageKind(kind).sitemap)
      .flatMap((kind) => namesInSitemap(context, kind).map((name) => inEdition(edition, pageNamed(kind, name))))
      .filter((page) => Object.keys(parametersOf(page)).length > 0 || pageExists(context, page));
  },

  /** The editions that have the page at `route`, which is in one of them; empty if it is the only one. */
  alternatives(context: QueryContext, route: PageRoute): EditionName[] {
    const editions = pageQueries
      .editions(context)
      .filter(({ edition }) => routeQueries.routeExists(context, { ...route, edition }));
    return editions.length > 1 ? editions : [];
  },

  /**
   * Where the page went that was once at `path` (percent-encoded), if there is no page now; null if there
   * never was one.
   */
  redirect(context: QueryContext, path: string): Redirect | null {
    const { store } = context;
    const found = store.read((db) => redirectForOldUrl(db, path, oldUrlContext(context)));
    if (found?.kind !== 'moved' || routeAt(path)?.kind !== 'history') return found;
    // A link to a story's history leads to the history at the new path, if there is one.
    const history = routeAt(`${found.path}/history`);
    return history && routeQueries.routeExists(context, history) ? { kind: 'moved', path: pathTo(history) } : found;
  },

  /**
   * Where a redirect of the site leads from `path` with a query that is part of an old address (`/?p=123`), with the rest
   * of the query. Null for other queries. Unlike `redirect` it counts before the page at the path.
   */
  redirectOfQuery(context: QueryContext, path: string, query: string): string | null {
    const found = context.store.read((db) => redirectForQuery(db, path, query, oldUrlContext(context)));
    return found && found.path + found.query;
  },
});

function oldUrlContext(context: QueryContext): OldUrlContext {
  const { store } = context;
  return {
    own: store.publication().language,
    now: store.clock(),
    hasPage: (path) => routeQueries.pathExists(context, path),
  };
}

/** Whether there is a page, by what the table says of its kind. */
function pageExists(context: QueryContext, page: PageRoute): boolean {
  const { mayBeEmpty = false, query, paged = false } = pageKind(page.kind);
  const isOwn = page.edition === '';
  const parameters = Object.values(parametersOf(page));
  // An edition begins with its first article.
  if (parameters.length === 0 && !isOwn && !hasStories(context, 'all')) return false;
  const list = listOfPage(page);
  const number = 'page' in page ? page.page : 1;
  if (list !== null) {
    const span = 'date' in page ? spanOf(page.date, context.store.publication().timeZone) : EVER;
    const total = countListed(context, list, span);
    if (total === 0 && !(mayBeEmpty && isOwn)) return false;
    if (!hasPage(pageCount(total, STORIES_PER_PAGE), number)) return false;
  }
  if (query === undefined) return true;
  const args = [...parameters, ...(paged && list === null ? [number] : [])];
  const found = existenceQueries[query as ExistenceQuery](context, ...(args as never[]));
  return found !== null && found !== false;
}

function documentExists(context: QueryContext, route: DocumentRoute): boolean {
  switch (route.kind) {
    case 'feed':
      return pageExists(context, firstPage(route.of));
    case 'markdown':
      return pageExists(context, { ...route, kind: 'article' });
    case 'sitemap':
      return route.part === null || sitemapPartExists(context, route.part);
    case 'document':
      if (!pageExists(context, { kind: 'home', edition: route.edition, page: 1 })) return false;
      return route.name !== 'security' || context.store.publication().security !== '';
  }
}

function sitemapPartExists(context: QueryContext, { of, number }: SitemapPart): boolean {
  // The first part has at least the home page. Listing all pages would take long.
  const home = { kind: 'home', edition: editionIn(context.store, context.language), page: 1 } as const;
  if (of === 'pages' && number === 1 && pageExists(context, home)) return true;
  const entries =
    of === 'pages'
      ? routeQueries.listedPages(context).length
      : countListed(context, 'all', spanOf(of, context.store.publication().timeZone));
  return number <= Math.ceil(entries / SITEMAP_ENTRIES);
}

/**
 * The parameters with which pages of a kind are in the sitemap; one empty string for a kind without
 * parameters.
 */
function namesInSitemap(context: QueryContext, kind: PageKindName): string[] {
  const { path, list, file } = pageKind(kind);
  if (!path.includes(':')) return [''];
  const names = (sql: string, ...values: (string | number)[]) =>
    context.store.rows<{ name: string }>(`${sql} ORDER BY name`, ...values).map(({ name }) => name);
  const [prefix = ''] = list?.split('<') ?? [];
  const records = recordTable(file);
  if (records && list) {
    const isNotEmpty = 'EXISTS (SELECT 1 FROM listings WHERE list = ?3 || name AND language = ?1 AND published <= ?2)';
    const all = `SELECT ${records.column} AS name FROM ${records.table}`;
    return names(`SELECT name FROM (${all}) WHERE ${isNotEmpty}`, ...publishedSoFar(context), prefix);
  }
  if (records) {
    return names(`SELECT ${records.column} AS name FROM ${records.table} WHERE language = ?`, context.language);
  }
  const sql = `SELECT DISTINCT substr(list, length(?3) + 1) AS name FROM listings
    WHERE list >= ?3 AND list < ?3 || char(0x10ffff) AND language = ?1 AND published <= ?2`;
  return names(sql, ...publishedSoFar(context), prefix);
}
