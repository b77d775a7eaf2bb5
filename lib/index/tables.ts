import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raised with every change below: an index of another version is thrown away and made anew. */
const VERSION = 2;

// `listings` is what lists are read from: a row for each list an article stands in. `list` is `all`, `author:<id>` or `tag:<slug>`. Drafts
// have none; an embargo is the condition `published <= now` on its index. What was published at the same instant stands in the order of the
// slugs: ids depend on the order in which files came, which is not the same on every machine.
const TABLES = `
  CREATE TABLE files (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL, hash TEXT NOT NULL,
    problems TEXT NOT NULL, broken INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE publication (id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL) STRICT;
  CREATE TABLE article_context (id INTEGER PRIMARY KEY CHECK (id = 1), digest TEXT NOT NULL) STRICT;
  CREATE TABLE authors (id TEXT PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE tags (slug TEXT PRIMARY KEY, file TEXT, name TEXT NOT NULL, record TEXT) STRICT;
  CREATE TABLE pages (slug TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;
  CREATE TABLE articles (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, slug TEXT NOT NULL, language TEXT NOT NULL,
    published INTEGER NOT NULL, draft INTEGER NOT NULL, record TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (language, slug)
  ) STRICT;
  CREATE INDEX articles_by_time ON articles (published);
  CREATE TABLE listings (
    list TEXT NOT NULL, language TEXT NOT NULL, published INTEGER NOT NULL, slug TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (list, language, published DESC, slug)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX listings_of_article ON listings (article);
`;

/** SQLite's result codes for a file that is damaged, or no database at all (https://www.sqlite.org/rescode.html). */
const DAMAGED = [11, 26];

/**
 * Opens the index at `file`, or makes it. The index is derived from the content: one that is damaged or of another version is deleted. Throws
 * when the folder cannot be written.
 */
export function openTables(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  const found = openIfSound(file);
  if (found) return found;
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const made = openIfSound(file);
  if (!made) throw new Error(`The index ${file} cannot be made.`);
  return made;
}

function openIfSound(file: string): DatabaseSync | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: 5000 });
    // WAL lets readers go on while a sync writes; the index can be made again, so a lost last transaction does no harm.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE;');
    const version = db.prepare('PRAGMA user_version').get()?.user_version;
    if (version === 0) db.exec(`${TABLES} PRAGMA user_version = ${VERSION};`);
    db.exec('COMMIT');
    if (version === 0 || version === VERSION) return db;
  } catch (error) {
    const code = (error as { errcode?: number }).errcode ?? 0;
    if (!DAMAGED.includes(code & 0xff)) throw error;
  }
  db?.close();
  return null;
}
