import { cleanup, type RenderResult, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { expect, type MockInstance, vi } from 'vitest';

let warnings: MockInstance;

/** Warnings of React about elements that jsdom does not know. */
const OF_THE_DOCUMENT = 'The tag <%s> is unrecognized in this browser';

/** Empties the document after each test, which fails if React has warned (of a missing or repeated key). */
export function afterReading(): void {
  cleanup();
  const messages = (warnings?.mock.calls ?? []).filter(
    ([warning, tag]) => !(String(warning).startsWith(OF_THE_DOCUMENT) && tag === 'search'),
  );
  warnings?.mockRestore();
  expect(messages).toEqual([]);
}

/** Renders a component into the document, where `screen` searches. */
export function show(element: ReactElement): RenderResult {
  warnings = vi.spyOn(console, 'error').mockImplementation(() => {});
  return render(element);
}

/** The text without styles. */
export function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}
