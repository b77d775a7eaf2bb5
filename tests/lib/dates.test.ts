import { describe, expect, test } from 'vitest';
import {
  daysUntil,
  formatDay,
  formatSpan,
  isoDay,
  isoInstant,
  isoInZone,
  longDate,
  longTime,
  nextMidnight,
  parseDate,
  shortSpan,
  spanOf,
  yearsUntil,
} from '#lib/dates.ts';

const NEW_YORK = 'America/New_York';

/** The instant that `text` means, in UTC, or the rule that it breaks. */
function meaning(text: string, timeZone: string): string {
  const parsed = parseDate(text, timeZone);
  return 'instant' in parsed ? isoInstant(parsed.instant) : parsed.rule;
}

describe('a date with an offset means the same instant in every zone', () => {
  test.each([
    ['2024-01-14T01:04:00-05:00', '2024-01-14T06:04:00Z'],
    ['2024-01-14 01:04:00 -05:00', '2024-01-14T06:04:00Z'], // YAML timestamp
    ['2024-01-14 01:04:00 -0500', '2024-01-14T06:04:00Z'],
    ['2024-01-14 01:04:00 -5', '2024-01-14T06:04:00Z'],
    ['2024-01-14 1:04:00 -5', '2024-01-14T06:04:00Z'],
    ['2024-01-14 11:34:00 +5:30', '2024-01-14T06:04:00Z'],
    ['2024-01-14t01:04-05', '2024-01-14T06:04:00Z'],
    ['2024-01-14T06:04:00Z', '2024-01-14T06:04:00Z'],
    ['2024-01-14 06:04:00z', '2024-01-14T06:04:00Z'],
    ['2024-01-14T11:34:00.250+05:30', '2024-01-14T06:04:00Z'],
    ['  2024-01-14T06:04Z  ', '2024-01-14T06:04:00Z'],
    ['2024-01-01T00:00:00+14:00', '2023-12-31T10:00:00Z'],
  ])('%s', (text, instant) => {
    expect([meaning(text, NEW_YORK), meaning(text, 'Asia/Tokyo')]).toEqual([instant, instant]);
  });
});

describe('a date without an offset is local time', () => {
  test.each([
    ['2024-01-14T01:04:00', NEW_YORK, '2024-01-14T06:04:00Z'],
    ['2024-07-14 1:04', NEW_YORK, '2024-07-14T05:04:00Z'],
    ['2024-01-14', NEW_YORK, '2024-01-14T05:00:00Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00Z'],
    ['2024-01-14', 'Asia/Kolkata', '2024-01-13T18:30:00Z'],
    ['2024-01-14', 'Asia/Kathmandu', '2024-01-13T18:15:00Z'],
    ['2024-01-14T12:00', 'Pacific/Kiritimati', '2024-01-13T22:00:00Z'],
  ])('%s in %s', (text, timeZone, instant) => {
    expect(meaning(text, timeZone)).toBe(instant);
  });
});

describe('a day without a time is its first instant, even if clocks change at midnight', () => {
  test.each([
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'], // 00:00 was skipped: the day began at 01:00
    ['2024-03-31', 'Asia/Beirut', '2024-03-30T22:00:00Z'],
    ['2024-11-03', 'America/Havana', '2024-11-03T04:00:00Z'], // 00:00 came twice
    ['2011-12-30', 'Pacific/Apia', 'date-skipped'], // a day that Samoa skipped
  ])('%s in %s', (text, timeZone, expected) => {
    expect(meaning(text, timeZone)).toBe(expected);
  });
});

