import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ContentFolders } from '../content/files.ts';
import type { Publication } from '../content/masthead.ts';
import type { Problem } from '../content/problems.ts';
import { type Instant, nextMidnight } from '../dates.ts';
import { row } from './statement.ts';
import { problemsIn, type SyncReport, sync } from './sync.ts';
import { openTables } from './tables.ts';

/** Where things are, and what time it is. */
export type NewsroomOptions = Readonly<{
  folders: ContentFolders;
  /** File of the index. */
  index: string;
  /** The present instant; tests give their own. */
  clock?: (() => Instant) | undefined;
}>;

/**
 * The content as pages see it: the open index and a generation, which is raised when, and only when, something that a reader can see
 * may have changed.
 */
export class Newsroom {
  /** For queries only; syncs write through a connection of their own. */
  readonly db: DatabaseSync;
  readonly clock: () => Instant;
  readonly folders: ContentFolders;
  readonly #writer: DatabaseSync;
  #generation = 0;
  #turn: Instant = 0;
  #syncing: Promise<unknown> = Promise.resolve();
  readonly #listeners: (() => void)[] = [];

  private constructor(options: NewsroomOptions) {
    this.folders = options.folders;
    this.clock = options.clock ?? Date.now;
    this.#writer = openTables(options.index);
    this.db = openTables(options.index);
  }

  /** Opens the index and brings it to the files. Throws what `sync` throws. */
  static async open(options: NewsroomOptions): Promise<{ newsroom: Newsroom; report: SyncReport }> {
    const newsroom = new Newsroom(options);
    return { newsroom, report: await newsroom.sync() };
  }

  /** Brings the index to the files; one sync at a time. When it has returned, no older answer is given. */
  sync(): Promise<SyncReport> {
    const next = this.#syncing.then(async () => {
      const report = await sync(this.#writer, this.folders);
      if (report.visible) {
        this.#raise();
        for (const listener of this.#listeners) listener();
      }
      return report;
    });
    this.#syncing = next.catch(() => undefined);
    return next;
  }

  /** The present generation. Time raises it too: when an embargo ends, and when a new day begins in the publication's zone. */
  generation(): number {
    if (this.clock() >= this.#turn) this.#raise();
    return this.#generation;
  }

  /** Calls `listener` after each sync that changed something a reader can see. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  publication(): Publication {
    const found = row<{ record: string }>(this.db, 'SELECT record FROM publication');
    if (!found) throw new Error('The index has no publication.');
    return JSON.parse(found.record);
  }

  problems(): Problem[] {
    return problemsIn(this.db);
  }

  async close(): Promise<void> {
    await this.#syncing;
    this.db.close();
    this.#writer.close();
  }

  #raise(): void {
    this.#generation++;
    const now = this.clock();
    const { timeZone } = this.publication();
    const embargo = row<{ next: number | null }>(
      this.db,
      'SELECT min(published) AS next FROM articles WHERE draft = 0 AND published > ?',
      now,
    );
    this.#turn = Math.min(nextMidnight(now, timeZone), embargo?.next ?? Number.POSITIVE_INFINITY);
  }
}

// The server and Next's bundle each have a copy of this module; the newsroom itself hangs on one symbol.
const shared = globalThis as unknown as Record<symbol, Newsroom | undefined>;
const key = Symbol.for('dateline.newsroom');

/** Makes `newsroom` the one that all pages of this process ask. */
export function setNewsroom(newsroom: Newsroom): void {
  shared[key] = newsroom;
}

/** The newsroom of this process. Throws before there is one. */
export function newsroom(): Newsroom {
  const found = shared[key];
  if (!found) throw new Error('No newsroom is open in this process.');
  return found;
}

/** Whether a newsroom is open in this process. */
export function hasNewsroom(): boolean {
  return shared[key] !== undefined;
}

/**
 * Where a project has its content and its index. `CONTENT_DIR` and `DATELINE_CACHE` in the environment put them elsewhere; both are
 * relative to the project's folder.
 */
export function projectOptions(project: string, env: NodeJS.ProcessEnv): NewsroomOptions {
  return {
    folders: {
      content: path.resolve(project, env.CONTENT_DIR ?? 'content'),
      public: path.resolve(project, 'public'),
    },
    index: path.resolve(project, env.DATELINE_CACHE ?? '.dateline', 'index.sqlite'),
  };
}
