import type { PublicationEdition } from '#lib/content/publication.ts';
import { shortSpan } from '#lib/dates.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';
import { pathTo } from '#lib/routes/routes.ts';
import type { Period } from '#lib/store/queries/archive-queries.ts';
import { PeriodList } from './period-list.tsx';

/** The years of the archive, each with the months that have stories. */
export function ArchiveYears({
  years,
  publication,
}: {
  years: readonly Readonly<{ year: Period; months: readonly Period[] }>[];
  publication: PublicationEdition;
}) {
  const { edition, language } = publication;
  return years.map(({ year: { date, stories }, months }) => (
    <section key={date} className="archive-years__year">
      <h2>
        <a href={pathTo({ kind: 'period', edition, date, page: 1 })}>{shortSpan(date, language)}</a>
      </h2>
      <div>
        <p className="archive-years__count">{messagesIn(language).stories(stories)}</p>
        <PeriodList periods={months} publication={publication} />
      </div>
    </section>
  ));
}
