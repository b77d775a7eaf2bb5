import type { PublicationEdition } from '#lib/content/publication.ts';
import type { ListPage } from '#lib/store/list-page.ts';
import type { Summary } from '#lib/store/views.ts';
import { Pagination } from './pagination.tsx';
import { Teaser } from './teaser.tsx';

/** One page of a list of stories, newest first. `empty` is the text of an empty list. */
export function StoryList({
  list,
  tag,
  publication,
  pathOf,
  empty,
}: {
  list: ListPage<Summary>;
  /** The slug of the tag, if it is the list of a tag. */
  tag?: string;
  publication: PublicationEdition;
  pathOf: (page: number) => string;
  empty: string;
}) {
  if (list.total === 0) return <p className="story-list__empty">{empty}</p>;
  return (
    <>
      <div className={tag === undefined ? 'story-list' : 'story-list story-list-of-tag'}>
        {list.items.map((story) => (
          <Teaser key={story.slug} story={story} size="row" pageTag={tag} publication={publication} />
        ))}
      </div>
      <Pagination page={list.page} pages={list.pages} language={publication.language} pathOf={pathOf} />
    </>
  );
}
