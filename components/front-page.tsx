import './front-page.css';
import type { Arrangement, FrontRow } from '#lib/index/front-arrangement.ts';
import type { Summary } from '#lib/index/queries.ts';
import type { PictureRoom } from '#lib/pictures.ts';
import { pathTo } from '#lib/urls.ts';
import { ListHead } from './list-head.tsx';
import { Pagination } from './pagination.tsx';
import { Teaser, type TeaserSize } from './teaser.tsx';

type Rooms = { lead?: PictureRoom; second?: PictureRoom };

// What front-page.css gives the pictures where it is not as usual.
const WITH_RAIL: Rooms = {
  lead: { sizes: '(min-width: 82rem) 37.5rem, (min-width: 64rem) 45vw, 100vw', narrowest: 320, widest: 1280 },
  second: {
    sizes: '(min-width: 82rem) 18.5rem, (min-width: 64rem) 22.5vw, (min-width: 46rem) 46vw, calc(100vw - 2.5rem)',
    narrowest: 320,
    widest: 960,
  },
};
const ALONE: Rooms = {
  lead: { sizes: '(min-width: 82rem) 77rem, (min-width: 64rem) 93vw, 100vw', narrowest: 320, widest: 1920 },
};
const ALONE_WITH_RAIL: Rooms = {
  lead: { sizes: '(min-width: 82rem) 57rem, (min-width: 64rem) 69vw, 100vw', narrowest: 320, widest: 1640 },
};

/**
 * The first page of the paper: a story leads, others stand beside it, a row follows; at the side, if the editors wish, opinion; then a row for each section, and
 * what else is new. `pages` is how many pages the list of all stories has that begins here.
 */
export function FrontPage({
  front: { lead, beside, next, rail, rows, recent, pages },
  timeZone,
}: {
  front: Arrangement<Summary> & { pages: number };
  timeZone: string;
}) {
  if (!lead) return <ListHead title="Nothing has been published yet" note="" />;
  const teasers = (stories: readonly Summary[], size: TeaserSize, more: Partial<Parameters<typeof Teaser>[0]> = {}) =>
    stories.map((story) => <Teaser key={story.slug} story={story} size={size} timeZone={timeZone} {...more} />);
  const alone = beside.length === 0;
  const rooms = alone ? (rail ? ALONE_WITH_RAIL : ALONE) : rail ? WITH_RAIL : {};
  return (
    <>
      <div className={['front', rail && 'with-rail', alone && 'alone'].filter(Boolean).join(' ')}>
        <Teaser story={lead} size="lead" timeZone={timeZone} room={rooms.lead} />
        {!alone && <div className="seconds">{teasers(beside, 'second', { room: rooms.second })}</div>}
        {rail && (
          <section className="rail" aria-labelledby={`rail-${rail.slug}`}>
            <RowHead id={`rail-${rail.slug}`} row={rail} />
            {teasers(rail.stories, 'row', { illustrated: false, level: 3 })}
          </section>
        )}
        {next.length > 0 && <div className="thirds">{teasers(next, 'third')}</div>}
      </div>
      {rows.map((row) => (
        <section key={row.slug} className="section-row" aria-labelledby={`section-${row.slug}`}>
          <RowHead id={`section-${row.slug}`} row={row} />
          <div className="thirds">{teasers(row.stories, 'third', { level: 3 })}</div>
        </section>
      ))}
      {recent.length > 0 && (
        <section className="more" aria-labelledby="more">
          <h2 id="more">More stories</h2>
          <div className="columns">{teasers(recent, 'row', { illustrated: false, level: 3 })}</div>
        </section>
      )}
      <Pagination page={1} pages={pages} pathOf={(page) => pathTo({ kind: 'front', page })} />
    </>
  );
}

/** The name of a section as the head of its stories, which leads to all of them. */
function RowHead({ id, row }: { id: string; row: FrontRow<Summary> }) {
  return (
    <h2 id={id}>
      <a href={pathTo({ kind: 'tag', slug: row.slug, page: 1 })}>{row.name}</a>
    </h2>
  );
}
