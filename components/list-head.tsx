import type { ReactNode } from 'react';

/** The head of a list: what it is a list of, a line about it, and what the reader should know. */
export function ListHead({ title, note, children }: { title: string; note: string; children?: ReactNode }) {
  return (
    <header className="list-head">
      <h1>{title}</h1>
      {children}
      {note && <p className="note">{note}</p>}
    </header>
  );
}
