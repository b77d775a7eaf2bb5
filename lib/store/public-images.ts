import type { ImageFacts } from '../routes/image-files.ts';
import type { ContentStore } from './content-store.ts';

// What readers may have of the images. Unlike the questions of pages, these are asked anew for each request.

/** A sound image that readers may see now: its path from the project's folder, and what is known of it. */
export type PublicImage = Readonly<{ path: string; facts: ImageFacts }>;

// Whether anybody may see an image: someone does who is published (authors, tags and pages are), or it stands under public/ and nothing names it.
const VISIBLE = `
  EXISTS (
    SELECT 1 FROM uses LEFT JOIN articles USING (file)
    WHERE image = path AND shown = 1 AND (file NOT LIKE 'content/articles/%' OR (draft = 0 AND published <= ?2))
  ) OR (path LIKE 'public/%' AND NOT EXISTS (SELECT 1 FROM uses WHERE image = path))`;

/**
 * The image whose variants are named by `hash`, or null: one that only drafts and articles under embargo show is none yet, but to who has `previewed` it (or
 * works in a store that shows such).
 */
export function imageByHash(store: ContentStore, hash: string, previewed = false): PublicImage | null {
  return find(store, 'hash', hash, previewed);
}

/** The image that stands under public/ at `url` (a decoded path of the site), or null, as for `imageByHash`. */
export function imageAtUrl(store: ContentStore, url: string): PublicImage | null {
  return find(store, 'path', `public${url.normalize('NFC')}`);
}

function find(store: ContentStore, column: 'hash' | 'path', value: string, previewed = false): PublicImage | null {
  const any = Number(previewed || store.showsUnpublished);
  const sql = `SELECT path, facts FROM images WHERE ${column} = ?1 AND facts IS NOT NULL AND (?3 OR ${VISIBLE}) LIMIT 1`;
  const found = store.row<{ path: string; facts: string }>(sql, value, store.clock(), any);
  return found ? { path: found.path, facts: JSON.parse(found.facts) as ImageFacts } : null;
}
