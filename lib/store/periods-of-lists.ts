import type { Instant } from '../dates.ts';
import { periodKey, storiesKey } from './dependency-keys.ts';

// Pages that show stories of one time need not be checked when those of another time change.

/** So many stories before and after an instant are near to it: a list has as many oldest and newest ones. */
export const NEAR = 30;
/** A page that depends on more years of a list depends on all of it. */
const MAX_YEARS = 8;

/** The year of an instant (UTC). */
export function yearOf(instant: Instant): number {
  return new Date(instant).getUTCFullYear();
}

/**
 * The keys of the stories near to `instant` in a list: the instants of publication of those `before` it, newest first,
 * and of those `after` it, oldest first, at most `NEAR` each. Fewer are all that there are: one more would be among
 * the oldest or the newest.
 */
export function keysNear(
  list: string,
  language: string,
  instant: Instant,
  { before, after }: Readonly<{ before: readonly Instant[]; after: readonly Instant[] }>,
): string[] {
  const first = yearOf(before.at(-1) ?? instant);
  const years = yearOf(after.at(-1) ?? instant) - first + 1;
  if (years > MAX_YEARS) return [storiesKey(list, language)];
  const keys = Array.from({ length: years }, (_, at) => periodKey(list, language, first + at));
  if (before.length < NEAR) keys.push(periodKey(list, language, 'oldest'));
  if (after.length < NEAR) keys.push(periodKey(list, language, 'newest'));
  return keys;
}
