import { log } from '../log.ts';
import { readState, writeState } from './state-file.ts';

/** A count halves in so many minutes. */
const HALF_LIFE = 1_440;
/** So many pages are remembered, those that are read most. */
const MAX_PAGES = 2_000;
/** The counts are saved after so many minutes. */
const SAVED_AFTER = 5;

/**
 * Counts how often each page was read lately: a count halves in a day. `file` keeps the counts over restarts
 * and upgrades.
 */
export class ReadCounts {
  readonly #file: string;
  #counts: Map<string, number>;
  #minutes = 0;

  constructor(file: string) {
    this.#file = file;
    this.#counts = readCounts(file);
  }

  /** Adds reads, by the paths of their pages. */
  add(reads: ReadonlyMap<string, number>): void {
    for (const [path, count] of reads) this.#counts.set(path, (this.#counts.get(path) ?? 0) + count);
    if (this.#counts.size > MAX_PAGES) this.#counts = new Map(this.#sorted().slice(0, MAX_PAGES));
  }

  /** Lets all reads count a little less. To be called every minute. */
  passMinute(): void {
    const factor = 0.5 ** (1 / HALF_LIFE);
    for (const [path, count] of this.#counts) this.#counts.set(path, count * factor);
    if (++this.#minutes % SAVED_AFTER === 0) this.save();
  }

  /** The paths of the pages that are read most, at most `limit`, the first the most. */
  mostRead(limit: number): string[] {
    return this.#sorted()
      .slice(0, limit)
      .map(([path]) => path);
  }

  /** Writes the counts to the file. An error costs nothing but the counts. */
  save(): void {
    try {
      writeState(this.#file, this.#sorted());
    } catch (error) {
      log.warn(`The counts of reads cannot be saved: ${(error as Error).message}`);
    }
  }

  #sorted(): [path: string, count: number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }
}

function readCounts(file: string): Map<string, number> {
  const saved = readState(file);
  if (!Array.isArray(saved)) return new Map();
  const pairs = saved.filter((entry) => Array.isArray(entry));
  return new Map(pairs.filter(([path, count]) => typeof path === 'string' && count > 0) as [string, number][]);
}
