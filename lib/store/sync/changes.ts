import type { DatabaseSync } from 'node:sqlite';
import { type ContentFile, type ContentFolders, canonicalName, listContent, statContent } from '../../content/files.ts';
import { row, rows } from '../../sqlite.ts';

/** The record in the index of a file that may have changed. */
export type StoredFile = Readonly<{
  path: string;
  size: number;
  mtime: number;
  hash: string;
  needs_recheck: number;
}>;

/**
 * How the content differs from the index: `files` may have changed and must be read, `gone` are paths of
 * deleted files.
 */
export type Changes = Readonly<{
  files: readonly ContentFile[];
  gone: readonly string[];
  /** The records of `files` in the index, by path. */
  stored: ReadonlyMap<string, StoredFile>;
  /** How many files were compared. */
  compared: number;
}>;

/**
 * Compares the files at `paths`, or all, with the index by size and time. Files that need a recheck count as
 * changed: the cause of their diagnostic may be gone. Loads no parser, so that a start without changes is
 * fast.
 */
export function findChanges(db: DatabaseSync, folders: ContentFolders, paths: readonly string[] | null): Changes {
  const toRecheck = new Set(
    rows<{ path: string }>(db, 'SELECT path FROM files WHERE needs_recheck = 1').map(({ path }) => path),
  );
  const wanted = paths && [...new Set([...paths.map((path) => canonicalName(path.normalize('NFC'))), ...toRecheck])];
  const some = wanted && statContent(folders, wanted);
  const files = some ?? listContent(folders);
  // The loop removes what still exists: the rest was deleted.
  const known = some ? knownAt(db, wanted) : allKnown(db);
  const changed: ContentFile[] = [];
  for (const file of files) {
    const before = known.get(file.path);
    if (before?.[SIZE] !== file.size || before[MTIME] !== file.mtime || toRecheck.has(file.path)) changed.push(file);
    known.delete(file.path);
  }
  changed.sort((a, b) => (a.path < b.path ? -1 : 1));
  const stored = new Map<string, StoredFile>();
  for (const { path } of changed) {
    const sql = 'SELECT path, size, mtime, hash, needs_recheck FROM files WHERE path = ?';
    const found = row<StoredFile>(db, sql, path);
    if (found) stored.set(path, found);
  }
  return { files: changed, gone: [...known.keys()], stored, compared: files.length };
}

// Rows are arrays: objects for 100,000 files would take three times as long.
type KnownFile = [path: string, size: number, mtime: number];
const SIZE = 1;
const MTIME = 2;

function allKnown(db: DatabaseSync): Map<string, KnownFile> {
  const statement = db.prepare('SELECT path, size, mtime FROM files');
  statement.setReturnArrays(true);
  const known = new Map<string, KnownFile>();
  for (const file of statement.all() as unknown as KnownFile[]) known.set(file[0], file);
  return known;
}

function knownAt(db: DatabaseSync, paths: readonly string[]): Map<string, KnownFile> {
  const known = new Map<string, KnownFile>();
  for (const path of paths) {
    const found = row<{ size: number; mtime: number }>(db, 'SELECT size, mtime FROM files WHERE path = ?', path);
    if (found) known.set(path, [path, found.size, found.mtime]);
  }
  return known;
}
