import type { Instant } from '../dates.ts';
import { newsroom } from './newsroom.ts';

// What questions bind to look only at what is published: the publication's language, and instants. For `language = ? AND published …`.

/** From an instant to before another. */
export type Span = readonly [from: Instant, until: Instant];

/** All that there is of time. */
export const EVER: Span = [-8.64e15, 8.64e15];

/** For `published <= ?`: what is published so far. */
export function publishedSoFar(): [language: string, now: Instant] {
  return [newsroom().publication().language, newsroom().clock()];
}

/** For `published BETWEEN ? AND ?`: what is published so far within a span. Of two bounds above, SQLite would look at all that keeps the first. */
export function publishedWithin([from, until]: Span): [language: string, from: Instant, last: Instant] {
  const [language, now] = publishedSoFar();
  return [language, from, Math.min(now, until - 1)];
}
