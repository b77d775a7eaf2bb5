import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { row, rows } from '../sqlite.ts';

/**
 * The spelling of a tag in most published stories of a language (BCP 47) at the instant `now`; of two in equally
 * many, that of the newest story. Null if no story names the tag. Takes as long as there are spellings and
 * embargoed stories.
 */
export function mostWritten(db: DatabaseSync, slug: string, language: string, now: Instant): string | null {
  const written = rows<{ spelling: string; stories: number }>(
    db,
    'SELECT spelling, stories FROM tag_spellings WHERE slug = ? AND language = ?',
    slug,
    language,
  );
  if (written.length < 2) return written[0]?.spelling ?? null;
  // What an embargoed story writes must show nowhere.
  const embargoed = rows<{ spelling: string; stories: number }>(
    db,
    'SELECT spelling, count(*) AS stories FROM listings WHERE list = ? AND language = ? AND published > ? GROUP BY spelling',
    `tag:${slug}`,
    language,
    now,
  );
  const hidden = new Map(embargoed.map(({ spelling, stories }) => [spelling, stories]));
  const counts = written.map(({ spelling, stories }) => ({ spelling, stories: stories - (hidden.get(spelling) ?? 0) }));
  const most = Math.max(...counts.map(({ stories }) => stories));
  const [first, ...others] = counts.filter(({ stories }) => stories === most).map(({ spelling }) => spelling);
  if (others.length === 0) return first ?? null;
  const newest = row<{ spelling: string }>(
    db,
    `SELECT spelling FROM listings WHERE list = ?1 AND language = ?2 AND published <= ?3
       AND spelling IN (SELECT value FROM json_each(?4)) ORDER BY published DESC, slug LIMIT 1`,
    `tag:${slug}`,
    language,
    now,
    JSON.stringify([first, ...others]),
  );
  return newest?.spelling ?? first ?? null;
}
