import type { SearchQuery } from '../../routes/search-address.ts';
import { findArticles } from '../../search/find-articles.ts';
import { type SnippetPart, snippetOf } from '../../search/snippet.ts';
import { suggestQuery } from '../../search/spelling.ts';
import { hasPage, type ListPage, pageCount } from '../list-page.ts';
import { publishedLanguages } from '../published.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { type Summary, summaryView } from '../views.ts';

/**
 * An article that a search found. `snippet` is a passage with the search words; null if its text has none of
 * them.
 */
export type SearchHit = Readonly<{ story: Summary; snippet: readonly SnippetPart[] | null }>;

/**
 * One page of search results. `more`: there are more than `total`. `missing` are words of the query that no
 * story has; `query` is the rest, which found the results. `suggestion` is another spelling that finds
 * something.
 */
export type SearchResult = ListPage<SearchHit> &
  Readonly<{ more: boolean; missing: readonly string[]; query: string; suggestion: string | null }>;

export const HITS_PER_PAGE = 10;
/** A query with fewer hits may be misspelt. */
const FEW_HITS = 3;

export const searchQueries = traceQueries({
  /** The published articles that a search finds, the best first; null if there is no such page of them. */
  search(
    { store, language }: QueryContext,
    { q, language: where, page, ...filters }: SearchQuery,
  ): SearchResult | null {
    const languages = where === 'all' ? publishedLanguages(store) : [language];
    const context = { languages, timeZone: store.publication().timeZone, now: store.clock() };
    const offset = (page - 1) * HITS_PER_PAGE;
    const found = store.read((db) => findArticles(db, q, filters, context, { limit: HITS_PER_PAGE, offset }));
    const pages = pageCount(found.total, HITS_PER_PAGE);
    if (!hasPage(pages, page)) return null;
    const items = found.ids.flatMap((id) => {
      const article = store.row<{ record: string; body: string; language: string }>(
        'SELECT record, body, language FROM articles WHERE id = ?',
        id,
      );
      if (!article) return [];
      const story = summaryView(store, JSON.parse(article.record));
      return { story, snippet: snippetOf(article.body, article.language, found.terms) };
    });
    const { total, more, missing, query } = found;
    const mayBeMisspelt = total < FEW_HITS || missing.length > 0;
    const suggestion = mayBeMisspelt ? store.read((db) => suggestQuery(db, q, context)) : null;
    return { items, page, pages, total, more, missing, query, suggestion };
  },
});
