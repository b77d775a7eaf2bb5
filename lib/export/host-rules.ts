import { listPublicFiles } from '../content/files.ts';
import { USUAL_FEEDS } from '../routes/document-paths.ts';
import { pathTo } from '../routes/routes.ts';
import { oldUrls, type QueryRedirect, queryRedirects, redirectPatterns } from '../store/all-routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';

/**
 * What web servers and hosts need to know besides files: `redirects` from decoded paths to paths; the decoded paths of
 * removed stories (`gone`); old addresses with a query (`queries`) and patterns of old addresses, with their targets; the paths of the editions other than the publication's own (`/zh`); the site's origin; and
 * the decoded paths of files under public/ whose names look like those of pages and compressed copies (`lookalikes`).
 */
export type HostRules = Readonly<{
  origin: string;
  editions: readonly string[];
  redirects: readonly (readonly [from: string, to: string])[];
  gone: readonly string[];
  queries: readonly QueryRedirect[];
  patterns: readonly (readonly [pattern: string, target: string])[];
  lookalikes: readonly string[];
}>;

/** The rules of a site. */
export function hostRules(store: ContentStore): HostRules {
  const { publication, editions } = queriesFor(store, '');
  const homes = editions().map(({ edition }) => ({ edition, path: pathTo({ kind: 'home', edition, page: 1 }) }));
  const feeds = homes.flatMap(({ edition, path }) =>
    [...USUAL_FEEDS].map(
      ([from, format]) =>
        [(path === '/' ? '' : path) + from, pathTo({ kind: 'feed', of: { kind: 'home', edition }, format })] as const,
    ),
  );
  const old = oldUrls(store);
  const files = listPublicFiles(store.folders);
  const moved = old.flatMap(({ path, redirect }) =>
    redirect.kind === 'moved' ? [[path, redirect.path] as const] : [],
  );
  return {
    origin: publication().origin,
    editions: homes.map(({ path }) => path).filter((path) => path !== '/'),
    // What editors write comes first, and counts before what is usual.
    redirects: [...new Map([...moved, ...feeds, ...moved])].filter(([from]) => isWritable(from)),
    gone: old.flatMap(({ path, redirect }) => (redirect.kind === 'gone' && isWritable(path) ? [path] : [])),
    queries: queryRedirects(store).filter(({ path }) => isWritable(path)),
    patterns: redirectPatterns(store),
    lookalikes: files.filter((name) => /\.(?:html|br|gz)$/.test(name) && isWritable(name)),
  };
}

/** Whether a decoded path has no control characters, which no configuration can hold. */
function isWritable(path: string): boolean {
  return !/\p{Cc}/u.test(path);
}
