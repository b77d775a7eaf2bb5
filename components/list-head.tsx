import type { ReactNode } from 'react';

/** A page above the present one. */
export type Step = Readonly<{ name: string; path: string }>;

/** The head of a list: the way to it, what it is a list of, a line about it, and what the reader should know. */
export function ListHead({
  title,
  note,
  trail = [],
  children,
}: {
  title: string;
  note: string;
  trail?: readonly Step[];
  children?: ReactNode;
}) {
  return (
    <header className="list-head">
      {trail.length > 0 && (
        <nav className="trail" aria-label="Breadcrumb">
          <ol>
            {trail.map(({ name, path }) => (
              <li key={path}>
                <a href={path}>{name}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <h1>{title}</h1>
      {children}
      {note && <p className="note">{note}</p>}
    </header>
  );
}
