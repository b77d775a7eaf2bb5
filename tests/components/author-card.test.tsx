import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AuthorCard } from '#components/author-card.tsx';
import { author, publication } from '#components/styleguide/examples.ts';
import { show } from './reading.ts';

test('an author’s card has name, role and biography, and links the name to the author’s page', () => {
  show(
    <AuthorCard
      author={author('Ida Holm', { role: 'Harbor editor', biography: 'Ida *sails*.' })}
      publication={publication()}
    />,
  );
  const card = within(screen.getByRole('complementary', { name: 'About Ida Holm' }));
  expect(card.getByRole('heading', { level: 2, name: 'Ida Holm' })).toBeTruthy();
  expect(card.getByRole('link', { name: 'Ida Holm' }).getAttribute('href')).toBe('/authors/ida-holm');
  expect(card.getByText('Harbor editor').tagName).toBe('P');
  expect(card.getByText('sails').tagName).toBe('EM');
});

test('an author without a role has no empty line for it', () => {
  const { container } = show(<AuthorCard author={author()} publication={publication()} />);
  expect(container.querySelector('.author-card__role')).toBeNull();
});

test('a biography in another language has `lang`', () => {
  const ida = author('Ida Holm', { role: 'Harbor editor', biography: 'Ida *sails*.' });
  show(<AuthorCard author={ida} publication={publication({ language: 'ar', edition: 'ar' })} />);
  const card = within(screen.getByRole('complementary', { name: 'نبذة عن Ida Holm' }));
  expect(card.getByRole('link', { name: 'Ida Holm' }).getAttribute('href')).toBe('/ar/authors/ida-holm');
  const role = card.getByText('Harbor editor');
  expect([role.lang, role.dir]).toEqual(['en', 'ltr']);
  expect(card.getByText('sails').closest('[lang]')?.getAttribute('dir')).toBe('ltr');
});
