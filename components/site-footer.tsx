import type { Page } from '#lib/content/page.ts';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import type { PageRoute } from '#lib/routes/page-kinds.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { TagLink } from '#lib/store/views.ts';
import { SectionLinks } from './section-links.tsx';

/** The foot of every page: name, sections, pages of the publication, and links to all lists. */
export function SiteFooter({
  publication,
  sections,
  pages,
}: {
  publication: PublicationEdition;
  sections: readonly TagLink[];
  pages: readonly Pick<Page, 'slug' | 'title'>[];
}) {
  const { edition, language } = publication;
  const messages = messagesIn(language);
  const links: [name: string, route: PageRoute][] = [
    ...pages.map(({ slug, title }): [string, PageRoute] => [title, { kind: 'page', edition, slug }]),
    [messages.correctionsAndClarifications, { kind: 'corrections', edition, page: 1 }],
    [messages.allAuthors, { kind: 'authors', edition, page: 1 }],
    [messages.allTopics, { kind: 'tags', edition, page: 1 }],
    [messages.archive, { kind: 'archive', edition }],
  ];
  return (
    <footer className="site-footer">
      <div>
        <p className="site-footer__name">{publication.name}</p>
        <p>{publication.tagline}</p>
      </div>
      <nav aria-label={messages.more}>
        {sections.length > 0 && (
          <ul>
            <SectionLinks sections={sections} publication={publication} />
          </ul>
        )}
        <ul>
          {links.map(([name, route]) => (
            <li key={name}>
              <a href={pathTo(route)}>{name}</a>
            </li>
          ))}
          <li>
            <a href={pathTo({ kind: 'feed', of: { kind: 'home', edition }, format: 'rss' })} type="application/rss+xml">
              {messages.rssFeed}
            </a>
          </li>
        </ul>
      </nav>
      {publication.notice && <p className="site-footer__notice">{publication.notice}</p>}
    </footer>
  );
}
