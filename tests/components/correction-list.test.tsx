import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CorrectionList } from '#components/correction-list.tsx';
import { PUBLISHED, publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const story = { edition: '', slug: 'night-ferries', headline: 'Night ferries to sail again' };

test('each correction has its day and a link to its story, in the given order', () => {
  const corrections = [
    { date: PUBLISHED, text: 'It was Friday.', story },
    { date: PUBLISHED, text: 'It was <b>Thursday</b>.', story },
  ];
  show(<CorrectionList corrections={corrections} publication={publication()} />);
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

test('the day is in the publication’s time zone', () => {
  const corrections = [{ date: Date.parse('2024-01-15T03:00:00Z'), text: 'It was Friday.', story }];
  show(<CorrectionList corrections={corrections} publication={publication()} />);
  expect(screen.getByText('January 14, 2024')).toBeTruthy();
});

test('without corrections a sentence replaces the list', () => {
  const { container } = show(<CorrectionList corrections={[]} publication={publication()} />);
  expect(container.textContent).toBe('There are no corrections yet.');
  expect(screen.queryByRole('list')).toBeNull();
});

test('in another language the day is in that language, and the link leads to that edition', () => {
  const corrections = [{ date: PUBLISHED, text: '应为星期五。', story: { ...story, edition: 'zh' } }];
  show(<CorrectionList corrections={corrections} publication={publication({ language: 'zh', edition: 'zh' })} />);
  expect(screen.getByText('2024年1月14日')).toBeTruthy();
  expect(screen.getByRole('link').getAttribute('href')).toBe('/zh/articles/night-ferries');
});
