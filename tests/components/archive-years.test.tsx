import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ArchiveYears } from '#components/archive-years.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const YEARS = [
  { year: { date: '2026', stories: 1234 }, months: [{ date: '2026-02', stories: 34 }] },
  { year: { date: '2024', stories: 1 }, months: [{ date: '2024-12', stories: 1 }] },
];

const partsOf = (year: Element) => [...year.querySelectorAll('h2, p, li')].map(textOf);

test('each year is listed with its months, in the given order', () => {
  const { container } = show(<ArchiveYears years={YEARS} publication={publication()} />);
  expect([...container.querySelectorAll('.archive-years__year')].map(partsOf)).toEqual([
    ['2026', '1,234 stories', 'February 34'],
    ['2024', '1 story', 'December 1'],
  ]);
  const links = within(container).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/2026', '/2026/02', '/2024', '/2024/12']);
  expect(screen.getAllByRole('heading', { level: 2 }).map(textOf)).toEqual(['2026', '2024']);
});

test('month names are in the language of the page', () => {
  const zh = publication({ language: 'zh', edition: 'zh' });
  const { container } = show(<ArchiveYears years={YEARS.slice(1)} publication={zh} />);
  expect(partsOf(container)).toEqual(['2024年', '1篇文章', '十二月 1']);
  expect(screen.getByRole('link', { name: '2024年' }).getAttribute('href')).toBe('/zh/2024');
});
