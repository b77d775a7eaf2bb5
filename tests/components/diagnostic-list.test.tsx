import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DiagnosticList } from '#components/diagnostic-list.tsx';
import { DIAGNOSTICS } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

test('each diagnostic has position, severity, reason and fix, escaped', () => {
  show(<DiagnosticList diagnostics={DIAGNOSTICS} />);
  expect(screen.getAllByRole('listitem').map(textOf)[0]).toBe(
    'content/articles/2024/01/harbor.md:3:9 error There is no author “<b>ida-hom</b>”. Did you mean “ida-holm”?',
  );
  expect(screen.getAllByRole('listitem')).toHaveLength(DIAGNOSTICS.length);
});
