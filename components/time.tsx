import { type Instant, isoInstant } from '#lib/dates.ts';

/** A `<time>` element with `text` for readers and the instant in UTC for machines. */
export function Time({ instant, text }: { instant: Instant; text: string }) {
  return <time dateTime={isoInstant(instant)}>{text}</time>;
}
