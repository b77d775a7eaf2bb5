import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { row, rows } from '../sqlite.ts';

/** A version of an article as readers had it: its content in git (`blob`, of `size` bytes), since when, and whether its commit says that the change is a minor one. */
export type Version = Readonly<{ blob: string; size: number; at: Instant; minor: boolean }>;

/** So many commits of one article are looked at, the newest. */
const MOST = 200;

/**
 * The versions of the article in `file` that readers could see up to the instant `now`, oldest first. A draft is none, nor is what was replaced before its date had come; what stood
 * there at that date is the first. Commits that changed no text are none either.
 */
export function versionsOf(db: DatabaseSync, file: string, now: Instant): Version[] {
  const revisions = rows<{ blob: string; size: number; digest: string; at: Instant; minor: number }>(
    db,
    `SELECT blob, size, digest, max(committed, published) AS at, minor FROM file_histories JOIN revisions ON revisions.history = file_histories.id
     WHERE file_histories.file = ?1 AND deleted = 0 AND published IS NOT NULL AND published <= ?2 AND published < coalesce(until, ?2 + 1)
     ORDER BY number DESC LIMIT ?3`,
    file,
    now,
    MOST,
  ).reverse();
  return revisions
    .filter(({ digest }, index) => digest !== revisions[index - 1]?.digest)
    .map(({ blob, size, at, minor }) => ({ blob, size, at, minor: minor === 1 }));
}

/** When the file was last changed by a commit; null for one that git does not know. */
export function lastCommitted(db: DatabaseSync, file: string): Instant | null {
  const sql =
    'SELECT max(committed) AS at FROM file_histories JOIN revisions ON revisions.history = file_histories.id WHERE file_histories.file = ? AND deleted = 0';
  return row<{ at: Instant | null }>(db, sql, file)?.at ?? null;
}
