import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { StorePaths } from '../config.ts';
import type { ContentFolders } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { Publication } from '../content/records.ts';
import { type Instant, nextMidnight } from '../dates.ts';
import { row, rows } from '../sqlite.ts';
import type { SyncReport } from './sync/sync.ts';
import { deleteTables, indexIdentity, isDamage, isEmptied, openTables } from './tables.ts';

/** Brings the index to the files; see `sync`. One call at a time. */
export type Syncer = Readonly<{
  sync(paths: readonly string[] | null): Promise<SyncReport>;
  /** Calls `listener` whenever something else is wrong between the files than before; see `audit`. */
  onAudit?(listener: (diagnostics: readonly Diagnostic[]) => void): void;
  /** Calls `listener` with the generation of the index when more is known of the git history; see `updateFileHistories`. */
  onHistory?(listener: (generation: number) => void): void;
  close(): Promise<void>;
}>;

export type StoreOptions = StorePaths &
  Readonly<{
    /** The present instant; tests give their own. */
    clock?: (() => Instant) | undefined;
    /** How syncs are run; in this thread by default. */
    syncer?: ((paths: StorePaths) => Syncer) | undefined;
    /** Whether pages may show what is not published, as those of `npm run dev` do. Nothing but the call that opens a store says so. */
    showsUnpublished?: boolean | undefined;
  }>;

/**
 * Runs syncs in the calling thread, on a connection of its own. What they need is loaded with the first: a server runs them in another thread, and its
 * own need not wait for that.
 */
function syncHere({ folders, index }: StorePaths): Syncer {
  const db = openTables(index);
  return {
    sync: async (paths) => (await import('./sync/sync.ts')).sync(db, folders, paths),
    close: async () => db.close(),
  };
}

/**
 * The content as pages see it: the open index and a generation, which is raised when, and only when, something that a reader can see
 * may have changed.
 */
export class ContentStore {
  readonly clock: () => Instant;
  readonly folders: ContentFolders;
  readonly showsUnpublished: boolean;
  readonly #paths: StorePaths;
  readonly #makeSyncer: (paths: StorePaths) => Syncer;
  readonly #listeners: (() => void)[] = [];
  readonly #syncListeners: ((report: SyncReport) => void)[] = [];
  #db: DatabaseSync | null = null; // opened after the first sync
  #index = ''; // the identity of what is open
  #syncer: Syncer;
  #mending = false;
  #audited: readonly Diagnostic[] = [];
  readonly #diagnosticListeners: (() => void)[] = [];
  #generation = 0;
  #indexed = -1; // the generation that the index counts, as this process last saw it
  #turn: Instant = 0;
  #publication: Publication | null = null;
  #syncing: Promise<unknown> = Promise.resolve();
  #waiting: { paths: Set<string> | null; report: Promise<SyncReport> } | null = null;

  private constructor(options: StoreOptions) {
    this.#paths = { folders: options.folders, index: options.index };
    this.folders = options.folders;
    this.clock = options.clock ?? Date.now;
    this.showsUnpublished = options.showsUnpublished ?? false;
    const make = options.syncer ?? syncHere;
    this.#makeSyncer = (paths) => {
      const syncer = make(paths);
      syncer.onAudit?.((diagnostics) => {
        this.#audited = diagnostics;
        for (const listener of this.#diagnosticListeners) listener();
      });
      syncer.onHistory?.((generation) => this.#show(generation));
      return syncer;
    };
    this.#syncer = this.#makeSyncer(this.#paths);
  }

  /** Opens the index and brings it to the files. Throws what `sync` throws. */
  static async open(options: StoreOptions): Promise<{ store: ContentStore; report: SyncReport }> {
    const store = new ContentStore(options);
    try {
      return { store, report: await store.sync() };
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** For queries only. */
  get db(): DatabaseSync {
    if (!this.#db) throw new Error('The index is not open.');
    return this.#db;
  }

  /** The result of `query` on the index. One that turns out to be damaged is made anew, for those who ask later. */
  read<Result>(query: (db: DatabaseSync) => Result): Result {
    try {
      return query(this.db);
    } catch (error) {
      this.#mendAfter(error);
      throw error;
    }
  }

  /** The first row of a query on the index, or null. `Row` names its columns. */
  row<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
    return this.read((db) => row<Row>(db, sql, ...values));
  }

  /** All rows of a query on the index. `Row` names their columns. */
  rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.read((db) => rows<Row>(db, sql, ...values));
  }

  /**
   * Brings the index to the files: to those at `paths` (`content/…`), or to all. One sync at a time; calls that come meanwhile share the next.
   * When it has returned, no older answer is given. An index that turns out to be damaged is made anew.
   */
  sync(paths: readonly string[] | null = null): Promise<SyncReport> {
    if (this.#waiting) {
      // Not begun yet: it can do this too.
      if (paths === null) this.#waiting.paths = null;
      else for (const path of paths) this.#waiting.paths?.add(path);
      return this.#waiting.report;
    }
    const waiting = { paths: paths && new Set(paths), report: Promise.resolve({} as SyncReport) };
    waiting.report = this.#syncing.then(() => {
      this.#waiting = null;
      return this.#syncNow(waiting.paths && [...waiting.paths]);
    });
    this.#waiting = waiting;
    this.#syncing = waiting.report.catch(() => undefined);
    return waiting.report;
  }

