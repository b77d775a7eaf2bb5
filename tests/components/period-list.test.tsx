import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PeriodList } from '#components/period-list.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

test.each([
  ['a year', '2024', '2024', '2024', '/2024'],
  ['a month', '2024-01', 'January', 'January 2024', '/2024/01'],
  ['a day', '2024-01-04', '4', 'January 4, 2024', '/2024/01/04'],
])('%s has a short label, and a full one for screen readers', (_what, date, messages, name, path) => {
  show(<PeriodList periods={[{ date, stories: 1234 }]} publication={publication()} />);
  const link = screen.getByRole('link', { name });
  expect([link.textContent, link.getAttribute('href')]).toEqual([messages, path]);
  expect(textOf(screen.getByRole('listitem'))).toBe(`${messages} 1,234`);
});

test('periods are in the given order', () => {
  show(
    <PeriodList
      periods={['2024-01', '2024-03', '2024-12'].map((date) => ({ date, stories: 1 }))}
      publication={publication()}
    />,
  );
  expect(screen.getAllByRole('link').map(textOf)).toEqual(['January', 'March', 'December']);
});

test('without periods there is no list', () => {
  const { container } = show(<PeriodList periods={[]} publication={publication()} />);
  expect(container.childElementCount).toBe(0);
});

test.each([
  ['de', '2024-01', 'Januar', 'Januar 2024', '1.234'],
  ['zh', '2024-01-04', '4日', '2024年1月4日', '1,234'],
])('in %s periods have names in that language', (language, date, messages, name, stories) => {
  show(<PeriodList periods={[{ date, stories: 1234 }]} publication={publication({ language, edition: language })} />);
  expect(textOf(screen.getByRole('listitem'))).toBe(`${messages} ${stories}`);
  expect(screen.getByRole('link', { name }).getAttribute('href')).toBe(`/${language}/${date.replaceAll('-', '/')}`);
});
