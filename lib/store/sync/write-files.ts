import type { DatabaseSync } from 'node:sqlite';
import type { ContentFile, ContentKind } from '../../content/files.ts';
import { isPathMarkup } from '../../content/lint/foreign-markup.ts';
import type { LinkMark } from '../../content/lint/links.ts';
import { type Diagnostic, NEEDS_RECHECK } from '../../content/parse/diagnostic.ts';
import { parametersOf } from '../../routes/page-kinds.ts';
import { isDocument, routeAt } from '../../routes/routes.ts';
import { rows, run } from '../../sqlite.ts';

/** Writes the record of a file that was read, with its diagnostics. With `needsRecheck`, each sync includes it. */
export function writeFile(
  db: DatabaseSync,
  file: ContentFile,
  hash: string,
  diagnostics: readonly Diagnostic[],
  needsRecheck: boolean | undefined = diagnostics.some(({ rule }) => NEEDS_RECHECK.includes(rule)),
): void {
  run(
    db,
    `INSERT OR REPLACE INTO files (path, kind, size, mtime, hash, diagnostics, needs_recheck) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    file.path,
    file.kind,
    file.size,
    file.mtime,
    hash,
    JSON.stringify(diagnostics),
    Number(needsRecheck),
  );
}

/** Writes the ids and names by which a file names its authors. Those of its last good record stay while the file is broken. */
export function writeMentions(db: DatabaseSync, file: string, mentions: readonly string[], inRecord: boolean): void {
  if (inRecord) run(db, 'DELETE FROM mentions WHERE file = ?', file);
  for (const author of mentions) run(db, 'INSERT OR IGNORE INTO mentions (author, file) VALUES (?, ?)', author, file);
}

/** Writes the new size and time of a file whose content did not change, as after a fresh clone. */
export function touchFile(db: DatabaseSync, { path, size, mtime }: ContentFile): void {
  run(db, 'UPDATE files SET size = ?, mtime = ? WHERE path = ?', size, mtime, path);
}

/** The paths of the files of a kind. */
export function filesOfKind(db: DatabaseSync, kind: ContentKind): string[] {
  return rows<{ path: string }>(db, 'SELECT path FROM files WHERE kind = ?', kind).map(({ path }) => path);
}

/** Writes the links from a file to pages of the site, also of a file with errors. `audit` checks them. */
export function writeLinks(db: DatabaseSync, file: string, links: readonly LinkMark[]): void {
  run(db, 'DELETE FROM links WHERE file = ?', file);
  for (const { line, column, path, anchor } of links) {
    const route = isPathMarkup(path) ? null : routeAt(path);
    const [name = null] = route && !isDocument(route) ? Object.values(parametersOf(route)) : [];
    run(
      db,
      `INSERT OR IGNORE INTO links (file, line, "column", path, anchor, edition, kind, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      file,
      line,
      column,
      path,
      anchor,
      route && !isDocument(route) ? route.edition : '',
      isPathMarkup(path) ? 'markup' : (route?.kind ?? 'file'),
      name,
    );
  }
}
