import type { SyncReport } from './sync/sync.ts';

/** The pause before a first sync is tried again that failed after its first batch. */
const RETRY_MILLISECONDS = 5_000;

/** Runs one sync at a time, and makes one of those that wait. */
export class SyncQueue {
  readonly #syncNow: (paths: readonly string[] | null) => Promise<SyncReport>;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #waiting: { paths: Set<string> | null; report: Promise<SyncReport> } | null = null;

  constructor(syncNow: (paths: readonly string[] | null) => Promise<SyncReport>) {
    this.#syncNow = syncNow;
  }

  /**
   * Syncs the files at `paths`, or all, after the sync that runs. Calls that come meanwhile share the next
   * one.
   */
  sync(paths: readonly string[] | null): Promise<SyncReport> {
    if (this.#waiting) {
      // It has not begun, so it can do this too.
      if (paths === null) this.#waiting.paths = null;
      else for (const path of paths) this.#waiting.paths?.add(path);
      return this.#waiting.report;
    }
    const waiting = { paths: paths && new Set(paths), report: Promise.resolve({} as SyncReport) };
    waiting.report = this.#last.then(() => {
      this.#waiting = null;
      return this.#syncNow(waiting.paths && [...waiting.paths]);
    });
    this.#waiting = waiting;
    this.#last = waiting.report.catch(() => undefined);
    return waiting.report;
  }

  /**
   * Syncs all files. Tries again when that fails while `isFilling`, that is after a first batch: the next
   * sync reads only the files that are missing. Throws what an earlier failure throws.
   */
  async fill(isFilling: () => boolean): Promise<SyncReport> {
    for (;;) {
      try {
        return await this.sync(null);
      } catch (error) {
        if (!isFilling() || this.#isClosed) throw error;
        console.error(`The content was not read to its end: ${(error as Error).message} Trying again.`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS).unref());
      }
    }
  }

  /** Runs `work` after the sync that was requested last, and before the next. */
  runNext(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves after the sync that was requested last; at once if closing `interrupts` it. */
  async close(interrupts: boolean): Promise<void> {
    this.#isClosed = true;
    if (!interrupts) await this.#last;
  }
}
