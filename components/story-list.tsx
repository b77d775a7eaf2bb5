import type { ListPage, Summary } from '#lib/index/queries.ts';
import { Pagination } from './pagination.tsx';
import { Teaser } from './teaser.tsx';

/** One page of stories, newest first, under whatever head its page has. */
export function StoryList({
  list,
  timeZone,
  pathOf,
  empty,
}: {
  list: ListPage<Summary>;
  timeZone: string;
  pathOf: (page: number) => string;
  empty: string;
}) {
  if (list.total === 0) return <p className="empty">{empty}</p>;
  return (
    <>
      <div className="story-list">
        {list.items.map((story) => (
          <Teaser key={story.slug} story={story} size="row" timeZone={timeZone} />
        ))}
      </div>
      <Pagination page={list.page} pages={list.pages} pathOf={pathOf} />
    </>
  );
}
