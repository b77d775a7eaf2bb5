import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { NameList } from '#components/name-list.tsx';
import { show, textOf } from './reading.ts';

test('each name is a link, with its note and the number of its stories', () => {
  show(
    <NameList
      names={[
        { key: 'ida-holm', name: 'Ida Holm', path: '/authors/ida-holm', note: 'Harbor editor', stories: 1 },
        { key: 'jon-vale', name: 'Jon Vale', path: '/authors/jon-vale', note: '', stories: 1234 },
      ]}
      language="en"
    />,
  );
  expect(screen.getAllByRole('listitem').map(textOf)).toEqual([
    'Ida Holm Harbor editor 1 story',
    'Jon Vale 1,234 stories',
  ]);
  expect(screen.getByRole('link', { name: 'Jon Vale' }).getAttribute('href')).toBe('/authors/jon-vale');
});

test('the number of stories is in the language of the page', () => {
  const names = [1, 2, 3, 11].map((stories) => ({
    key: `${stories}`,
    name: 'Ida',
    path: `/ar/${stories}`,
    note: '',
    stories,
  }));
  show(<NameList names={names} language="ar" />);
  expect(screen.getAllByRole('listitem').map(textOf)).toEqual([
    'Ida مادة واحدة',
    'Ida مادتان',
    'Ida 3 مواد',
    'Ida 11 مادة',
  ]);
});
