import type { Page, PublicationEdition } from '#lib/content/records.ts';
import type { NamedTag } from '#lib/store/queries/views.ts';
import { wordsIn } from '#lib/i18n/catalogue.ts';
import { type PagePlace, pathTo } from '#lib/routes/urls.ts';
import { SectionLinks } from './section-links.tsx';

/** What stands at the foot of every page: the name, the sections, the pages about us, and the ways to everything. */
export function SiteFooter({
  publication,
  sections,
  pages,
}: {
  publication: PublicationEdition;
  sections: readonly NamedTag[];
  pages: readonly Pick<Page, 'slug' | 'title'>[];
}) {
  const { edition, language } = publication;
  const words = wordsIn(language);
  const ways: [name: string, place: PagePlace][] = [
    ...pages.map(({ slug, title }): [string, PagePlace] => [title, { kind: 'page', edition, slug }]),
    [words.corrections, { kind: 'corrections', edition, page: 1 }],
    [words.allAuthors, { kind: 'authors', edition, page: 1 }],
    [words.allTags, { kind: 'tags', edition, page: 1 }],
    [words.archive, { kind: 'archive', edition, date: '', page: 1 }],
  ];
  return (
    <footer className="site-footer">
      <div>
        <p className="name">{publication.name}</p>
        <p>{publication.tagline}</p>
      </div>
      <nav aria-label={words.more}>
        {sections.length > 0 && (
          <ul>
            <SectionLinks sections={sections} publication={publication} />
          </ul>
        )}
        <ul>
          {ways.map(([name, place]) => (
            <li key={name}>
              <a href={pathTo(place)}>{name}</a>
            </li>
          ))}
          <li>
            <a
              href={pathTo({ kind: 'feed', of: { kind: 'front', edition }, format: 'rss' })}
              type="application/rss+xml"
            >
              {words.rssFeed}
            </a>
          </li>
        </ul>
      </nav>
      {publication.notice && <p className="notice">{publication.notice}</p>}
    </footer>
  );
}
