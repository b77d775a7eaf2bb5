import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { RelatedStories } from '#components/related-stories.tsx';
import { facts, image, publication, summary } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

const bridge = { edition: '', slug: 'bridge', headline: 'Bridge to close' };

test('related stories have images, sections, writers and dates, and no standfirst', () => {
  const related = [summary({ ...bridge, image: image({ facts: facts() }) })];
  show(<RelatedStories related={related} newest={[]} publication={publication()} />);
  const region = screen.getByRole('region', { name: 'Related stories' });
  expect([...region.querySelectorAll('article > *')].map(textOf)).toEqual([
    '',
    'Harbor',
    'Bridge to close',
    'Ida Holm January 14, 2024',
  ]);
  expect(region.querySelectorAll('img')).toHaveLength(1);
});

test('without related stories the newest are listed, under their own heading', () => {
  show(<RelatedStories related={[]} newest={[bridge]} publication={publication()} />);
  const region = within(screen.getByRole('region', { name: 'More stories' }));
  const links = region.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')]);
  expect(links).toEqual([['Bridge to close', '/articles/bridge']]);
});

test('related stories replace the newest', () => {
  const related = [summary({ slug: 'fair', headline: 'Spring fair' })];
  show(<RelatedStories related={related} newest={[bridge]} publication={publication()} />);
  expect(screen.getByRole('heading', { name: 'Spring fair' })).toBeTruthy();
  expect(screen.queryByText('Bridge to close')).toBeNull();
});

test('without other stories nothing is rendered', () => {
  const { container } = show(<RelatedStories related={[]} newest={[]} publication={publication()} />);
  expect(container.innerHTML).toBe('');
});
