import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Avatar } from '#components/avatar.tsx';
import { show } from './reading.ts';

test.each([
  ['Aqsa Younas Rana', 'AR'],
  ['Ida Holm', 'IH'],
  ['Plato', 'P'],
  ['Jean-Luc', 'JL'],
  ['ida van der holm', 'IH'],
  ['Ida “Ferry” Holm', 'IH'],
  ['Élodie Ørsted', 'ÉØ'],
  ['محمد علي', 'مع'],
  ['王小明', '王'],
  ['王 小明', '王小'],
  ['𝒜da Holm', '𝒜H'],
  ['Ida Holm 🦊', 'IH'],
  ['🦊', ''],
  ['', ''],
])('the initials of “%s” are “%s”', (name, initials) => {
  const { container } = show(<Avatar name={name} portrait="" size={48} />);
  expect(container.querySelector('svg text')?.textContent).toBe(initials);
});

test('drawn initials are a picture with the person’s name', () => {
  show(<Avatar name="Ida Holm" portrait="" size={72} />);
  const picture = screen.getByRole('img', { name: 'Ida Holm' });
  expect([picture.localName, picture.getAttribute('width'), picture.getAttribute('height')]).toEqual([
    'svg',
    '72',
    '72',
  ]);
  expect(picture.getAttribute('viewBox')).toBe('0 0 48 48');
});

test('a portrait stands in place of the initials', () => {
  show(<Avatar name="Ida Holm" portrait="/portraits/ida.jpg" size={48} />);
  const picture = screen.getByRole('img', { name: 'Ida Holm' });
  expect([picture.localName, picture.getAttribute('src'), picture.textContent]).toEqual([
    'img',
    '/portraits/ida.jpg',
    '',
  ]);
  expect([picture.getAttribute('width'), picture.getAttribute('height')]).toEqual(['48', '48']);
});
