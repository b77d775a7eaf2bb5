import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PUBLISHED } from '#components/styleguide/examples.ts';
import { Time } from '#components/time.tsx';
import { show } from './reading.ts';

test('a time has a text in words and a `datetime` in UTC', () => {
  show(<Time instant={PUBLISHED} text="last night" />);
  expect(screen.getByText('last night').outerHTML).toBe('<time datetime="2024-01-14T06:04:00Z">last night</time>');
});
