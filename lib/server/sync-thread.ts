import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { childEnvironment } from '../child-environment.ts';
import type { StorePaths } from '../config.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import type { Instant } from '../dates.ts';
import { programFile } from '../programs.ts';
import { codeIdentity } from '../store/code-identity.ts';
import type { SyncProgress } from '../store/sync/progress.ts';
import type { OnBatch, SyncReport } from '../store/sync/sync.ts';
import type { Syncer } from '../store/syncer.ts';

/**
 * A sync of the files at `paths`, or of all files for null; or an audit (see `audit`) and an update of the
 * search without a sync. `now` is the instant of the last change.
 */
export type SyncRequest = { storePaths: StorePaths; now: Instant } & (
  | { paths: readonly string[] | null }
  | { audit: true }
);
export type SyncReply =
  | { done: number; total: number }
  | { report: SyncReport }
  /** The report of a batch of a first sync. */
  | { batch: SyncReport }
  | { audited: readonly Diagnostic[] }
  /** The git history in the index changed; the generation of the index after that. */
  | { history: number }
  /** The path of an image that a sync left pending and that the next can write. */
  | { inspected: string }
  | { message: string; errcode?: number | undefined };

/**
 * Returns a syncer that works outside of the thread that answers readers. Some files are synced in a thread
 * that stays. All files are synced in a process that ends afterwards: this takes memory in proportion to the
 * content. The first sync of all files begins at once, while the server loads Next. `clock` returns the
 * present instant.
 */
export function syncInThread(paths: StorePaths, progress: SyncProgress, clock: () => Instant = Date.now): Syncer {
  // The code on disk may be replaced while the server runs. Its workers must open the index of the running
  // code.
  const storePaths = { ...paths, code: paths.code ?? codeIdentity() };
  let thread: Worker | null = null;
  let child: ChildProcess | null = null;

  let auditListener: (diagnostics: readonly Diagnostic[]) => void = () => {};
  let batchListener: OnBatch = () => {};
  let historyListener: (generation: number) => void = () => {};
  let imageListener: (path: string) => void = () => {};

  const startThread = () => {
    if (thread) return thread;
    const started = new Worker(programFile('sync-worker'));
    started.on('message', (reply: SyncReply) => {
      if ('audited' in reply) auditListener(reply.audited);
      else if ('history' in reply) historyListener(reply.history);
      else if ('inspected' in reply) imageListener(reply.inspected);
    });
    started.once('error', () => {
      if (thread === started) thread = null;
    });
    started.unref();
    thread = started;
    return started;
  };

  const auditAndFillSearch = () => {
    startThread().postMessage({ storePaths, now: clock(), audit: true } satisfies SyncRequest);
  };

  const inThread = (changed: readonly string[]) =>
    new Promise<SyncReport>((resolve, reject) => {
      const used = startThread();
      const onReply = (reply: SyncReply) => {
        if (!('report' in reply || 'message' in reply)) return;
        used.off('message', onReply).off('error', fail).unref();
        settle(reply, resolve, reject);
      };
      const fail = (error: unknown) => {
        used.off('message', onReply);
        reject(error);
      };
      used.ref(); // an unfinished sync keeps the process alive
      used.on('message', onReply).once('error', fail);
      used.postMessage({ storePaths, now: clock(), paths: changed } satisfies SyncRequest);
    });

  const inProcess = () =>
    new Promise<SyncReport>((resolve, reject) => {
      // The next sync may start a process before this one has ended.
      const forked = fork(programFile('sync-worker'), { execArgv: [], serialization: 'json', env: childEnvironment() });
      child = forked;
      // Emitted if the process could not start, or ended before it received the request.
      forked.once('error', reject);
      forked.once('exit', (code, signal) => {
        if (child === forked) child = null;
        reject(new Error(`The sync process ended before the sync was complete (${signal ?? code}).`));
      });
      forked.on('message', (reply: SyncReply) => {
        if ('done' in reply) return progress(reply.done, reply.total);
        if ('batch' in reply) return batchListener(reply.batch);
        forked.disconnect();
        settle(reply, resolve, reject);
      });
      forked.send({ storePaths, now: clock(), paths: null } satisfies SyncRequest);
    });

  let first: Promise<SyncReport> | null = inProcess();
  first.catch(() => {}); // the first call of `sync` receives the error

  return {
    async sync(changed) {
      if (changed) return inThread(changed);
      const running = first ?? inProcess();
      first = null;
      const report = await running;
      // Start the thread now, so that the next change need not wait for it.
      auditAndFillSearch();
      return report;
    },
    onChange: auditAndFillSearch,
    onBatch(listener) {
      batchListener = listener;
    },
    onAudit(listener) {
      auditListener = listener;
    },
    onHistory(listener) {
      historyListener = listener;
    },
    onImage(listener) {
      imageListener = listener;
    },
    async close() {
      child?.kill('SIGKILL');
      await thread?.terminate();
      thread = null;
    },
  };
}

/** Settles the promise of a sync with its last reply. */
function settle(reply: SyncReply, resolve: (report: SyncReport) => void, reject: (error: unknown) => void): void {
  if ('report' in reply) resolve(reply.report);
  else if ('message' in reply) reject(Object.assign(new Error(reply.message), { errcode: reply.errcode }));
}
