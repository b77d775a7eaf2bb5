import type { StorePaths } from '../config.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { Instant } from '../dates.ts';
import { openIndex } from './index-file.ts';
import type { OnBatch, SyncReport } from './sync/sync.ts';

/** Updates the index from the files; see `sync`. One call at a time. */
export type Syncer = Readonly<{
  sync(paths: readonly string[] | null): Promise<SyncReport>;
  /** Calls `listener` with the report of each batch of a first sync but the last; see `fillIndex`. */
  onBatch?(listener: OnBatch): void;
  /**
   * Called when a sync or time has changed what readers may see, but not while the index lacks files: an audit
   * would report links to those.
   */
  onChange?(): void;
  /** Calls `listener` when the diagnostics between files are others than before; see `audit`. */
  onAudit?(listener: (diagnostics: readonly Diagnostic[]) => void): void;
  /**
   * Calls `listener` with the generation of the index when more of the git history was read; see
   * `updateFileHistories`.
   */
  onHistory?(listener: (generation: number) => void): void;
  /** Calls `listener` with the path of an image that a sync left pending and that the next can write. */
  onImage?(listener: (path: string) => void): void;
  close(): Promise<void>;
}>;

/**
 * Runs syncs in the calling thread, on a connection of its own. It loads the code for syncs with the first
 * one: a server runs them in another thread, and does not need that code in its own.
 */
export function syncHere(paths: StorePaths, clock: () => Instant): Syncer {
  const db = openIndex(paths);
  return {
    sync: async (changed) => (await import('./sync/sync.ts')).sync(db, paths.folders, changed, { now: clock() }),
    close: async () => db.close(),
  };
}

/** For a store whose index another process keeps up to date; see `ContentStore.follow`. */
export const NO_SYNCS: Syncer = {
  sync: () => Promise.reject(new Error('Another process updates the index.')),
  close: async () => {},
};
