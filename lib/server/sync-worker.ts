import { type ChildProcess, fork } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { childEnvironment } from '../child-environment.ts';
import { processConfig, type StorePaths } from '../config.ts';
import type { Instant } from '../dates.ts';
import { log, startLog } from '../log.ts';
import { programFile } from '../programs.ts';
import { openIndex } from '../store/index-file.ts';
import { ImageInspector, PUBLISHING_DELAYS } from '../store/sync/inspect-images.ts';
import { type SyncReport, sync } from '../store/sync/sync.ts';
import type { SyncReply, SyncRequest } from './sync-thread.ts';

// Runs the syncs of a server: as a thread, or as a process for a sync of all files. See `sync-thread.ts`.

/** Pause between two reports of progress. */
const PROGRESS_MILLISECONDS = 500;

/** The audit waits until no file has changed for so long: a sync is more urgent. */
const AUDIT_MILLISECONDS = 400;
/** Pause between two checks for a new commit: a commit changes no file of the content. */
const COMMITS_MILLISECONDS = 5_000;
/** The articles in the first batch of a first sync, and in each of the others. */
const BATCH_SIZES = { first: 500, others: 5_000 };
/** A sync reads at most so many articles while others wait: they take some tenths of a second. */
const ARTICLES_AT_ONCE = 500;
/** Steps in which the first batch of a first sync is added to the search: 500 articles, 25 at a time. */
const FIRST_BATCH_STEPS = 20;
/** So many diagnostics between files are reported one by one, and the rest by their number, in the log. */
const MAX_DIAGNOSTICS = 1_000;

let db: ReturnType<typeof openIndex> | null = null;
/** The instant of the last request, by the clock of the site. */
let now: Instant = 0;
/** How many requests have come. */
let requests = 0;
let auditTimer: NodeJS.Timeout | undefined;
let reported = '[]';
let syncing: Promise<unknown> | null = null;
let updatingHistories: Promise<boolean> | null = null;
/** Whether the git history was read to its end once. */
let hasHistories = false;
let commitTimer: NodeJS.Timeout | null = null;
const images = new ImageInspector(PUBLISHING_DELAYS);

async function handleRequest(request: SyncRequest): Promise<void> {
  const { storePaths } = request;
  now = request.now;
  requests++;
  clearTimeout(auditTimer);
  if ('audit' in request) {
    void fillSearch(storePaths);
    if (!syncing) resumeImages(storePaths);
    return auditSoon(storePaths);
  }
  const { paths } = request;
  const reply = (message: SyncReply) => {
    if (parentPort) parentPort.postMessage(message);
    // The server may be gone: the listener for “disconnect” below ends this process then.
    else process.send?.(message, undefined, undefined, () => {});
  };
  let lastProgress = performance.now();
  try {
    db ??= openIndex(storePaths);
    pauseSearchIndexer(true);
    const onProgress = (done: number, total: number) => {
      if (parentPort || performance.now() - lastProgress < PROGRESS_MILLISECONDS) return;
      lastProgress = performance.now();
      reply({ done, total });
    };
    let batches = 0;
    const onBatch = async (batch: SyncReport) => {
      reply({ batch });
      if (batches++ === 0) await makeFirstBatchSearchable();
    };
    const settings = {
      progress: onProgress,
      images,
      now,
      batches: { ...BATCH_SIZES, onBatch },
      articlesAtOnce: ARTICLES_AT_ONCE,
    };
    const running = sync(db, storePaths.folders, paths, settings);
    syncing = running;
    const report = await running;
    reply({ report });
    if (parentPort) resumeImages(storePaths);
    // The old URL of a renamed story is a 404 until the git history is updated.
    if (parentPort && report.gone > 0) void updateHistories(storePaths).catch(() => {});
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    reply({ message, errcode });
  } finally {
    syncing = null;
    pauseSearchIndexer(false);
  }
  if (parentPort) {
    void fillSearch(storePaths);
    auditSoon(storePaths);
  }
}

/** Adds the newest stories to the search while the others are read. */
async function makeFirstBatchSearchable(): Promise<void> {
  const { makeSearchable } = await import('../search/search-index.ts');
  for (let steps = 0; steps < FIRST_BATCH_STEPS && db && makeSearchable(db, now); ) steps++;
}

/** Goes on with the images that syncs left pending; those of a process that ended start anew. */
function resumeImages(storePaths: StorePaths): void {
  db ??= openIndex(storePaths);
  images.resume(db, storePaths.folders, (inspected) => {
    parentPort?.postMessage({ inspected } satisfies SyncReply);
  });
}

