import type { DatabaseSync } from 'node:sqlite';
import { DAY, type Instant } from '../../dates.ts';
import { row, rows } from '../../sqlite.ts';
import {
  membersKey,
  periodKey,
  presenceInAnyLanguageKey,
  presenceKey,
  sizeKey,
  storiesKey,
} from '../dependency-keys.ts';
import { MAX_COUNTED, sizeStep } from '../list-size.ts';
import { NEAR, yearOf } from '../periods-of-lists.ts';

// Which keys of lists the notes of `touched-keys.ts` touch.

/**
 * Stories of a list that came out at an instant, and have come, gone or changed; `came` and `went` count those that it
 * did not have, or lacks.
 */
type Changed = Readonly<{ list: string; language: string; published: Instant; came: number; went: number }>;

/** A list with what has changed in it, in all. */
type ChangedList = Pick<Changed, 'list' | 'language' | 'came' | 'went'>;

const CHANGED = `
  WITH moved AS (
    SELECT list, language, published, sum(change) AS moved FROM listed
    GROUP BY list, language, published, slug, spelling HAVING sum(change) <> 0
  ), changed AS (
    SELECT list, language, published, 0 AS moved FROM listed JOIN
      (SELECT language, slug FROM written GROUP BY language, slug, record HAVING sum(change) <> 0) USING (language, slug)
  )
  SELECT list, language, published, sum(max(moved, 0)) AS came, sum(max(-moved, 0)) AS went
  FROM (SELECT * FROM moved UNION ALL SELECT * FROM changed) GROUP BY list, language, published LIMIT ?`;

/** Returns the keys of all lists that are noted, at the instant `now`; null if there are more than `most`. */
export function listKeys(db: DatabaseSync, now: Instant, most: number): string[] | null {
  const changed = rows<Changed>(db, CHANGED, most + 1);
  if (changed.length > most) return null;
  const keys = new Set<string>();
  const lists = new Map<string, ChangedList>();
  for (const found of changed) {
    for (const period of periodsOf(db, found, now)) keys.add(periodKey(found.list, found.language, period));
    const key = storiesKey(found.list, found.language);
    const { came, went } = lists.get(key) ?? { came: 0, went: 0 };
    lists.set(key, { ...found, came: came + found.came, went: went + found.went });
  }
  for (const [key, found] of lists) {
    const { list, language } = found;
    keys.add(key);
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

/** The periods of a list that an instant is in. Stories of the last day do not count: other clocks may be behind. */
function periodsOf(db: DatabaseSync, { list, language, published }: Changed, now: Instant) {
  const from = 'SELECT 1 FROM listings WHERE list = ? AND language = ? AND published';
  const isAmongLast = (condition: string, ...values: Instant[]) =>
    rows(db, `${from} ${condition} LIMIT ${NEAR}`, list, language, ...values).length < NEAR;
  return [
    yearOf(published),
    ...(isAmongLast('< ?', published) ? (['oldest'] as const) : []),
    ...(isAmongLast('> ? AND published <= ?', published, now - DAY) ? (['newest'] as const) : []),
  ];
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
