import type { PageKind } from '../routes/page-kinds.ts';

type NamedFile = Exclude<PageKind['file'], 'home' | undefined>;

/** Where the store keeps the records of content files that have a page: the table or view, and the column with the name that is in the path. */
const RECORD_TABLES: Readonly<Record<NamedFile, { table: string; column: string; hasLanguage: boolean }>> = {
  article: { table: 'articles', column: 'slug', hasLanguage: true },
  author: { table: 'authors', column: 'id', hasLanguage: false },
  tag: { table: 'known_tags', column: 'slug', hasLanguage: false },
  page: { table: 'pages', column: 'slug', hasLanguage: true },
};

/** Returns the table of a kind of content file, or null for one whose page has no name in its path. */
export function recordTable(file: PageKind['file']): (typeof RECORD_TABLES)[NamedFile] | null {
  return file === undefined || file === 'home' ? null : RECORD_TABLES[file];
}
