import type { DatabaseSync } from 'node:sqlite';
import type { ArticleContext } from '../../content/article.ts';
import type { ImageLookup } from '../../content/lint/image-references.ts';
import type { Publication } from '../../content/publication.ts';
import { slugOf } from '../../routes/slugs.ts';
import { row, rows } from '../../sqlite.ts';

// Looks up in the index what an article refers to.

/**
 * Returns the authors that articles can name, and the names of tags in other languages. An author without a
 * file is unknown, although the page may still exist.
 */
export function articleContext(
  db: DatabaseSync,
  { timeZone, language }: Publication,
): Omit<ArticleContext, 'images'> & Record<'authors' | 'translatedTags', Map<string, string>> {
  const authors = rows<{ id: string; name: string }>(
    db,
    'SELECT id, name FROM authors WHERE file IN (SELECT path FROM files) ORDER BY id',
  );
  const translatedNames = (table: 'authors' | 'tags', key: 'id' | 'slug') =>
    rows<{ named: string; name: string }>(
      db,
      `SELECT ${table}.${key} AS named, translation.value ->> 'name' AS name
       FROM ${table}, json_each(record, '$.translations') AS translation
       WHERE file IN (SELECT path FROM files) AND translation.value ->> 'name' IS NOT NULL ORDER BY named, name`,
    );
  return {
    timeZone,
    language,
    authors: new Map([
      ...translatedNames('authors', 'id').map(({ named, name }) => [name, named] as const),
      ...authors.map(({ id, name }) => [name, id] as const),
      ...authors.map(({ id }) => [id, id] as const),
    ]),
    translatedTags: new Map(
      translatedNames('tags', 'slug')
        .map(({ named, name }) => [slugOf(name), named] as const)
        .filter(([slug]) => slug !== ''),
    ),
  };
}

/** Looks up images in the index. */
export function imageLookup(db: DatabaseSync): ImageLookup {
  return {
    findingFor(path) {
      const found = row<{ finding: string | null }>(db, 'SELECT finding FROM images WHERE path = ?', path);
      return found ? found.finding && JSON.parse(found.finding) : undefined;
    },
    namesIn(folder) {
      const sql = "SELECT path FROM images WHERE path > ?1 || '/' AND path < ?1 || '0'"; // “0” follows “/”
      const names = rows<{ path: string }>(db, sql, folder).map(({ path }) => path.slice(folder.length + 1));
      return names.filter((name) => !name.includes('/'));
    },
  };
}
