import { setImmediate as turn } from 'node:timers/promises';
import { log } from '../log.ts';
import { firstPage, type PageRoute } from '../routes/page-kinds.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { listsOf } from './lists-of-story.ts';
import type { PageCache } from './page-cache.ts';
import type { ReadCounts } from './read-counts.ts';

/**
 * What the warmer works with. `whenIdle` resolves when no reader waits for a page; `limit` is how many pages
 * are looked at after a start or a change, 0 for none.
 */
export type WarmerParts = Readonly<{
  store: ContentStore;
  cache: PageCache;
  counts: ReadCounts;
  whenIdle(): Promise<void>;
  limit: number;
}>;

/** After a change, so many stories whose files were read last are looked at. */
const READ_LAST = 20;
/** Reads are counted, and the clock is looked at, this often. */
const MINUTE = 60_000;

/**
 * Renders pages before readers ask for them: after a start, and when a sync or the time changes what they
 * show. Home pages and new stories come first, then what is read most. A new change begins the list again.
 */
export class PageWarmer {
  readonly #parts: WarmerParts;
  /** Counts the lists that were begun; a list ends when another one begins. */
  #run = 0;
  /** Whether a list was worked off since the start. */
  #isWarm = false;
  /** Pages of changed stories, and of the lists that they are in, that no list has come to yet. */
  readonly #due = new Set<string>();
  /** The path of the story whose file was read last; null before the first list. */
  #readLast: string | null = null;
  #isStopped = false;
  #list: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #counting: NodeJS.Timeout;

  constructor(parts: WarmerParts) {
    this.#parts = parts;
    const { store, cache, counts } = parts;
    this.#counting = setInterval(() => {
      counts.add(cache.takeReads());
      counts.passMinute();
    }, MINUTE).unref();
    store.onChange(() => this.#begin());
    void store.whenFilled().then(() => this.#begin());
  }

  /** Renders nothing from now on, and saves what is read most. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#counting);
    const { cache, counts } = this.#parts;
    counts.add(cache.takeReads());
    counts.save();
  }

  /** Resolves when the list that was begun last is worked off. */
  async settled(): Promise<void> {
    for (let run = -1; run !== this.#run; ) {
      run = this.#run;
      await this.#list;
    }
  }

  #begin(): void {
    const run = ++this.#run;
    const { store, limit } = this.#parts;
    if (limit === 0 || store.isFilling || this.#isStopped) return;
    this.#list = this.#warm(() => run !== this.#run || this.#isStopped);
  }

  async #warm(isOver: () => boolean): Promise<void> {
    const { store, cache, whenIdle } = this.#parts;
    try {
      await turn(); // the sync that made the change returns first
      if (isOver()) return;
      this.#beginInTime();
      for (const path of this.#pages()) {
        await turn(); // readers come first
        if (isOver()) return;
        if (!cache.isReady(path) && queriesFor(store, '').pathExists(path)) {
          await whenIdle();
          if (isOver()) return;
          // A reader who asks for a page that fails gets the error, and the log has it.
          await cache.warm(path).catch(() => undefined);
          if (isOver()) return;
        }
        this.#due.delete(path);
      }
      this.#isWarm = true;
    } catch (error) {
      log.error(`Pages are not made ahead of readers: ${(error as Error).message}`);
    }
  }

  /** Begins again when an embargo or a day ends. */
  #beginInTime(): void {
    const { store } = this.#parts;
    const wait = Math.max(store.nextChange() - store.clock(), 0);
    clearTimeout(this.#timer);
    // Clocks are set: a list without stale pages takes little time.
    this.#timer = setTimeout(() => this.#begin(), Math.min(wait, MINUTE)).unref();
  }

  /** The paths of the pages to look at, the most important first. */
  #pages(): string[] {
    const { store, cache, counts, limit } = this.#parts;
    counts.add(cache.takeReads());
    const editions = queriesFor(store, '')
      .editions()
      .map(({ edition }) => ({ edition, queries: queriesFor(store, edition) }));
    const home = editions.map(({ edition }): PageRoute => ({ kind: 'home', edition, page: 1 }));
    const sections = editions.flatMap(({ edition, queries }) =>
      queries.sections().map(({ slug }): PageRoute => ({ kind: 'tag', edition, slug, page: 1 })),
    );
    const newest = editions.flatMap(({ edition, queries }) =>
      queries
        .newestSlugs({ kind: 'home', edition }, limit)
        .map((slug): PageRoute => ({ kind: 'article', edition, slug })),
    );
    const changed = this.#changedStories().filter((path) => !cache.isReady(path));
    for (const path of changed) this.#due.add(path);
    for (const list of changed.flatMap((path) => listsOf(store, path))) this.#due.add(pathTo(firstPage(list)));
    const paths = [...home.map(pathTo), ...this.#due, ...sections.map(pathTo), ...counts.mostRead(limit)];
    return [...new Set([...paths, ...(this.#isWarm ? [] : newest.map(pathTo))])].slice(0, limit);
  }

  /**
   * The paths of stories whose files may have been read since this was last called, the last one first. The first
   * time there is none.
   */
  #changedStories(): string[] {
    const read = queriesFor(this.#parts.store, '')
      .lastRead(READ_LAST)
      .map((key) => pathTo({ kind: 'article', ...key }));
    const before = this.#readLast;
    this.#readLast = read[0] ?? '';
    if (before === null) return [];
    // That one itself may have been read again.
    const at = read.indexOf(before);
    return at === -1 ? read : read.slice(0, at + 1);
  }
}
