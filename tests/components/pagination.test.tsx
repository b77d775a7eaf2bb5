import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Pagination } from '#components/pagination.tsx';
import { show, textOf } from './reading.ts';

const pathOf = (page: number) => `/tags/harbor/page/${page}`;

test.each([
  ['first', 1, [['Next', '/tags/harbor/page/2', 'next']], 'Page 1 of 3 Next'],
  [
    'middle',
    2,
    [
      ['Previous', '/tags/harbor/page/1', 'prev'],
      ['Next', '/tags/harbor/page/3', 'next'],
    ],
    'Previous Page 2 of 3 Next',
  ],
  ['last', 3, [['Previous', '/tags/harbor/page/2', 'prev']], 'Previous Page 3 of 3'],
])('the %s page links to its neighbours', (_which, page, links, text) => {
  show(<Pagination page={page} pages={3} language="en" pathOf={pathOf} />);
  expect(
    screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href'), link.getAttribute('rel')]),
  ).toEqual(links);
  expect(textOf(screen.getByRole('navigation', { name: 'Pages' }))).toBe(text);
});

test('a single page has no pagination', () => {
  const { container } = show(<Pagination page={1} pages={1} language="en" pathOf={pathOf} />);
  expect(container.innerHTML).toBe('');
});

test('in another language the labels are in that language', () => {
  show(<Pagination page={2} pages={3} language="zh" pathOf={pathOf} />);
  expect(textOf(screen.getByRole('navigation', { name: '分页' }))).toBe('上一页 第2页，共3页 下一页');
});
