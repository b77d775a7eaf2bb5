import { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { isBusy, row, rows, run } from '../sqlite.ts';
import type { ContentState } from '../store/content-state.ts';
import { dependencyKeysOf, type Trace } from '../store/trace.ts';
import { OutputError } from './output-folder.ts';

/**
 * A file of the export. `address` is its path on the site, or the key of a page without one; `file` its name in the
 * folder. `hash` is of its bytes; `copies` are the endings of its compressed copies. A page has its `trace` and the
 * `images` that it names; an image or public file the `etag` by which the site says whether it changed.
 */
export type ExportedFile = Readonly<{
  address: string;
  file: string;
  hash: string;
  copies: readonly string[];
  trace: Trace | null;
  images: readonly string[];
  etag: string;
}>;

/** What is known of a file without reading its trace; `stamp` is that of `OutputFolder` when it was written. */
export type KnownFile = Readonly<Omit<ExportedFile, 'trace' | 'images'> & { stamp: string }>;

const TABLES = `
  CREATE TABLE IF NOT EXISTS state (
 "index" TEXT NOT NULL, generation INTEGER NOT NULL, since INTEGER NOT NULL
  ) STRICT;
  -- A file without a hash was about to be written. engine identifies what made a page besides the content.
  CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, file TEXT NOT NULL, hash TEXT NOT NULL, copies TEXT NOT NULL,
    etag TEXT NOT NULL, stamp TEXT NOT NULL, engine TEXT NOT NULL, trace BLOB
  ) STRICT;
  -- The dependency keys of each trace.
  CREATE TABLE IF NOT EXISTS keys (key TEXT NOT NULL, id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE, PRIMARY KEY (key, id)) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS keys_of_file ON keys (id);
  CREATE TABLE IF NOT EXISTS images (image TEXT NOT NULL, id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE, PRIMARY KEY (image, id)) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS images_of_file ON images (id);`;

/**
 * The list of an export's files, each with its hash and its trace, in a SQLite file. It says after a crash, too,
 * which files may be there.
 */
export class Manifest {
  readonly #db: DatabaseSync;

  /** Opens the manifest, or makes it. Throws an `OutputError` while another export has it. */
  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 0 });
    try {
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
      this.#db.exec(`PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ${TABLES} COMMIT`);
    } catch (error) {
      this.#db.close();
      throw isBusy(error) ? new OutputError('Another export is writing to this folder.') : error;
    }
  }

  /** The state at the last complete export; null if there was none. */
  state(): ContentState | null {
    return row<ContentState>(this.#db, 'SELECT * FROM state');
  }

  /** Records that an export is complete. */
  complete({ index, generation, since }: ContentState): void {
    this.#transact(() => {
      run(this.#db, 'DELETE FROM state');
      run(this.#db, 'INSERT INTO state VALUES (?, ?, ?)', index, generation, since);
    });
  }

  /** All files by their addresses. */
  files(): Map<string, KnownFile> {
    const found = rows<Omit<KnownFile, 'copies'> & { copies: string }>(
      this.#db,
      'SELECT address, file, hash, copies, etag, stamp FROM files',
    );
    return new Map(found.map((file) => [file.address, { ...file, copies: file.copies.split(' ').filter(Boolean) }]));
  }

  /** The addresses of the pages whose traces have one of `keys`, or of all pages. */
  addressesWith(keys: ReadonlySet<string> | null): string[] {
    const sql =
      keys === null
        ? 'SELECT address FROM files WHERE trace IS NOT NULL'
        : 'SELECT DISTINCT address FROM keys JOIN files USING (id) WHERE key IN (SELECT value FROM json_each(?))';
    const values = keys === null ? [] : [JSON.stringify([...keys])];
    return rows<{ address: string }>(this.#db, sql, ...values).map(({ address }) => address);
  }

  /** The addresses of the pages that another engine made. */
  addressesOfOthers(engine: string): string[] {
    const sql = 'SELECT address FROM files WHERE trace IS NOT NULL AND engine <> ?';
    return rows<{ address: string }>(this.#db, sql, engine).map(({ address }) => address);
  }

  /** The trace of a page; null for a file without one. */
  trace(address: string): Trace | null {
    const found = row<{ trace: Uint8Array | null }>(this.#db, 'SELECT trace FROM files WHERE address = ?', address);
    return found?.trace ? (deserialize(found.trace) as Trace) : null;
  }

  /** Keeps the trace of a page whose keys changed although its queries have the same results. */
  keepTrace(address: string, trace: Trace): void {
    this.#transact(() => {
      run(this.#db, 'UPDATE files SET trace = ? WHERE address = ?', serialize(trace), address);
      const id = this.#idOf(address);
      if (id !== null) this.#writeKeys(id, trace);
    });
  }

  /** Records files that are about to be written: a crash leaves no file that the next export does not know. */
  announce(files: readonly Pick<ExportedFile, 'address' | 'file' | 'copies'>[]): void {
    const sql = `INSERT INTO files (address, file, hash, copies, etag, stamp, engine) VALUES (?, ?, '', ?, '', '', '')
      ON CONFLICT (address) DO UPDATE SET copies = excluded.copies`;
    this.#transact(() => {
      for (const { address, file, copies } of files) run(this.#db, sql, address, file, copies.join(' '));
    });
  }

  /** Records that a page must be made again, since it could not be made. */
  markDue(address: string): void {
    run(this.#db, "UPDATE files SET hash = '' WHERE address = ?", address);
  }

  /** Records files that `engine` made, and that were written or found to be the same. */
  record(files: readonly (ExportedFile & { stamp: string })[], engine: string): void {
    const sql = `INSERT INTO files (address, file, hash, copies, etag, stamp, engine, trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (address) DO UPDATE SET file = excluded.file, hash = excluded.hash, copies = excluded.copies,
        etag = excluded.etag, stamp = excluded.stamp, engine = excluded.engine, trace = excluded.trace`;
    this.#transact(() => {
      for (const { address, file, hash, copies, trace, images, etag, stamp } of files) {
        const bytes = trace && serialize(trace);
        run(this.#db, sql, address, file, hash, copies.join(' '), etag, stamp, engine, bytes);
        const id = this.#idOf(address) as number;
        this.#writeKeys(id, trace);
        run(this.#db, 'DELETE FROM images WHERE id = ?', id);
        for (const image of new Set(images)) run(this.#db, 'INSERT INTO images (image, id) VALUES (?, ?)', image, id);
      }
    });
  }

  /** Forgets files that are deleted. */
  forget(addresses: readonly string[]): void {
    this.#transact(() => {
      for (const address of addresses) run(this.#db, 'DELETE FROM files WHERE address = ?', address);
    });
  }

  /** The addresses of all images that pages name, apart from the pages at `except`. */
  namedImages(except: readonly string[]): Set<string> {
    const sql =
      'SELECT DISTINCT image FROM images JOIN files USING (id) WHERE address NOT IN (SELECT value FROM json_each(?))';
    return new Set(rows<{ image: string }>(this.#db, sql, JSON.stringify(except)).map(({ image }) => image));
  }

  close(): void {
    this.#db.close();
  }

  #idOf(address: string): number | null {
    return row<{ id: number }>(this.#db, 'SELECT id FROM files WHERE address = ?', address)?.id ?? null;
  }

  #writeKeys(id: number, trace: Trace | null): void {
    run(this.#db, 'DELETE FROM keys WHERE id = ?', id);
    for (const key of dependencyKeysOf(trace)) run(this.#db, 'INSERT INTO keys (key, id) VALUES (?, ?)', key, id);
  }

  #transact(work: () => void): void {
    this.#db.exec('BEGIN');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}
