import { LRUCache } from 'lru-cache';
import type { Renderer, Rendering, RenderPriority, RenderRequest } from '../render/rendering.ts';
import { stateOf, touchedAfter } from '../store/content-state.ts';
import type { ContentStore } from '../store/content-store.ts';
import { isFresh, isQuickToCheck } from '../store/queries/queries.ts';
import { dependencyKeysOf, type Trace } from '../store/trace.ts';
import { BEST, bodyOf, type CachedPage, compress, finished, identityOf, sizeOf, withKeys } from './cached-page.ts';
import { CompressionQueue } from './compression-queue.ts';
import type { Encoding } from './headers.ts';
import type { PageFile, PageOfFile } from './page-file.ts';

/**
 * A rendered page with its dependencies. `page` is null where there is none; `generation` is that for which
 * it is known to be fresh; `requestedAgain` once a second reader came; `isBest` once it has the best
 * compression; `reads` counts the readers since `takeReads` was called; `kept` is what the file has of a page that
 * comes from it.
 */
type Entry = {
  page: CachedPage | null;
  readonly trace: Trace;
  generation: number;
  requestedAgain: boolean;
  isBest: boolean;
  reads: number;
  readonly kept: Pick<PageOfFile, 'checksum' | 'state'> | null;
};

/**
 * Where a page came from: `memory`, or `checked` there against a change; the `file`; a render for this reader
 * (`rendered`), or one that had begun already (`awaited`).
 */
export type CacheResult = 'memory' | 'checked' | 'file' | 'rendered' | 'awaited';

/** A generation before all others: any change may have come since. */
const UNKNOWN = Number.NEGATIVE_INFINITY;

/**
 * Size of the cache in bytes; an average article takes some 20 KB with its trace. The file has
 * the others, and brings one in less than a millisecond.
 */
const MAX_BYTES = 25_000_000;
/** A page whose content changes while it renders is rendered at most so often for one request. */
const MAX_RENDERS = 3;
/** A page that `findMissed` checks is one of so many that were read last. */
const CHECKED_OF = 100;

/**
 * Caches pages. A page is fresh while the generation of the store is the same, or while all queries that it
 * read give the same results (see `trace.ts`). `file` keeps what memory has no room for, and what a restart
 * needs.
 */
export class PageCache {
  readonly #store: ContentStore;
  readonly #renderer: Renderer;
  readonly #file: PageFile | null;
  readonly #keysOf: ((trace: Trace) => string) | null;
  readonly #pages = new LRUCache<string, Entry>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #rendering = new Map<string, Promise<Entry>>();
  readonly #compressions = new CompressionQueue((path) => this.#compressBest(path));
  readonly #results: Record<CacheResult, number> = { memory: 0, checked: 0, file: 0, rendered: 0, awaited: 0 };

  /** `keysOf` returns the keys of a page for the shared caches to purge; null if there are none. */
  constructor(
    store: ContentStore,
    renderer: Renderer,
    file: PageFile | null = null,
    keysOf: ((trace: Trace) => string) | null = null,
  ) {
    this.#keysOf = keysOf;
    this.#store = store;
    this.#renderer = renderer;
    this.#file = file;
  }