  async #syncNow(paths: readonly string[] | null): Promise<SyncReport> {
    let report: SyncReport;
    try {
      report = await this.#syncer.sync(paths);
    } catch (error) {
      if (!isDamage(error)) throw error;
      report = await this.#syncAnew(error as Error);
    }
    await this.#adopt(report);
    for (const listener of this.#syncListeners) listener(report);
    return report;
  }

  /** Shows readers what a sync came to. */
  async #adopt(report: SyncReport): Promise<void> {
    // The first sync; or else somebody deleted the index, and the sync made another.
    for (let latest = report; latest.index !== this.#index; ) {
      if (this.#index !== '') {
        await this.#syncer.close();
        this.#syncer = this.#makeSyncer(this.#paths);
      }
      const before = this.#db;
      this.#db = openTables(this.#paths.index);
      before?.close();
      this.#index = indexIdentity(this.#db);
      this.#indexed = -1;
      if (latest.index !== this.#index) latest = await this.#syncer.sync(null);
    }
    // Another process may have written what this sync then found unchanged: the index's own count tells.
    this.#show(report.generation);
  }

  /** Has all that pages asked be asked again, if the index counts another generation than when they asked. */
  #show(generation: number): void {
    if (generation === this.#indexed || !this.#db) return;
    this.#indexed = generation;
    this.#raise();
    for (const listener of this.#listeners) listener();
  }

  /** Readers have what is open until the new index is whole. */
  async #syncAnew(error: Error): Promise<SyncReport> {
    console.error(`The index is damaged (${error.message}); it is made anew.`);
    await this.#syncer.close();
    // Of a file that was cut to nothing there is nothing to have; and SQLite, which leaves the log of another file that came in its place alone,
    // does not do so for an empty one: closed later, this connection would take the new index's log with it.
    if (isEmptied(this.#paths.index)) {
      this.#db?.close();
      this.#db = null;
    }
    deleteTables(this.#paths.index);
    this.#syncer = this.#makeSyncer(this.#paths);
    return this.#syncer.sync(null);
  }

  #mendAfter(error: unknown): void {
    if (!isDamage(error) || this.#mending) return;
    this.#mending = true;
    this.#syncing = this.#syncing
      .then(async () => this.#adopt(await this.#syncAnew(error as Error)))
      .catch((again: Error) => console.error(`The index could not be made: ${again.message}`))
      .finally(() => {
        this.#mending = false;
      });
  }

  /** The present generation. Time raises it too: when an embargo ends, and when a new day begins in the publication's zone. */
  generation(): number {
    if (this.clock() >= this.#turn) this.#raise();
    return this.#generation;
  }

  /** The next instant at which time alone changes what readers see. */
  nextChange(): Instant {
    this.generation();
    return this.#turn;
  }

  /** Calls `listener` after each sync that changed something a reader can see. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Calls `listener` after each sync, whether or not readers can see what it changed. */
  onSync(listener: (report: SyncReport) => void): void {
    this.#syncListeners.push(listener);
  }

  publication(): Publication {
    if (this.#publication) return this.#publication;
    const found = this.read((db) => row<{ record: string }>(db, 'SELECT record FROM publication'));
    if (!found) throw new Error('The index has no publication.');
    this.#publication = JSON.parse(found.record) as Publication;
    return this.#publication;
  }

  /** Calls `listener` when other diagnostics were found than those of single files, which a sync tells. */
  onDiagnostics(listener: () => void): void {
    this.#diagnosticListeners.push(listener);
  }

  /** The diagnostics of all files as the last sync saw them, and those between them as last looked for. */
  diagnostics(): Diagnostic[] {
    const found = this.read((db) =>
      rows<{ diagnostics: string }>(db, "SELECT diagnostics FROM files WHERE diagnostics <> '[]' ORDER BY path"),
    );
    return [...found.flatMap(({ diagnostics }) => JSON.parse(diagnostics) as Diagnostic[]), ...this.#audited];
  }

  /** Those of the diagnostics that anybody may read: none is of, or names, a story that is a draft or whose time has not come. */
  publicDiagnostics(): Diagnostic[] {
    const sql = 'SELECT file, slug FROM articles WHERE draft = 1 OR published > ?';
    const hidden = this.read((db) => rows<{ file: string; slug: string }>(db, sql, this.clock()));
    return this.diagnostics().filter((diagnostic) => {
      const said = `${diagnostic.file} ${diagnostic.reason} ${diagnostic.fix}`;
      return !hidden.some(({ file, slug }) => [file, `/${slug}`, `“${slug}”`].some((name) => said.includes(name)));
    });
  }

  async close(): Promise<void> {
    await this.#syncing;
    await this.#syncer.close();
    this.#db?.close();
  }

  #raise(): void {
    this.#generation++;
    this.#publication = null;
    const now = this.clock();
    const sql = 'SELECT min(published) AS next FROM articles WHERE draft = 0 AND published > ?';
    const embargo = this.read((db) => row<{ next: number | null }>(db, sql, now));
    this.#turn = Math.min(nextMidnight(now, this.publication().timeZone), embargo?.next ?? Number.POSITIVE_INFINITY);
  }
}
