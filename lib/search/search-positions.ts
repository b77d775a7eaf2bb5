import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { row } from '../sqlite.ts';

// The positions (`rowid`) of articles in the search index ascend by the time of publication.

const MINUTE = 60_000;
/**
 * Positions for the articles of one minute; more continue in the next. The closer the positions, the smaller
 * the index.
 */
const POSITIONS_PER_MINUTE = 64;

/** The lowest position of an article that was published at an instant. */
export function firstPosition(published: Instant): number {
  return Math.floor(published / MINUTE) * POSITIONS_PER_MINUTE;
}

/** A position that is free, for an article that was published at an instant. */
export function freePosition(db: DatabaseSync, published: Instant): number {
  for (let first = firstPosition(published); ; first += POSITIONS_PER_MINUTE) {
    const end = first + POSITIONS_PER_MINUTE - 1;
    const last = row<{ id: number | null }>(
      db,
      'SELECT max(id) AS id FROM searchable_articles WHERE id BETWEEN ? AND ?',
      first,
      end,
    );
    const id = last?.id ?? null;
    if (id === null) return first;
    if (id < end) return id + 1;
  }
}
