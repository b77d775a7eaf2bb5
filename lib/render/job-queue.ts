import type { RenderPriority } from './rendering.ts';

/**
 * At most so many jobs wait, and of them so many of one network. Pages have no limit of their own for a network:
 * each is made once for all readers, and behind a proxy all readers may seem to be in one network.
 */
const LIMITS: Record<RenderPriority, { readonly all: number; readonly ofNetwork: number }> = {
  page: { all: 1_000, ofNetwork: 1_000 },
  preview: { all: 500, ofNetwork: 50 },
  search: { all: 500, ofNetwork: 50 },
};

/** After so many jobs of a higher priority, one of the next is taken. */
const IN_A_ROW = 4;

const PRIORITIES: readonly RenderPriority[] = ['page', 'preview', 'search'];

/** A job that waits; see `RenderRequest`. */
type Waiting = Readonly<{ priority: RenderPriority; network: string }>;

/**
 * Jobs that wait. Those of a higher priority come first, though not for ever. Within a priority, networks
 * take turns, so that one that asks for much waits for itself.
 */
export class JobQueue<Job extends Waiting> {
  /** By priority, then by network; a network that was served goes to the end. */
  readonly #waiting = new Map<RenderPriority, Map<string, Job[]>>(PRIORITIES.map((name) => [name, new Map()]));
  readonly #inARow = new Map<RenderPriority, number>();

  /** How many jobs wait. */
  get size(): number {
    return this.#waiting.values().reduce((sum, networks) => sum + countOf(networks), 0);
  }

  /** Adds a job, and returns whether there was room for it. */
  add(job: Job): boolean {
    const networks = this.#waiting.get(job.priority) as Map<string, Job[]>;
    const own = networks.get(job.network) ?? [];
    const { all, ofNetwork } = LIMITS[job.priority];
    if (own.length >= ofNetwork || countOf(networks) >= all) return false;
    networks.set(job.network, own);
    own.push(job);
    return true;
  }

  /** Puts a job back in front of the others of its network. */
  putBack(job: Job): void {
    const networks = this.#waiting.get(job.priority) as Map<string, Job[]>;
    const own = networks.get(job.network) ?? [];
    networks.set(job.network, own);
    own.unshift(job);
  }

  /** Removes and returns the next job, or null. */
  take(): Job | null {
    const busy = PRIORITIES.filter((priority) => this.#waiting.get(priority)?.size);
    const [first, next] = busy;
    if (!first) return null;
    const isLong = next !== undefined && (this.#inARow.get(first) ?? 0) >= IN_A_ROW;
    this.#inARow.set(first, isLong || next === undefined ? 0 : (this.#inARow.get(first) ?? 0) + 1);
    return this.#takeOf(isLong ? next : first);
  }

  #takeOf(priority: RenderPriority): Job | null {
    const networks = this.#waiting.get(priority) as Map<string, Job[]>;
    for (const [network, own] of networks) {
      const job = own.shift() ?? null;
      networks.delete(network);
      if (own.length > 0) networks.set(network, own);
      return job;
    }
    return null;
  }

  /** Removes `job` if it still waits. */
  remove(job: Job): void {
    const networks = this.#waiting.get(job.priority) as Map<string, Job[]>;
    const left = (networks.get(job.network) ?? []).filter((other) => other !== job);
    if (left.length > 0) networks.set(job.network, left);
    else networks.delete(job.network);
  }
}

function countOf(networks: ReadonlyMap<string, readonly unknown[]>): number {
  let count = 0;
  for (const own of networks.values()) count += own.length;
  return count;
}
