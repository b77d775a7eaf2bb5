import type { Page, Publication } from '#lib/content/masthead.ts';
import { pathTo } from '#lib/urls.ts';

/** What stands at the foot of every page: the name, the pages about us, and the ways to everything. */
export function SiteFooter({
  publication,
  pages,
}: {
  publication: Publication;
  pages: readonly Pick<Page, 'slug' | 'title'>[];
}) {
  return (
    <footer className="site-footer">
      <p className="name">{publication.name}</p>
      <p>{publication.tagline}</p>
      <nav aria-label="More">
        <ul>
          {pages.map(({ slug, title }) => (
            <li key={slug}>
              <a href={pathTo({ kind: 'page', slug })}>{title}</a>
            </li>
          ))}
          <li>
            <a href={pathTo({ kind: 'authors', page: 1 })}>All authors</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'tags', page: 1 })}>All tags</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'archive', date: '', page: 1 })}>Archive</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'corrections', page: 1 })}>Corrections</a>
          </li>
          <li>
            <a href={pathTo({ kind: 'feed', of: { kind: 'front' }, format: 'rss' })} type="application/rss+xml">
              RSS feed
            </a>
          </li>
        </ul>
      </nav>
      {publication.notice && <p className="notice">{publication.notice}</p>}
    </footer>
  );
}
