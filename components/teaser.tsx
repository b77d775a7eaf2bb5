import './teaser.css';
import { longDate } from '#lib/dates.ts';
import type { Summary } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';
import { writers } from './byline.tsx';
import { KeyPoints } from './key-points.tsx';
import { Kicker } from './kicker.tsx';
import { Time } from './time.tsx';

/** How much room a story has: `lead` opens a front page, `second` stands beside it, `third` in a row, `row` in a list. */
export type TeaserSize = 'lead' | 'second' | 'third' | 'row';

/** A story in a list: kicker, headline, standfirst, who and when. The whole headline is the link. */
export function Teaser({
  story,
  size,
  timeZone,
  level = size === 'lead' ? 1 : 2,
}: {
  story: Summary;
  size: TeaserSize;
  timeZone: string;
  /** Of its headline among those of the page. */
  level?: 1 | 2 | 3;
}) {
  const Headline = `h${level}` as const;
  return (
    <article className={`teaser ${size}`}>
      <Kicker section={story.section} type={story.type} />
      <Headline>
        <a href={pathTo({ kind: 'article', slug: story.slug })}>{story.headline}</a>
      </Headline>
      {story.standfirst && <p className="standfirst">{story.standfirst}</p>}
      {size === 'lead' && story.keyPoints.length > 0 && <KeyPoints points={story.keyPoints} />}
      <p className="credit">
        <span>{writers(story.byline)}</span>{' '}
        <Time instant={story.published} words={longDate(story.published, timeZone)} />
      </p>
    </article>
  );
}
