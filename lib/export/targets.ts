import { UNROUTED } from '../render/rendering.ts';
import { isDocument, pathTo, type Route } from '../routes/routes.ts';
import { allRoutes } from '../store/all-routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';

/**
 * A page or document to export: `address` is what a render process gets, `file` its name in the folder. Those of a
 * lower `rank` are written first.
 */
export type Target = Readonly<{ address: string; file: string; rank: number }>;

/**
 * The order of writing: a page comes after those that it links to. A story has its Markdown, a list its stories and
 * its feed.
 */
const RANKS = ['markdown', 'story', 'feed', 'list', 'home', 'document'] as const;

/** All pages and documents of a site that a static host can answer, by address. */
export function exportTargets(store: ContentStore): Map<string, Target> {
  const targets = allRoutes(store).map((route): Target => {
    const address = pathTo(route);
    return { address, file: fileAt(address, !isDocument(route)), rank: RANKS.indexOf(rankOf(route)) };
  });
  const editions = queriesFor(store, '').editions();
  const notFound = editions.flatMap(({ edition }): Target[] => {
    const home = pathTo({ kind: 'home', edition, page: 1 });
    const prefix = home === '/' ? '' : home;
    const rank = RANKS.indexOf('list');
    return [
      { address: `${UNROUTED}${prefix}/_dateline/not-found`, file: fileAt(`${prefix}/404.html`), rank },
      { address: `${UNROUTED}${prefix}/_dateline/removed`, file: fileAt(`${prefix}/410.html`), rank },
    ];
  });
  return new Map([...targets, ...notFound].map((target) => [target.address, target]));
}

function rankOf(route: Route): (typeof RANKS)[number] {
  switch (route.kind) {
    case 'markdown':
    case 'feed':
      return route.kind;
    case 'article':
    case 'history':
    case 'page':
      return 'story';
    case 'home':
      return 'home';
    case 'sitemap':
    case 'document':
      return 'document';
    default:
      return 'list';
  }
}

/** The name of the file for an address: `articles/x.html` for the page `/articles/x`, `index.html` for `/`. */
export function fileAt(address: string, isPage = false): string {
  const name = decodeURIComponent(address).slice(1);
  return isPage ? `${name || 'index'}.html` : name;
}

/**
 * Sorts what is to be written. New files come before changed ones, which may link to them: no reader meets a link to
 * a file that is not there yet.
 */
export function inWritingOrder(targets: readonly Target[], isNew: (target: Target) => boolean): Target[][] {
  const orderOf = (target: Target) => target.rank + (isNew(target) ? 0 : RANKS.length);
  const groups = Map.groupBy(targets, orderOf);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
