import type { DatabaseSync } from 'node:sqlite';
import { DAY, type Instant } from '../../dates.ts';
import { row, rows } from '../../sqlite.ts';
import { membersKey, presenceInAnyLanguageKey, presenceKey, sizeKey, storiesKey } from '../dependency-keys.ts';
import { MAX_COUNTED, sizeStep } from '../list-size.ts';

// Which keys of lists the notes of `touched-keys.ts` touch.

/** A list of which stories have come, gone or changed; `came` and `went` count those that it did not have, or lacks. */
type ChangedList = Readonly<{ list: string; language: string; came: number; went: number }>;

/** Lists of which a story says something else than before, or that have others. */
const CHANGED = `
  WITH moved AS (
    SELECT list, language, sum(change) AS moved FROM listed
    GROUP BY list, language, published, slug, spelling HAVING sum(change) <> 0
  ), changed AS (
    SELECT list, language, 0 AS moved FROM listed JOIN
      (SELECT language, slug FROM written GROUP BY language, slug, record HAVING sum(change) <> 0) USING (language, slug)
  )
  SELECT list, language, sum(max(moved, 0)) AS came, sum(max(-moved, 0)) AS went
  FROM (SELECT * FROM moved UNION ALL SELECT * FROM changed) GROUP BY list, language LIMIT ?`;

/** Returns the keys of all lists that are noted, at the instant `now`; null if there are more than `most`. */
export function listKeys(db: DatabaseSync, now: Instant, most: number): string[] | null {
  const changed = rows<ChangedList>(db, CHANGED, most + 1);
  if (changed.length > most) return null;
  const keys = new Set<string>();
  for (const found of changed) {
    const { list, language } = found;
    keys.add(storiesKey(list, language));
    if (found.came + found.went === 0) continue;
    keys.add(membersKey(list, language));
    if (!isPresentAsBefore(db, found, now)) {
      keys.add(presenceKey(list, language));
      keys.add(presenceInAnyLanguageKey(list));
    }
    if (!isAsLargeAsBefore(db, found, now)) keys.add(sizeKey(list, language));
  }
  return keys.size > most ? null : [...keys];
}

/**
 * Whether a list has stories as before, and its tag the same name: a story has been there for a day, and was not
 * written again; and all stories write the tag in one way. A clock may be behind this one, by less than a day.
 */
function isPresentAsBefore(db: DatabaseSync, { list, language }: ChangedList, now: Instant): boolean {
  const stays = row(
    db,
    `SELECT 1 FROM listings WHERE list = ?1 AND language = ?2 AND published <= ?3
       AND slug NOT IN (SELECT slug FROM listed WHERE list = ?1 AND language = ?2) LIMIT 1`,
    list,
    language,
    now - DAY,
  );
  if (!stays) return false;
  const spellings = row<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM
       (SELECT spelling FROM listed WHERE list = ?1 AND language = ?2
        UNION SELECT spelling FROM tag_spellings WHERE 'tag:' || slug = ?1 AND language = ?2)`,
    list,
    language,
  );
  return spellings?.count === 1;
}

/** Whether the size of a list has the same step as before, whichever of the newest stories are under embargo. */
function isAsLargeAsBefore(db: DatabaseSync, { list, language, came, went }: ChangedList, now: Instant): boolean {
  const count = (until: Instant) =>
    row<{ count: number }>(
      db,
      `SELECT count(*) AS count FROM
         (SELECT 1 FROM listings WHERE list = ? AND language = ? AND published <= ? LIMIT ?)`,
      list,
      language,
      until,
      MAX_COUNTED + came,
    )?.count ?? 0;
  const least = Math.max(count(now - DAY) - came, 0);
  const most = count(Number.MAX_SAFE_INTEGER) + went;
  return sizeStep(least) === sizeStep(most);
}
