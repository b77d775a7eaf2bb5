import type { Author } from '../../content/author.ts';
import { byName, NAMES_PER_PAGE } from '../alphabetical.ts';
import { type ListPage, pageOf } from '../list-page.ts';
import { countByList, listPage } from '../listings.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { type AuthorProfile, type AuthorView, authorProfile, authorView, type Summary } from '../views.ts';

/** An author in a list, with the number of articles. */
export type ListedAuthor = AuthorView & Readonly<{ stories: number }>;

export const authorQueries = traceQueries({
  /** An author, or null. */
  author(context: QueryContext, id: string): AuthorProfile | null {
    return authorProfile(context, id);
  },

  /** The published articles of an author, newest first; null if the list has no such page. */
  storiesByAuthor(context: QueryContext, author: string, page: number): ListPage<Summary> | null {
    return listPage(context, `author:${author}`, page);
  },

  /**
   * Authors by name, each with the number of their articles; null if the list has no such page. Only the
   * publication's own edition lists authors without articles.
   */
  authors(context: QueryContext, page: number): ListPage<ListedAuthor> | null {
    const { store, language } = context;
    const isOwn = editionIn(store, language) === '';
    const stories = countByList(context, 'author:');
    const all = store
      .rows<{ id: string; record: string }>('SELECT id, record FROM authors')
      .filter(({ id }) => isOwn || stories.has(id))
      .map(({ id, record }) => ({
        ...authorView(context, JSON.parse(record) as Author),
        stories: stories.get(id) ?? 0,
      }));
    return pageOf(byName(language, all), page, NAMES_PER_PAGE);
  },
});
