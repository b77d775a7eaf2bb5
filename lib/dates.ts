import { TZDate, tzOffset } from '@date-fns/tz';
// Importing all of date-fns would load 300 modules.
import { format } from 'date-fns/format';

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The lint rules for dates. */
export type DateRule = 'date-format' | 'date-impossible' | 'date-skipped' | 'date-ambiguous';

/**
 * The instant of a date, or the rule that it breaks with sentences for the editor; `latest` is the latest
 * instant that may be meant, or null for a date that is none.
 */
export type ParsedDate = { instant: Instant } | { rule: DateRule; reason: string; fix: string; latest: Instant | null };

const MINUTE = 60_000;
/** The milliseconds of a day of 24 hours. */
export const DAY = 86_400_000;

/** The offset, in minutes, of the places where a day begins last. */
const LAST_OFFSET = -720;

// ISO 8601 calendar dates with an optional time, and the YAML 1.1 timestamp, which allows a space before time
// and offset, and hours of one digit.
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?[ \t]*(Z|z|[+-]\d{1,2}(?::?\d{2})?)?)?$/;

/**
 * Parses a date: `2024-01-14`, `2024-01-14T01:04:00-05:00` (ISO 8601) or `2024-01-14 01:04:00 -05:00` (YAML
 * timestamp, https://yaml.org/type/timestamp.html). Without an offset it is local time in `timeZone` (IANA
 * name). A date alone is the first instant of that day: midnight, unless the clocks change at midnight. A
 * local time that a clock change skips or repeats breaks a rule.
 */
export function parseDate(text: string, timeZone: string): ParsedDate {
  const match = DATE.exec(text.trim());
  if (!match) {
    return {
      rule: 'date-format',
      reason: `“${text}” is not a date.`,
      fix: 'Write year-month-day, then the time, such as 2024-01-14T01:04:00-05:00.',
      latest: null,
    };
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const calendar = new Date(local);
  if (
    calendar.getUTCFullYear() !== year || // Date.UTC reads the years 0 to 99 as 1900 to 1999
    calendar.getUTCMonth() !== month - 1 ||
    calendar.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return {
      rule: 'date-impossible',
      reason: `“${text}” is not in the calendar.`,
      fix: 'Check the year, the day of the month and the time (hours run from 00 to 23).',
      latest: null,
    };
  }
  const offset = match[7];
  if (offset) {
    const minutes = offsetMinutes(offset);
    if (minutes === null) {
      return {
        rule: 'date-impossible',
        reason: `“${offset}” is not an offset from UTC in use anywhere.`,
        fix: 'Offsets run from -12:00 to +14:00, such as -05:00; write Z for UTC.',
        latest: local - LAST_OFFSET * MINUTE,
      };
    }
    return { instant: local - minutes * MINUTE };
  }
  const [first, again] = instantsOfLocalTime(local, timeZone);
  const dayAlone = match[4] === undefined;
  if (first === undefined) {
    const after = local - tzOffset(timeZone, new Date(local - DAY)) * MINUTE;
    if (dayAlone && isoDay(after, timeZone) === isoDay(local, 'UTC')) return { instant: after };
    return {
      rule: 'date-skipped',
      reason: `There was no ${text} in ${timeZone}: the clocks went forward over it.`,
      fix: `Give the offset, such as ${isoInZone(after, timeZone)}.`,
      latest: after,
    };
  }
  if (again !== undefined && !dayAlone) {
    return {
      rule: 'date-ambiguous',
      reason: `${text} came twice in ${timeZone}: the clocks went back over it.`,
      fix: `Give the offset: ${isoInZone(first, timeZone)} or ${isoInZone(again, timeZone)}.`,
      latest: again,
    };
  }
  return { instant: first };
}

function offsetMinutes(offset: string): number | null {
  if (/^z$/i.test(offset)) return 0;
  const [, hours, rest = '0'] = /^.(\d{1,2}):?(\d{2})?$/.exec(offset) ?? [];
  const minutes = Number(hours) * 60 + Number(rest);
  if (Number(rest) > 59) return null;
  const signed = offset.startsWith('-') ? -minutes : minutes;
  return signed >= LAST_OFFSET && signed <= 840 ? signed : null;
}

/** The instants with the local time `local` (as if it were UTC) in `timeZone`: none, one or two. */
function instantsOfLocalTime(local: Instant, timeZone: string): Instant[] {
  const offsets = new Set([local - DAY, local + DAY].map((near) => tzOffset(timeZone, new Date(near))));
  return [...offsets]
    .map((offset) => ({ offset, instant: local - offset * MINUTE }))
    .filter(({ offset, instant }) => tzOffset(timeZone, new Date(instant)) === offset)
    .map(({ instant }) => instant)
    .sort((a, b) => a - b);
}

/** ISO 8601 in UTC to the second, for `<time datetime>`: `2024-01-14T06:04:00Z`. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** ISO 8601 with the zone's offset: `2024-01-14T01:04:00-05:00`. */
export function isoInZone(instant: Instant, timeZone: string): string {
  return format(new TZDate(instant, timeZone), "yyyy-MM-dd'T'HH:mm:ssXXX");
}

/**
 * The time zone (IANA name) and the language (BCP 47) of a formatted date. The language decides the numerals,
 * too.
 */
export type DateLocale = Readonly<{ timeZone: string; language: string }>;

// Creating an Intl.DateTimeFormat takes 50 µs, using one 1 µs; date-fns takes 25 to 45 µs for a date. A list
// of stories has dozens of dates.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatted(instant: Instant, { timeZone, language }: DateLocale, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${timeZone} ${Object.entries(options)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone });
  formatters.set(key, formatter);
  return formatter.format(instant);
}

