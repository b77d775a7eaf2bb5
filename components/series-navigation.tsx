import './series-navigation.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { SeriesPart } from '#lib/store/queries/series-queries.ts';

/** Links to a series and to the parts before and after a story. */
export function SeriesNavigation({
  part: { name, slug, previous, next },
  publication: { edition, language },
}: {
  part: SeriesPart;
  publication: PublicationEdition;
}) {
  const messages = messagesIn(language);
  return (
    <nav className="series-navigation" aria-label={messages.series(name)}>
      <p className="kicker">
        <a href={pathTo({ kind: 'series', edition, slug, page: 1 })}>{name}</a>
      </p>
      {previous && (
        <p>
          <span>{messages.previousPart} </span>
          <a href={pathTo({ kind: 'article', edition, slug: previous.slug })} rel="prev">
            {previous.headline}
          </a>
        </p>
      )}
      {next && (
        <p>
          <span>{messages.nextPart} </span>
          <a href={pathTo({ kind: 'article', edition, slug: next.slug })} rel="next">
            {next.headline}
          </a>
        </p>
      )}
    </nav>
  );
}
