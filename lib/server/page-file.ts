import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { log } from '../log.ts';
import { deleteDatabase, isBusy, isDamage, row, rows, run } from '../sqlite.ts';
import type { Trace } from '../store/trace.ts';
import { bodyOf, type CachedPage } from './cached-page.ts';

/**
 * A page with its trace, as the file keeps it. `isBest` if its brotli body has the best compression. `page`
 * has only that body when it comes from the file.
 */
export type KeptPage = Readonly<{ page: CachedPage; trace: Trace; isBest: boolean }>;

/**
 * Where the file is, and how many bytes it may have. `engine` identifies all that pages are made by besides
 * the content: the pages of another one are deleted. `maxDiskPages` stands for a full disk in tests.
 */
export type PageFileOptions = Readonly<{ file: string; engine: string; maxBytes: number; maxDiskPages?: number }>;

const TABLES = `
  CREATE TABLE origin (engine TEXT NOT NULL) STRICT;
  CREATE TABLE pages (
    path TEXT PRIMARY KEY,
    headers TEXT NOT NULL, -- what a page has besides its bodies, as JSON
    trace BLOB NOT NULL,
    body BLOB NOT NULL, -- brotli
    checksum TEXT NOT NULL
  ) STRICT;
  -- Apart from the pages, which are large. "used" grows with each use.
  CREATE TABLE uses (path TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE INDEX uses_by_age ON uses (used);`;

/** Pages are written this long after they were made, and so many in one transaction: readers come between. */
const WRITE_MILLISECONDS = 500;
const PAGES_AT_ONCE = 10;
const USES_AT_ONCE = 100;
/** At most so many pages wait to be written; others are made again after a restart. */
const MAX_WAITING = 1_000;
const MAX_USES = 10_000;
/** A page that takes more than this part of the file is not kept. */
const LARGEST_PART = 0.25;
/** The part of `maxBytes` that is filled; the rest is for tables and half-full disk pages. */
const FILLED_PART = 0.95;
/** So many pages are deleted at a time to make room. */
const DELETED_AT_ONCE = 20;
/** A full disk is tried again after this time. */
const PAUSE_MILLISECONDS = 600_000;

/** Opening waits at most so long for another process; nothing else waits. */
const OPENING_MILLISECONDS = 1_000;
/** The write-ahead log of the file keeps this size, in bytes. */
const LOG_BYTES = 4_000_000;

/**
 * Keeps pages in a SQLite file, so that they survive a restart. Nothing waits for it: pages are written later,
 * and an error costs no more than a render. The least recently used pages make room for new ones. Several
 * processes may use one file.
 */
export class PageFile {
  readonly #options: PageFileOptions;
  /** Null once the file cannot be used. */
  #db: DatabaseSync | null = null;
  readonly #waiting = new Map<string, KeptPage>();
  readonly #used = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isPaused = false;
  readonly #warnings = new Set<string>();

  /** Opens the file, or makes it. One that cannot be used is made anew or left off; the log says so. */
  constructor(options: PageFileOptions) {
    this.#options = options;
    if (options.maxBytes > 0) this.#open();
  }

