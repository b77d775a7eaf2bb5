import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProblemList } from '#components/diagnostic-list.tsx';
import { PROBLEMS } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

test('each problem says where, how bad, why, and what to write; what it quotes is text', () => {
  show(<ProblemList problems={PROBLEMS} />);
  expect(screen.getAllByRole('listitem').map(textOf)[0]).toBe(
    'content/articles/2024/01/harbor.md:3:9 error There is no author “<b>ida-hom</b>”. Did you mean “ida-holm”?',
  );
  expect(screen.getAllByRole('listitem')).toHaveLength(PROBLEMS.length);
});
