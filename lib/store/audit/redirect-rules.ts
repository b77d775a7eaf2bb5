import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { type ContentFolders, publicFileExists } from '../../content/files.ts';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import { spanOf } from '../../dates.ts';
import { editionOf } from '../../routes/editions.ts';
import { listOfPage, pageKind, parametersOf } from '../../routes/page-kinds.ts';
import { comparablePath, isDocument, pathTo, routeAt } from '../../routes/routes.ts';
import { row, rows } from '../../sqlite.ts';
import { EVER } from '../published.ts';
import { recordTable } from '../record-tables.ts';
import { type AuditRule, diagnosticAt, locateKey, publicationOf } from './audit-rule.ts';

/** Old paths (`redirectFrom`) that another page or article has: readers would never be redirected. */
export const takenRedirects: AuditRule = async (db, folders) => {
  const { language: own } = publicationOf(db);
  const claims = rows<{ path: string; position: number; file: string; slug: string; language: string; first: string }>(
    db,
    `SELECT path, position, file, slug, language, (
       SELECT file FROM redirects AS others JOIN articles ON articles.id = article WHERE others.path = redirects.path
       ORDER BY published, slug LIMIT 1
     ) AS first FROM redirects JOIN articles ON articles.id = article ORDER BY file, position`,
  );
  const found: Diagnostic[] = [];
  for (const [index, { path, position, file, slug, language, first }] of claims.entries()) {
    // An imported archive has one for each story.
    if (index % 1000 === 999) await yieldToOthers();
    const holder = holderOf(db, folders, path) ?? (first === file ? null : first);
    if (holder === null) continue;
    const edition = editionOf(language, own);
    const isOwn = comparablePath(pathTo({ kind: 'article', edition, slug })) === path;
    const reason = isOwn ? `${path} is the story’s own address.` : `The path ${path} belongs to ${holder}.`;
    const fix = isOwn ? 'Remove it from “redirectFrom”.' : 'Remove it here, or there.';
    const at = locateKey(folders, file, 'redirectFrom', position);
    found.push(diagnosticAt(at, 'error', 'redirect-taken', reason, fix));
  }
  return found;
};

/**
 * Returns the owner of a path (as `comparablePath` writes it): its file, or what it is in words; null for a
 * free path.
 */
function holderOf(db: DatabaseSync, folders: ContentFolders, path: string): string | null {
  const route = routeAt(path.split('/').map(encodeURIComponent).join('/'));
  if (route === null) return path.startsWith('/_') || publicFileExists(folders, path) ? 'the site itself' : null;
  if (isDocument(route)) return 'the site itself';
  const [name] = Object.values(parametersOf(route));
  if (name === undefined) return 'the site itself';
  const { file, label } = pageKind(route.kind);
  const publication = publicationOf(db);
  const found = (sql: string, ...values: (string | number)[]) =>
    row<{ file: string | null }>(db, `SELECT file FROM ${sql}`, ...values);
  const records = recordTable(file);
  if (records) {
    const { table, column, hasLanguage } = records;
    const language = route.edition || publication.language;
    const held = hasLanguage
      ? found(`${table} WHERE ${column} = ? AND language = ?`, name, language)
      : found(`${table} WHERE ${column} = ?`, name);
    return held && (held.file ?? `a ${label}`);
  }
  const [from, until] = 'date' in route ? spanOf(route.date, publication.timeZone) : EVER;
  const sql = '(SELECT NULL AS file FROM listings WHERE list = ? AND published >= ? AND published < ?)';
  return found(sql, listOfPage(route) ?? '', from, until) && `a ${label}`;
}
