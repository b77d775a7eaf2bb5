import { cleanup, type RenderResult, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { expect, type MockInstance, vi } from 'vitest';

let warnings: MockInstance;

/** After each test the document is empty again, and a warning of React's (a key that is missing or comes twice) fails it. */
export function afterReading(): void {
  cleanup();
  const said = warnings?.mock.calls ?? [];
  warnings?.mockRestore();
  expect(said).toEqual([]);
}

/** Shows a component in the document, which is where `screen` looks. */
export function show(element: ReactElement): RenderResult {
  warnings = vi.spyOn(console, 'error').mockImplementation(() => {});
  return render(element);
}

/** The text as a reader without styles has it. */
export function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}
