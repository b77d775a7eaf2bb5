import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { StorePaths } from '../config.ts';
import type { ContentFolders } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { Publication } from '../content/publication.ts';
import type { Instant } from '../dates.ts';
import { deleteDatabase, isDamage, row, rows } from '../sqlite.ts';
import { changesOfTime } from './changes-of-time.ts';
import { codeIdentity } from './code-identity.ts';
import { noteRead, readBy } from './dependency-keys.ts';
import { Generation } from './generation.ts';
import { indexId, isEmptied, openIndex } from './index-file.ts';
import type { StoreOptions } from './store-options.ts';
import { storedDiagnostics } from './stored-diagnostics.ts';
import type { SyncReport } from './sync/sync.ts';
import { keysTouchedSince } from './sync/touched-keys.ts';
import { SyncQueue } from './sync-queue.ts';
import { NO_SYNCS, type Syncer, syncHere } from './syncer.ts';

/**
 * The content as pages see it: the open index and a generation, which rises exactly when something that
 * readers can see may have changed.
 */
export class ContentStore {
  readonly clock: () => Instant;
  readonly folders: ContentFolders;
  readonly showsUnpublished: boolean;
  readonly #paths: StorePaths;
  readonly #makeSyncer: (paths: StorePaths) => Syncer;
  readonly #changeListeners: (() => void)[] = [];
  readonly #syncListeners: ((report: SyncReport) => void)[] = [];
  #db: DatabaseSync | null = null; // until the first sync
  /** The identity of the index that is open. */
  #index = '';
  #syncer: Syncer;
  readonly #isFollower: boolean; // whether another process updates the index
  #isRebuilding = false;
  #auditDiagnostics: readonly Diagnostic[] = [];
  readonly #diagnosticListeners: (() => void)[] = [];
  readonly #generation = new Generation();
  /** The generation in the index, as last seen here. */
  #indexGeneration = -1;
  #publication: Publication | null = null;
  readonly #queue = new SyncQueue((paths) => this.#syncNow(paths));
  #isFilling = false;
  readonly #firstBatch = Promise.withResolvers<SyncReport>();
  readonly #filled = Promise.withResolvers<SyncReport>();

