import { parentPort } from 'node:worker_threads';
import { sync } from '../index/sync.ts';
import { openTables } from '../index/tables.ts';
import type { SyncReply, SyncRequest } from './sync-outside.ts';

// Where a server's syncs run: a thread, or for a sync of everything a process. See `sync-outside.ts`.

const PROGRESS_MILLISECONDS = 500;

let db: ReturnType<typeof openTables> | null = null;

async function answer({ places, paths }: SyncRequest): Promise<void> {
  const reply = (message: SyncReply) => {
    if (parentPort) parentPort.postMessage(message);
    // The server may be gone, which the disconnection below deals with.
    else process.send?.(message, undefined, undefined, () => {});
  };
  let told = performance.now();
  try {
    db ??= openTables(places.index);
    const report = await sync(db, places.folders, paths, (done, total) => {
      if (parentPort || performance.now() - told < PROGRESS_MILLISECONDS) return;
      told = performance.now();
      reply({ done, total });
    });
    reply({ report });
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    reply({ message, errcode });
  }
}

if (parentPort) {
  parentPort.on('message', answer);
  // A thread is there for changes: what reading takes is loaded before the first.
  void import('../index/apply-changes.ts');
} else {
  process.on('message', answer);
  // Told so, or left behind by a server that crashed.
  process.on('disconnect', () => process.exit());
}
