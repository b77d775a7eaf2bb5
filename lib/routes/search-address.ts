import { normalized } from '../unicode-form.ts';
import { type ArchiveDate, archiveDate } from './archive-date.ts';
import type { Edition } from './editions.ts';
import { pageNumber } from './route-parameters.ts';
import { pathTo } from './routes.ts';
import { isSlug } from './slugs.ts';

/**
 * A search as the address of its results holds it. An empty field is not set. `language` is `all`, or empty for that of the edition. `from` and `to` are days.
 */
export type SearchQuery = Readonly<{
  q: string;
  language: 'all' | '';
  section: string;
  tag: string;
  author: string;
  from: ArchiveDate;
  to: ArchiveDate;
  page: number;
}>;

/** A search with no field set. */
export const EMPTY_SEARCH: SearchQuery = {
  q: '',
  language: '',
  section: '',
  tag: '',
  author: '',
  from: '',
  to: '',
  page: 1,
};

/** Characters of a search text that count; the rest is cut off. */
const MAX_TEXT = 300;

/** Returns the search that the query of an address holds. Fields with values that are not valid stay empty. */
export function searchQueryOf(query: URLSearchParams): SearchQuery {
  const slug = (name: string) => {
    const value = query.get(name) ?? '';
    return isSlug(value) ? value : '';
  };
  const day = (name: string) => {
    const value = query.get(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(value) && archiveDate([value]) ? value : '';
  };
  const page = pageNumber(query.get('page') ?? undefined);
  return {
    q: normalized(query.get('q') ?? '', 'NFC')
      .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
      .trim()
      .slice(0, MAX_TEXT),
    language: query.get('language') === 'all' ? 'all' : '',
    section: slug('section'),
    tag: slug('tag'),
    author: slug('author'),
    from: day('from'),
    to: day('to'),
    page: Number.isNaN(page) ? 1 : page,
  };
}

/** Returns the path and query of a search's results in an edition. */
export function searchPath(edition: Edition, { page, ...fields }: SearchQuery): string {
  const given = Object.entries({ ...fields, page: page > 1 ? String(page) : '' }).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return pathTo({ kind: 'search', edition }) + (query && `?${query}`);
}
