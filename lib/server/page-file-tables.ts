import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deleteDatabase, row, rows, run } from '../sqlite.ts';
import type { ContentState } from '../store/content-state.ts';

// The tables of the file in which the site keeps pages; see `page-file.ts`.

/**
 * Where the file is, and how many bytes it may have. `engine` identifies all that pages are made by besides
 * the content: the pages of another one are deleted. `maxDiskPages` stands for a full disk in tests.
 */
export type PageFileOptions = Readonly<{ file: string; engine: string; maxBytes: number; maxDiskPages?: number }>;

/** That the page with this checksum was fresh in a state of the content. */
export type Check = Readonly<{ checksum: string; state: ContentState }>;

const TABLES = `
  CREATE TABLE origin (engine TEXT NOT NULL) STRICT;
  CREATE TABLE pages (
    path TEXT PRIMARY KEY,
    headers TEXT NOT NULL, -- what a page has besides its bodies, as JSON
    trace BLOB NOT NULL,
    body BLOB NOT NULL, -- brotli
    checksum TEXT NOT NULL
  ) STRICT;
  -- Apart from the pages, which are large. "used" grows with each use. The page with this checksum was fresh in
  -- this state of the content, as JSON.
  CREATE TABLE uses (path TEXT PRIMARY KEY, used INTEGER NOT NULL, checksum TEXT, state TEXT) WITHOUT ROWID, STRICT;
  CREATE INDEX uses_by_age ON uses (used);`;

/** A page that takes more than this part of the file is not kept. */
const LARGEST_PART = 0.25;
/** The part of `maxBytes` that is filled; the rest is for tables and half-full disk pages. */
const FILLED_PART = 0.95;
/** So many pages are deleted at a time to make room. */
const DELETED_AT_ONCE = 20;
/** Opening waits at most so long for another process; nothing else waits. */
const OPENING_MILLISECONDS = 1_000;
/** The write-ahead log of the file keeps this size, in bytes. */
const LOG_BYTES = 4_000_000;

/** A page as the file has it; `headers` is what it has besides its bodies, as JSON. */
export type PageRow = Readonly<{
  path: string;
  headers: string;
  trace: Uint8Array;
  body: Uint8Array;
  state: ContentState | null;
}>;

/** Identifies a page with its trace. */
export function checksumOf(path: string, { headers, trace, body }: Omit<PageRow, 'path' | 'state'>): string {
  return hash('sha1', Buffer.concat([Buffer.from(`${path}\0${headers}`), trace, body]), 'base64');
}

/** Opens the file, or makes it. Throws when it is none of ours, locked or damaged, and when the disk is full. */
export function openIfOwn(options: PageFileOptions): DatabaseSync {
  mkdirSync(path.dirname(options.file), { recursive: true });
  const found = opened(options);
  try {
    if (isOwn(found, options)) return found;
  } catch (error) {
    found.close();
    throw error;
  }
  found.close();
  deleteDatabase(options.file);
  const made = opened(options);
  isOwn(made, options);
  return made;
}

function opened({ file, maxDiskPages }: PageFileOptions): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: OPENING_MILLISECONDS });
  try {
    // The pages can be made again: a crash of the machine may lose them. The log is small, since moving it into the
    // file holds up readers.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 250');
    db.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
    if (maxDiskPages) db.exec(`PRAGMA max_page_count = ${maxDiskPages}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whether the file has pages of this engine, in at most `maxBytes`. Makes the tables of a new one. */
function isOwn(db: DatabaseSync, options: PageFileOptions): boolean {
  const engine = hash('sha256', options.engine + TABLES);
  db.exec('BEGIN IMMEDIATE'); // another process may be making them
  if (!row(db, 'SELECT 1 FROM sqlite_schema')) {
    db.exec(TABLES);
    run(db, 'INSERT INTO origin (engine) VALUES (?)', engine);
  }
  if (!row(db, "SELECT 1 FROM sqlite_schema WHERE name = 'origin'")) throw new Error('it is another program’s');
  const isSame = row<{ engine: string }>(db, 'SELECT engine FROM origin')?.engine === engine;
  db.exec('COMMIT; PRAGMA busy_timeout = 0'); // from now on readers would wait
  return isSame && pragma(db, 'page_count') * pragma(db, 'page_size') <= options.maxBytes;
}

function pragma(db: DatabaseSync, name: 'page_count' | 'page_size' | 'freelist_count'): number {
  return row<Record<string, number>>(db, `PRAGMA ${name}`)?.[name] ?? 0;
}

/** Writes pages and uses in one transaction, or nothing. */
export function writeRows(
  db: DatabaseSync,
  pages: readonly PageRow[],
  used: readonly (readonly [path: string, check: Check | null])[],
  maxBytes: number,
): void {
  try {
    db.exec('BEGIN IMMEDIATE');
    const now = (row<{ last: number | null }>(db, 'SELECT max(used) AS last FROM uses')?.last ?? 0) + 1;
    for (const [path, check] of used) {
      run(db, 'UPDATE uses SET used = ? WHERE path = ?', now, path);
      if (!check) continue;
      const values = [check.checksum, JSON.stringify(check.state), path];
      run(db, 'UPDATE uses SET checksum = ?, state = ? WHERE path = ?', ...values);
    }
    for (const page of pages) {
      const { path, headers, trace, body, state } = page;
      const bytes = path.length + headers.length + trace.length + body.length;
      if (bytes > maxBytes * LARGEST_PART) continue;
      makeRoom(db, maxBytes * FILLED_PART - bytes);
      const checksum = checksumOf(path, page);
      const values = [path, headers, trace, body, checksum];
      run(db, 'REPLACE INTO pages (path, headers, trace, body, checksum) VALUES (?, ?, ?, ?, ?)', ...values);
      const use = [path, now, checksum, state && JSON.stringify(state)];
      run(db, 'REPLACE INTO uses (path, used, checksum, state) VALUES (?, ?, ?, ?)', ...use);
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Deletes the least recently used pages until the others take at most `bytes`. */
function makeRoom(db: DatabaseSync, bytes: number): void {
  const size = pragma(db, 'page_size');
  while ((pragma(db, 'page_count') - pragma(db, 'freelist_count')) * size > bytes) {
    const sql = 'SELECT path FROM uses ORDER BY used LIMIT ?';
    const oldest = rows<{ path: string }>(db, sql, DELETED_AT_ONCE);
    if (oldest.length === 0) return;
    for (const { path } of oldest) {
      run(db, 'DELETE FROM pages WHERE path = ?', path);
      run(db, 'DELETE FROM uses WHERE path = ?', path);
    }
  }
}
