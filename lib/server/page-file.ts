import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { log } from '../log.ts';
import { deleteDatabase, isBusy, isDamage, row } from '../sqlite.ts';
import type { ContentState } from '../store/content-state.ts';
import type { Trace } from '../store/trace.ts';
import { bodyOf, type CachedPage } from './cached-page.ts';
import {
  type Check,
  checksumOf,
  openIfOwn,
  type PageFileOptions,
  type PageRow,
  writeRows,
} from './page-file-tables.ts';

/**
 * A page with its trace, as the file keeps it. `isBest` if its brotli body has the best compression. `page`
 * has only that body when it comes from the file. In the state `state` it was fresh; null if that is not known.
 */
export type KeptPage = Readonly<{ page: CachedPage; trace: Trace; isBest: boolean; state: ContentState | null }>;

/** A page from the file; `checksum` is for `Check`. */
export type PageOfFile = KeptPage & Readonly<{ checksum: string }>;

/** Pages are written this long after they were made, and so many in one transaction: readers come between. */
const WRITE_MILLISECONDS = 500;
const PAGES_AT_ONCE = 10;
const USES_AT_ONCE = 100;
/** At most so many pages wait to be written; others are made again after a restart. */
const MAX_WAITING = 1_000;
const MAX_USES = 10_000;
/** A full disk is tried again after this time. */
const PAUSE_MILLISECONDS = 600_000;

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
  readonly #used = new Map<string, Check | null>();
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

  /** Whether the file can be used. */
  get isOpen(): boolean {
    return this.#db !== null;
  }

  /** The page at `path`, whether or not it is fresh; null if there is none. */
  read(path: string): PageOfFile | null {
    if (!this.#db) return null;
    try {
      const sql = `SELECT headers, trace, body, pages.checksum, uses.checksum = pages.checksum AS isChecked, state
        FROM pages LEFT JOIN uses USING (path) WHERE path = ?`;
      const found = row<FoundPage>(this.#db, sql, path);
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
      const { checksum } = found;
      const state = found.isChecked && found.state ? JSON.parse(found.state) : null;
      return { page: { ...headers, bodies }, trace: deserialize(found.trace), isBest, state, checksum };
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

  /** Records that the page at `path` was used now, and what a check of it found. */
  used(path: string, check: Check | null = null): void {
    if (check || (this.#used.size < MAX_USES && !this.#used.has(path))) this.#used.set(path, check);
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
        const waiting = [...this.#waiting].slice(0, PAGES_AT_ONCE);
        const pages = await Promise.all(waiting.map(rowOf));
        const used = [...this.#used].slice(0, USES_AT_ONCE);
        if (!this.#db || this.#isPaused) return;
        writeRows(this.#db, pages, used, this.#options.maxBytes);
        for (const [path, kept] of waiting) if (this.#waiting.get(path) === kept) this.#waiting.delete(path);
        for (const [path, check] of used) if (this.#used.get(path) === check) this.#used.delete(path);
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

type FoundPage = Omit<PageRow, 'path' | 'state'> & { checksum: string; isChecked: number | null; state: string | null };

async function rowOf([path, kept]: readonly [string, KeptPage]): Promise<PageRow> {
  const { bodies: _, ...headers } = kept.page;
  const body = await bodyOf(kept.page, 'br');
  const { trace, isBest, state } = kept;
  return { path, headers: JSON.stringify({ ...headers, isBest }), trace: serialize(trace), body, state };
}
