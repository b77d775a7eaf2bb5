import type { PictureFacts } from '../../routes/image-files.ts';
import { newsroom } from '../content-store.ts';
import { row } from '../../sqlite.ts';

// What readers may have of the pictures. Unlike the questions of pages, these are asked anew for each request.

/** A sound picture that readers may see now: its path from the project's folder, and what is known of it. */
export type PublicPicture = Readonly<{ path: string; facts: PictureFacts }>;

/** A sound picture that the content does not have, as one on a branch: where a copy of it is, and what is known of it. */
export type LoanedPicture = Readonly<{ absolute: string; facts: PictureFacts }>;

// Whether anybody may see a picture: someone does who is published (authors, tags and pages are), or it stands under public/ and nothing names it.
const VISIBLE = `
  EXISTS (
    SELECT 1 FROM uses LEFT JOIN articles USING (file)
    WHERE picture = path AND shown = 1 AND (file NOT LIKE 'content/articles/%' OR (draft = 0 AND published <= ?2))
  ) OR (path LIKE 'public/%' AND NOT EXISTS (SELECT 1 FROM uses WHERE picture = path))`;

/**
 * The picture whose variants are named by `hash`, or null: one that only drafts and articles under embargo show is none yet, but to who has `previewed` it (or
 * works in a newsroom that shows such).
 */
export function pictureByHash(hash: string, previewed = false): PublicPicture | null {
  return find('hash', hash, previewed);
}

/** The picture that stands under public/ at `url` (a decoded path of the site), or null, as for `pictureByHash`. */
export function pictureAtUrl(url: string): PublicPicture | null {
  return find('path', `public${url.normalize('NFC')}`);
}

function find(column: 'hash' | 'path', value: string, previewed = false): PublicPicture | null {
  const room = newsroom();
  const any = Number(previewed || room.showsUnpublished);
  const sql = `SELECT path, facts FROM pictures WHERE ${column} = ?1 AND facts IS NOT NULL AND (?3 OR ${VISIBLE}) LIMIT 1`;
  const found = room.ask((db) => row<{ path: string; facts: string }>(db, sql, value, room.clock(), any));
  return found ? { path: found.path, facts: JSON.parse(found.facts) as PictureFacts } : null;
}
