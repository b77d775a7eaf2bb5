import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PUBLISHED } from '#components/styleguide/examples.ts';
import { Time } from '#components/time.tsx';
import { show } from './reading.ts';

test('a moment is in words for people and in UTC for machines', () => {
  show(<Time instant={PUBLISHED} text="last night" />);
  expect(screen.getByText('last night').outerHTML).toBe('<time datetime="2024-01-14T06:04:00Z">last night</time>');
});
