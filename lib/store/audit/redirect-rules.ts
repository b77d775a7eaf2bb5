import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { type ContentFolders, listPublicFiles } from '../../content/files.ts';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import { spanOf } from '../../dates.ts';
import { exampleOfPattern, isAddressPattern } from '../../routes/address-patterns.ts';
import { editionOf } from '../../routes/editions.ts';
import { listOfPage, pageKind, parametersOf } from '../../routes/page-kinds.ts';
import { comparablePath, isDocument, pathTo, routeAt } from '../../routes/routes.ts';
import { row, rows } from '../../sqlite.ts';
import { siteRedirectAt } from '../old-urls.ts';
import { EVER } from '../published.ts';
import { recordTable } from '../record-tables.ts';
import { type AuditRule, diagnosticAt, type FilePosition, locateKey, publicationOf } from './audit-rule.ts';
import { hasPageAt } from './link-rules.ts';

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
  const files = claims.length > 0 ? publicPaths(folders) : new Set<string>();
  for (const [index, { path, position, file, slug, language, first }] of claims.entries()) {
    // An imported archive has one for each story.
    if (index % 1000 === 999) await yieldToOthers();
    const holder = holderOf(db, files, path) ?? (first === file ? null : first);
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

/** A redirect of the site with its position. Of a pattern `start` is not null. */
type SiteRedirectRow = FilePosition & Readonly<{ path: string; query: string; start: string | null; target: string }>;

const COLUMNS = 'file, line, "column", path, query, start, target';
const IN_ORDER = 'ORDER BY file, position';

/** Redirects of the site from the path of a page, or from one that a story claims: they would never be used. */
export const takenSiteRedirects: AuditRule = async (db, folders) => {
  const found: Diagnostic[] = [];
  const exact = rows<SiteRedirectRow & { claimant: string | null }>(
    db,
    `SELECT ${COLUMNS}, (
       SELECT articles.file FROM redirects JOIN articles ON articles.id = article WHERE redirects.path = site_redirects.path
       ORDER BY published, slug LIMIT 1
     ) AS claimant FROM site_redirects WHERE start IS NULL AND query = '' ${IN_ORDER}`,
  );
  const files = exact.length > 0 ? publicPaths(folders) : new Set<string>();
  for (const [index, { claimant, ...redirect }] of exact.entries()) {
    if (index % 1000 === 999) await yieldToOthers();
    const holder = holderOf(db, files, redirect.path) ?? claimant;
    if (holder === null) continue;
    const reason = `The path ${redirect.path} belongs to ${holder}.`;
    found.push(
      diagnosticAt(redirect, 'error', 'redirect-taken', reason, 'Remove the redirect: readers never follow it.'),
    );
  }
  return found;
};

/** Redirects of the site that lead in a circle, and patterns that lead to a path that no page can have. */
export const redirectLoops: AuditRule = async (db) => {
  const found: Diagnostic[] = [];
  for (const [index, redirect] of rows<SiteRedirectRow>(
    db,
    `SELECT ${COLUMNS} FROM site_redirects ${IN_ORDER}`,
  ).entries()) {
    if (index % 1000 === 999) await yieldToOthers();
    const { path, query, start, target } = redirect;
    const isPattern = start !== null;
    const first = isPattern ? exampleOfPattern(path) : path;
    const next = isPattern ? exampleOfPattern(target) : target;
    const way = wayFrom(db, next);
    const isCircle = query === '' && way.includes(comparablePath(first) ?? '');
    if (isCircle || way.length > MAX_HOPS) {
      const reason = `${path} leads to ${target}, and from there back again: readers find nothing.`;
      const fix = 'Write the path of a page, or remove one of the redirects.';
      found.push(diagnosticAt(redirect, 'error', 'redirect-loop', reason, fix));
    } else if (isAddressPattern(target) && !target.endsWith('*') && way.length === 1 && routeAt(next) === null) {
      const reason = `The redirect leads to ${target}, and no page has such a path.`;
      found.push(diagnosticAt(redirect, 'error', 'link-broken', reason, 'Correct the path, such as /tags/:tag.'));
    }
  }
  return found;
};

/** So many redirects follow each other at the most, unless they lead in a circle. */
const MAX_HOPS = 10;

/** The paths, in their comparable form, through which the redirects of the site lead from `path` on. */
function wayFrom(db: DatabaseSync, path: string): string[] {
  const way: string[] = [];
  for (let next: string | null = path; next !== null && way.length <= MAX_HOPS; next = siteRedirectAt(db, next)) {
    way.push(comparablePath(next) ?? '');
    if (hasPageAt(db, next)) break;
  }
  return way;
}

/** The paths of all files under public/ in their comparable form. To look each one up would take longer. */
function publicPaths(folders: ContentFolders): Set<string> {
  return new Set(listPublicFiles(folders).map((name) => name.toLowerCase()));
}

/**
 * Returns the owner of a path (as `comparablePath` writes it): its file, or what it is in words; null for a
 * free path.
 */
function holderOf(db: DatabaseSync, files: ReadonlySet<string>, path: string): string | null {
  const route = routeAt(path.split('/').map(encodeURIComponent).join('/'));
  if (route === null) return path.startsWith('/_') || files.has(path) ? 'the site itself' : null;
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
