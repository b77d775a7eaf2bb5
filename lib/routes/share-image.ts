import type { ArticleKey } from './page-kinds.ts';
import { pathTo, routeAt } from './routes.ts';

/** The size in pixels of the image by which other sites show an article (https://ogp.me recommends 1.91 to 1). */
export const SHARE_IMAGE = { width: 1200, height: 630 } as const;

/** Returns the path of an article's share image, a PNG. Its bytes change with the headline, its path does not. */
export function shareImagePath({ edition, slug }: ArticleKey): string {
  return `${pathTo({ kind: 'article', edition, slug })}/share.png`;
}

/** Returns the article whose share image is at `path` (decoded), or null. No slug has a dot, so no page has such a path. */
export function shareImageAt(path: string): ArticleKey | null {
  const [, article = ''] = /^(\/.*)\/share\.png$/.exec(path) ?? [];
  const route = routeAt(article);
  return route?.kind === 'article' && decodeURIComponent(pathTo(route)) === article
    ? { edition: route.edition, slug: route.slug }
    : null;
}
