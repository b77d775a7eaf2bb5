import { TZDate } from '@date-fns/tz';
import { parseDate } from '../../dates.ts';

// Dates as other systems write them.

/** A date on the clock of the old site. */
export type SiteDate = Readonly<{
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}>;

const WALL_CLOCK = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2}))?)?/;

/**
 * The parts of a date on the clock of `timeZone`; of null, or of a date without an offset, as they are
 * written. Null for what is no date.
 */
export function siteDate(text: string, timeZone: string | null): SiteDate | null {
  const [year, month, day, hour = 0, minute = 0, second = 0] = (WALL_CLOCK.exec(text)?.slice(1) ?? []).map((part) =>
    Number(part ?? 0),
  );
  if (year === undefined || month === undefined || day === undefined) return null;
  const written = { year, month, day, hour, minute, second };
  if (timeZone === null || !/(?:Z|[+-]\d{1,2}(?::?\d{2})?)$/i.test(text.slice('2000-01-01'.length))) return written;
  const parsed = parseDate(text, timeZone);
  if (!('instant' in parsed)) return written;
  const there = new TZDate(parsed.instant, timeZone);
  return {
    year: there.getFullYear(),
    month: there.getMonth() + 1,
    day: there.getDate(),
    hour: there.getHours(),
    minute: there.getMinutes(),
    second: there.getSeconds(),
  };
}

const WRITTEN =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?[ \t]*(Z|z|UTC|[+-]\d{1,2}(?::?\d{2})?)?)?$/;

/**
 * A date in ISO 8601: `2014-3-5 9:30 -5` becomes `2014-03-05T09:30:00-05:00`, and one in words (`Wed, 05 Mar
 * 2014 09:30:00 GMT`) an instant in UTC. Null for what is no date.
 */
export function isoDate(text: string): string | null {
  const written = text.trim();
  const match = WRITTEN.exec(written);
  if (!match) {
    const isInWords = /[a-z]{3}/i.test(written) && /\d{4}/.test(written);
    // Without a time it is a day, wherever this runs.
    const instant = isInWords ? Date.parse(/\d:\d\d/.test(written) ? written : `${written} 00:00 UTC`) : Number.NaN;
    if (Number.isNaN(instant)) return null;
    const iso = new Date(instant).toISOString();
    return /\d:\d\d/.test(written) ? iso : iso.slice(0, 'yyyy-mm-dd'.length);
  }
  const [, year, month = '', day = '', hour, minute, second = '00', offset] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return date;
  return `${date}T${hour.padStart(2, '0')}:${minute}:${second}${isoOffset(offset ?? '')}`;
}

function isoOffset(offset: string): string {
  if (offset === '') return '';
  const [, sign, hours = '', minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? [];
  return sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}
