import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Prose } from '#components/prose.tsx';
import { show } from './reading.ts';

test('Markdown becomes HTML', () => {
  show(<Prose language="en" images={{}} markdown={'## The *crews*\n\n[Agreed](/articles/a).'} />);
  expect(screen.getByRole('heading', { level: 2, name: 'The crews' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Agreed' }).getAttribute('href')).toBe('/articles/a');
});

test('HTML in Markdown is removed, and no link runs a script', () => {
  const { container } = show(
    <Prose
      language="en"
      images={{}}
      markdown={'<script>alert(1)</script>\n\n<b onclick="alert(1)">Bold</b> [A](javascript:alert(1))'}
    />,
  );
  expect(container.querySelector('script, b, [onclick], [href]')).toBeNull();
  expect(container.textContent).toBe('Bold A');
});
