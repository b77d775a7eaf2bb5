import type { DatabaseSync } from 'node:sqlite';
import { type ContentFile, type ContentFolders, statContent } from '../../content/files.ts';
import type { ImageInspection } from '../../content/image-inspection.ts';
import { ImageWorker } from '../../images/image-worker.ts';
import { rows } from '../../sqlite.ts';
import type { Changes, StoredFile } from './changes.ts';
import type { SyncProgress } from './progress.ts';

/**
 * Milliseconds that a sync waits: `inAll` for all images; with `waitsForAll`, `forNext` for the next one to
 * be ready.
 */
export type ImageDelays = Readonly<{ inAll: number; forNext: number }>;

/**
 * After its first batch, a first sync holds up nothing: it waits for all images, except for those that hang.
 */
export const PUBLISHING_DELAYS: ImageDelays = { inAll: 2_000, forNext: 60_000 };

/**
 * The inspection of a version of an image: `result` is undefined while it runs; `isFollowed` if its end is
 * announced.
 */
type Running = {
  size: number;
  mtime: number;
  result: ImageInspection | null | undefined;
  ended: Promise<unknown>;
  isFollowed: boolean;
};

/**
 * Inspects images for syncs. With `delays`, a sync goes on without the images that take longer: these are
 * pending, which is a warning, and a later sync writes them. Without, a sync waits for all images.
 */
export class ImageInspector {
  readonly #delays: ImageDelays | null;
  readonly #worker: Pick<ImageWorker, 'inspect'>;
  /** By path: the images of the present sync, and the pending ones. */
  readonly #running = new Map<string, Running>();
  #announce: (path: string) => void = () => {};

  // Its process stays for a while: editors often save several images.
  constructor(delays: ImageDelays | null = null, worker: Pick<ImageWorker, 'inspect'> = new ImageWorker()) {
    this.#delays = delays;
    this.#worker = worker;
  }

  /**
   * Returns the inspections of the images that may have changed. Images that an earlier sync left pending are
   * not waited for again. With `waitsForAll` only those that hang are left out.
   */
  async inspect(
    { files, stored }: Changes,
    waitsForAll: boolean,
    progress: SyncProgress,
  ): Promise<Map<ContentFile, ImageInspection>> {
    const inspections = new Map<ContentFile, ImageInspection>();
    const awaited: Promise<unknown>[] = [];
    const images = files.filter(({ kind }) => kind === 'image');
    const isWaiting = (file: ContentFile) =>
      !waitsForAll && this.#delays !== null && isPending(file, stored.get(file.path));
    for (const [done, file] of images.entries()) {
      if (isWaiting(file)) continue;
      const { ended } = this.#start(file, stored.get(file.path)?.hash ?? '');
      awaited.push(ended.then(() => progress(done, files.length)));
    }
    const { inAll, forNext } = this.#delays ?? { inAll: null, forNext: null };
    await (waitsForAll ? endOf(awaited, forNext, true) : endOf(awaited, inAll, false));
    for (const file of images) {
      const running = this.#running.get(file.path);
      const result = isSameVersion(file, running) ? running?.result : undefined;
      const isOutdated = result === null || (isUnchanged(result) && result?.hash !== stored.get(file.path)?.hash);
      // The file was gone, or was compared with a version that the index no longer has: `resume` starts anew.
      if (isOutdated) this.#running.delete(file.path);
      else if (result) inspections.set(file, result);
      else if (result === undefined && !isWaiting(file)) inspections.set(file, pending(file.path));
    }
    return inspections;
  }

  /**
   * Goes on with the pending images of `db`, and calls `announce` with the path of each one that is ready for
   * a sync.
   */
  resume(db: DatabaseSync, folders: ContentFolders, announce: (path: string) => void): void {
    this.#announce = announce;
    const sql = "SELECT path FROM files WHERE kind = 'image' AND needs_recheck = 1";
    const paths = rows<{ path: string }>(db, sql).map(({ path }) => path);
    for (const path of this.#running.keys()) if (!paths.includes(path)) this.#running.delete(path);
    for (const file of statContent(folders, paths) ?? []) {
      const running = this.#start(file, '');
      // It ended while the rest was synced, or the sync that should have written it failed.
      if (running.result !== undefined) announce(file.path);
      else if (!running.isFollowed) void running.ended.then(() => this.#onEnd(file.path, running));
      running.isFollowed = true;
    }
  }

  #onEnd(path: string, running: Running): void {
    if (this.#running.get(path) === running) this.#announce(path);
  }

  #start(file: ContentFile, knownHash: string): Running {
    const before = this.#running.get(file.path);
    if (before && isSameVersion(file, before)) return before;
    const { absolute, path, size, mtime } = file;
    const running: Running = { size, mtime, result: undefined, ended: Promise.resolve(), isFollowed: false };
    running.ended = this.#worker.inspect(absolute, path, knownHash).then((result) => {
      running.result = result;
    });
    this.#running.set(path, running);
    return running;
  }
}

function isSameVersion({ size, mtime }: ContentFile, other: { size: number; mtime: number } | undefined): boolean {
  return other?.size === size && other.mtime === mtime;
}

function isPending(file: ContentFile, stored: StoredFile | undefined): boolean {
  return stored?.needs_recheck === 1 && isSameVersion(file, stored);
}

/** Whether an inspection only says that the file has the known hash. */
function isUnchanged(result: ImageInspection | null | undefined): boolean {
  return !!result && !result.facts && !result.finding;
}

function pending(name: string): ImageInspection {
  const reason = `${name} is still being inspected; until it is ready, pages have its former version or none.`;
  const fix = 'Wait: it appears by itself. If that takes minutes, make it smaller.';
  return { hash: '', facts: null, finding: { severity: 'warning', rule: 'image-pending', reason, fix } };
}

/**
 * Resolves when all of `promises` have, or after `milliseconds` (null: never): since the start, or with
 * `renews` since the last of them that resolved.
 */
async function endOf(
  promises: readonly Promise<unknown>[],
  milliseconds: number | null,
  renews: boolean,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    if (milliseconds !== null) timer = setTimeout(resolve, milliseconds);
  });
  if (renews) for (const promise of promises) void promise.then(() => timer?.refresh());
  await Promise.race([Promise.all(promises), late]);
  clearTimeout(timer);
}
