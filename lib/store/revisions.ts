import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { row, rows } from '../sqlite.ts';

/**
 * A published version of an article: the id of its content in git (`blob`), its size in bytes, the instant
 * from which readers had it, and whether its commit message begins with “Minor:”.
 */
export type Version = Readonly<{ blob: string; size: number; at: Instant; minor: boolean }>;

/** The newest commits of an article that are read, at most. */
const MAX_COMMITS = 200;

/**
 * Returns the versions of the article in `file` that readers could see up to the instant `now`, oldest first.
 * Left out are drafts, versions that were replaced before their date of publication, and commits that did not
 * change the text.
 */
export function versionsOf(db: DatabaseSync, file: string, now: Instant): Version[] {
  const revisions = rows<{ blob: string; size: number; digest: string; at: Instant; minor: number }>(
    db,
    `SELECT blob, size, digest, max(committed, published) AS at, minor FROM file_histories JOIN revisions ON revisions.history = file_histories.id
     WHERE file_histories.file = ?1 AND deleted = 0 AND published IS NOT NULL AND published <= ?2 AND published < coalesce(until, ?2 + 1)
     ORDER BY number DESC LIMIT ?3`,
    file,
    now,
    MAX_COMMITS,
  ).reverse();
  return revisions
    .filter(({ digest }, index) => digest !== revisions[index - 1]?.digest)
    .map(({ blob, size, at, minor }) => ({ blob, size, at, minor: minor === 1 }));
}

/** Returns the time of the last commit that changed the file; null for a file that was never committed. */
export function lastCommitted(db: DatabaseSync, file: string): Instant | null {
  const sql =
    'SELECT max(committed) AS at FROM file_histories JOIN revisions ON revisions.history = file_histories.id WHERE file_histories.file = ? AND deleted = 0';
  return row<{ at: Instant | null }>(db, sql, file)?.at ?? null;
}
