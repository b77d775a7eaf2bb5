/** The kinds of answers that are counted apart. */
export const ANSWER_KINDS = [
  'page',
  'document',
  'search',
  'image',
  'file',
  'preview',
  'operator',
  'hook',
  'other',
] as const;

export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** The upper bounds of the times that are counted together, in milliseconds. A cached page takes a tenth of one. */
export const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

const FIRST_STATUS = 100;
const STATUSES = 500;

/** How many answers of a kind took at most each of `BOUNDS`, how many there were, and their sum in milliseconds. */
export type Durations = Readonly<{ buckets: readonly number[]; count: number; sum: number }>;

/**
 * Counts answers by kind and status, and how long they took. Ten thousand are counted in a second: the counts
 * are numbers in arrays, and `add` allocates nothing.
 */
export class AnswerCounts {
  readonly #statuses = new Float64Array(ANSWER_KINDS.length * STATUSES);
  /** By kind: the answers between two of `BOUNDS`, and above the last. */
  readonly #durations = new Float64Array(ANSWER_KINDS.length * (BOUNDS.length + 1));
  readonly #sums = new Float64Array(ANSWER_KINDS.length);

  /** Counts an answer with a status from 100 to 599. */
  add(kind: AnswerKind, status: number, milliseconds: number): void {
    const at = ANSWER_KINDS.indexOf(kind);
    increment(this.#statuses, at * STATUSES + status - FIRST_STATUS, 1);
    let bucket = 0;
    while (bucket < BOUNDS.length && milliseconds > (BOUNDS[bucket] as number)) bucket++;
    increment(this.#durations, at * (BOUNDS.length + 1) + bucket, 1);
    increment(this.#sums, at, milliseconds);
  }

  /** How many answers of each kind had each status; those that there were. */
  statuses(): { kind: AnswerKind; status: number; count: number }[] {
    return [...this.#statuses].flatMap((count, at) =>
      count === 0
        ? []
        : [
            {
              kind: ANSWER_KINDS[Math.floor(at / STATUSES)] as AnswerKind,
              status: (at % STATUSES) + FIRST_STATUS,
              count,
            },
          ],
    );
  }

  /** How long the answers of a kind took. */
  durations(kind: AnswerKind): Durations {
    const at = ANSWER_KINDS.indexOf(kind);
    const width = BOUNDS.length + 1;
    let count = 0;
    const buckets = [...this.#durations.subarray(at * width, (at + 1) * width)].map((more) => {
      count += more;
      return count;
    });
    return { buckets: buckets.slice(0, -1), count, sum: this.#sums[at] as number };
  }
}

function increment(counts: Float64Array, at: number, by: number): void {
  counts[at] = (counts[at] as number) + by;
}
