import type { ReactNode } from 'react';

/** Marks the position of the element. No text contains it: content with control characters is an error. */
const MARK = '\u0000';

/** A message with an element in it, whose position depends on the language. */
export function Phrase({ of, children }: { of: (inner: string) => string; children: ReactNode }) {
  const [before = '', after = ''] = of(MARK).split(MARK);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
