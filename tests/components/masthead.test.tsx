import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Masthead } from '#components/masthead.tsx';
import { publication } from '#components/specimen/records.ts';
import { show } from './reading.ts';

const sections = [
  { slug: 'harbor', name: 'Harbor' },
  { slug: 'arts-letters', name: 'Arts & Letters' },
];

test('the masthead names the publication and the day, and links to the front page', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} />);
  const head = within(screen.getByRole('banner'));
  expect(head.getByRole('link', { name: 'The Harbor Courier' }).getAttribute('href')).toBe('/');
  expect(head.getByText('News from the coast')).toBeTruthy();
  expect(head.getByText('Sunday, January 14, 2024').getAttribute('datetime')).toBe('2024-01-14');
});

test('the sections are a navigation in the order of the publication', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={sections} />);
  const links = within(screen.getByRole('navigation', { name: 'Sections' })).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Harbor', '/tags/harbor'],
    ['Arts & Letters', '/tags/arts-letters'],
  ]);
});

test('without sections there is no empty navigation', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={[]} />);
  expect(screen.queryByRole('navigation')).toBeNull();
});

test('the first link leads past the masthead, and the name is no heading: each page has its own', () => {
  show(<Masthead publication={publication()} today="2024-01-14" sections={sections} />);
  expect(screen.getAllByRole('link')[0]?.getAttribute('href')).toBe('#content');
  expect(screen.queryByRole('heading')).toBeNull();
});
