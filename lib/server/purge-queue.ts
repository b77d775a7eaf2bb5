import type { CdnSettings } from '../cdn-settings.ts';
import { log } from '../log.ts';
import { ALL_PAGES } from './cdn-keys.ts';
import { CDN_SERVICES, type CdnService } from './cdn-services.ts';

/** Keys to purge, by whether the pages are removed (`hard`) or revalidated. */
export type Purge = Readonly<{ keys: readonly string[]; hard: readonly string[] }>;

/**
 * When a purge is sent, in milliseconds after its change. An answer may be on its way to the cache while it is
 * purged: a second purge follows. A replica that did not get the change may bring old pages back until its lease
 * ends: the last purge comes after that. See “Shared caches that are purged” in README.md.
 */
const ROUNDS = [0, 1_000, 30_000];
/** A purge that failed is sent again after this time, which doubles up to the last one. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;
/** A purge that takes longer has failed. */
const TIMEOUT_MILLISECONDS = 5_000;

type Waiting = { due: number; purge: Purge };

/** What happened to the purges of one cache. `seconds` is the sum of the times that they took. */
export type PurgeCounts = { sent: number; failed: number; seconds: number };

/** Sends purges to one cache, in their order, and each again until the cache accepts it. */
export class PurgeQueue {
  readonly target: string;
  readonly counts: PurgeCounts = { sent: 0, failed: 0, seconds: 0 };
  readonly #service: CdnService;
  readonly #secret: string;
  readonly #whenEmpty: () => void;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isSending = false;
  #pause = 0;
  #notBefore = 0;
  #isStopped = false;

  constructor(target: string, { service, secret }: CdnSettings, whenEmpty: () => void) {
    this.target = target;
    this.#service = CDN_SERVICES[service];
    this.#secret = secret;
    this.#whenEmpty = whenEmpty;
  }

  /** Whether no purge waits, nor is being sent. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#isSending;
  }

  /** How many purges wait, those of later rounds included. */
  get length(): number {
    return this.#waiting.length;
  }

  add(purge: Purge): void {
    const now = performance.now();
    this.#waiting.push(...ROUNDS.map((after) => ({ due: now + after, purge })));
    this.#wait();
  }

  /** Sends nothing from now on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#isSending || this.#isStopped || this.#waiting.length === 0) return;
    const due = Math.max(Math.min(...this.#waiting.map(({ due }) => due)), this.#notBefore);
    this.#timer = setTimeout(() => void this.#sendDue(), Math.max(due - performance.now(), 0));
  }

  /** Sends all that is due as one purge. */
  async #sendDue(): Promise<void> {
    const now = performance.now();
    const due = this.#waiting.filter((waiting) => waiting.due <= now);
    this.#waiting = this.#waiting.filter((waiting) => waiting.due > now);
    this.#isSending = true;
    try {
      // Hard ones first: a page that is gone must not be revalidated from the cache in between.
      await this.#send(mergedKeys(due.flatMap(({ purge }) => purge.hard)), true);
      await this.#send(mergedKeys(due.flatMap(({ purge }) => purge.keys)), false);
      if (this.#pause > 0) log.info(`${this.target} can be purged again.`);
      this.#pause = 0;
      this.#notBefore = performance.now() + this.#service.pause;
    } catch (error) {
      this.counts.failed++;
      if (this.#pause === 0) log.error(`${this.target} could not be purged: ${reasonOf(error)} Trying again.`);
      this.#pause = Math.min(this.#pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
      this.#notBefore = performance.now() + Math.max(this.#pause, this.#service.pause);
      this.#waiting.push(...due);
    }
    this.#isSending = false;
    if (this.#waiting.length === 0) this.#whenEmpty();
    this.#wait();
  }

  /** Purges keys. A service that takes fewer at a time, and not at once the next ones, purges all. */
  async #send(keys: readonly string[], isHard: boolean): Promise<void> {
    if (keys.length === 0) return;
    const { maxKeys, pause } = this.#service;
    if (keys.length > maxKeys && pause > 0) return this.#send([ALL_PAGES], isHard);
    for (let at = 0; at < keys.length; at += maxKeys) {
      const began = performance.now();
      const request = this.#service.request(this.target, keys.slice(at, at + maxKeys), isHard, this.#secret);
      const { url, ...init } = request;
      const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
      const response = await fetch(url, { ...init, signal, redirect: 'error' });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}.`);
      this.counts.sent++;
      this.counts.seconds += (performance.now() - began) / 1000;
    }
  }
}

/** The keys without repetitions; the key of all pages stands for the others. */
function mergedKeys(keys: readonly string[]): string[] {
  return keys.includes(ALL_PAGES) ? [ALL_PAGES] : [...new Set(keys)];
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error & { code?: string } };
  return cause ? `${cause.code ?? cause.message}.` : message;
}
