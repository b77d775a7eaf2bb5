import type { Page } from '../../content/page.ts';
import { PAGES_KEY, readBy } from '../dependency-keys.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { type BodyImages, imagesOf } from '../views.ts';

export const staticPageQueries = traceQueries({
  /** A page such as “About us”, or null. */
  page({ store, language }: QueryContext, slug: string): (Page & { images: BodyImages }) | null {
    const sql = 'SELECT record FROM pages WHERE slug = ? AND language = ?';
    const found = readBy([PAGES_KEY], () => store.row<{ record: string }>(sql, slug, language));
    if (!found) return null;
    const page = JSON.parse(found.record) as Page;
    return { ...page, images: imagesOf(store, page.file) };
  },
});
