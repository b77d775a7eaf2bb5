import type { SyncReport } from './sync/sync.ts';

/** The pause before a first sync is tried again that failed after its first batch. */
const RETRY_MILLISECONDS = 5_000;

/** A call that waits for its sync: the paths of its files, or null for all. */
type Waiting = { paths: Set<string> | null; readonly report: PromiseWithResolvers<SyncReport> };

/**
 * Runs one sync at a time, and makes one of those that wait. A large one is cut into parts (see `rest` in
 * `SyncReport`): the calls that wait go first between two parts.
 */
export class SyncQueue {
  readonly #syncNow: (paths: readonly string[] | null) => Promise<SyncReport>;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #waiting: Waiting | null = null;

  constructor(syncNow: (paths: readonly string[] | null) => Promise<SyncReport>) {
    this.#syncNow = syncNow;
  }

  /**
   * Syncs the files at `paths`, or all, after the sync or the part of one that runs. Calls that come meanwhile
   * share the next one. Resolves when all files are read.
   */
  sync(paths: readonly string[] | null): Promise<SyncReport> {
    if (this.#waiting) {
      // It has not begun, so it can do this too.
      if (paths === null) this.#waiting.paths = null;
      else for (const path of paths) this.#waiting.paths?.add(path);
      return this.#waiting.report.promise;
    }
    const waiting = { paths: paths && new Set(paths), report: Promise.withResolvers<SyncReport>() };
    waiting.report.promise.catch(() => undefined);
    this.#waiting = waiting;
    this.#last = this.#last.then(() => this.#run(waiting));
    return waiting.report.promise;
  }

  /** Runs the sync of a call, if it still waits. */
  async #run(waiting: Waiting | null): Promise<void> {
    if (waiting === null || waiting !== this.#waiting) return;
    this.#waiting = null;
    try {
      waiting.report.resolve(await this.#syncInParts(waiting.paths && [...waiting.paths]));
    } catch (error) {
      waiting.report.reject(error);
    }
  }

  /** Syncs files in parts, with the calls that wait in between. Returns the sum of the reports. */
  async #syncInParts(paths: readonly string[] | null): Promise<SyncReport> {
    let report = await this.#syncNow(paths);
    for (const part of report.rest) {
      await this.#run(this.#waiting);
      if (this.#isClosed) break;
      const { read, gone, visible, milliseconds, ...ofPart } = await this.#syncNow(part);
      report = {
        ...ofPart,
        files: report.files,
        read: report.read + read,
        gone: report.gone + gone,
        visible: report.visible || visible,
        milliseconds: report.milliseconds + milliseconds,
      };
    }
    return report;
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