const isEnglish = (language: string) => language === 'en' || language.startsWith('en-');

/** The calendar day in `timeZone`: `2024-01-14`. */
export function isoDay(instant: Instant, timeZone: string): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const written = formatted(instant, { timeZone, language: 'en-US' }, options);
  const [month, day, year = ''] = written.split('/');
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

/** A date and time in the form of the language: `January 14, 2024 at 1:04 am EST`; in July, `EDT`. */
export function longTime(instant: Instant, locale: DateLocale): string {
  const clock = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  if (!isEnglish(locale.language))
    return formatted(instant, locale, { year: 'numeric', month: 'long', day: 'numeric', ...clock });
  const [time, ...rest] = formatted(instant, locale, clock).split(/\s/); // `1:04 AM EST`, with spaces of two kinds
  const [half = '', ...zone] = /^[ap]m$/i.test(rest[0] ?? '') ? rest : ['', ...rest];
  return [longDate(instant, locale), 'at', time, half.toLowerCase(), ...zone].filter(Boolean).join(' ');
}

/** A date in the form of the language: `January 14, 2024`. */
export function longDate(instant: Instant, locale: DateLocale): string {
  return formatted(instant, locale, { dateStyle: 'long' });
}

/** A calendar day (`2024-01-14`) with its weekday, in the form of `language`: `Sunday, January 14, 2024`. */
export function formatDay(day: string, language: string): string {
  return formatted(Date.parse(`${day}T12:00:00Z`), { timeZone: 'UTC', language }, { dateStyle: 'full' });
}

/** The instant at which the next calendar day begins in `timeZone`. */
export function nextMidnight(instant: Instant, timeZone: string): Instant {
  const now = new TZDate(instant, timeZone);
  return new TZDate(now.getFullYear(), now.getMonth(), now.getDate() + 1, timeZone).getTime();
}

/**
 * The first instant in `timeZone` of a year (`2024`), a month (`2024-01`) or a day (`2024-01-14`), and the
 * first after it.
 */
export function spanOf(date: string, timeZone: string): [from: Instant, until: Instant] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const from = new TZDate(year, month ? month - 1 : 0, day || 1, timeZone);
  const until = day
    ? new TZDate(year, month - 1, day + 1, timeZone)
    : month
      ? new TZDate(year, month, 1, timeZone)
      : new TZDate(year + 1, 0, 1, timeZone);
  return [from.getTime(), until.getTime()];
}

/** A year, month or day in the form of `language`: `2024`, `January 2024`, `January 14, 2024`. */
export function formatSpan(date: string, language: string): string {
  return spanFormatted(date, language, [
    { year: 'numeric' },
    { year: 'numeric', month: 'long' },
    { year: 'numeric', month: 'long', day: 'numeric' },
  ]);
}

/** A year, month or day by itself, in the form of `language`: `2024`, `January`, `14`. */
export function shortSpan(date: string, language: string): string {
  return spanFormatted(date, language, [{ year: 'numeric' }, { month: 'long' }, { day: 'numeric' }]);
}

type SpanFormats = [
  year: Intl.DateTimeFormatOptions,
  month: Intl.DateTimeFormatOptions,
  day: Intl.DateTimeFormatOptions,
];

function spanFormatted(date: string, language: string, formats: SpanFormats): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const noon = new TZDate(year, month - 1, day, 12, 'UTC').getTime();
  return formatted(
    noon,
    { timeZone: 'UTC', language },
    formats[date.split('-').length - 1] as Intl.DateTimeFormatOptions,
  );
}

/** Whole years from an instant to a calendar day (`2024-01-14`) in `timeZone`; 0 if that is earlier. */
export function yearsUntil(day: string, instant: Instant, timeZone: string): number {
  const then = isoDay(instant, timeZone);
  const years = Number(day.slice(0, 4)) - Number(then.slice(0, 4));
  return Math.max(0, day.slice(5) < then.slice(5) ? years - 1 : years);
}

/** Days from an instant's day in `timeZone` to a calendar day (`2024-01-14`); negative if that is earlier. */
export function daysUntil(day: string, instant: Instant, timeZone: string): number {
  return Math.round((Date.parse(day) - Date.parse(isoDay(instant, timeZone))) / DAY);
}
