import type { DatabaseSync } from 'node:sqlite';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { rows } from '../sqlite.ts';

/** The diagnostics of all files that have some, by the path of the file. */
export function storedDiagnostics(db: DatabaseSync): Diagnostic[] {
  const sql = "SELECT diagnostics FROM files WHERE diagnostics <> '[]' ORDER BY path";
  return rows<{ diagnostics: string }>(db, sql).flatMap((row) => JSON.parse(row.diagnostics) as Diagnostic[]);
}
