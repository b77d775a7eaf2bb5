import type { DatabaseSync } from 'node:sqlite';
import { type Instant, nextMidnight } from '../dates.ts';
import { row } from '../sqlite.ts';

/**
 * Returns the next instant after `now` at which time alone changes what readers see: the end of an embargo,
 * or midnight in the publication's time zone.
 */
export function nextChangeAfter(db: DatabaseSync, timeZone: string, now: Instant): Instant {
  const sql = 'SELECT min(published) AS next FROM articles WHERE draft = 0 AND published > ?';
  const embargo = row<{ next: number | null }>(db, sql, now);
  return Math.min(nextMidnight(now, timeZone), embargo?.next ?? Number.POSITIVE_INFINITY);
}
