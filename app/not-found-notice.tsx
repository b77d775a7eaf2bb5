import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import type { Edition } from '#lib/routes/editions.ts';
import { pathTo } from '#lib/routes/routes.ts';
import { editionContext } from './edition.ts';

/** What stands at an address where there never was anything, or no longer is: that, and the newest stories. */
export function Absence({ edition: named, takenDown = false }: { edition: Edition; takenDown?: boolean }) {
  const { queries, publication, edition, messages } = editionContext(named);
  const list = queries.latest(1);
  return (
    <>
      <ListHead
        publication={publication}
        title={takenDown ? messages.articleRemoved : messages.notFound}
        note={takenDown ? messages.articleRemovedNote : messages.notFoundNote}
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
