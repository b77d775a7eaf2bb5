import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SiteFooter } from '#components/site-footer.tsx';
import { publication } from '#components/specimen/records.ts';
import { show } from './reading.ts';

test('a line of the publication’s own stands below', () => {
  show(<SiteFooter publication={{ ...publication(), notice: '© The Harbor Courier' }} pages={[]} />);
  expect(screen.getByText('© The Harbor Courier')).toBeTruthy();
});

test('where there is no such line there is no empty one', () => {
  const { container } = show(<SiteFooter publication={publication()} pages={[]} />);
  expect(container.querySelector('.notice')).toBeNull();
});

test('the foot names the publication, its pages, and the ways to all authors and tags', () => {
  show(<SiteFooter publication={publication()} pages={[{ slug: 'about', title: 'About us' }]} />);
  const foot = within(screen.getByRole('contentinfo'));
  expect(foot.getByText('The Harbor Courier')).toBeTruthy();
  expect(foot.getByText('News from the coast')).toBeTruthy();
  const links = within(foot.getByRole('navigation', { name: 'More' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['About us', '/about'],
    ['All authors', '/authors'],
    ['All tags', '/tags'],
    ['Archive', '/archive'],
    ['Corrections', '/corrections'],
    ['RSS feed', '/feed.xml'],
  ]);
});
