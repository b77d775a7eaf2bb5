import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { NameList, storyCount } from '#components/name-list.tsx';
import { show, textOf } from './reading.ts';

test.each([
  [0, '0 stories'],
  [1, '1 story'],
  [2, '2 stories'],
  [1234, '1,234 stories'],
])('a count of %i reads “%s”', (count, text) => {
  expect(storyCount(count)).toBe(text);
});

test('each name is a link, with its note and the number of its stories', () => {
  show(
    <NameList
      names={[
        { key: 'ida-holm', name: 'Ida Holm', path: '/authors/ida-holm', note: 'Harbor editor', stories: 1 },
        { key: 'jon-vale', name: 'Jon Vale', path: '/authors/jon-vale', note: '', stories: 1234 },
      ]}
    />,
  );
  expect(screen.getAllByRole('listitem').map(textOf)).toEqual([
    'Ida Holm Harbor editor 1 story',
    'Jon Vale 1,234 stories',
  ]);
  expect(screen.getByRole('link', { name: 'Jon Vale' }).getAttribute('href')).toBe('/authors/jon-vale');
});
