import type { ImageFacts } from '../routes/image-files.ts';
import { normalized } from '../unicode-form.ts';
import type { ContentStore } from './content-store.ts';

// The images that readers may see. Unlike queries, these functions run for each request and in no trace.

/** An image that readers may see now: its path (`content/…` or `public/…`), and the facts of its file. */
export type PublicImage = Readonly<{ path: string; facts: ImageFacts }>;

// An image is visible if something published shows it, or if it is under public/ and no file names it. Pages
// are published; authors and tags are once an article of theirs is.
const VISIBLE = `
  EXISTS (
    SELECT 1 FROM image_references LEFT JOIN articles USING (file)
    WHERE image = path AND in_record = 1 AND CASE
      WHEN file LIKE 'content/articles/%' THEN draft = 0 AND published <= ?2
      WHEN file LIKE 'content/authors/%' THEN EXISTS (
        SELECT 1 FROM authors JOIN listings ON list = 'author:' || id
        WHERE authors.file = image_references.file AND listings.published <= ?2
      )
      WHEN file LIKE 'content/tags/%' THEN EXISTS (
        SELECT 1 FROM tags JOIN listings ON list = 'tag:' || tags.slug
        WHERE tags.file = image_references.file AND listings.published <= ?2
      )
      ELSE TRUE END
  ) OR (path LIKE 'public/%' AND NOT EXISTS (SELECT 1 FROM image_references WHERE image = path))`;

/**
 * The image with this hash, or null if only drafts and embargoed articles show it. With `previewed`, or in a
 * store that shows unpublished stories, any image.
 */
export function imageByHash(store: ContentStore, hash: string, previewed = false): PublicImage | null {
  return find(store, 'hash', hash, previewed);
}

/** The image under public/ at `url` (a decoded path of the site), or null as in `imageByHash`. */
export function imageAtUrl(store: ContentStore, url: string): PublicImage | null {
  return find(store, 'path', `public${normalized(url, 'NFC')}`);
}

/** The facts of all images that readers may see. */
export function allPublicImages(store: ContentStore): ImageFacts[] {
  const sql = `SELECT facts FROM images WHERE ?1 = ?1 AND facts IS NOT NULL AND (${VISIBLE})`;
  return store.rows<{ facts: string }>(sql, 0, store.clock()).map(({ facts }) => JSON.parse(facts) as ImageFacts);
}

function find(store: ContentStore, column: 'hash' | 'path', value: string, previewed = false): PublicImage | null {
  const any = Number(previewed || store.showsUnpublished);
  const sql = `SELECT path, facts FROM images WHERE ${column} = ?1 AND facts IS NOT NULL AND (?3 OR ${VISIBLE}) LIMIT 1`;
  const found = store.row<{ path: string; facts: string }>(sql, value, store.clock(), any);
  return found ? { path: found.path, facts: JSON.parse(found.facts) as ImageFacts } : null;
}
