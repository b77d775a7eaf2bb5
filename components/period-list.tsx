import type { PublicationEdition } from '#lib/content/publication.ts';
import { formatSpan, shortSpan } from '#lib/dates.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { Period } from '#lib/store/queries/archive-queries.ts';

/** Links to years, months or days of the archive, each with its number of stories. */
export function PeriodList({
  periods,
  publication: { edition, language },
}: {
  periods: readonly Period[];
  publication: PublicationEdition;
}) {
  if (periods.length === 0) return null;
  return (
    <ol className="period-list">
      {periods.map(({ date, stories }) => (
        <li key={date}>
          <a href={pathTo({ kind: 'period', edition, date, page: 1 })} aria-label={formatSpan(date, language)}>
            {shortSpan(date, language)}
          </a>{' '}
          <span className="period-list__count">{stories.toLocaleString(language)}</span>
        </li>
      ))}
    </ol>
  );
}
