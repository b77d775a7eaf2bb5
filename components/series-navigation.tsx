import type { SeriesPart } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

/** The parts of a series before and after a story. */
export function SeriesNavigation({ part: { name, slug, previous, next } }: { part: SeriesPart }) {
  return (
    <nav className="series" aria-label={`Series: ${name}`}>
      <p className="kicker">
        <a href={pathTo({ kind: 'series', slug, page: 1 })}>{name}</a>
      </p>
      {previous && (
        <p>
          <span>Before: </span>
          <a href={pathTo({ kind: 'article', slug: previous.slug })} rel="prev">
            {previous.headline}
          </a>
        </p>
      )}
      {next && (
        <p>
          <span>Next: </span>
          <a href={pathTo({ kind: 'article', slug: next.slug })} rel="next">
            {next.headline}
          </a>
        </p>
      )}
    </nav>
  );
}
