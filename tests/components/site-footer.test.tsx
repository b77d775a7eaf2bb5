import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SiteFooter } from '#components/site-footer.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

test('the footer ends with the publication’s own line', () => {
  show(<SiteFooter publication={{ ...publication(), notice: '© The Harbor Courier' }} sections={[]} pages={[]} />);
  expect(screen.getByText('© The Harbor Courier')).toBeTruthy();
});

test('without such a line there is no empty element', () => {
  const { container } = show(<SiteFooter publication={publication()} sections={[]} pages={[]} />);
  expect(container.querySelector('.site-footer__notice')).toBeNull();
});

test('the footer has the publication, its sections and pages, and links to all lists', () => {
  const sections = [
    { slug: 'harbor', name: 'Harbor' },
    { slug: 'china', name: 'China', language: 'ar' },
  ];
  show(<SiteFooter publication={publication()} sections={sections} pages={[{ slug: 'about', title: 'About us' }]} />);
  const foot = within(screen.getByRole('contentinfo'));
  expect(foot.getByText('The Harbor Courier')).toBeTruthy();
  expect(foot.getByText('News from the coast')).toBeTruthy();
  const links = within(foot.getByRole('navigation', { name: 'More' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Harbor', '/tags/harbor'],
    ['China', '/tags/china'],
    ['About us', '/about'],
    ['Corrections and clarifications', '/corrections'],
    ['All authors', '/authors'],
    ['All topics', '/tags'],
    ['Archive', '/archive'],
    ['RSS feed', '/feed.xml'],
  ]);
  expect(foot.getByText('China').lang).toBe('ar');
});

test('the footer of another edition links within it, in its language', () => {
  show(
    <SiteFooter
      publication={publication({ language: 'zh', edition: 'zh' })}
      sections={[]}
      pages={[{ slug: 'about', title: '关于我们' }]}
    />,
  );
  const links = within(screen.getByRole('navigation', { name: '更多' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['关于我们', '/zh/about'],
    ['更正与说明', '/zh/corrections'],
    ['全部作者', '/zh/authors'],
    ['全部话题', '/zh/tags'],
    ['往期文章', '/zh/archive'],
    ['RSS订阅', '/zh/feed.xml'],
  ]);
});
