import './front-page.css';
import type { ListPage, Summary } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';
import { ListHead } from './list-head.tsx';
import { Pagination } from './pagination.tsx';
import { Teaser } from './teaser.tsx';

/** The first page of the paper: the newest story leads, two stand beside it, a row of four follows, then the rest. */
export function FrontPage({ list, timeZone }: { list: ListPage<Summary>; timeZone: string }) {
  const [lead, ...others] = list.items;
  if (!lead) return <ListHead title="Nothing has been published yet" note="" />;
  const second = others.slice(0, 2);
  const third = others.slice(2, 6);
  const rest = others.slice(6);
  return (
    <>
      <div className="front">
        <Teaser story={lead} size="lead" timeZone={timeZone} />
        {second.length > 0 && (
          <div className="seconds">
            {second.map((story) => (
              <Teaser key={story.slug} story={story} size="second" timeZone={timeZone} />
            ))}
          </div>
        )}
        {third.length > 0 && (
          <div className="thirds">
            {third.map((story) => (
              <Teaser key={story.slug} story={story} size="third" timeZone={timeZone} />
            ))}
          </div>
        )}
      </div>
      {rest.length > 0 && (
        <section className="more" aria-labelledby="more">
          <h2 id="more">More stories</h2>
          <div className="columns">
            {rest.map((story) => (
              <Teaser key={story.slug} story={story} size="row" timeZone={timeZone} illustrated={false} />
            ))}
          </div>
        </section>
      )}
      <Pagination page={list.page} pages={list.pages} pathOf={(page) => pathTo({ kind: 'front', page })} />
    </>
  );
}
