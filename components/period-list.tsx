import { spanInWords } from '#lib/dates.ts';
import type { Period } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

/** Years, months or days with what was published in each: the way through the archive. */
export function PeriodList({ periods }: { periods: readonly Period[] }) {
  if (periods.length === 0) return null;
  return (
    <ol className="periods">
      {periods.map(({ date, stories }) => (
        <li key={date}>
          <a href={pathTo({ kind: 'archive', date, page: 1 })} aria-label={spanInWords(date)}>
            {shortName(date)}
          </a>{' '}
          <span className="count">{stories.toLocaleString('en')}</span>
        </li>
      ))}
    </ol>
  );
}

/** A year as it is, a month by its name, a day by its number: what they are parts of stands above. */
function shortName(date: string): string {
  const parts = date.split('-');
  if (parts.length === 1) return date;
  return parts.length === 2 ? (spanInWords(date).split(' ')[0] ?? '') : String(Number(parts[2]));
}
