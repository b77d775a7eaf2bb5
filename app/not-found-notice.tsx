import { ListHead } from '#components/list-head.tsx';
import { StoryList } from '#components/story-list.tsx';
import { type Edition, pathTo } from '#lib/routes/urls.ts';
import { editionNamed } from './edition.ts';

/** What stands at an address where there never was anything, or no longer is: that, and the newest stories. */
export function Absence({ edition: named, takenDown = false }: { edition: Edition; takenDown?: boolean }) {
  const { index, publication, edition, words } = editionNamed(named);
  const list = index.latest(1);
  return (
    <>
      <ListHead
        publication={publication}
        title={takenDown ? words.takenDown : words.notFound}
        note={takenDown ? words.takenDownNote : words.notFoundNote}
      />
      {list && (
        <StoryList
          list={{ ...list, items: list.items.slice(0, 6), pages: 1 }}
          publication={publication}
          pathOf={(page) => pathTo({ kind: 'front', edition, page })}
          empty=""
        />
      )}
    </>
  );
}
