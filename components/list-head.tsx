import type { ReactNode } from 'react';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { FeedList } from '#lib/routes/page-kinds.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TagColour } from '#lib/store/views.ts';
import { inColour } from './section-colour.ts';

/** A page above the present one. */
export type Step = Readonly<{ name: string; path: string }>;

/**
 * The head of a list: breadcrumbs, headline, `children`, and a note with links to its feed and its search.
 */
export function ListHead({
  publication: { language },
  title,
  note,
  breadcrumbs = [],
  feed,
  colour,
  search,
  children,
}: {
  publication: PublicationEdition;
  title: string;
  note: string;
  breadcrumbs?: readonly Step[];
  /** The feed of the list; its name is `title`. */
  feed?: FeedList;
  /** The colour of the section. */
  colour?: TagColour;
  /** The path of a search in the list. */
  search?: string;
  children?: ReactNode;
}) {
  const messages = messagesIn(language);
  return (
    <header className={colour ? inColour('list-head list-head-coloured', { colour }) : 'list-head'}>
      {breadcrumbs.length > 0 && (
        <nav className="list-head__breadcrumbs" aria-label={messages.breadcrumb}>
          <ol>
            {breadcrumbs.map(({ name, path }) => (
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
        <p className="list-head__note">
          {note}
          {feed && (
            <>
              {' '}
              <a href={pathTo({ kind: 'feed', of: feed, format: 'rss' })} type="application/rss+xml">
                {messages.follow(title)}
              </a>
            </>
          )}
          {search && (
            <>
              {' '}
              <a href={search}>{messages.search}</a>
            </>
          )}
        </p>
      )}
    </header>
  );
}
