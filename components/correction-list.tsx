import type { PublicationEdition } from '#lib/content/publication.ts';
import { longDate } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { ListedCorrection } from '#lib/store/queries/correction-queries.ts';
import { Time } from './time.tsx';

/** Corrections, each with a link to its story. */
export function CorrectionList({
  corrections,
  publication,
}: {
  corrections: readonly ListedCorrection[];
  publication: PublicationEdition;
}) {
  if (corrections.length === 0)
    return <p className="correction-list__empty">{messagesIn(publication.language).noCorrections}</p>;
  return (
    <ul className="correction-list">
      {corrections.map(({ date, text, story: { edition, slug, headline } }) => (
        <li key={`${date} ${slug} ${text}`}>
          <p className="correction-list__date">
            <Time instant={date} text={longDate(date, publication)} />
          </p>
          <div>
            <h2>
              <a href={pathTo({ kind: 'article', edition, slug })}>{headline}</a>
            </h2>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
