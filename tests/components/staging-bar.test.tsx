import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StagingBar } from '#components/staging-bar.tsx';
import { publication } from '#components/styleguide/examples.ts';
import { show, textOf } from './reading.ts';

test('a site that is being tried says so in the language of the edition', () => {
  show(<StagingBar publication={publication()} />);
  expect(textOf(screen.getByRole('note'))).toBe('This is a test version of the site.');
});

test('in another edition it says so in another language', () => {
  show(<StagingBar publication={{ ...publication(), language: 'de' }} />);
  expect(textOf(screen.getByRole('note'))).toBe('Dies ist eine Testversion der Website.');
});