  /**
   * The cached page at `path` if nothing has changed since it was checked last; else null, and `page`
   * decides.
   */
  fresh(path: string): CachedPage | null {
    const entry = this.#pages.get(path);
    if (entry === undefined || entry.generation !== this.#store.generation()) return null;
    if (!entry.requestedAgain) entry.requestedAgain = this.#compressions.add(path);
    entry.reads++;
    this.#results.memory++;
    return entry.page;
  }

  /**
   * Returns the page at `path` (canonical, without query), rendered if need be; null where there is none. It
   * is never older than the last sync that had ended when it was requested. `network` is that of the reader;
   * see `RenderRequest`. Throws `RenderUnavailableError`, or what went wrong in the render process.
   */
  async page(path: string, network = ''): Promise<CachedPage | null> {
    return (await this.find(path, network)).page;
  }

  /** Returns the page at `path` as `page` does, and where it came from. */
  async find(path: string, network = ''): Promise<{ page: CachedPage | null; result: CacheResult }> {
    const found = await this.#upToDate(path, network);
    this.#results[found.result]++;
    const entry = found.page && this.#pages.peek(path);
    if (entry) entry.reads++;
    return found;
  }

  /**
   * Whether the page at `path` is kept, in memory or in the file, and need not be rendered now. Also true for
   * one that takes long to check.
   */
  isReady(path: string): boolean {
    const generation = this.#store.generation();
    const entry = this.#pages.peek(path) ?? this.#load(path);
    if (!entry) return false;
    if (!isQuickToCheck(entry.trace)) return true;
    return entry.generation === generation || this.#isUnchanged(path, entry);
  }

  /** Renders the page at `path` if need be, without a reader. Throws what `page` throws. */
  async warm(path: string): Promise<void> {
    await this.#upToDate(path, '');
  }

  /**
   * Checks one of the pages that were read last as a whole. Returns its path, and forgets it, if a change has
   * passed it by although it makes it untrue: then its keys lack something that its queries read.
   */
  findMissed(): string | null {
    const skipped = Math.floor(Math.random() * Math.min(this.#pages.size, CHECKED_OF));
    const [path, entry] = [...this.#pages.entries().take(skipped + 1)].at(-1) ?? [];
    if (!path || !entry || !isQuickToCheck(entry.trace) || entry.generation !== this.#store.generation()) return null;
    if (isFresh(new Map(entry.trace), this.#store)) return null;
    this.#pages.delete(path);
    return path;
  }

  /** How many pages readers got from where since the start, searches apart. */
  get results(): Readonly<Record<CacheResult, number>> {
    return this.#results;
  }

  /** How many readers have waited for a page to be rendered, searches apart. */
  get waits(): number {
    return this.#results.rendered + this.#results.awaited;
  }

  /** How often each page was read since this was last called. */
  takeReads(): Map<string, number> {
    const reads = new Map<string, number>();
    for (const [path, entry] of this.#pages.entries()) {
      if (entry.reads === 0) continue;
      reads.set(path, entry.reads);
      entry.reads = 0;
      this.#file?.used(path);
    }
    return reads;
  }

  /** The page at `path` (see `page`), and where it came from. */
  async #upToDate(path: string, network: string): Promise<{ page: CachedPage | null; result: CacheResult }> {
    let waited: CacheResult | null = null;
    for (let renders = 0; ; ) {
      const generation = this.#store.generation();
      const remembered = this.#pages.get(path);
      const entry = remembered ?? this.#load(path);
      const isKnown = entry?.generation === generation;
      if (entry && (isKnown || this.#isUnchanged(path, entry))) {
        const kept = !remembered ? 'file' : isKnown ? 'memory' : 'checked';
        return { page: entry.page, result: waited ?? kept };
      }
      const running = this.#rendering.get(path);
      if (running) {
        // This render began after the request came: its page is new enough, and its failure is this request's
        // too.
        if (waited) return { page: (await running).page, result: waited };
        // This render began earlier, perhaps with older content: the check above decides.
        await running.catch(() => undefined);
        waited = 'awaited';
        continue;
      }
      const made = await this.#renderEntry(path, generation, network);
      waited = 'rendered';
      // The render began after the request came, so it is new enough even if the content goes on changing.
      if (made.page === null || ++renders === MAX_RENDERS) return { page: made.page, result: waited };
    }
  }

  /** Whether a page is fresh, by a check; false if that takes too long in this thread. */
  #isUnchanged(path: string, entry: Entry): boolean {
    const { trace, kept } = entry;
    const isOfFile = entry.generation === UNKNOWN;
    const ofFile = kept?.state ? touchedAfter(this.#store, kept.state) : null;
    const touched = isOfFile ? ofFile : this.#store.touchedSince(entry.generation);
    const keys = dependencyKeysOf(trace);
    if (!isQuickToCheck(trace) || !isFresh(trace, this.#store, touched)) return false;
    entry.generation = this.#store.generation();
    // The same results may depend on other keys now.
    if (entry.page) entry.page = this.#withKeys(entry.page, trace);
    if (!isOfFile || !kept) return true;
    if (dependencyKeysOf(trace).symmetricDifference(keys).size > 0) this.#keep(path, entry);
    else this.#file?.used(path, { checksum: kept.checksum, state: stateOf(this.#store) });
    return true;
  }

  #withKeys(page: CachedPage, trace: Trace): CachedPage {
    return this.#keysOf ? withKeys(page, this.#keysOf(trace)) : page;
  }

  /** Brings a page from the file into memory, whether or not it is fresh. */
  #load(path: string): Entry | null {
    const kept = this.#file?.read(path);
    if (!kept) return null;
    const entry = { ...kept, generation: UNKNOWN, requestedAgain: kept.isBest, reads: 0, kept };
    this.#pages.set(path, entry);
    return entry;
  }

  /**
   * Keeps a page in the file. While the index is filling a page soon changes; one that takes long to check
   * would be rendered again.
   */
  #keep(path: string, { page, trace, isBest, generation }: Entry): void {
    if (!page || !this.#file?.isOpen || this.#store.isFilling || !isQuickToCheck(trace)) return;
    const state = generation === this.#store.generation() ? stateOf(this.#store) : null;
    this.#file.keep(path, { page, trace, isBest, state });
  }

  #renderEntry(path: string, generation: number, network: string): Promise<Entry> {
    const making = (async () => {
      const { page: result, trace } = await this.#render({ path, priority: 'page', network });
      const earlier = this.#pages.get(path);
      const before = earlier?.page ?? null;
      const made = result.status === 200 ? finished(result, this.#store.clock(), before) : null;
      // Unchanged bytes keep their compressed bodies, and the record of a second reader.
      const isSame = made !== null && made === before;
      const page = made && this.#withKeys(made, trace);
      const isBest = isSame && earlier?.isBest === true;
      const reads = earlier?.reads ?? 0;
      const entry = { page, trace, generation, requestedAgain: isSame, isBest, reads, kept: null };
      if (page) this.#pages.set(path, entry);
      else this.#pages.delete(path);
      this.#keep(path, entry);
      return entry;
    })();
    this.#rendering.set(path, making);
    const done = () => void this.#rendering.delete(path);
    making.then(done, done);
    return making;
  }

  /**
   * Renders the page at `path` without caching it: there are as many search queries as readers. Null where
   * there is no page. Throws what `page` throws.
   */
  async uncached(path: string, priority: RenderPriority, network = ''): Promise<CachedPage | null> {
    this.#store.generation(); // notices the end of an embargo: its story is added to the search then
    const { page } = await this.#render({ path, priority, network });
    return page.status === 200 ? finished(page, this.#store.clock(), null) : null;
  }

  async #render(request: RenderRequest): Promise<Rendering> {
    try {
      return await this.#renderer.render(request);
    } catch (error) {
      this.#store.rebuildIfDamaged(error);
      throw error;
    }
  }

  /**
   * The body of `page`, which is at `path`, in an encoding. The first request for an encoding waits for a
   * quick compression.
   */
  async body(path: string, page: CachedPage, encoding: Encoding): Promise<Buffer> {
    const known = page.bodies[encoding];
    if (known) return known;
    const made = await bodyOf(page, encoding);
    this.#updateSize(path, page);
    return made;
  }

  /** Gives a page the best compression, which takes long. */
  async #compressBest(path: string): Promise<void> {
    const entry = this.#pages.peek(path);
    if (!entry?.page || entry.isBest) return;
    const { page } = entry;
    const identity = await identityOf(page);
    page.bodies.br = await compress(identity, 'br', BEST);
    // Hardly a reader wants it, and it would take half of the page's memory.
    if (page.bodies.gzip) page.bodies.gzip = await compress(identity, 'gzip', BEST);
    entry.isBest = true;
    this.#updateSize(path, page);
    this.#keep(path, entry);
  }

  /** Updates the size of a page that is still cached. */
  #updateSize(path: string, page: CachedPage): void {
    const entry = this.#pages.peek(path);
    if (entry?.page?.bodies === page.bodies) this.#pages.set(path, entry);
  }
}
