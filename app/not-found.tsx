import type { Metadata } from 'next';
import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { index } from '#lib/index/queries.ts';
import { pathTo } from '#lib/urls.ts';

export const metadata: Metadata = { title: 'Page not found', robots: { index: false } };

export default function NotFound() {
  const list = index.latest(1);
  return (
    <>
      <ListHead
        title="Page not found"
        note="There is nothing at this address. It may have been mistyped, or the story may have moved."
      />
      {list && (
        <StoryList
          list={{ ...list, items: list.items.slice(0, 6), pages: 1 }}
          timeZone={index.publication().timeZone}
          pathOf={(page) => pathTo({ kind: 'front', page })}
          empty=""
        />
      )}
    </>
  );
}
