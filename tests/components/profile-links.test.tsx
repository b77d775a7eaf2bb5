import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProfileLinks } from '#components/profile-links.tsx';
import { author } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

test('an author’s email address and profiles are links', () => {
  const links = [{ name: 'Social', url: 'https://social.example/@ida' }];
  show(<ProfileLinks author={author('Ida Holm', { email: 'ida.holm@courier.example', links })} language="en" />);
  expect(screen.getByRole('list', { name: 'Ida Holm on other sites' })).toBeTruthy();
  expect(screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['ida.holm@courier.example', 'mailto:ida.holm@courier.example'],
    ['Social', 'https://social.example/@ida'],
  ]);
});

test('an author without links has no empty list', () => {
  const { container } = show(<ProfileLinks author={author()} language="en" />);
  expect(container.textContent).toBe('');
});

test('labels are in the language of the page', () => {
  show(<ProfileLinks author={author('Ida Holm', { email: 'ida.holm@courier.example' })} language="zh" />);
  expect(screen.getByRole('list', { name: 'Ida Holm的其他主页' })).toBeTruthy();
});
