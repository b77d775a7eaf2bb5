import { expect, test } from 'vitest';
import { isoDate, siteDate } from '#lib/import/systems/foreign-dates.ts';
import { eleventyAddress, hugoAddress, jekyllAddress, jekyllPageAddress } from '#lib/import/systems/permalinks.ts';

const facts = {
  date: siteDate('2016-01-03 09:05:07', null),
  title: 'The Night Ferry: Part 2',
  slug: null,
  fileName: 'Night-ferry',
  folders: ['news', 'Sea'],
  categories: ['News', 'The Sea'],
};

test.each([
  ['date', '/news/the%20sea/2016/01/03/Night-ferry.html'],
  ['pretty', '/news/the%20sea/2016/01/03/Night-ferry/'],
  ['ordinal', '/news/the%20sea/2016/003/Night-ferry.html'],
  ['weekdate', '/news/the%20sea/2016/W53/Sun/Night-ferry.html'],
  ['none', '/news/the%20sea/Night-ferry.html'],
  ['/:year/:i_month/:i_day/:slug', '/2016/1/3/night-ferry'],
  ['/:short_year/:short_month/:y_day/:hour:minute:second/', '/16/Jan/003/090507/'],
  ['/fixed/', '/fixed/'],
  ['/:unknown/', null],
])('Jekyll: %s', (pattern, address) => {
  expect(jekyllAddress(pattern, facts)).toBe(address);
});

test('pages of Jekyll follow the ending of posts', () => {
  expect(jekyllPageAddress('pretty', facts)).toBe('/news/Sea/Night-ferry/');
  expect(jekyllPageAddress('date', facts)).toBe('/news/Sea/Night-ferry.html');
  expect(jekyllPageAddress('date', { ...facts, folders: [], fileName: 'index' })).toBe('/');
});

test.each([
  [null, '/news/sea/night-ferry/'],
  ['/:year/:month/:day/:slug/', '/2016/01/03/the-night-ferry-part-2/'],
  ['/:section/:title/', '/news/the-night-ferry-part-2/'],
  ['/:sections[1:]/:contentbasename', '/sea/night-ferry'],
  ['/:sections[last]/:filename', '/sea/night-ferry'],
  ['/:2006/:01/:02/:slugorfilename', '/2016/01/03/night-ferry'],
  ['/:monthname/:weekdayname/:yearday/', '/january/sunday/3/'],
])('Hugo: %s', (pattern, address) => {
  expect(hugoAddress(pattern, facts)).toBe(address);
});

test('Hugo has addresses with an ending, too', () => {
  expect(hugoAddress(null, facts, true)).toBe('/news/sea/night-ferry.html');
});

test.each([
  [null, '/news/Sea/Night-ferry/'],
  ['/{{ page.fileSlug }}/', '/Night-ferry/'],
  ['{{ page.filePathStem }}.html', '/news/Sea/Night-ferry.html'],
  ['/{{ page.date | toDatePath }}/{{ title | slugify }}/index.html', '/2016/01/03/the-night-ferry-part-2/'],
  ["/{{ page.date | date: '%Y/%m' }}/", '/2016/01/'],
  ["/{{ page.date | formatDate('yyyy/LL/dd') }}/", '/2016/01/03/'],
  ['/{{ page.date | secret }}/', null],
  ['/{% if x %}a{% endif %}/', null],
  ['/:year/:slug/', '/2016/night-ferry/'],
])('Eleventy: %s', (template, address) => {
  expect(eleventyAddress(template, facts)).toBe(address);
});

test('a page without a date has no address with one', () => {
  expect(jekyllAddress('date', { ...facts, date: null })).toBeNull();
});

test('dates are those of the clock of the site', () => {
  expect(siteDate('2016-01-03 23:30:00 -0800', 'America/New_York')).toMatchObject({ month: 1, day: 4, hour: 2 });
  expect(siteDate('2016-01-03', 'America/New_York')).toMatchObject({ day: 3, hour: 0 });
  expect(siteDate('no date', null)).toBeNull();
});

test.each([
  ['2014-3-5', '2014-03-05'],
  ['2014-03-05 9:30 -5', '2014-03-05T09:30:00-05:00'],
  ['2014-03-05T09:30:10.123Z', '2014-03-05T09:30:10Z'],
  ['2014-03-05 09:30:10 +0530', '2014-03-05T09:30:10+05:30'],
  ['2014-03-05 09:30:10', '2014-03-05T09:30:10'],
  ['March 5, 2014', '2014-03-05'],
  ['Wed, 05 Mar 2014 09:30:00 GMT', '2014-03-05T09:30:00.000Z'],
  ['soon', null],
])('%s is %s in ISO 8601', (written, iso) => {
  expect(isoDate(written)).toBe(iso);
});
