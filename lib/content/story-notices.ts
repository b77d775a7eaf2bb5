import { daysUntil, isoDay, yearsUntil } from '../dates.ts';
import type { Article } from './article.ts';

// What stands above a story because of the day on which it is read.

/** For this many days a notice above a story links to its newest correction. */
const RECENT_DAYS = 30;
const DAY = 86_400_000;

type Dated = Pick<Article, 'published' | 'corrections'>;

/** The notices above a story on a calendar day (`2024-01-14`): its age in whole years, and whether it was corrected lately. */
export function noticesOn(day: string, { published, corrections }: Dated, timeZone: string) {
  const [newest] = corrections;
  return {
    years: yearsUntil(day, published, timeZone),
    isCorrected: newest !== undefined && daysUntil(day, newest.date, timeZone) <= RECENT_DAYS,
  };
}

/**
 * Returns the first day since which a story has had the notices that it has on `today`. A page that depends on that day
 * instead of today's need not be made again each night.
 */
export function sameNoticesSince(today: string, story: Dated, timeZone: string): string {
  const first = isoDay(story.published, timeZone);
  const { years } = noticesOn(today, story, timeZone);
  const anniversary = `${String(Number(first.slice(0, 4)) + years).padStart(4, '0')}${first.slice(4)}`;
  const [newest] = story.corrections;
  const days = [
    first,
    // In a year without 29 February the story is a year older on the day after.
    Number.isNaN(Date.parse(anniversary)) ? anniversary.replace('-02-29', '-03-01') : anniversary,
    ...(newest ? [dayAfter(isoDay(newest.date, timeZone), RECENT_DAYS + 1)] : []),
  ].filter((day) => day <= today);
  return days.sort().at(-1) ?? today;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
