import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CorrectionList } from '#components/correction-list.tsx';
import { PUBLISHED, TIME_ZONE } from '#components/specimen/records.ts';
import { show, textOf } from './reading.ts';

const story = { slug: 'night-ferries', headline: 'Night ferries to sail again' };

test('each correction stands with its day and a link to its story, in the order given', () => {
  const corrections = [
    { date: PUBLISHED, text: 'It was Friday.', story },
    { date: PUBLISHED, text: 'It was <b>Thursday</b>.', story },
  ];
  show(<CorrectionList corrections={corrections} timeZone={TIME_ZONE} />);
  const items = screen.getAllByRole('listitem');
  expect(items.map(textOf)).toEqual([
    'January 14, 2024Night ferries to sail againIt was Friday.',
    'January 14, 2024Night ferries to sail againIt was <b>Thursday</b>.',
  ]);
  const first = within(items[0] as HTMLElement);
  expect(first.getByRole('heading', { level: 2 }).textContent).toBe(story.headline);
  expect(first.getByRole('link').getAttribute('href')).toBe('/articles/night-ferries');
  expect(first.getByText('January 14, 2024').getAttribute('datetime')).toBe('2024-01-14T06:04:00Z');
});

test('the day is the publication’s', () => {
  const corrections = [{ date: Date.parse('2024-01-15T03:00:00Z'), text: 'It was Friday.', story }];
  show(<CorrectionList corrections={corrections} timeZone={TIME_ZONE} />);
  expect(screen.getByText('January 14, 2024')).toBeTruthy();
});

test('where there is none it says so, without an empty list', () => {
  const { container } = show(<CorrectionList corrections={[]} timeZone={TIME_ZONE} />);
  expect(container.textContent).toBe('No correction has been needed yet.');
  expect(screen.queryByRole('list')).toBeNull();
});
