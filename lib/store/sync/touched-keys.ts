import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../dates.ts';
import { row, rows, run } from '../../sqlite.ts';
import { ANYTHING, HOME_PAGES_KEY, PAGES_KEY } from '../dependency-keys.ts';
import { listKeys } from './touched-lists.ts';

/** A change that touches more keys than this may have changed anything. */
export const MAX_KEYS = 1_000;

/**
 * What a connection writes is noted in tables of its own: keys; and stories and rows of lists, with 1 for each that
 * came and -1 for each that went. A story that is edited leaves its lists and enters them again: the sum of what
 * stays the same is 0. No table is unique: a statement with a conflict clause would have it in triggers, too.
 */
const NOTES = `
  CREATE TEMP TABLE touched (key TEXT);
  CREATE TEMP TABLE written (language TEXT, slug TEXT, record TEXT, change INTEGER);
  CREATE TEMP TABLE listed (list TEXT, language TEXT, published INTEGER, slug TEXT, spelling TEXT, change INTEGER);
  CREATE INDEX temp.listed_by_list ON listed (list, language, slug);
`;

/** The rows of `NEW` and `OLD` that an event of a table has. */
const EVENTS = { INSERT: ['new'], UPDATE: ['old', 'new'], DELETE: ['old'] } as const;

const CHANGE = { new: 1, old: -1 } as const;

const key = (sql: string) => `INSERT INTO touched VALUES (${sql});`;

/**
 * By table: what to note of a row. The keys have the form that `dependency-keys.ts` gives them. A story is never
 * updated: its row goes, with its rows in lists, and another one comes. Git histories are not written by syncs:
 * `updateFileHistories` writes their keys.
 */
const NOTED: Readonly<Record<string, (row: 'old' | 'new') => string>> = {
  articles: (row) =>
    `${key(`'article:' || ${row}.language || ':' || ${row}.slug`)}
     INSERT INTO written VALUES (${row}.language, ${row}.slug, ${row}.record, ${CHANGE[row]});`,
  listings: (row) =>
    `INSERT INTO listed VALUES (${row}.list, ${row}.language, ${row}.published, ${row}.slug, ${row}.spelling, ${CHANGE[row]});`,
  authors: (row) => key(`'author:' || ${row}.id`),
  tags: (row) => key(`'tag:' || ${row}.slug`),
  pages: () => key(`'${PAGES_KEY}'`),
  home_pages: () => key(`'${HOME_PAGES_KEY}'`),
  publication: () => key(`'${ANYTHING}'`),
  publication_css: () => key(`'${ANYTHING}'`),
  images: (row) => `INSERT INTO touched SELECT 'images:' || file FROM image_references WHERE image = ${row}.path;`,
  image_references: (row) => key(`'images:' || ${row}.file`),
};

const connections = new WeakSet<DatabaseSync>();

/** Notes from now on what is written on `db`, for `touchedKeys`. */
export function noteTouchedKeys(db: DatabaseSync): void {
  if (connections.has(db)) return;
  connections.add(db);
  db.exec(NOTES);
  for (const [table, note] of Object.entries(NOTED)) {
    for (const [event, sides] of Object.entries(EVENTS)) {
      db.exec(
        `CREATE TEMP TRIGGER ${table}_${event} AFTER ${event} ON main.${table} BEGIN ${sides.map(note).join(' ')} END`,
      );
    }
  }
}

/** The generations whose keys stay in the index. */
const KEPT_GENERATIONS = 1_000;

/**
 * Returns the keys that were touched since the last `forgetTouchedKeys`, at the instant `now`; null if anything may
 * have changed.
 */
export function touchedKeys(db: DatabaseSync, now: Instant): string[] | null {
  const found = rows<{ key: string }>(db, `SELECT DISTINCT key FROM touched LIMIT ${MAX_KEYS + 1}`);
  const keys = found.map(({ key }) => key);
  if (keys.length > MAX_KEYS || keys.includes(ANYTHING)) return null;
  const ofLists = listKeys(db, now, MAX_KEYS - keys.length);
  return ofLists && [...keys, ...ofLists];
}

/** Begins to note anew. */
export function forgetTouchedKeys(db: DatabaseSync): void {
  run(db, 'DELETE FROM touched');
  run(db, 'DELETE FROM written');
  run(db, 'DELETE FROM listed');
}

/** Writes keys that the present generation touched, or one that is `ahead` of it, into the index. */
export function writeTouchedKeys(db: DatabaseSync, keys: readonly string[], ahead = 0): void {
  for (const key of keys) run(db, 'INSERT OR IGNORE INTO touched_keys SELECT generation + ?, ? FROM state', ahead, key);
  run(db, 'DELETE FROM touched_keys WHERE generation <= (SELECT generation FROM state) - ?', KEPT_GENERATIONS);
}

/**
 * Returns the keys of everything that changed after the generation `since` of the index; null if that may be
 * anything.
 */
export function keysTouchedSince(db: DatabaseSync, since: number): ReadonlySet<string> | null {
  const present = row<{ generation: number }>(db, 'SELECT generation FROM state')?.generation ?? 0;
  if (since > present || since < present - KEPT_GENERATIONS) return null;
  const found = rows<{ key: string }>(db, 'SELECT DISTINCT key FROM touched_keys WHERE generation > ?', since);
  const keys = new Set(found.map(({ key }) => key));
  return keys.has(ANYTHING) ? null : keys;
}
