import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FrontPage } from '#components/front-page.tsx';
import { listOf, summaries, TIME_ZONE } from '../fixtures/stories.ts';
import { show } from './reading.ts';

test.each([0, 1, 2, 3, 7, 8, 24])(
  'with %i stories each is shown once, in order, under one first-level heading',
  (count) => {
    const stories = summaries(count).map((story) => ({ ...story, section: null })); // the only links are headlines
    show(<FrontPage list={listOf(stories)} timeZone={TIME_ZONE} />);
    expect(screen.queryAllByRole('link').map((link) => link.textContent)).toEqual(
      stories.map(({ headline }) => headline),
    );
    expect(screen.queryAllByRole('article')).toHaveLength(count);
    expect(screen.getAllByRole('heading', { level: 1 }).map((heading) => heading.textContent)).toEqual([
      count === 0 ? 'Nothing has been published yet' : 'Story 1',
    ]);
  },
);

test('the newest story leads, two stand beside it, four follow, and the rest is under its own heading', () => {
  const { container } = show(<FrontPage list={listOf(summaries(9))} timeZone={TIME_ZONE} />);
  const headlines = (selector: string) =>
    [...container.querySelectorAll(`${selector} .teaser`)].map(
      (teaser) => within(teaser as HTMLElement).getByRole('heading').textContent,
    );
  expect(headlines('.front')).toHaveLength(7);
  expect(headlines('.seconds')).toEqual(['Story 2', 'Story 3']);
  expect(headlines('.thirds')).toEqual(['Story 4', 'Story 5', 'Story 6', 'Story 7']);
  expect(headlines('.more')).toEqual(['Story 8', 'Story 9']);
  expect(screen.getByRole('region', { name: 'More stories' })).toBeTruthy();
});

test('seven stories fill it, without an empty “More stories”', () => {
  show(<FrontPage list={listOf(summaries(7))} timeZone={TIME_ZONE} />);
  expect(screen.queryByText('More stories')).toBeNull();
});

test('older stories are a link away where there are any', () => {
  show(<FrontPage list={listOf(summaries(24), { pages: 3, total: 60 })} timeZone={TIME_ZONE} />);
  expect(screen.getByRole('link', { name: 'Older stories' }).getAttribute('href')).toBe('/page/2');
});
