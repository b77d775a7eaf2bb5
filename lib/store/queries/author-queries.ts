import type { Author } from '../../content/author.ts';
import { byName, NAMES_PER_PAGE } from '../alphabetical.ts';
import { type ListPage, pageOf } from '../list-page.ts';
import { countByList, isKnown, listPage } from '../listings.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { type AuthorProfile, type AuthorView, authorProfile, authorView, type Summary } from '../views.ts';

/** An author in a list, with the number of articles. */
export type ListedAuthor = AuthorView & Readonly<{ stories: number }>;

export const authorQueries = traceQueries({
  /** An author who has published something in any language, or null. */
  author(context: QueryContext, id: string): AuthorProfile | null {
    return isKnown(context, `author:${id}`) ? authorProfile(context, id) : null;
  },

  /** The published articles of an author, newest first; null if the list has no such page. */
  storiesByAuthor(context: QueryContext, author: string, page: number): ListPage<Summary> | null {
    return listPage(context, `author:${author}`, page);
  },

  /**
   * Authors by name, each with the number of their articles; null if the list has no such page. Only the
   * publication's own edition lists authors of articles in other languages.
   */
  authors(context: QueryContext, page: number): ListPage<ListedAuthor> | null {
    const { store, language } = context;
    const isOwn = editionIn(store, language) === '';
    const stories = countByList(context, 'author:');
    const all = store
      .rows<{ id: string; record: string }>('SELECT id, record FROM authors')
      .filter(({ id }) => stories.has(id) || (isOwn && isKnown(context, `author:${id}`)))
      .map(({ id, record }) => ({
        ...authorView(context, JSON.parse(record) as Author),
        stories: stories.get(id) ?? 0,
      }));
    return pageOf(byName(language, all), page, NAMES_PER_PAGE);
  },
});
