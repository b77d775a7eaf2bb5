import { isDocument } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { traced } from '../store/trace.ts';
import { documentAt } from '../syndication/documents.ts';
import type { NextPages } from './next-pages.ts';
import { type RenderedPage, type Rendering, UNROUTED } from './rendering.ts';
import { stripPage } from './strip.ts';
import type { Style, Stylesheets } from './stylesheets.ts';
import { renderUnsavedCheck, type UnsavedSettings } from './unsaved-check.ts';

/**
 * What pages are rendered with. `hub` is the URL of the WebSub hub, if there is one; for `isExport` see
 * `RenderSettings`. Without `unsaved` there are no diagnostics of unsaved files.
 */
export type RenderParts = Readonly<{
  store: ContentStore;
  next: Pick<NextPages, 'render'>;
  stylesheets: Stylesheets;
  hub: string | null;
  isExport?: boolean;
  unsaved?: UnsavedSettings;
}>;

const NOT_FOUND: RenderedPage = { status: 404, type: '', links: '', text: '', styleHash: null };

/**
 * Renders what is at `path` (see `RenderRequest`): a document by itself, a page by Next. Throws
 * `UnsafeHtmlError`, or an error when Next fails.
 *
 * The result has status 404 where the page ceased to exist while it was rendered: a home page whose last
 * story is deleted meanwhile would not notice.
 */
export async function renderPage(parts: RenderParts, path: string): Promise<Rendering> {
  const { result, trace } = await traced(async () => {
    if (path.startsWith(UNROUTED)) return renderByNext(parts, path.slice(UNROUTED.length));
    const [pathname = ''] = path.split('?');
    const check = parts.unsaved && (await renderUnsavedCheck(parts.store, pathname, parts.unsaved));
    if (check) return check;
    const { canonicalRoute, routeExists } = queriesFor(parts.store, '');
    const route = canonicalRoute(pathname);
    if (!route) return renderByNext(parts, path);
    if (isDocument(route)) {
      const document = await documentAt(parts.store, route, parts);
      return document ? { ...document, status: 200, styleHash: null } : NOT_FOUND;
    }
    const page = await renderByNext(parts, path);
    return routeExists(route) ? page : NOT_FOUND;
  });
  return { page: result, trace };
}

/**
 * Next redirects (308) where a story got another URL just now: there is no page, either. Any other status is
 * an error.
 */
async function renderByNext({ next, stylesheets }: RenderParts, path: string): Promise<RenderedPage> {
  const { status, text } = await next.render(path);
  if (status === 404 || status === 308) return NOT_FOUND;
  if (status !== 200) throw new Error(`Next answered ${status} for ${path}.`);
  const { html, styleHash } = stripPage(text, stylesheets, text.includes(THEME) ? await themeReader() : undefined);
  return { status, type: 'text/html; charset=utf-8', links: '', text: html, styleHash };
}

/** In the style of a theme, as React writes it. */
const THEME = 'data-precedence="theme"';

/** The theme that was read last: all pages have the same. */
let lastTheme: { css: string; styles: readonly Style[] } = { css: '', styles: [] };

/** Loads the parser of CSS, which pages without a theme do not need. */
async function themeReader(): Promise<(css: string) => readonly Style[]> {
  const { readStylesheet } = await import('./read-stylesheet.ts');
  return (css) => {
    if (css !== lastTheme.css) lastTheme = { css, styles: readStylesheet(css) };
    return lastTheme.styles;
  };
}
