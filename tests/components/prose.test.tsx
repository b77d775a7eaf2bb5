import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Prose } from '#components/prose.tsx';
import { show } from './reading.ts';

test('Markdown becomes HTML', () => {
  show(<Prose language="en" images={{}} markdown={'## The *crews*\n\n[Agreed](/articles/a).'} />);
  expect(screen.getByRole('heading', { level: 2, name: 'The crews' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Agreed' }).getAttribute('href')).toBe('/articles/a');
});

test('HTML in Markdown keeps its safe tags, and neither it nor a link runs a script', () => {
  const { container } = show(
    <Prose
      language="en"
      images={{}}
      markdown={'<script>alert(1)</script>\n\n<b onclick="alert(1)">Bold</b> [A](javascript:alert(1))'}
    />,
  );
  expect(container.querySelector('script, [onclick], [href]')).toBeNull();
  expect(container.querySelector('b')?.outerHTML).toBe('<b>Bold</b>');
  expect(container.textContent).toBe('Bold A');
});
