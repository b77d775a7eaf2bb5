import { type ChildProcess, fork } from 'node:child_process';
import { parentPort } from 'node:worker_threads';
import type { StorePaths } from '../config.ts';
import { openIndex } from '../store/index-file.ts';
import { sync } from '../store/sync/sync.ts';
import type { SyncReply, SyncRequest } from './sync-thread.ts';

// Where a server's syncs run: a thread, or for a sync of everything a process. See `sync-outside.ts`.

const INDEXER = new URL('./search-indexer.ts', import.meta.url);

const PROGRESS_MILLISECONDS = 500;

/** Only when nothing has changed for so long: a change is more urgent. */
const AUDIT_MILLISECONDS = 400;
/** git is checked for a new commit this often: a commit changes no file. */
const COMMITS_MILLISECONDS = 5_000;
/** At most so many diagnostics are reported: the first to fix are among them. */
const MAX_DIAGNOSTICS = 1_000;

let db: ReturnType<typeof openIndex> | null = null;
let due: NodeJS.Timeout | undefined;
let reported = '[]';
let syncing: Promise<unknown> | null = null;
let noting: Promise<boolean> | null = null;
let asking: NodeJS.Timeout | null = null;

async function answer(request: SyncRequest): Promise<void> {
  const { storePaths } = request;
  clearTimeout(due);
  if ('audit' in request) {
    void fillSearch(storePaths);
    return auditSoon(storePaths);
  }
  const { paths } = request;
  const reply = (message: SyncReply) => {
    if (parentPort) parentPort.postMessage(message);
    // The server may be gone, which the disconnection below deals with.
    else process.send?.(message, undefined, undefined, () => {});
  };
  let said = performance.now();
  try {
    db ??= openIndex(storePaths);
    letFill(false);
    const running = sync(db, storePaths.folders, paths, (done, total) => {
      if (parentPort || performance.now() - said < PROGRESS_MILLISECONDS) return;
      said = performance.now();
      reply({ done, total });
    });
    syncing = running;
    const report = await running;
    reply({ report });
    // The address of a story that was renamed should not be without an answer for long.
    if (parentPort && report.gone > 0) void note(storePaths).catch(() => {});
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    reply({ message, errcode });
  } finally {
    syncing = null;
    letFill(true);
  }
  if (parentPort) {
    void fillSearch(storePaths);
    auditSoon(storePaths);
  }
}

let filler: ChildProcess | null = null;

/** SQLite lets nobody wait in a row: a sync could miss every moment between two of the filler's transactions. */
function letFill(go: boolean): void {
  if (filler?.connected) filler.send(!go, undefined, undefined, () => {});
}

/** Makes what has just changed searchable; what is more than a few has a process of its own, which gives way to all else. */
async function fillSearch(storePaths: StorePaths): Promise<void> {
  try {
    const { makeSearchable } = await import('../search/search-index.ts');
    while (syncing) await syncing.catch(() => {});
    db ??= openIndex(storePaths);
    if (!makeSearchable(db) || filler) return;
    const started = fork(INDEXER, [JSON.stringify(storePaths)], { execArgv: [] });
    filler = started;
    started.once('error', () => {
      filler = null;
    });
    started.once('exit', (code) => {
      filler = null;
      // What changed while it was ending.
      if (code === 0) void fillSearch(storePaths);
    });
    started.unref();
    started.channel?.unref();
  } catch (error) {
    // Another process may be writing for long: the next sync goes on.
    console.error(`The search could not be filled: ${(error as Error).message}`);
  }
}

/** Notes what git knows more than before, between syncs; says so, and true, if that is anything. One call at a time. */
async function note(storePaths: StorePaths): Promise<boolean> {
  while (noting) await noting.catch(() => {});
  noting = noteNow(storePaths);
  return noting.finally(() => {
    noting = null;
  });
}

async function noteNow(storePaths: StorePaths): Promise<boolean> {
  db ??= openIndex(storePaths);
  const { updateFileHistories } = await import('../store/sync/file-histories.ts');
  const generation = await updateFileHistories(db, storePaths.folders, async () => {
    // They write by the same connection.
    while (syncing) await syncing.catch(() => {});
  });
  if (generation !== null) parentPort?.postMessage({ noted: generation } satisfies SyncReply);
  return generation !== null;
}

/** Looks at how the files agree, and says so if that is not what was said before. */
function auditSoon(storePaths: StorePaths): void {
  const look = async () => {
    db ??= openIndex(storePaths);
    const { audit } = await import('../store/audit/audit.ts'); // a start must not wait for what it takes
    const diagnostics = (await audit(db, storePaths.folders, Date.now())).slice(0, MAX_DIAGNOSTICS);
    const found = JSON.stringify(diagnostics);
    if (found === reported) return;
    reported = found;
    parentPort?.postMessage({ audited: diagnostics } satisfies SyncReply);
  };
  // What fails here fails at the next sync, too, which says so; a history that cannot be read is none.
  const lookAndNote = async () => {
    await look();
    if (await note(storePaths)) await look();
  };
  due = setTimeout(() => void lookAndNote().catch(() => {}), AUDIT_MILLISECONDS).unref();
  if (!asking) asking = setInterval(() => auditAfterCommit(storePaths), COMMITS_MILLISECONDS).unref();
}

function auditAfterCommit(storePaths: StorePaths): void {
  if (noting) return;
  note(storePaths).then(
    (more) => more && auditSoon(storePaths),
    () => {},
  );
}

if (parentPort) {
  parentPort.on('message', answer);
  // A thread is there for changes: what reading takes is loaded before the first.
  void import('../store/sync/apply-changes.ts');
} else {
  process.on('message', answer);
  // The server disconnects when it is done with this process, and when it crashes.
  process.on('disconnect', () => process.exit());
}
