/** At most so many pages wait for the best compression; others get it after a later request. */
const MAX_WAITING = 500;

/** Has pages compressed one at a time, in the order of their paths: readers who wait for a page come first. */
export class CompressionQueue {
  readonly #compress: (path: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  #isRunning = false;

  constructor(compress: (path: string) => Promise<void>) {
    this.#compress = compress;
  }

  /** Queues the page at `path`; returns whether there was room. */
  add(path: string): boolean {
    if (this.#waiting.size >= MAX_WAITING) return false;
    this.#waiting.add(path);
    if (!this.#isRunning) void this.#run();
    return true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (const path of this.#waiting) {
      this.#waiting.delete(path);
      await this.#compress(path);
    }
    this.#isRunning = false;
  }
}
