import type { CdnSettings } from '../cdn-settings.ts';
import { log } from '../log.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { ALL_PAGES, keysToPurge } from './cdn-keys.ts';
import { type Purge, type PurgeCounts, PurgeQueue } from './purge-queue.ts';
import { readState, writeState } from './state-file.ts';

/** The state of the content for which no purge waits, as the file has it. */
type PurgedState = Readonly<{ engine: string; index: string; generation: number; from: number; until: number }>;

/** A clock that is set forward or back starts no timer: changes by time are looked for at least this often. */
const MINUTE = 60_000;
/** One page is checked as a whole this often, which takes a millisecond. */
const CHECK_MILLISECONDS = 10_000;

/**
 * Purges what a change makes untrue from shared caches. `file` holds the last state of the content for which all
 * purges were accepted: a start with another state, after a crash or an upgrade, purges all pages. `engine`
 * identifies all that pages are made by besides the content.
 */
export class Purger {
  readonly #store: ContentStore;
  readonly #file: string;
  readonly #engine: string;
  readonly #queues: readonly PurgeQueue[];
  readonly #findMissed: () => string | null;
  #missed = 0;
  #generation = 0;
  #timer: NodeJS.Timeout | undefined;
  #checking: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `findMissed` is that of the page cache. */
  constructor(
    store: ContentStore,
    cdn: CdnSettings,
    { file, engine, findMissed }: { file: string; engine: string; findMissed: () => string | null },
  ) {
    this.#findMissed = findMissed;
    this.#store = store;
    this.#file = file;
    this.#engine = engine;
    this.#queues = cdn.targets.map((target) => new PurgeQueue(target, cdn, () => this.#record()));
    void store.whenFilled().then(() => this.#begin());
  }

  /** Sends nothing from now on. What waits is made up for by the next start. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#checking);
    for (const queue of this.#queues) queue.stop();
  }

  /** How many purges wait, were accepted and failed, by cache. */
  counts(): (PurgeCounts & Readonly<{ target: string; waiting: number }>)[] {
    return this.#queues.map(({ target, length, counts }) => ({ target, waiting: length, ...counts }));
  }

  /** How many pages were found that a change made untrue and whose keys it did not touch; see `findMissed`. */
  get missed(): number {
    return this.#missed;
  }

  #begin(): void {
    if (this.#isStopped) return;
    this.#generation = this.#store.generation();
    const recorded = readState(this.#file) as PurgedState | null;
    if (!isPurged(recorded, this.#state(), this.#store.clock())) this.#add({ keys: [ALL_PAGES], hard: [] });
    this.#store.onChange(() => this.#purgeChanges());
    this.#checking = setInterval(() => this.#check(), CHECK_MILLISECONDS).unref();
    this.#waitForTime();
  }

  #purgeChanges(): void {
    if (this.#isStopped) return;
    const generation = this.#store.generation();
    if (generation !== this.#generation) {
      const touched = this.#store.touchedSince(this.#generation);
      this.#generation = generation;
      this.#add({ keys: keysToPurge(touched), hard: this.#keysOfRemoved(touched ?? new Set()) });
    }
    this.#waitForTime();
  }

  /** Looks for a page that a change has passed by. If there is one, nobody knows how many there are. */
  #check(): void {
    const missed = this.#findMissed();
    if (missed === null) return;
    this.#missed++;
    log.error(`A change made ${missed} untrue, and its keys do not say so. All pages are purged. Please report this.`);
    this.#add({ keys: [ALL_PAGES], hard: [] });
  }

  /** An embargo or a day may end before the next sync. */
  #waitForTime(): void {
    clearTimeout(this.#timer);
    const wait = Math.max(this.#store.nextChange() - this.#store.clock(), 0);
    this.#timer = setTimeout(() => this.#purgeChanges(), Math.min(wait, MINUTE)).unref();
  }

  #add(purge: Purge): void {
    if (purge.keys.length > 0) for (const queue of this.#queues) queue.add(purge);
  }

  /** The keys of stories that readers no longer see. */
  #keysOfRemoved(touched: ReadonlySet<string>): string[] {
    const editions = new Map(
      queriesFor(this.#store, '')
        .editions()
        .map(({ language, edition }) => [language, edition]),
    );
    const removed = [...touched].filter((key) => {
      const [kind, language = '', slug = ''] = key.split(':');
      if (kind !== 'article') return false;
      const edition = editions.get(language);
      return edition === undefined || !queriesFor(this.#store, edition).hasStory(slug);
    });
    return removed.length > 0 ? keysToPurge(new Set(removed)) : [];
  }

  #state(): PurgedState {
    // The index itself may have a change already that no purge knows yet.
    const { id, generation } = this.#store.openedIndex();
    return {
      engine: this.#engine,
      index: id,
      generation,
      from: this.#store.clock(),
      until: this.#store.nextChange(),
    };
  }

  /** Records that all purges were accepted, unless something has changed meanwhile. */
  #record(): void {
    if (this.#isStopped || !this.#queues.every((queue) => queue.isEmpty)) return;
    if (this.#store.generation() !== this.#generation) return;
    try {
      writeState(this.#file, this.#state());
    } catch (error) {
      log.error(`That all purges were accepted could not be recorded: ${(error as Error).message}`);
    }
  }
}

/** Whether the pages of the state `now` are those of the state `recorded`. */
function isPurged(recorded: PurgedState | null, now: PurgedState, clock: number): boolean {
  if (!recorded || clock < recorded.from || clock >= recorded.until) return false;
  const { engine, index, generation } = recorded;
  return engine === now.engine && index === now.index && generation === now.generation;
}
