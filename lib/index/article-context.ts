import type { DatabaseSync } from 'node:sqlite';
import type { ArticleContext } from '../content/article.ts';
import type { PictureLookup } from '../content/illustrations.ts';
import type { Publication } from '../content/masthead.ts';
import { row, rows } from './statement.ts';

// What articles are read with, as the index knows it.

/** What articles refer to by name. An author whose file has gone is no longer known, though the page may still stand. */
export function namesKnown(
  db: DatabaseSync,
  { timeZone, language }: Publication,
): Omit<ArticleContext, 'pictures'> & { authors: Map<string, string>; tags: Map<string, string> } {
  const authors = rows<{ id: string; name: string }>(
    db,
    'SELECT id, name FROM authors WHERE file IN (SELECT path FROM files) ORDER BY id',
  );
  const tags = rows<{ slug: string; name: string }>(
    db,
    'SELECT slug, name FROM tags WHERE file IS NOT NULL ORDER BY slug',
  );
  return {
    timeZone,
    language,
    authors: new Map([
      ...authors.map(({ id, name }) => [name, id] as const),
      ...authors.map(({ id }) => [id, id] as const),
    ]),
    tags: new Map(tags.map(({ slug, name }) => [slug, name])),
  };
}

/** The picture files. */
export function picturesKnown(db: DatabaseSync): PictureLookup {
  return {
    remarkOn(path) {
      const found = row<{ remark: string | null }>(db, 'SELECT remark FROM pictures WHERE path = ?', path);
      return found ? found.remark && JSON.parse(found.remark) : undefined;
    },
    namesIn(folder) {
      const sql = "SELECT path FROM pictures WHERE path > ?1 || '/' AND path < ?1 || '0'"; // “0” follows “/”
      const names = rows<{ path: string }>(db, sql, folder).map(({ path }) => path.slice(folder.length + 1));
      return names.filter((name) => !name.includes('/'));
    },
  };
}
