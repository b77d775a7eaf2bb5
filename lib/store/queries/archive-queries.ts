import { type Instant, isoDay, spanOf } from '../../dates.ts';
import type { ListPage } from '../list-page.ts';
import { countListed, listPage } from '../listings.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import type { Summary } from '../views.ts';

/** A year, month or day (`2024`, `2024-01` or `2024-01-14`) in which something was published. */
export type Period = Readonly<{ date: string; stories: number }>;

export const archiveQueries = traceQueries({
  /**
   * What was published in a year, a month or on a day, newest first; null if that is nothing, or the list has
   * no such page.
   */
  storiesOfDate(context: QueryContext, date: string, page: number): ListPage<Summary> | null {
    const list = listPage(context, 'all', page, spanOf(date, context.store.publication().timeZone));
    return list && list.total > 0 ? list : null;
  },

  /**
   * The years (`within` is empty), the months of a year or the days of a month in which something was
   * published, earliest first.
   */
  periods(context: QueryContext, within: string): Period[] {
    const { timeZone } = context.store.publication();
    return datesWithin(context, within).flatMap((date) => {
      const stories = countListed(context, 'all', spanOf(date, timeZone));
      return stories > 0 ? [{ date, stories }] : [];
    });
  },
});

/** All years since the first article until now, the months of a year, or the days of a month. */
function datesWithin({ store, language }: QueryContext, within: string): string[] {
  const [year = 0, month = 0] = within.split('-').map(Number);
  if (within.length === 4) return numbers(1, 12).map((month) => `${within}-${twoDigits(month)}`);
  if (within.length === 7) {
    const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return numbers(1, days).map((day) => `${within}-${twoDigits(day)}`);
  }
  if (within !== '') return [];
  const sql = "SELECT min(published) AS first FROM listings WHERE list = 'all' AND language = ?";
  const first = store.row<{ first: Instant | null }>(sql, language)?.first ?? null;
  if (first === null) return [];
  const yearOf = (instant: Instant) => Number(isoDay(instant, store.publication().timeZone).slice(0, 4));
  return numbers(yearOf(first), yearOf(store.clock())).map(String);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
