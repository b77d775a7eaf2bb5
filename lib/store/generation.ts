import type { Instant } from '../dates.ts';
import type { ChangesOfTime } from './changes-of-time.ts';

/** So many changes are kept; pages that were checked before these are checked as a whole. */
const KEPT = 200;

/**
 * A counter that rises with each change that readers may see, with the keys that each of the last changes
 * touched (see `dependency-keys.ts`), and the span in which time alone changes nothing.
 */
export class Generation {
  #value = 0;
  #since: Instant = 0;
  #until: Instant = 0;
  readonly #changes: (ReadonlySet<string> | null)[] = [];
  /** The answers of `touchedSince` in this generation: many pages ask for the same. */
  readonly #touchedSince = new Map<number, ReadonlySet<string> | null>();

  get value(): number {
    return this.#value;
  }

  /** The instant from which time alone has changed nothing. */
  get since(): Instant {
    return this.#since;
  }

  /** The next instant at which time alone changes what readers see. */
  get until(): Instant {
    return this.#until;
  }

  /** Whether time has changed nothing since the last raise; a clock may also be set back. */
  isCurrent(now: Instant): boolean {
    return now >= this.#since && now < this.#until;
  }

  /**
   * Raises the counter for a change that touched the keys `touched`, null if it may have touched anything. It is
   * not current until `setSpan` is called.
   */
  raise(touched: ReadonlySet<string> | null): void {
    this.#value++;
    this.#until = this.#since;
    this.#changes.push(touched);
    if (this.#changes.length > KEPT) this.#changes.shift();
    this.#touchedSince.clear();
  }

  /**
   * Sets the span in which time alone changes nothing: from `since` to before `until`. `touched` has the keys
   * that time has touched until then; the last change has them, too.
   */
  setSpan(since: Instant, { until, touched }: ChangesOfTime): void {
    const last = this.#changes.pop();
    this.#changes.push(last && touched ? new Set([...last, ...touched]) : null);
    this.#since = since;
    this.#until = until;
  }

  /** The keys that changes after the generation `value` touched; null if that may be anything. */
  touchedSince(value: number): ReadonlySet<string> | null {
    const count = this.#value - value;
    if (count === 0) return new Set();
    if (count > this.#changes.length) return null;
    const known = this.#touchedSince.get(value);
    if (known !== undefined) return known;
    const changes = this.#changes.slice(-count);
    const touched = changes.includes(null) ? null : new Set(changes.flatMap((keys) => [...(keys ?? [])]));
    this.#touchedSince.set(value, touched);
    return touched;
  }
}
