import { type Instant, isoInstant } from '#lib/dates.ts';

/** A moment in words, with its instant in UTC for machines. */
export function Time({ instant, messages }: { instant: Instant; messages: string }) {
  return <time dateTime={isoInstant(instant)}>{messages}</time>;
}
