import { normalized } from '../unicode-form.ts';
import { type DocumentRoute, documentPath, documentRouteAt } from './document-paths.ts';
import { editionPrefix, languageAt } from './editions.ts';
import type { PageRoute } from './page-kinds.ts';
import { pageAt, pagePath } from './page-paths.ts';

/**
 * A page or a document of the site, as data. Only `pathTo` and `routeAt` know what paths look like: links, redirects and tests use them.
 */
export type Route = PageRoute | DocumentRoute;

/** True for a document for machines, false for a page. */
export function isDocument(route: Route): route is DocumentRoute {
  return route.kind === 'feed' || route.kind === 'markdown' || route.kind === 'sitemap' || route.kind === 'document';
}

/** Returns the canonical path of a route: absolute, percent-encoded, without trailing slash. The first page of a list has no number. */
export function pathTo(route: Route): string {
  if (isDocument(route)) return documentPath(route);
  return editionPrefix(route.edition) + pagePath(route) || '/';
}

/**
 * Returns the route that a reader means by `path` (percent-encoded, without query), or null when no page can have that path. Ignores case, doubled and
 * trailing slashes, `/page/1` and `/index`; `pathTo` of the result is the canonical path. Whether the page exists, the store decides.
 */
export function routeAt(path: string): Route | null {
  const segments = segmentsOf(path);
  if (segments === null) return null;
  const edition = languageAt(segments[0] ?? '') ?? '';
  if (edition) segments.shift();
  const document = documentRouteAt(edition, segments);
  if (document) return document;
  const page = pageAt(segments);
  return page && { edition, ...page };
}

/**
 * Returns a path, of this site or of an older one, in the form in which redirects compare paths: decoded, without the differences that `routeAt` ignores.
 * Null when it is not percent-encoded UTF-8.
 */
export function comparablePath(path: string): string | null {
  const segments = segmentsOf(path);
  return segments && `/${segments.join('/')}`;
}

/** Null for what is not percent-encoded UTF-8. */
function segmentsOf(path: string): string[] | null {
  return decodedSegments(path)?.map((segment) => segment.toLowerCase()) ?? null;
}

/**
 * Returns the segments of a path, decoded and in NFC, without empty ones and without `index` at the end. Null when it is
 * not percent-encoded UTF-8.
 */
export function decodedSegments(path: string): string[] | null {
  try {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => normalized(decodeURIComponent(segment), 'NFC'));
    if (segments.at(-1)?.toLowerCase() === 'index') segments.pop();
    return segments;
  } catch {
    return null;
  }
}
