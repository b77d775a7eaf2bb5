import type { DatabaseSync } from 'node:sqlite';
import type { ContentFolders } from '../../content/files.ts';
import type { Instant } from '../../dates.ts';
import { isBusy, row, run } from '../../sqlite.ts';
import { ANYTHING } from '../dependency-keys.ts';
import { indexId } from '../index-file.ts';
import type { CommitBatch, SyncOptions } from './apply-changes.ts';
import { type Changes, findChanges } from './changes.ts';
import type { BatchSizes } from './first-sync.ts';
import { forgetTouchedKeys, noteTouchedKeys, touchedKeys, writeTouchedKeys } from './touched-keys.ts';

/**
 * The result of a sync, or of a batch of a first sync: how many files it compared and read, whether readers
 * can see a change, and the generation after it (see `ContentStore.generation`).
 */
export type SyncReport = Readonly<{
  files: number;
  read: number;
  /** How many files were deleted. */
  gone: number;
  /** The paths of articles that are not read yet, in parts for further syncs; see `articlesAtOnce`. */
  rest: readonly (readonly string[])[];
  visible: boolean;
  generation: number;
  /** Whether the index still lacks files. */
  filling: boolean;
  /** The identity of the index that was brought up to date; see `indexId`. */
  index: string;
  milliseconds: number;
}>;

/** Called with the report of each batch of a first sync but the last; the sync waits for it. */
export type OnBatch = (report: SyncReport) => Promise<void> | void;

/** The batches of a first sync, and what is called after each but the last. */
export type FirstSyncBatches = BatchSizes & Readonly<{ onBatch: OnBatch }>;

/** The settings of a sync, all optional. */
export type SyncSettings = Partial<SyncOptions> & {
  /** The batches of a first sync; without them it is one transaction, and one more for images that take long. */
  batches?: FirstSyncBatches;
  /**
   * Reads at most so many changed articles, and reports the `rest`, so that smaller changes come in between. A
   * sync in which a file was deleted reads all: a story that was moved must not be gone in between.
   */
  articlesAtOnce?: number;
};

/**
 * Updates the index from the files, in one transaction on `db`: other connections see all of it or nothing.
 * Only a sync of all files into an index that lacks some can have several (see `fillIndex`); if it is
 * interrupted, the next one goes on. With `articlesAtOnce` it may leave articles to further syncs. `paths`
 * (`content/…`, `public/…`) are the files that may have changed; without them, all files are compared, by size
 * and time, then by hash. Files with a diagnostic that depends on other files are always read again (see
 * `NEEDS_RECHECK`). A broken file keeps its last good record. Throws when the content folder cannot be read,
 * when there never was a valid publication.yaml, or when SQLite fails; what was not committed is undone.
 */
export async function sync(
  db: DatabaseSync,
  folders: ContentFolders,
  paths: readonly string[] | null = null,
  { batches, articlesAtOnce = Number.POSITIVE_INFINITY, ...given }: SyncSettings = {},
): Promise<SyncReport> {
  const started = performance.now();
  const options: SyncOptions = { ...given, progress: given.progress ?? (() => {}), now: given.now ?? Date.now() };
  // A first sync writes everywhere in the index. With SQLite's default cache of 2 MB, 100,000 articles take a
  // fifth longer.
  if (paths === null) db.exec('PRAGMA cache_size = -64000');
  begin(db);
  try {
    // If the index was deleted and created again, it lacks all files, not only `paths`.
    const isEmpty = row(db, 'SELECT 1 FROM files LIMIT 1') === null;
    const fills = isEmpty || (paths === null && isFilling(db));
    const found = findChanges(db, folders, isEmpty ? null : paths);
    const isWhole = fills || found.gone.length > 0;
    const { changes, rest } = await firstPart(found, isWhole ? Number.POSITIVE_INFINITY : articlesAtOnce, options.now);
    const isNoted = !fills; // a first sync touches everything
    if (isNoted) noteTouchedKeys(db);
    const report = (read: number, visible: boolean): SyncReport => ({
      files: changes.compared,
      read,
      gone: changes.gone.length,
      rest,
      visible,
      generation: row<{ generation: number }>(db, 'SELECT generation FROM state')?.generation ?? 0,
      filling: isFilling(db),
      index: indexId(db),
      milliseconds: performance.now() - started,
    });
    const commit = async (read: number, visible: boolean) => {
      if (visible) {
        run(db, 'UPDATE state SET generation = generation + 1');
        writeTouchedKeys(db, [ANYTHING]);
      }
      db.exec('COMMIT');
      await batches?.onBatch(report(read, visible));
      begin(db);
    };
    const sizes = batches ?? { first: Number.POSITIVE_INFINITY, others: Number.POSITIVE_INFINITY };
    const { read, visible } = await apply(db, folders, changes, options, fills ? { ...sizes, commit } : null);
    if (fills) run(db, 'UPDATE state SET filling = 0');
    if (visible || fills) run(db, 'UPDATE state SET generation = generation + 1');
    // What readers cannot see yet belongs to the next generation, and stays noted for the sync that makes it.
    if (visible || fills || changes.files.length + changes.gone.length > 0)
      writeTouchedKeys(db, (isNoted ? touchedKeys(db, options.now) : null) ?? [ANYTHING], visible || fills ? 0 : 1);
    if (isNoted && visible) forgetTouchedKeys(db);
    db.exec('COMMIT');
    return report(read, visible);
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  } finally {
    if (paths === null) db.exec('PRAGMA cache_size = -2000; PRAGMA shrink_memory');
  }
}

/** The newest articles that changed, `most` of them, with all other files; and the paths of the rest in parts of that size. */
async function firstPart(
  changes: Changes,
  most: number,
  now: Instant,
): Promise<{ changes: Changes; rest: readonly (readonly string[])[] }> {
  const articles = changes.files.filter(({ kind }) => kind === 'article');
  if (articles.length <= most) return { changes, rest: [] };
  const sorted = (await import('./newest-first.ts')).newestFirst(articles, now);
  const later = new Set(sorted.slice(most));
  const paths = [...later].map(({ path }) => path);
  const rest = Array.from({ length: Math.ceil(paths.length / most) }, (_, at) =>
    paths.slice(at * most, (at + 1) * most),
  );
  return { changes: { ...changes, files: changes.files.filter((file) => !later.has(file)) }, rest };
}

/** Applies the changes, in batches if these are given. Most starts find none, and need not load the parsers. */
async function apply(
  db: DatabaseSync,
  folders: ContentFolders,
  changes: Changes,
  options: SyncOptions,
  batches: (BatchSizes & { commit: CommitBatch }) | null,
): Promise<{ read: number; visible: boolean }> {
  if (changes.files.length === 0 && changes.gone.length === 0) return { read: 0, visible: false };
  if (batches) return (await import('./first-sync.ts')).fillIndex(db, folders, changes, options, batches);
  return (await import('./apply-changes.ts')).applyChanges(db, folders, changes, options);
}

/** Whether the first sync of an index is not complete. */
function isFilling(db: DatabaseSync): boolean {
  return row<{ filling: number }>(db, 'SELECT filling FROM state')?.filling === 1;
}

/** Begins a transaction. Waits while another process writes, whose first sync may be long. */
function begin(db: DatabaseSync): void {
  for (let isLogged = false; ; isLogged = true) {
    try {
      db.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (!isLogged) console.log('Another process is bringing the index up to date; waiting for it.');
    }
  }
}
