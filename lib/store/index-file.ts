import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StorePaths } from '../config.ts';
import { realPath } from '../no-symlinks.ts';
import { deleteDatabase, isDamage, row, run } from '../sqlite.ts';
import { codeIdentity } from './code-identity.ts';
import { TABLES } from './tables.ts';

/**
 * Opens the index at `paths`, or makes it. One that is damaged or was made by other code is deleted and made anew: it is derived from the
 * content. Throws when the index belongs to another content folder, and when its folder cannot be written.
 */
export function openIndex(paths: StorePaths): DatabaseSync {
  mkdirSync(path.dirname(paths.index), { recursive: true });
  const found = openIfCurrent(paths);
  if (found) return found;
  deleteDatabase(paths.index);
  const made = openIfCurrent(paths);
  if (!made) throw new Error(`The index ${paths.index} cannot be made.`);
  return made;
}

/** The id of an index, which tells it from one that was made later in its place. */
export function indexId(db: DatabaseSync): string {
  return row<{ index_id: string }>(db, 'SELECT index_id FROM state')?.index_id ?? '';
}

/** Whether the file of an index was cut to nothing. */
export function isEmptied(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === 0;
}

function openIfCurrent(paths: StorePaths): DatabaseSync | null {
  const code = paths.code ?? codeIdentity();
  const contentFolder = realPath(paths.folders.content);
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(paths.index, { timeout: 5000 });
    // WAL lets readers go on while a sync writes. The index can be made again, so a lost last transaction does no harm.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    // A first sync of 100,000 articles leaves a log as large as the index, which would else stay until the server ends.
    db.exec('PRAGMA journal_size_limit = 64000000');
    // A search reads more than SQLite's two megabytes.
    db.exec('PRAGMA cache_size = -16000');
    if (isEmpty(db)) {
      db.exec('BEGIN IMMEDIATE');
      // Another process may have made them while this one waited.
      if (isEmpty(db)) {
        db.exec(TABLES);
        run(db, 'INSERT INTO origin VALUES (?, ?, ?)', contentFolder, paths.folders.content, code);
      }
      db.exec('COMMIT');
    }
    const origin = originOf(db);
    // A link to the content may lead elsewhere later: git-sync changes it for each commit.
    const isOwn = origin?.content_folder === contentFolder || origin?.content_path === paths.folders.content;
    if (origin && !isOwn) {
      throw new Error(
        `The index ${paths.index} belongs to the content folder ${origin.content_folder}, not to ${contentFolder}. ` +
          'Set DATELINE_CACHE to a folder of its own for each publication, or leave it out. If the publication was moved, delete the index.',
      );
    }
    if (origin?.code === code) return db;
  } catch (error) {
    if (!isDamage(error)) {
      db?.close();
      throw error;
    }
  }
  db?.close();
  return null;
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/** `content_path` is the folder as the setting has it. An index of a former version lacks it. */
type Origin = { content_folder: string; content_path?: string; code: string };

/** What an index was made for and by; null for one of a version that did not write it down. */
function originOf(db: DatabaseSync): Origin | null {
  const hasOrigin = row(db, "SELECT 1 FROM sqlite_schema WHERE name = 'origin'");
  return hasOrigin ? row<Origin>(db, 'SELECT * FROM origin') : null;
}
