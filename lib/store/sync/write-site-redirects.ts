import type { DatabaseSync } from 'node:sqlite';
import type { SiteRedirect, SiteRedirects } from '../../content/site-redirects.ts';
import { rows, run } from '../../sqlite.ts';
import type { WriteResult } from './write-result.ts';

const COLUMNS = 'path, query, start, target, line, "column"';

/** Writes the redirects of publication.yaml or redirects.csv. */
export function writeSiteRedirects(db: DatabaseSync, { file, redirects }: SiteRedirects): WriteResult {
  const sql = `SELECT ${COLUMNS} FROM site_redirects WHERE file = ? ORDER BY position`;
  const before = rows<SiteRedirect>(db, sql, file);
  if (before.length === redirects.length && before.every((known, at) => isSame(known, redirects[at] as SiteRedirect)))
    return { visible: false };
  run(db, 'DELETE FROM site_redirects WHERE file = ?', file);
  for (const [position, { path, query, start, target, line, column }] of redirects.entries()) {
    run(
      db,
      `INSERT INTO site_redirects (file, position, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      file,
      position,
      path,
      query,
      start,
      target,
      line,
      column,
    );
  }
  return { visible: true };
}

function isSame(one: SiteRedirect, other: SiteRedirect): boolean {
  return (Object.keys(one) as (keyof SiteRedirect)[]).every((key) => one[key] === other[key]);
}
