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

test('that of another edition leads about in it, in its language', () => {
  show(
    <SiteFooter
      publication={publication({ language: 'zh', edition: 'zh' })}
      pages={[{ slug: 'about', title: '关于我们' }]}
    />,
  );
  const links = within(screen.getByRole('navigation', { name: '更多' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['关于我们', '/zh/about'],
    ['全部作者', '/zh/authors'],
    ['全部标签', '/zh/tags'],
    ['往期文章', '/zh/archive'],
    ['更正', '/zh/corrections'],
    ['RSS订阅', '/zh/feed.xml'],
  ]);
});