let searchIndexer: ChildProcess | null = null;

/**
 * Pauses the search indexer during a sync. SQLite has no queue for writers: the sync could wait in vain
 * between its transactions.
 */
function pauseSearchIndexer(isPaused: boolean): void {
  if (searchIndexer?.connected) searchIndexer.send(isPaused, undefined, undefined, () => {});
}

/**
 * Adds articles to the search that have changed or are no longer under embargo: a few at once, more in a
 * process of low priority.
 */
async function fillSearch(storePaths: StorePaths): Promise<void> {
  try {
    const { makeSearchable } = await import('../search/search-index.ts');
    while (syncing) await syncing.catch(() => {});
    db ??= openIndex(storePaths);
    if (!makeSearchable(db, now) || searchIndexer) return;
    const settings = [JSON.stringify(storePaths), String(now)];
    const started = fork(programFile('search-indexer'), settings, { execArgv: [], env: childEnvironment() });
    searchIndexer = started;
    started.once('error', () => {
      searchIndexer = null;
    });
    started.once('exit', (code) => {
      searchIndexer = null;
      // Articles may have changed while it ended.
      if (code === 0) void fillSearch(storePaths);
    });
    started.unref();
    started.channel?.unref();
  } catch (error) {
    // Another process may be writing for long. The next change tries again.
    log.error(`The search index could not be updated: ${(error as Error).message}`);
  }
}

/**
 * Updates the git history in the index between syncs, and reports a change. Returns whether there was one.
 * One call runs at a time.
 */
async function updateHistories(storePaths: StorePaths): Promise<boolean> {
  while (updatingHistories) await updatingHistories.catch(() => {});
  updatingHistories = updateHistoriesNow(storePaths);
  return updatingHistories.finally(() => {
    updatingHistories = null;
  });
}

async function updateHistoriesNow(storePaths: StorePaths): Promise<boolean> {
  db ??= openIndex(storePaths);
  const { updateFileHistories } = await import('../store/sync/file-histories.ts');
  const generation = await updateFileHistories(db, storePaths.folders, async () => {
    // Syncs use the same connection.
    while (syncing) await syncing.catch(() => {});
  });
  if (generation !== null) parentPort?.postMessage({ history: generation } satisfies SyncReply);
  return generation !== null;
}

/**
 * Runs the audit after a pause, and reports its diagnostics if they changed. A further request puts it off: the
 * audit would hold up its sync.
 */
function auditSoon(storePaths: StorePaths): void {
  const answered = requests;
  const isPutOff = async () => {
    await turn(); // a request that came while the thread was busy
    return requests > answered;
  };
  const runAudit = async () => {
    db ??= openIndex(storePaths);
    const { audit } = await import('../store/audit/audit.ts'); // loaded late, so that a start does not wait for it
    const all = await audit(db, storePaths.folders, now);
    const audited = all.slice(0, MAX_DIAGNOSTICS);
    const found = JSON.stringify(audited);
    if (found === reported) return;
    reported = found;
    if (all.length > audited.length)
      log.warn(`${all.length - audited.length} more diagnostics between files: npm run check lists all.`);
    parentPort?.postMessage({ audited } satisfies SyncReply);
  };
  // An error of the database is reported by the next sync. Without a readable git history the rules on it
  // find nothing.
  const auditAndUpdateHistories = async () => {
    if (await isPutOff()) return;
    // To read a long history for the first time takes minutes.
    if (!hasHistories) await runAudit();
    const changed = await updateHistories(storePaths).catch(() => false);
    if ((changed || hasHistories) && !(await isPutOff())) await runAudit();
    hasHistories = true;
  };
  auditTimer = setTimeout(() => void auditAndUpdateHistories().catch(() => {}), AUDIT_MILLISECONDS).unref();
  if (!commitTimer) commitTimer = setInterval(() => auditAfterCommit(storePaths), COMMITS_MILLISECONDS).unref();
}

/** Checks for new commits, and runs the audit if they changed the git history. */
function auditAfterCommit(storePaths: StorePaths): void {
  if (updatingHistories) return;
  updateHistories(storePaths).then(
    (changed) => changed && auditSoon(storePaths),
    () => {},
  );
}

await startLog(processConfig());
if (parentPort) {
  parentPort.on('message', handleRequest);
  // The thread waits for changes: load the parsers before the first.
  void import('../store/sync/apply-changes.ts');
} else {
  process.on('message', handleRequest);
  // The server disconnects after the sync, and when it crashes.
  process.on('disconnect', () => process.exit());
}
