import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ListHead } from '#components/list-head.tsx';
import { show } from './reading.ts';

test('a head has its title, what stands in it, and its note, in this order', () => {
  const { container } = show(
    <ListHead title="Harbor" note="12 stories">
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
  show(<ListHead title="Harbor" note="" />);
  expect(screen.getByRole('heading', { level: 1, name: 'Harbor' }).nextElementSibling).toBeNull();
});
