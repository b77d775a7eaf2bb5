import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StoryList } from '#components/story-list.tsx';
import { listOf, publication, summaries, summary } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

const pathOf = (page: number) => `/tags/harbor/page/${page}`;

test('stories are in their order under second-level headings, with a link to the next page', () => {
  const list = listOf(summaries(3), { pages: 2, total: 27 });
  show(<StoryList list={list} publication={publication()} pathOf={pathOf} empty="Nothing yet." />);
  const headings = screen.getAllByRole('heading').map((heading) => [heading.localName, heading.textContent]);
  expect(headings).toEqual([
    ['h2', 'Story 1'],
    ['h2', 'Story 2'],
    ['h2', 'Story 3'],
  ]);
  expect(screen.getByRole('link', { name: 'Next' }).getAttribute('href')).toBe('/tags/harbor/page/2');
  expect(screen.queryByText('Nothing yet.')).toBeNull();
});

test('an empty list has a sentence', () => {
  const { container } = show(
    <StoryList list={listOf([])} publication={publication()} pathOf={pathOf} empty="Nothing yet." />,
  );
  expect(container.textContent).toBe('Nothing yet.');
});

test('on the page of a tag no kicker repeats it', () => {
  const other = summary({ slug: 'other', section: { slug: 'science', name: 'Science' } });
  const opinion = summary({ slug: 'opinion', type: 'opinion' });
  const { container } = show(
    <StoryList
      list={listOf([summary(), other, opinion])}
      tag="harbor"
      publication={publication()}
      pathOf={() => '/'}
      empty=""
    />,
  );
  const kickers = [...container.querySelectorAll('.teaser')].map((teaser) => teaser.querySelector('.kicker'));
  expect(kickers.map((kicker) => kicker?.textContent)).toEqual([undefined, 'Science', 'Opinion']);
});
