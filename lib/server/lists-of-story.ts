import type { FeedList } from '../routes/page-kinds.ts';
import { routeAt } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';

/** The lists with feeds that contain the story at a path. */
export function listsOf(store: ContentStore, path: string): FeedList[] {
  const route = routeAt(path);
  if (route?.kind !== 'article') return [];
  const { edition } = route;
  const story = queriesFor(store, edition).story(route.slug);
  if (!story) return [];
  return [
    { kind: 'home', edition },
    ...(story.section ? [story.section, ...story.tags] : story.tags).map(
      ({ slug }) => ({ kind: 'tag', edition, slug }) as const,
    ),
    ...story.byline.map(({ id }) => ({ kind: 'author', edition, id }) as const),
    ...(story.series ? [{ kind: 'series', edition, slug: story.series.slug } as const] : []),
  ];
}
