import type { ReactNode } from 'react';
import { type FeedList, pathTo } from '#lib/urls.ts';

/** A page above the present one. */
export type Step = Readonly<{ name: string; path: string }>;

/** The head of a list: the way to it, what it is a list of, what the reader should know, and a line about it with the way to follow it. */
export function ListHead({
  title,
  note,
  trail = [],
  feed,
  children,
}: {
  title: string;
  note: string;
  trail?: readonly Step[];
  /** Where its stories can be followed. */
  feed?: FeedList;
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
      {note && (
        <p className="note">
          {note}
          {feed && (
            <>
              {' '}
              <a href={pathTo({ kind: 'feed', of: feed, format: 'rss' })} type="application/rss+xml">
                RSS feed
              </a>
            </>
          )}
        </p>
      )}
    </header>
  );
}
