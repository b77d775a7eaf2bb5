import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { KeyPoints } from '#components/key-points.tsx';
import { show } from './reading.ts';

test('key points are a list in the order of the editor', () => {
  show(<KeyPoints points={['The vote was close.', 'Ferries <b>sail</b>.']} />);
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'The vote was close.',
    'Ferries <b>sail</b>.',
  ]);
});
