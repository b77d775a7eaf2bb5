import { longDate } from '#lib/dates.ts';
import type { CorrectionMade } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';
import { Time } from './time.tsx';

/** Corrections with the stories that they were made to. */
export function CorrectionList({
  corrections,
  timeZone,
}: {
  corrections: readonly CorrectionMade[];
  timeZone: string;
}) {
  if (corrections.length === 0) return <p className="empty">No correction has been needed yet.</p>;
  return (
    <ul className="correction-list">
      {corrections.map(({ date, text, story }) => (
        <li key={`${date} ${story.slug} ${text}`}>
          <p className="when">
            <Time instant={date} words={longDate(date, timeZone)} />
          </p>
          <div>
            <h2>
              <a href={pathTo({ kind: 'article', slug: story.slug })}>{story.headline}</a>
            </h2>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
