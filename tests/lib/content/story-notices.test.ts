import { expect, test } from 'vitest';
import { noticesOn, sameNoticesSince } from '#lib/content/story-notices.ts';

const DAY = 86_400_000;
const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);

test.each([
  ['2020-02-29T12:00:00Z', []],
  ['2020-03-15T23:30:00Z', ['2020-12-20T12:00:00Z']],
  ['2021-01-14T00:30:00Z', ['2021-01-14T00:30:00Z', '2023-02-10T12:00:00Z']],
  ['2023-12-31T23:59:00Z', ['2024-02-05T01:00:00Z']],
])('published %s and corrected %s, a story has the same notices since the day that is given', (published, dates) => {
  const timeZone = 'America/New_York';
  const story = {
    published: Date.parse(published),
    corrections: dates.map((date) => ({ date: Date.parse(date), text: '' })).reverse(),
  };
  let changes = 0;
  let last = '';
  const start = Date.parse(published.slice(0, 10));
  for (let instant = start; instant < start + 5 * 365 * DAY; instant += DAY) {
    const today = day(instant);
    const since = sameNoticesSince(today, story, timeZone);
    expect(since <= today).toBe(true);
    expect(noticesOn(since, story, timeZone), `${today}, since ${since}`).toEqual(noticesOn(today, story, timeZone));
    if (since !== last) changes++;
    last = since;
  }
  // Once a year, and once for the correction.
  expect(changes).toBeLessThanOrEqual(7);
});
