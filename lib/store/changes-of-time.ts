import type { DatabaseSync } from 'node:sqlite';
import { type Instant, nextMidnight } from '../dates.ts';
import { row, rows } from '../sqlite.ts';
import {
  articleKey,
  historyKey,
  membersKey,
  periodKey,
  presenceInAnyLanguageKey,
  presenceKey,
  sizeKey,
  storiesKey,
} from './dependency-keys.ts';
import { yearOf } from './periods-of-lists.ts';

/**
 * What time alone changes: the dependency keys that it has touched, null if that may be any; and the next
 * instant at which it changes what readers see, the end of an embargo or midnight.
 */
export type ChangesOfTime = Readonly<{ touched: ReadonlySet<string> | null; until: Instant }>;

/** Returns what time has changed after `since` until `now`. Days end in the publication's time zone. */
export function changesOfTime(db: DatabaseSync, timeZone: string, since: Instant, now: Instant): ChangesOfTime {
  const sql = 'SELECT min(published) AS next FROM articles WHERE draft = 0 AND published > ?';
  const embargo = row<{ next: number | null }>(db, sql, now);
  const until = Math.min(nextMidnight(now, timeZone), embargo?.next ?? Number.POSITIVE_INFINITY);
  const isOneDay = now >= since && nextMidnight(since, timeZone) > now;
  return { touched: isOneDay ? touchedByEmbargoes(db, since, now) : null, until };
}

/** The keys of the stories whose embargo ended after `since` until `now`, and of the lists that they enter. */
function touchedByEmbargoes(db: DatabaseSync, since: Instant, now: Instant): Set<string> {
  const stories = rows<{ slug: string; language: string; file: string }>(
    db,
    'SELECT slug, language, file FROM articles WHERE draft = 0 AND published > ? AND published <= ?',
    since,
    now,
  );
  const listed = rows<{ list: string; language: string; published: Instant }>(
    db,
    `SELECT DISTINCT list, listings.language, listings.published FROM articles JOIN listings ON listings.article = articles.id
     WHERE draft = 0 AND articles.published > ? AND articles.published <= ?`,
    since,
    now,
  );
  return new Set([
    ...stories.flatMap(({ slug, language, file }) => [articleKey(language, slug), historyKey(file)]),
    ...listed.flatMap(({ list, language, published }) => [
      storiesKey(list, language),
      // Whichever it is, it may be one of few.
      ...([yearOf(published), 'oldest', 'newest'] as const).map((period) => periodKey(list, language, period)),
      membersKey(list, language),
      presenceKey(list, language),
      presenceInAnyLanguageKey(list),
      sizeKey(list, language),
    ]),
  ]);
}
