import type { DatabaseSync } from 'node:sqlite';
import type { Author } from '../../content/author.ts';
import type { Tag } from '../../content/tag.ts';
import { run } from '../../sqlite.ts';
import type { WriteResult } from './write-result.ts';

export function writeAuthor(db: DatabaseSync, author: Author): WriteResult {
  const count = run(
    db,
    `INSERT INTO authors (id, file, name, record) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT DO UPDATE SET file = ?2, name = ?3, record = ?4 WHERE record <> ?4`,
    author.id,
    author.file,
    author.name,
    JSON.stringify(author),
  );
  return { visible: count > 0 };
}

export function writeTag(db: DatabaseSync, tag: Tag): WriteResult {
  const count = run(
    db,
    `INSERT INTO tags (slug, file, name, record) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT DO UPDATE SET file = ?2, name = ?3, record = ?4 WHERE record <> ?4`,
    tag.slug,
    tag.file,
    tag.name,
    JSON.stringify(tag),
  );
  return { visible: count > 0 };
}

/**
 * Deletes authors who have no file once no article names them; until then their pages stay. Returns whether
 * readers can see a change.
 */
export function deleteUnnamedAuthors(db: DatabaseSync): boolean {
  const authors = run(
    db,
    `DELETE FROM authors WHERE file NOT IN (SELECT path FROM files)
       AND NOT EXISTS (SELECT 1 FROM listings WHERE list = 'author:' || authors.id)`,
  );
  if (authors > 0) {
    const sql = `DELETE FROM image_references WHERE file LIKE 'content/authors/%' AND file NOT IN (SELECT file FROM authors)`;
    run(db, sql);
  }
  return authors > 0;
}
