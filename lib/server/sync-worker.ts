import { parentPort } from 'node:worker_threads';
import type { NewsroomPlaces } from '../index/places.ts';
import { sync } from '../index/sync.ts';
import { openTables } from '../index/tables.ts';
import type { SyncReply, SyncRequest } from './sync-outside.ts';

// Where a server's syncs run: a thread, or for a sync of everything a process. See `sync-outside.ts`.

const PROGRESS_MILLISECONDS = 500;

/** Only when nothing has changed for so long: a change is more urgent. */
const AUDIT_MILLISECONDS = 400;
/** More are not told: the first to be mended are among them. */
const MOST_PROBLEMS = 1_000;

let db: ReturnType<typeof openTables> | null = null;
let due: NodeJS.Timeout | undefined;
let told = '[]';

async function answer(request: SyncRequest): Promise<void> {
  const { places } = request;
  clearTimeout(due);
  if ('audit' in request) return auditSoon(places);
  const { paths } = request;
  const reply = (message: SyncReply) => {
    if (parentPort) parentPort.postMessage(message);
    // The server may be gone, which the disconnection below deals with.
    else process.send?.(message, undefined, undefined, () => {});
  };
  let said = performance.now();
  try {
    db ??= openTables(places.index);
    const report = await sync(db, places.folders, paths, (done, total) => {
      if (parentPort || performance.now() - said < PROGRESS_MILLISECONDS) return;
      said = performance.now();
      reply({ done, total });
    });
    reply({ report });
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    reply({ message, errcode });
  }
  if (parentPort) auditSoon(places);
}

/** Looks at how the files agree, and says so if that is not what was said before. */
function auditSoon({ folders, index }: NewsroomPlaces): void {
  const look = async () => {
    db ??= openTables(index);
    const { audit } = await import('../index/audit.ts'); // a start must not wait for what it takes
    const problems = (await audit(db, folders, Date.now())).slice(0, MOST_PROBLEMS);
    const found = JSON.stringify(problems);
    if (found === told) return;
    told = found;
    parentPort?.postMessage({ audited: problems } satisfies SyncReply);
  };
  // What fails here fails at the next sync, too, which says so.
  due = setTimeout(() => void look().catch(() => {}), AUDIT_MILLISECONDS).unref();
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