  private constructor(options: StoreOptions, isFollower = false) {
    this.#isFollower = isFollower;
    this.#paths = { folders: options.folders, index: options.index, code: options.code ?? codeIdentity() };
    this.folders = options.folders;
    this.clock = options.clock ?? Date.now;
    this.showsUnpublished = options.showsUnpublished ?? false;
    const make = options.syncer ?? ((paths) => syncHere(paths, this.clock));
    this.#makeSyncer = (paths) => {
      const syncer = make(paths);
      syncer.onBatch?.((report) => this.#publishBatch(report));
      syncer.onAudit?.((diagnostics) => {
        this.#auditDiagnostics = diagnostics;
        for (const listener of this.#diagnosticListeners) listener();
      });
      syncer.onHistory?.((generation) => this.#setIndexGeneration(generation));
      syncer.onImage?.((path) => {
        this.sync([path]).catch((error: Error) => console.error(`${path} is still pending: ${error.message}`));
      });
      return syncer;
    };
    this.#syncer = this.#makeSyncer(this.#paths);
  }

  /**
   * Opens the index and updates it from the files. In a first sync it resolves after the first batch, if the
   * syncer reports batches (see `isFilling`). Throws what `sync` throws.
   */
  static async open(options: StoreOptions): Promise<{ store: ContentStore; report: SyncReport }> {
    const store = new ContentStore(options);
    try {
      const filled = store.#queue.fill(() => store.isFilling);
      filled.then(store.#filled.resolve, () => {});
      return { store, report: await Promise.race([store.#firstBatch.promise, filled]) };
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** A store that reads an index which another process updates. Call `follow` before each job, never `sync`. */
  static follower(options: Omit<StoreOptions, 'syncer'>): ContentStore {
    return new ContentStore({ ...options, syncer: () => NO_SYNCS }, true);
  }

  /** Reads the index `id` (see `indexId`) from now on, with everything that was written to it so far. */
  follow(id: string): void {
    if (id !== this.#index) this.#openIndex();
    const found = this.row<{ generation: number }>('SELECT generation FROM state');
    this.#setIndexGeneration(found?.generation ?? 0);
  }

  /** The index that is open, by its id (see `indexId`), its generation as last seen here, and since when time has changed nothing. */
  openedIndex(): Readonly<{ id: string; generation: number; since: Instant }> {
    return { id: this.#index, generation: this.#indexGeneration, since: this.#generation.since };
  }

  #openIndex(): void {
    const before = this.#db;
    this.#db = openIndex(this.#paths);
    before?.close();
    this.#index = indexId(this.#db);
    this.#indexGeneration = -1;
  }

  /** The open index, for reading only. Throws before the first sync. */
  get db(): DatabaseSync {
    if (!this.#db) throw new Error('The index is not open.');
    return this.#db;
  }

  /** The result of `query` on the index. Throws when the index is damaged, and rebuilds it. */
  read<Result>(query: (db: DatabaseSync) => Result): Result {
    noteRead();
    try {
      return query(this.db);
    } catch (error) {
      this.rebuildIfDamaged(error);
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
   * Updates the index from the files at `paths` (`content/…`), or from all. One sync runs at a time; calls
   * that come meanwhile share the next one. After it resolves, queries return nothing older. Rebuilds a
   * damaged index.
   */
  sync(paths: readonly string[] | null = null): Promise<SyncReport> {
    return this.#queue.sync(paths);
  }

  /** Whether the first sync is not complete: what the index lacks may be in a file that is not read yet. */
  get isFilling(): boolean {
    return this.#isFilling;
  }

  /** Resolves with the report of the first sync when it is complete. */
  whenFilled(): Promise<SyncReport> {
    return this.#filled.promise;
  }

  /** Lets queries see a batch of a first sync. An older index stays open until the new one is complete. */
  #publishBatch(report: SyncReport): void {
    if (this.#db === null) this.#openIndex();
    if (report.index !== this.#index) return;
    this.#isFilling = report.filling;
    this.#setIndexGeneration(report.generation);
    this.#firstBatch.resolve(report);
  }

  async #syncNow(paths: readonly string[] | null): Promise<SyncReport> {
    let report: SyncReport;
    try {
      report = await this.#syncer.sync(paths);
    } catch (error) {
      if (!isDamage(error)) throw error;
      report = await this.#rebuild(error as Error);
    }
    await this.#publish(report);
    for (const listener of this.#syncListeners) listener(report);
    return report;
  }

  /** Lets queries see the result of a sync. */
  async #publish(report: SyncReport): Promise<void> {
    // True in the first sync, and when the index was deleted and the sync made another.
    for (let latest = report; latest.index !== this.#index; ) {
      if (this.#index !== '') {
        await this.#syncer.close();
        this.#syncer = this.#makeSyncer(this.#paths);
      }
      this.#openIndex();
      if (latest.index !== this.#index) latest = await this.#syncer.sync(null);
    }
    this.#isFilling = report.filling;
    // Read from the index, since another process may have written what this sync then found unchanged.
    this.#setIndexGeneration(report.generation);
  }

  /** Raises the generation if that of the index is another. */
  #setIndexGeneration(generation: number): void {
    if (generation === this.#indexGeneration || !this.#db) return;
    const before = this.#indexGeneration;
    this.#indexGeneration = generation;
    this.#raiseGeneration(before < 0 ? null : this.read((db) => keysTouchedSince(db, before)));
    for (const listener of this.#changeListeners) listener();
  }

  /** Makes the index anew. Queries read the old one until the new one is complete. */
  async #rebuild(error: Error): Promise<SyncReport> {
    console.error(`The index is damaged (${error.message}). Rebuilding it.`);
    await this.#syncer.close();
    // A truncated index has nothing to recover. Close it before deleting it: closing later would delete the
    // new index's WAL.
    if (isEmptied(this.#paths.index)) {
      this.#db?.close();
      this.#db = null;
    }
    deleteDatabase(this.#paths.index);
    this.#syncer = this.#makeSyncer(this.#paths);
    return this.#syncer.sync(null);
  }

  /** Rebuilds the index if `error`, from here or from a follower, says that it is damaged. */
  rebuildIfDamaged(error: unknown): void {
    if (!isDamage(error) || this.#isRebuilding || this.#isFollower) return;
    this.#isRebuilding = true;
    this.#queue
      .runNext(async () => this.#publish(await this.#rebuild(error as Error)))
      .catch((again: Error) => console.error(`The index could not be rebuilt: ${again.message}`))
      .finally(() => {
        this.#isRebuilding = false;
      });
  }

  /**
   * The present generation. Time raises it too: when an embargo ends, and when a day begins in the
   * publication's time zone; and when a clock that ran ahead is set back. See `changesOfTime`.
   */
  generation(): number {
    if (!this.#generation.isCurrent(this.clock())) this.#raiseGeneration(new Set());
    return this.#generation.value;
  }

  /** The dependency keys of what changed after a generation; null if that may be anything. */
  touchedSince(generation: number): ReadonlySet<string> | null {
    this.generation();
    return this.#generation.touchedSince(generation);
  }

  /** The next instant at which time alone changes what readers see. */
  nextChange(): Instant {
    this.generation();
    return this.#generation.until;
  }

  /** Calls `listener` after each sync that changed something that readers can see. */
  onChange(listener: () => void): void {
    this.#changeListeners.push(listener);
  }

  /** Calls `listener` after each sync. */
  onSync(listener: (report: SyncReport) => void): void {
    this.#syncListeners.push(listener);
  }

  /** The publication, as `publication.yaml` describes it. */
  publication(): Publication {
    if (this.#publication) return this.#publication;
    // A change of it concerns all pages.
    const found = readBy([], () => this.row<{ record: string }>('SELECT record FROM publication'));
    if (!found) throw new Error('The index has no publication.');
    this.#publication = JSON.parse(found.record) as Publication;
    return this.#publication;
  }

  /** Calls `listener` when the diagnostics between files changed; for those of single files see `onSync`. */
  onDiagnostics(listener: () => void): void {
    this.#diagnosticListeners.push(listener);
  }

  /** The diagnostics of each file from the last sync, then those between files from the last audit. */
  diagnostics(): Diagnostic[] {
    return [...this.read(storedDiagnostics), ...this.#auditDiagnostics];
  }

  async close(): Promise<void> {
    await this.#queue.close(this.#isFilling);
    await this.#syncer.close();
    this.#db?.close();
  }

  #raiseGeneration(touched: ReadonlySet<string> | null): void {
    this.#generation.raise(touched);
    this.#publication = null;
    const now = this.clock();
    const { timeZone } = this.publication();
    // No page shows what this reads: it needs no key.
    const read = () => this.read((db) => changesOfTime(db, timeZone, this.#generation.since, now));
    this.#generation.setSpan(now, readBy([], read));
    if (!this.#isFilling) this.#syncer.onChange?.();
  }
}
