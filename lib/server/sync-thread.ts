import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { StorePaths } from '../config.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { codeIdentity } from '../store/code-identity.ts';
import type { Syncer } from '../store/content-store.ts';
import type { SyncProgress } from '../store/sync/progress.ts';
import type { SyncReport } from '../store/sync/sync.ts';

/** Without `paths`: all files. With `audit` nothing is synced; the thread looks at how the files agree. */
export type SyncRequest = { storePaths: StorePaths } & ({ paths: readonly string[] | null } | { audit: true });
export type SyncReply =
  | { done: number; total: number }
  | { report: SyncReport }
  | { audited: readonly Diagnostic[] }
  /** More is known of the git history; the generation of the index since then. */
  | { noted: number }
  | { message: string; errcode?: number | undefined };

const WORKER = new URL('./sync-worker.ts', import.meta.url);

/**
 * Runs syncs outside of the thread that answers readers: of some files in a thread that stays; of everything, which takes memory in proportion to
 * the edition, in a process that ends with it and gives all of that back. The first, of everything, begins at once: a server has Next to load meanwhile.
 */
export function syncInThread(paths: StorePaths, progress: SyncProgress): Syncer {
  // A process that starts after the code was replaced must not take the index for one of other code.
  const storePaths = { ...paths, code: paths.code ?? codeIdentity() };
  let thread: Worker | null = null;
  let child: ChildProcess | null = null;

  let hearAudit: (diagnostics: readonly Diagnostic[]) => void = () => {};
  let hearHistory: (generation: number) => void = () => {};

  const startThread = () => {
    if (thread) return thread;
    const started = new Worker(WORKER);
    started.on('message', (reply: SyncReply) => {
      if ('audited' in reply) hearAudit(reply.audited);
      else if ('noted' in reply) hearHistory(reply.noted);
    });
    started.once('error', () => {
      if (thread === started) thread = null;
    });
    started.unref();
    thread = started;
    return started;
  };

  const inThread = (changed: readonly string[]) =>
    new Promise<SyncReport>((resolve, reject) => {
      const used = startThread();
      const hear = (reply: SyncReply) => {
        if ('audited' in reply || 'noted' in reply) return;
        used.off('message', hear).off('error', fail).unref();
        conclude(reply, resolve, reject);
      };
      const fail = (error: unknown) => {
        used.off('message', hear);
        reject(error);
      };
      used.ref(); // an unfinished sync keeps the process
      used.on('message', hear).once('error', fail);
      used.postMessage({ storePaths, paths: changed } satisfies SyncRequest);
    });

  const inProcess = () =>
    new Promise<SyncReport>((resolve, reject) => {
      // The next one may be there before this one has ended.
      const forked = fork(WORKER, { execArgv: [], serialization: 'json' });
      child = forked;
      // It could not be started, or ended before it received the request.
      forked.once('error', reject);
      forked.once('exit', (code, signal) => {
        if (child === forked) child = null;
        reject(new Error(`The sync ended before it was done (${signal ?? code}).`));
      });
      forked.on('message', (reply: SyncReply) => {
        if ('done' in reply) return progress(reply.done, reply.total);
        forked.disconnect();
        conclude(reply, resolve, reject);
      });
      forked.send({ storePaths, paths: null } satisfies SyncRequest);
    });

  let first: Promise<SyncReport> | null = inProcess();
  first.catch(() => {}); // whoever asks for it hears of it

  return {
    async sync(changed) {
      if (changed) return inThread(changed);
      const running = first ?? inProcess();
      first = null;
      const report = await running;
      // Ready for the next change, which should not have to wait for a thread to start.
      startThread().postMessage({ storePaths, audit: true } satisfies SyncRequest);
      return report;
    },
    onAudit(listener) {
      hearAudit = listener;
    },
    onHistory(listener) {
      hearHistory = listener;
    },
    async close() {
      child?.kill('SIGKILL');
      await thread?.terminate();
      thread = null;
    },
  };
}

function conclude(reply: SyncReply, resolve: (report: SyncReport) => void, reject: (error: unknown) => void): void {
  if ('report' in reply) resolve(reply.report);
  else if ('message' in reply) reject(Object.assign(new Error(reply.message), { errcode: reply.errcode }));
}
