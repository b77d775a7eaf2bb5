import { row, rows } from '../../sqlite.ts';
import { type AuditRule, diagnosticAt, locateKey } from './audit-rule.ts';

/** Authors whom no article names. */
export const unusedAuthors: AuditRule = (db, folders) => {
  // An article with an error may be the only one that names an author.
  const hasBrokenArticles =
    row(
      db,
      `SELECT 1 FROM files, json_each(diagnostics) AS diagnostic
       WHERE kind = 'article' AND diagnostics <> '[]' AND diagnostic.value ->> 'blocks' LIMIT 1`,
    ) !== null;
  return rows<{ file: string; name: string }>(
    db,
    `SELECT authors.file, name FROM authors JOIN files ON files.path = authors.file
     WHERE NOT EXISTS (
       SELECT 1 FROM mentions WHERE author IN (id, name)
         OR author IN (SELECT value ->> 'name' FROM json_each(authors.record, '$.translations'))
     )`,
  ).map(({ file, name }) => {
    const fix = hasBrokenArticles
      ? 'Fix the articles that have errors first: one of them may name this author.'
      : 'Name them in an article, or delete the file.';
    return diagnosticAt(locateKey(folders, file, 'name'), 'warning', 'author-unused', `No article is by ${name}.`, fix);
  });
};
