import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ListHead } from '#components/list-head.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

test('a head has title, text and note, in this order', () => {
  const { container } = show(
    <ListHead publication={publication()} title="Harbor" note="12 stories">
      <p>All about ships.</p>
    </ListHead>,
  );
  expect(
    [...(container.firstElementChild?.children ?? [])].map((child) => [child.localName, child.textContent]),
  ).toEqual([
    ['h1', 'Harbor'],
    ['p', 'All about ships.'],
    ['p', '12 stories'],
  ]);
});

test('a head without a note has no empty line for it', () => {
  show(<ListHead publication={publication()} title="Harbor" note="" />);
  expect(screen.getByRole('heading', { level: 1, name: 'Harbor' }).nextElementSibling).toBeNull();
});

test('breadcrumbs and feed are in the language of the page', () => {
  const breadcrumbs = [{ name: '往期文章', path: '/zh/archive' }];
  show(
    <ListHead
      publication={publication({ language: 'zh', edition: 'zh' })}
      title="港口"
      note="12篇文章"
      breadcrumbs={breadcrumbs}
      feed={{ kind: 'tag', edition: 'zh', slug: '港口' }}
    />,
  );
  expect(screen.getByRole('navigation', { name: '当前位置' })).toBeTruthy();
  expect(screen.getByRole('link', { name: '关注港口' }).getAttribute('href')).toBe(
    '/zh/tags/%E6%B8%AF%E5%8F%A3/feed.xml',
  );
});
