import { cleanup, type RenderResult, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { expect, type MockInstance, vi } from 'vitest';

let warnings: MockInstance;

/** What React finds wrong with the document of the tests, which does not know the newer elements of HTML. */
const OF_THE_DOCUMENT = 'The tag <%s> is unrecognized in this browser';

/** After each test the document is empty again, and a warning of React's (a key that is missing or comes twice) fails it. */
export function afterReading(): void {
  cleanup();
  const said = (warnings?.mock.calls ?? []).filter(
    ([warning, tag]) => !(String(warning).startsWith(OF_THE_DOCUMENT) && tag === 'search'),
  );
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