describe('a local time that the clocks skip or repeat is an error', () => {
  test.each([
    ['2024-03-10T01:59:59', NEW_YORK, '2024-03-10T06:59:59Z'],
    ['2024-03-10T02:00', NEW_YORK, 'date-skipped'],
    ['2024-03-10T02:59:59', NEW_YORK, 'date-skipped'],
    ['2024-03-10T03:00', NEW_YORK, '2024-03-10T07:00:00Z'],
    ['2024-11-03T00:59:59', NEW_YORK, '2024-11-03T04:59:59Z'],
    ['2024-11-03T01:00', NEW_YORK, 'date-ambiguous'],
    ['2024-11-03T01:59:59', NEW_YORK, 'date-ambiguous'],
    ['2024-11-03T02:00', NEW_YORK, '2024-11-03T07:00:00Z'],
    ['2024-03-31 01:30', 'Europe/London', 'date-skipped'],
    ['2024-10-27 01:30', 'Europe/London', 'date-ambiguous'],
    // Lord Howe Island moves its clocks by half an hour.
    ['2024-10-06 02:15', 'Australia/Lord_Howe', 'date-skipped'],
    ['2024-10-06 02:30', 'Australia/Lord_Howe', '2024-10-05T15:30:00Z'],
    ['2024-04-07 01:45', 'Australia/Lord_Howe', 'date-ambiguous'],
    ['2024-04-07 01:15', 'Australia/Lord_Howe', '2024-04-06T14:15:00Z'],
    // Newfoundland and Adelaide have half-hour offsets.
    ['2024-03-10 02:30', 'America/St_Johns', 'date-skipped'],
    ['2024-11-03 01:30', 'America/St_Johns', 'date-ambiguous'],
    ['2024-04-07 02:30', 'Australia/Adelaide', 'date-ambiguous'],
    // Samoa crossed the date line.
    ['2011-12-29 23:59', 'Pacific/Apia', '2011-12-30T09:59:00Z'],
    ['2011-12-30 12:00', 'Pacific/Apia', 'date-skipped'],
    ['2011-12-31 00:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
  ])('%s in %s', (text, timeZone, expected) => {
    expect(meaning(text, timeZone)).toBe(expected);
  });

  test('the fix for a repeated time is to choose one of the two', () => {
    expect(parseDate('2024-11-03T01:30', NEW_YORK)).toEqual({
      latest: Date.UTC(2024, 10, 3, 6, 30),
      rule: 'date-ambiguous',
      reason: '2024-11-03T01:30 came twice in America/New_York: the clocks went back over it.',
      fix: 'Give the offset: 2024-11-03T01:30:00-04:00 or 2024-11-03T01:30:00-05:00.',
    });
  });

  test('the suggestion of a fix is a valid date', () => {
    expect(meaning('2024-11-03T01:30:00-04:00', NEW_YORK)).toBe('2024-11-03T05:30:00Z');
    expect(meaning('2024-11-03T01:30:00-05:00', NEW_YORK)).toBe('2024-11-03T06:30:00Z');
  });
});

describe('invalid dates are rejected', () => {
  test.each([
    ['', 'date-format'],
    ['yesterday', 'date-format'],
    ['14/01/2024', 'date-format'],
    ['2024-1-14', 'date-format'],
    ['2024-01', 'date-format'],
    ['20240114', 'date-format'],
    ['2024-01-14T', 'date-format'],
    ['2024-01-14T01', 'date-format'],
    ['2024-01-14 01:04 EST', 'date-format'],
    ['2024-01-14T01:04:00-05:00 or so', 'date-format'],
    ['2024-01-14-05:00', 'date-format'],
    ['2024-02-30', 'date-impossible'],
    ['2023-02-29', 'date-impossible'],
    ['2024-00-10', 'date-impossible'],
    ['2024-13-01', 'date-impossible'],
    ['2024-01-00', 'date-impossible'],
    ['0024-01-14', 'date-impossible'],
    ['2024-01-14T24:00', 'date-impossible'],
    ['2024-01-14T01:60', 'date-impossible'],
    ['2024-01-14T01:04:60', 'date-impossible'],
    ['2024-01-14T01:04-12:01', 'date-impossible'],
    ['2024-01-14T01:04+14:30', 'date-impossible'],
    ['2024-01-14T01:04+05:60', 'date-impossible'],
  ])('“%s”', (text, rule) => {
    expect(meaning(text, NEW_YORK)).toBe(rule);
  });
});

describe('a time is written with the abbreviation of its season', () => {
  test.each([
    [Date.UTC(2024, 0, 14, 6, 4), 'January 14, 2024 at 1:04 am EST'],
    [Date.UTC(2024, 6, 4, 16, 5), 'July 4, 2024 at 12:05 pm EDT'],
    [Date.UTC(2024, 10, 3, 5, 30), 'November 3, 2024 at 1:30 am EDT'],
    [Date.UTC(2024, 10, 3, 6, 30), 'November 3, 2024 at 1:30 am EST'],
    [Date.UTC(2024, 0, 14, 5, 0), 'January 14, 2024 at 12:00 am EST'],
    [Date.UTC(2024, 0, 14, 4, 59), 'January 13, 2024 at 11:59 pm EST'],
  ])('%d', (instant, words) => {
    expect(longTime(instant, { timeZone: NEW_YORK, language: 'en' })).toBe(words);
  });

  test('a zone without an abbreviation shows its offset', () => {
    expect(longTime(Date.UTC(2024, 0, 14, 6, 4), { timeZone: 'Asia/Kathmandu', language: 'en' })).toBe(
      'January 14, 2024 at 11:49 am GMT+5:45',
    );
  });
});

test('a day is the day in the given zone', () => {
  const instant = Date.UTC(2024, 0, 14, 4, 59, 59);
  expect([isoDay(instant, NEW_YORK), isoDay(instant, 'UTC')]).toEqual(['2024-01-13', '2024-01-14']);
  expect(longDate(instant, { timeZone: NEW_YORK, language: 'en' })).toBe('January 13, 2024');
});

describe('dates are written as usual in each language', () => {
  const instant = Date.UTC(2024, 0, 14, 6, 4);
  test.each([
    [
      'en-GB',
      '14 January 2024 at 01:04 GMT-5',
      '14 January 2024',
      'Sunday, 14 January 2024',
      '2024, January 2024, 14 January 2024',
      '2024, January, 14',
    ],
    [
      'ar',
      '14 يناير 2024 في 1:04 ص غرينتش-5',
      '14 يناير 2024',
      'الأحد، 14 يناير 2024',
      '2024, يناير 2024, 14 يناير 2024',
      '2024, يناير, 14',
    ],
    [
      'zh',
      '2024年1月14日 GMT-5 01:04',
      '2024年1月14日',
      '2024年1月14日星期日',
      '2024年, 2024年1月, 2024年1月14日',
      '2024年, 一月, 14日',
    ],
    [
      'hi',
      '14 जनवरी 2024 को 1:04 am GMT-5 बजे',
      '14 जनवरी 2024',
      'रविवार, 14 जनवरी 2024',
      '2024, जनवरी 2024, 14 जनवरी 2024',
      '2024, जनवरी, 14',
    ],
    [
      'de',
      '14. Januar 2024 um 01:04 GMT-5',
      '14. Januar 2024',
      'Sonntag, 14. Januar 2024',
      '2024, Januar 2024, 14. Januar 2024',
      '2024, Januar, 14',
    ],
  ])('%s', (language, time, date, day, spans, short) => {
    const parts = ['2024', '2024-01', '2024-01-14'];
    expect(longTime(instant, { timeZone: NEW_YORK, language })).toBe(time);
    expect(longDate(instant, { timeZone: NEW_YORK, language })).toBe(date);
    expect(formatDay('2024-01-14', language)).toBe(day);
    expect(parts.map((part) => formatSpan(part, language)).join(', ')).toBe(spans);
    expect(parts.map((part) => shortSpan(part, language)).join(', ')).toBe(short);
  });

  test('formats of several languages and zones do not mix', () => {
    const late = Date.UTC(2024, 0, 14, 4, 59);
    expect([
      longDate(late, { timeZone: NEW_YORK, language: 'en' }),
      longDate(late, { timeZone: 'UTC', language: 'en' }),
      longDate(late, { timeZone: 'UTC', language: 'de' }),
    ]).toEqual(['January 13, 2024', 'January 14, 2024', '14. Januar 2024']);
  });
});

test('a machine date has no milliseconds', () => {
  expect(isoInstant(Date.UTC(2024, 0, 14, 6, 4, 0, 999))).toBe('2024-01-14T06:04:00Z');
});

test.each([
  [NEW_YORK, '2024-01-14T01:04:00-05:00'],
  ['Asia/Kathmandu', '2024-01-14T11:49:00+05:45'],
  ['UTC', '2024-01-14T06:04:00Z'],
])('an instant in %s carries the offset of the zone', (timeZone, text) => {
  expect(isoInZone(Date.UTC(2024, 0, 14, 6, 4), timeZone)).toBe(text);
});

test('a calendar day in words has its weekday', () => {
  expect(formatDay('2024-01-14', 'en')).toBe('Sunday, January 14, 2024');
});

describe('the next midnight is the start of the next day', () => {
  test.each([
    ['2024-01-14T06:04:00Z', NEW_YORK, '2024-01-15T05:00:00Z'],
    ['2024-01-14T05:00:00Z', NEW_YORK, '2024-01-15T05:00:00Z'], // midnight itself belongs to the day that begins
    ['2024-01-14T04:59:59Z', NEW_YORK, '2024-01-14T05:00:00Z'],
    ['2024-12-31T12:00:00Z', NEW_YORK, '2025-01-01T05:00:00Z'],
    ['2024-03-10T05:30:00Z', NEW_YORK, '2024-03-11T04:00:00Z'], // a day of 23 hours
    ['2024-11-03T04:30:00Z', NEW_YORK, '2024-11-04T05:00:00Z'], // a day of 25 hours
    ['2018-11-03T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'], // begins at 01:00
    ['2024-11-02T12:00:00Z', 'America/Havana', '2024-11-03T04:00:00Z'], // 00:00 comes twice: the first
    ['2024-11-03T05:30:00Z', 'America/Havana', '2024-11-04T05:00:00Z'], // in the second 00:30
    ['2024-10-31T20:30:00Z', 'Africa/Cairo', '2024-10-31T22:00:00Z'], // in the first 23:30 of two
    ['2011-12-29T12:00:00Z', 'Pacific/Apia', '2011-12-30T10:00:00Z'], // the day after next
    ['2024-04-06T14:45:00Z', 'Australia/Lord_Howe', '2024-04-07T13:30:00Z'], // half an hour longer
  ])('after %s in %s', (instant, timeZone, midnight) => {
    expect(isoInstant(nextMidnight(Date.parse(instant), timeZone))).toBe(midnight);
  });
});

test.each([
  ['2024', '2024-01-01T05:00:00Z', '2025-01-01T05:00:00Z', '2024'],
  ['2024-03', '2024-03-01T05:00:00Z', '2024-04-01T04:00:00Z', 'March 2024'],
  ['2024-03-10', '2024-03-10T05:00:00Z', '2024-03-11T04:00:00Z', 'March 10, 2024'], // 23 hours
  ['2024-12', '2024-12-01T05:00:00Z', '2025-01-01T05:00:00Z', 'December 2024'],
])('%s in New York is from %s until %s', (date, from, until, words) => {
  expect(spanOf(date, 'America/New_York')).toEqual([Date.parse(from), Date.parse(until)]);
  expect(formatSpan(date, 'en')).toBe(words);
});

test.each([
  ['2024-01-13', -1, 0],
  ['2024-01-14', 0, 0],
  ['2024-02-13', 30, 0],
  ['2025-01-13', 365, 0],
  ['2025-01-14', 366, 1],
  ['2034-01-13', 3652, 9],
])('until %s there are %i days and %i whole years', (day, days, years) => {
  const instant = Date.parse('2024-01-15T04:30:00Z'); // the evening of the 14th in New York
  expect(daysUntil(day, instant, 'America/New_York')).toBe(days);
  expect(yearsUntil(day, instant, 'America/New_York')).toBe(years);
});