  #open(): void {
    try {
      this.#db = openIfOwn(this.#options);
    } catch (error) {
      this.#makeAnew(error as Error);
    }
  }

  /** The page at `path`, whether or not it is fresh; null if there is none. */
  read(path: string): KeptPage | null {
    if (!this.#db) return null;
    try {
      const sql = 'SELECT headers, trace, body, checksum FROM pages WHERE path = ?';
      const found = row<Omit<PageRow, 'path' | 'kept'> & { checksum: string }>(this.#db, sql, path);
      if (!found) return null;
      // A crash of the machine can leave a mixture of old and new that SQLite does not notice.
      if (checksumOf(path, found) !== found.checksum) {
        this.#makeAnew(new Error('a checksum is wrong'));
        return null;
      }
      const { isBest, ...headers } = JSON.parse(found.headers);
      const { buffer, byteOffset, byteLength } = found.body;
      const bodies = { identity: null, br: Buffer.from(buffer, byteOffset, byteLength), gzip: null };
      this.used(path);
      return { page: { ...headers, bodies }, trace: deserialize(found.trace), isBest };
    } catch (error) {
      this.#failed(error as Error);
      return null;
    }
  }

  /** Keeps a page in place of the one at `path`. */
  keep(path: string, kept: KeptPage): void {
    if (!this.#db || this.#isPaused) return;
    if (this.#waiting.size < MAX_WAITING || this.#waiting.has(path)) this.#waiting.set(path, kept);
    this.#writeSoon();
  }

  /** Records that the page at `path` was used now. */
  used(path: string): void {
    if (this.#used.size < MAX_USES) this.#used.add(path);
    this.#writeSoon();
  }

  /** Resolves when all pages are written, or cannot be. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
    this.#db?.close();
    this.#db = null;
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    }, WRITE_MILLISECONDS).unref();
  }

  /** Writes what waits, a few pages at a time. */
  async #write(): Promise<void> {
    while (this.#waiting.size + this.#used.size > 0) {
      try {
        const pages = await Promise.all([...this.#waiting].slice(0, PAGES_AT_ONCE).map(rowOf));
        const used = [...this.#used].slice(0, USES_AT_ONCE);
        if (!this.#db || this.#isPaused) return;
        writeRows(this.#db, pages, used, this.#options.maxBytes);
        for (const { path, kept } of pages) if (this.#waiting.get(path) === kept) this.#waiting.delete(path);
        for (const path of used) this.#used.delete(path);
      } catch (error) {
        return this.#failed(error as Error);
      }
      await turn();
    }
  }

  #failed(error: Error): void {
    if (isDamage(error)) this.#makeAnew(error);
    else if (isBusy(error)) this.#writeSoon();
    else this.#pause(error);
  }

  /** Writes nothing for a while: the disk may be full, or another process made the file anew. */
  #pause(error: Error): void {
    this.#isPaused = true;
    this.#waiting.clear();
    this.#used.clear();
    setTimeout(() => {
      this.#isPaused = false;
    }, PAUSE_MILLISECONDS).unref();
    this.#warn(`The page cache ${this.#options.file} cannot be written (${error.message}). New pages stay in memory.`);
  }

  /** Makes a damaged or foreign file anew. Another process that has it open goes on reading it. */
  #makeAnew(error: Error): void {
    const { file } = this.#options;
    this.#db?.close();
    this.#db = null;
    try {
      if (isBusy(error)) throw error;
      deleteDatabase(file);
      this.#db = openIfOwn(this.#options);
      this.#warn(`The page cache ${file} cannot be read (${error.message}). It is made anew.`);
    } catch (again) {
      this.#warn(`The page cache ${file} cannot be used (${(again as Error).message}). Pages stay in memory only.`);
    }
  }

  /** Logs a message once. */
  #warn(message: string): void {
    if (!this.#warnings.has(message)) log.warn(message);
    this.#warnings.add(message);
  }
}

type PageRow = { path: string; kept: KeptPage; headers: string; trace: Uint8Array; body: Uint8Array };

async function rowOf([path, kept]: readonly [string, KeptPage]): Promise<PageRow> {
  const { bodies: _, ...headers } = kept.page;
  const body = await bodyOf(kept.page, 'br');
  return {
    path,
    kept,
    headers: JSON.stringify({ ...headers, isBest: kept.isBest }),
    trace: serialize(kept.trace),
    body,
  };
}

function checksumOf(path: string, { headers, trace, body }: Omit<PageRow, 'path' | 'kept'>): string {
  return hash('sha1', Buffer.concat([Buffer.from(`${path}\0${headers}`), trace, body]), 'base64');
}

/** Opens the file, or makes it. Throws when it is none of ours, locked or damaged, and when the disk is full. */
function openIfOwn(options: PageFileOptions): DatabaseSync {
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
function writeRows(db: DatabaseSync, pages: readonly PageRow[], used: readonly string[], maxBytes: number): void {
  try {
    db.exec('BEGIN IMMEDIATE');
    const now = (row<{ last: number | null }>(db, 'SELECT max(used) AS last FROM uses')?.last ?? 0) + 1;
    for (const path of used) run(db, 'UPDATE uses SET used = ? WHERE path = ?', now, path);
    for (const page of pages) {
      const { path, headers, trace, body } = page;
      const bytes = path.length + headers.length + trace.length + body.length;
      if (bytes > maxBytes * LARGEST_PART) continue;
      makeRoom(db, maxBytes * FILLED_PART - bytes);
      const values = [path, headers, trace, body, checksumOf(path, page)];
      run(db, 'REPLACE INTO pages (path, headers, trace, body, checksum) VALUES (?, ?, ?, ?, ?)', ...values);
      run(db, 'REPLACE INTO uses (path, used) VALUES (?, ?)', path, now);
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
