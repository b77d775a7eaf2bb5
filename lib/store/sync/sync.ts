import type { DatabaseSync } from 'node:sqlite';
import type { ContentFolders } from '../../content/files.ts';
import { row, run } from '../../sqlite.ts';
import { indexId, isBusy } from '../index-file.ts';
import { findChanges } from './changes.ts';
import type { ImageInspector } from './inspect-images.ts';
import type { SyncProgress } from './progress.ts';

/**
 * The result of a sync: how many files it compared and read, whether readers can see a change, and the
 * generation after it (see `ContentStore.generation`).
 */
export type SyncReport = Readonly<{
  files: number;
  read: number;
  /** How many files were deleted. */
  gone: number;
  visible: boolean;
  generation: number;
  /** The identity of the index that was brought up to date; see `indexId`. */
  index: string;
  milliseconds: number;
}>;

/**
 * Updates the index from the files, in one transaction on `db`: other connections see all of it or nothing.
 * `paths` (`content/…`, `public/…`) are the files that may have changed; without them, all files are
 * compared, by size and time, then by hash. Files with a diagnostic that depends on other files are always
 * read again (see `NEEDS_RECHECK`). `images` inspects the images; by default the sync waits for all of them.
 * A broken file keeps its last good record. Throws when the content folder
 * cannot be read, when there never was a valid publication.yaml, or when SQLite fails; the index is then
 * unchanged.
 */
export async function sync(
  db: DatabaseSync,
  folders: ContentFolders,
  paths: readonly string[] | null = null,
  progress: SyncProgress = () => {},
  images?: ImageInspector,
): Promise<SyncReport> {
  const started = performance.now();
  // A first sync writes everywhere in the index. With SQLite's default cache of 2 MB, 100,000 articles take a
  // fifth longer.
  if (paths === null) db.exec('PRAGMA cache_size = -200000');
  begin(db);
  try {
    // If the index was deleted and created again, it lacks all files, not only `paths`.
    const empty = row(db, 'SELECT 1 FROM files LIMIT 1') === null;
    const changes = findChanges(db, folders, empty ? null : paths);
    // Most starts find no changes. They need not load the parsers.
    const isUnchanged = changes.files.length === 0 && changes.gone.length === 0;
    const { read, visible } = isUnchanged
      ? { read: 0, visible: false }
      : await (await import('./apply-changes.ts')).applyChanges(db, folders, changes, progress, images);
    if (visible) run(db, 'UPDATE state SET generation = generation + 1');
    const generation = row<{ generation: number }>(db, 'SELECT generation FROM state')?.generation ?? 0;
    db.exec('COMMIT');
    return {
      files: changes.compared,
      read,
      gone: changes.gone.length,
      visible,
      generation,
      index: indexId(db),
      milliseconds: performance.now() - started,
    };
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  } finally {
    if (paths === null) db.exec('PRAGMA cache_size = -2000; PRAGMA shrink_memory');
  }
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
