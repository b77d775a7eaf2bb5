import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import type { Edition } from '#lib/routes/editions.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { editionContext } from './edition.ts';

/** The content of the page for a path without a page: that there is none, or that the article was removed; then the newest stories. */
export function NotFoundNotice({ edition: named, removed = false }: { edition: Edition; removed?: boolean }) {
  const { queries, publication, edition, messages } = editionContext(named);
  const list = queries.latest(1);
  return (
    <>
      <ListHead
        publication={publication}
        title={removed ? messages.articleRemoved : messages.notFound}
        note={removed ? messages.articleRemovedNote : messages.notFoundNote}
      />
      {list && (
        <StoryList
          list={{ ...list, items: list.items.slice(0, 6), pages: 1 }}
          publication={publication}
          pathOf={(page) => pathTo({ kind: 'home', edition, page })}
          empty=""
        />
      )}
    </>
  );
}
