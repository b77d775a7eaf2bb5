import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

/** The newest stories, for who found no page. */
export function LatestStories() {
  const list = index.latest(1);
  return (
    list && (
      <StoryList
        list={{ ...list, items: list.items.slice(0, 6), pages: 1 }}
        timeZone={index.publication().timeZone}
        pathOf={(page) => pathTo({ kind: 'front', page })}
        empty=""
      />
    )
  );
}
