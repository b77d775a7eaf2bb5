import { spanOf } from '../../dates.ts';
import { firstPage, type PageRoute, pathTo, type Route, routeAt, type SitemapPart } from '../../routes/urls.ts';
import { hasPage, pageCount } from '../list-page.ts';
import { countListed, STORIES_PER_PAGE } from '../listings.ts';
import { type Redirect, redirectForOldUrl } from '../old-urls.ts';
import { EVER, publishedColumns, type Span } from '../published.ts';
import { contextOf, editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { articleQueries } from './article-queries.ts';
import { authorQueries } from './author-queries.ts';
import { correctionQueries } from './correction-queries.ts';
import { type EditionName, publicationQueries } from './publication-queries.ts';
import { SITEMAP_ENTRIES, sitemapQueries } from './sitemap-queries.ts';
import { staticPageQueries } from './static-page-queries.ts';
import { tagQueries } from './tag-queries.ts';

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
   * Whether there is a page at `route`, of whichever edition. It costs one query or two, far less than to
   * render the page: a flood of requests for unknown pages must be cheap.
   */
  routeExists({ store }: QueryContext, route: Route): boolean {
    const edition = route.kind === 'feed' ? route.of.edition : route.edition;
    const context = contextOf(store, edition);
    // The publication's own edition has pages for empty lists; other editions have no empty pages.
    const isOwn = edition === '';
    switch (route.kind) {
      case 'home':
        return isListed(context, isOwn, 'all', route.page);
      case 'article':
      case 'markdown':
        return publishedColumns(context, route.slug, 'id') !== null;
      case 'history':
        return articleQueries.hasHistory(context, route.slug);
      case 'author':
        return (
          store.row('SELECT 1 FROM authors WHERE id = ?', route.id) !== null &&
          isListed(context, isOwn, `author:${route.id}`, route.page)
        );
      case 'authors':
        return authorQueries.authors(context, route.page) !== null;
      case 'tag':
        return (
          tagQueries.tag(context, route.slug) !== null && isListed(context, isOwn, `tag:${route.slug}`, route.page)
        );
      case 'tags':
        return tagQueries.tags(context, route.page) !== null;
      case 'series':
        return isListed(context, false, `series:${route.slug}`, route.page);
      case 'archive':
        return isListed(context, isOwn, 'all', 1);
      case 'period':
        return isListed(context, false, 'all', route.page, spanOf(route.date, store.publication().timeZone));
      case 'corrections':
        return isListed(context, isOwn, 'all', 1) && correctionQueries.corrections(context, route.page) !== null;
      case 'page':
        return staticPageQueries.page(context, route.slug) !== null;
      case 'search':
        return isListed(context, isOwn, 'all', 1);
      case 'feed':
        return routeQueries.routeExists(context, firstPage(route.of));
      case 'sitemap':
        return route.part === null || sitemapPartExists(context, route.part);
      case 'document':
        if (!isListed(context, isOwn, 'all', 1)) return false;
        return route.name !== 'security' || store.publication().security !== '';
    }
  },

  /** The editions that have the page at `route`, which is in one of them; empty if it is the only one. */
  alternatives(context: QueryContext, route: PageRoute): EditionName[] {
    const editions = publicationQueries
      .editions(context)
      .filter(({ edition }) => routeQueries.routeExists(context, { ...route, edition }));
    return editions.length > 1 ? editions : [];
  },

  /**
   * Where the story went that was once at `path` (percent-encoded), if there is no page now; null if there
   * never was one.
   */
  redirect(context: QueryContext, path: string): Redirect | null {
    const { store } = context;
    const found = store.read((db) => redirectForOldUrl(db, path, store.publication().language, store.clock()));
    if (found?.kind !== 'moved' || routeAt(path)?.kind !== 'history') return found;
    // A link to a story's history leads to the history at the new path, if there is one.
    const history = routeAt(`${found.path}/history`);
    return history && routeQueries.routeExists(context, history) ? { kind: 'moved', path: pathTo(history) } : found;
  },
});

/** Whether a list has this page. An empty list has a first page if `evenEmpty`. */
function isListed(context: QueryContext, evenEmpty: boolean, list: string, page: number, span: Span = EVER): boolean {
  const total = countListed(context, list, span);
  return (evenEmpty || total > 0) && hasPage(pageCount(total, STORIES_PER_PAGE), page);
}

function sitemapPartExists(context: QueryContext, { of, number }: SitemapPart): boolean {
  const entries =
    of === 'pages'
      ? sitemapQueries.listedPages(context).length
      : countListed(context, 'all', spanOf(of, context.store.publication().timeZone));
  return number <= Math.ceil(entries / SITEMAP_ENTRIES);
}
