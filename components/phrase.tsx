import type { ReactNode } from 'react';

/** No text holds it: content with control characters is refused. */
const PLACE = '\u0000';

/** A phrase of the interface with an element in it: where that stands is for each language to say. */
export function Phrase({ of, children }: { of: (inner: string) => string; children: ReactNode }) {
  const [before = '', after = ''] = of(PLACE).split(PLACE);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
