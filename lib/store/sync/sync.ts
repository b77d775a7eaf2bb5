import type { DatabaseSync } from 'node:sqlite';
import type { ContentFolders } from '../../content/files.ts';
import { row, run } from '../../sqlite.ts';
import { indexId, isBusy } from '../index-file.ts';
import { findChanges } from './changes.ts';
import type { SyncProgress } from './progress.ts';

/**
 * What a sync came to: how many files it looked at and read, how many had gone, whether anything that a reader can see changed, and the generation after it
 * (see `ContentStore.generation`).
 */
export type SyncReport = Readonly<{
  files: number;
  read: number;
  /** How many files are no more. */
  gone: number;
  visible: boolean;
  generation: number;
  /** The identity of the index that was brought up to date; see `indexId`. */
  index: string;
  milliseconds: number;
}>;

/**
 * Brings the index to what the files say, in one transaction on `db`, a connection of its own: readers on other connections see all of it
 * or nothing. `paths` (`content/…`, `public/…`) are the files that may have changed; without them all are compared, by size and time, then by hash. Files
 * that broke a rule because of others are always read again (see `NEEDS_RECHECK`). A broken file keeps its last good record. Throws when the
 * content folder cannot be read, when there has never been a sound publication.yaml, or when SQLite fails; the index is then as before.
 */
export async function sync(
  db: DatabaseSync,
  folders: ContentFolders,
  paths: readonly string[] | null = null,
  progress: SyncProgress = () => {},
): Promise<SyncReport> {
  const started = performance.now();
  // A first sync writes to all of the index in no order; with SQLite's usual cache of 2 MB, 100,000 articles take a fifth longer.
  if (paths === null) db.exec('PRAGMA cache_size = -200000');
  begin(db);
  try {
    // An index that somebody deleted, and that was made again just now, lacks all the others too.
    const empty = row(db, 'SELECT 1 FROM files LIMIT 1') === null;
    const changes = findChanges(db, folders, empty ? null : paths);
    // Nothing to read is the usual case at a start, which need not wait for what reading takes to be loaded.
    const settled = changes.files.length === 0 && changes.gone.length === 0;
    const { read, visible } = settled
      ? { read: 0, visible: false }
      : await (await import('./apply-changes.ts')).applyChanges(db, folders, changes, progress);
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
