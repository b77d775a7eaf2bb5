import { type Instant, isoInstant } from '#lib/dates.ts';

/** A moment in words, with its instant in UTC for machines. */
export function Time({ instant, words }: { instant: Instant; words: string }) {
  return <time dateTime={isoInstant(instant)}>{words}</time>;
}
