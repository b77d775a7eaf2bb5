import type { Page, PublicationEdition } from '#lib/content/masthead.ts';
import { wordsIn } from '#lib/interface-words/catalogue.ts';
import { pathTo } from '#lib/urls.ts';

/** What stands at the foot of every page: the name, the pages about us, and the ways to everything. */
export function SiteFooter({
  publication,
  pages,
}: {
  publication: PublicationEdition;
  pages: readonly Pick<Page, 'slug' | 'title'>[];
}) {
  const { edition, language } = publication;
  const words = wordsIn(language);
  return (
    <footer className="site-footer">
      <p className="name">{publication.name}</p>
      <p>{publication.tagline}</p>
      <nav aria-label={words.more}>
        <ul>
          {pages.map(({ slug, title }) => (
            <li key={slug}>
              <a href={pathTo({ kind: 'page', edition, slug })}>{title}</a>
            </li>
          ))}
          <li>
            <a href={pathTo({ kind: 'authors', edition, page: 1 })}>{words.allAuthors}</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'tags', edition, page: 1 })}>{words.allTags}</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'archive', edition, date: '', page: 1 })}>{words.archive}</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'corrections', edition, page: 1 })}>{words.corrections}</a>
          </li>
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
