import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Avatar } from '#components/avatar.tsx';
import { facts } from '#components/styleguide/examples.ts';
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
  const { container } = show(<Avatar name={name} portrait={null} size={48} />);
  expect(container.querySelector('.avatar-initials')?.textContent).toBe(initials);
});

test('initials are an image with the person’s name', () => {
  show(<Avatar name="Ida Holm" portrait={null} size={72} />);
  expect(screen.getByRole('img', { name: 'Ida Holm' }).textContent).toBe('IH');
});

test('a portrait replaces the initials', () => {
  const { container } = show(<Avatar name="Ida Holm" portrait={facts()} size={48} />);
  const image = screen.getByRole('img', { name: 'Ida Holm' });
  expect([image.localName, image.getAttribute('src'), image.textContent]).toEqual([
    'img',
    '/media/0123456789abcdef0123/192.jpg',
    '',
  ]);
  expect(container.querySelector('source')?.getAttribute('srcset')).toBe('/media/0123456789abcdef0123/192.avif');
  expect([image.getAttribute('width'), image.getAttribute('height')]).toEqual(['48', '48']);
});
