import type { DatabaseSync } from 'node:sqlite';
import { type ContentFolders, contentText } from '../../content/files.ts';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import { readFrontMatter } from '../../content/parse/front-matter.ts';
import { readYamlKeys } from '../../content/parse/yaml-keys.ts';
import type { Publication } from '../../content/publication.ts';
import type { Instant } from '../../dates.ts';
import { row } from '../../sqlite.ts';

/** Finds diagnostics between the files of an index, at the instant `now`. */
export type AuditRule = (
  db: DatabaseSync,
  folders: ContentFolders,
  now: Instant,
) => Diagnostic[] | Promise<Diagnostic[]>;

/**
 * SQL: whether the index holds an article as its file is now. If an error blocks the file, the index holds the
 * last good version.
 */
export const IS_AS_WRITTEN = `NOT EXISTS (
  SELECT 1 FROM files, json_each(diagnostics) AS diagnostic WHERE files.path = articles.file AND diagnostic.value ->> 'blocks'
)`;

/** A position in a content file. */
export type FilePosition = Pick<Diagnostic, 'file' | 'line' | 'column'>;

/** The publication; without a record, a time zone and a language that change nothing. */
export function publicationOf(db: DatabaseSync): Pick<Publication, 'timeZone' | 'language'> & Partial<Publication> {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  return found ? (JSON.parse(found.record) as Publication) : { timeZone: 'UTC', language: '' };
}

/** A diagnostic at a position. */
export function diagnosticAt(
  { file, line, column }: FilePosition,
  severity: Diagnostic['severity'],
  rule: Diagnostic['rule'],
  reason: string,
  fix: string,
): Diagnostic {
  return { file, line, column, severity, rule, reason, fix };
}

/**
 * The position of the value of `key`, or of what is at `inside` in it; the beginning of the file if it cannot
 * be read.
 */
export function locateKey(folders: ContentFolders, file: string, key: string, ...inside: PropertyKey[]): FilePosition {
  return { file, ...(keysOf(folders, file)?.locate([key, ...inside]) ?? { line: 1, column: 1 }) };
}

/** The position of the tag that a story spells `name`, or of its section; the beginning of the file if there is none. */
export function locateTag(folders: ContentFolders, file: string, name: string): FilePosition {
  const keys = keysOf(folders, file);
  if (!keys) return { file, line: 1, column: 1 };
  const { tags = [], section } = keys.data;
  const index = [tags].flat().findIndex((tag) => String(tag).trim() === name);
  return { file, ...keys.locate(index === -1 && section !== undefined ? ['section'] : ['tags', Math.max(index, 0)]) };
}

function keysOf(folders: ContentFolders, file: string) {
  const source = contentText(folders, file);
  const keys = source === null ? [] : (file.endsWith('.yaml') ? readYamlKeys : readFrontMatter)(file, source);
  return Array.isArray(keys) ? null : keys;
}
