import type { DatabaseSync } from 'node:sqlite';
import { type Diagnostic, formatDiagnostic } from '../../content/parse/diagnostic.ts';
import type { Publication, PublicationRecord } from '../../content/publication.ts';
import type { PublicationCss } from '../../content/publication-css.ts';
import { row, run } from '../../sqlite.ts';
import type { WriteResult } from './write-result.ts';
import { writeSiteRedirects } from './write-site-redirects.ts';

/** Writes the record of publication.yaml. */
export function writePublication(db: DatabaseSync, { publication, redirects }: PublicationRecord): WriteResult {
  const sql =
    'INSERT INTO publication (id, record) VALUES (1, ?1) ON CONFLICT DO UPDATE SET record = ?1 WHERE record <> ?1';
  const written = run(db, sql, JSON.stringify(publication));
  return { visible: writeSiteRedirects(db, redirects).visible || written > 0 };
}

/** Writes the rules of publication.css. */
export function writePublicationCss(db: DatabaseSync, { file, css }: PublicationCss): WriteResult {
  const sql =
    'INSERT INTO publication_css (file, css) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET css = ?2 WHERE css <> ?2';
  return { visible: run(db, sql, file, css) > 0 };
}

/** The last good record of publication.yaml. Throws its diagnostics when there never was one. */
export function readStoredPublication(db: DatabaseSync): Publication {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  if (found) return JSON.parse(found.record);
  const file = row<{ diagnostics: string }>(db, "SELECT diagnostics FROM files WHERE kind = 'publication'");
  const diagnostics = file ? (JSON.parse(file.diagnostics) as Diagnostic[]) : [];
  throw new Error(
    diagnostics.length > 0
      ? diagnostics.map(formatDiagnostic).join('\n')
      : 'content/publication.yaml is missing: it gives the name, origin, time zone and language of the publication.',
  );
}
