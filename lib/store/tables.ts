import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { row } from '../sqlite.ts';

/** Raised with every change below: an index of another version is thrown away and made anew. */
const VERSION = 15;

// `listings` is what lists are read from: a row for each list an article stands in. `list` is `all`, `author:<id>`, `tag:<slug>` or
// `series:<slug>`. Drafts
// have none; an embargo is the condition `published <= now` on its index. What was published at the same instant stands in the order of the
// slugs: ids depend on the order in which files came, which is not the same on every machine. `modified` is when an article last changed for readers (see `lastChange`). `mentions` holds the ids and names by which a
// file calls its authors. `features` is what an article is about, for the search of related ones. `images` holds what is known of each image file, and
// `uses` which files name it: `src` is how, `shown` whether the file's record, the last good one, does. `links` are those in the texts to what is on
// the site: `path` as written, `edition` and `kind` of page and its `name` (slug or id), if it has one. `state` counts the changes that readers can see, what the articles were read with, and which index this is.
// `redirects` are the former paths that articles claim (`redirectFrom`), as `comparablePath` writes them; `entry` is the number of the path in its list.
// `search` holds the words of articles as `words.ts` finds them, and as `:tag:<slug>` the lists they stand in; `searched` which articles it has: their ids in it are in the order of
// publication, so that the newest come first without being sorted. `unsearched` are those that it lacks or has with a former name; the last of them is next (`OR REPLACE` would not do: a trigger has the conflict clause of what sets it off). `spellings` are the words
// of headlines and names as they are typed.
// What git knows (see `git-record.ts`): `file_histories` are the files that are or were articles, through all their names, `file` the last of them; `revisions` what commits made
// of each, from 0 on, `until` when the next did. Of those that are read (`reading` is 2, of those to be read 1), `published` is null where readers could not see the text, and `digest` tells texts apart.
const TABLES = `
  CREATE TABLE files (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL, hash TEXT NOT NULL,
    diagnostics TEXT NOT NULL, unsettled INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX files_with_diagnostics ON files (path) WHERE diagnostics <> '[]';
  CREATE INDEX files_unsettled ON files (path) WHERE unsettled = 1;
  CREATE TABLE publication (id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL) STRICT;
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, article_context TEXT NOT NULL, identity TEXT NOT NULL
  ) STRICT;
  INSERT INTO state (id, generation, article_context, identity) VALUES (1, 0, '', hex(randomblob(16)));
  CREATE TABLE authors (id TEXT PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE tags (slug TEXT PRIMARY KEY, file TEXT, name TEXT NOT NULL, record TEXT) STRICT;
  CREATE TABLE pages (
    slug TEXT NOT NULL, language TEXT NOT NULL, file TEXT NOT NULL UNIQUE, record TEXT NOT NULL, PRIMARY KEY (slug, language)
  ) STRICT;
  CREATE TABLE home_pages (language TEXT PRIMARY KEY, file TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE articles (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, slug TEXT NOT NULL, language TEXT NOT NULL, headline TEXT NOT NULL,
    published INTEGER NOT NULL, modified INTEGER NOT NULL, draft INTEGER NOT NULL, features TEXT NOT NULL, record TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (language, slug)
  ) STRICT;
  CREATE INDEX articles_by_time ON articles (published);
  CREATE INDEX articles_by_change ON articles (language, published, modified) WHERE draft = 0;
  CREATE INDEX articles_by_modified ON articles (language, modified) WHERE draft = 0;
  CREATE INDEX articles_by_headline ON articles (language, headline);
  CREATE TABLE listings (
    list TEXT NOT NULL, language TEXT NOT NULL, published INTEGER NOT NULL, slug TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (list, language, published DESC, slug)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX listings_of_article ON listings (article);
  CREATE TABLE corrections (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, date INTEGER NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX corrections_by_date ON corrections (date DESC);
  CREATE INDEX corrections_of_article ON corrections (article);
  CREATE TABLE mentions (author TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (author, file)) WITHOUT ROWID, STRICT;
  CREATE INDEX mentions_of_file ON mentions (file);
  CREATE TABLE links (
    file TEXT NOT NULL, line INTEGER NOT NULL, "column" INTEGER NOT NULL, path TEXT NOT NULL, anchor TEXT NOT NULL,
    edition TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, PRIMARY KEY (file, line, "column")
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE images (path TEXT PRIMARY KEY, hash TEXT NOT NULL, facts TEXT, finding TEXT) WITHOUT ROWID, STRICT;
  CREATE INDEX images_by_hash ON images (hash);
  CREATE TABLE uses (
    file TEXT NOT NULL, shown INTEGER NOT NULL, src TEXT NOT NULL, image TEXT NOT NULL, PRIMARY KEY (file, shown, src)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX uses_of_image ON uses (image);
  CREATE TABLE redirects (
    path TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, entry INTEGER NOT NULL,
    PRIMARY KEY (path, article)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX redirects_of_article ON redirects (article);
  CREATE VIRTUAL TABLE search USING fts5(
    headline, standfirst, names, body, lists,
    content='', contentless_delete=1, tokenize="ascii tokenchars ':-'"
  );
  INSERT INTO search (search, rank) VALUES ('automerge', 8);
  CREATE TABLE searched (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL UNIQUE, language TEXT NOT NULL, published INTEGER NOT NULL, slug TEXT NOT NULL
  ) STRICT;
  CREATE TABLE unsearched (
    turn INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE
  ) STRICT;
  CREATE TRIGGER articles_come AFTER INSERT ON articles WHEN new.draft = 0 BEGIN
    INSERT INTO unsearched (article) VALUES (new.id);
  END;
  CREATE TRIGGER articles_go AFTER DELETE ON articles BEGIN
    DELETE FROM search WHERE rowid = (SELECT id FROM searched WHERE article = old.id);
    DELETE FROM searched WHERE article = old.id;
  END;
  CREATE TRIGGER authors_renamed AFTER UPDATE OF name, record ON authors
    WHEN old.name <> new.name OR old.record -> 'translations' IS NOT new.record -> 'translations' BEGIN
    DELETE FROM unsearched WHERE article IN (SELECT article FROM listings WHERE list = 'author:' || new.id);
    INSERT INTO unsearched (article) SELECT DISTINCT article FROM listings WHERE list = 'author:' || new.id;
  END;
  CREATE TRIGGER tags_renamed AFTER UPDATE OF name, record ON tags
    WHEN old.name <> new.name OR old.record -> 'translations' IS NOT new.record -> 'translations' BEGIN
    DELETE FROM unsearched WHERE article IN (
      SELECT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug)
    );
    INSERT INTO unsearched (article)
      SELECT DISTINCT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug);
  END;
  CREATE TABLE spellings (
    language TEXT NOT NULL, word TEXT NOT NULL, uses INTEGER NOT NULL, PRIMARY KEY (language, word)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE git (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL, context TEXT NOT NULL) STRICT;
  INSERT INTO git (id, head, context) VALUES (1, '', '');
  CREATE TABLE file_histories (id INTEGER PRIMARY KEY, file TEXT NOT NULL, gone INTEGER NOT NULL) STRICT;
  CREATE INDEX file_histories_by_file ON file_histories (file);
  CREATE TABLE revisions (
    history INTEGER NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, slug TEXT NOT NULL, blob TEXT NOT NULL,
    committed INTEGER NOT NULL, until INTEGER, minor INTEGER NOT NULL, reading INTEGER NOT NULL,
    language TEXT, published INTEGER, digest TEXT, size INTEGER, PRIMARY KEY (history, number)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX revisions_to_read ON revisions (history, number) WHERE reading = 1;
  CREATE INDEX revisions_by_slug ON revisions (slug) WHERE published IS NOT NULL;
`;

/** SQLite's result codes for a file that is damaged, or no database at all (https://www.sqlite.org/rescode.html). */
const DAMAGED = [11, 26];

/** Whether an error says that the index is damaged: the remedy is to delete it. */
export function isDamage(error: unknown): boolean {
  return DAMAGED.includes(((error as { errcode?: number }).errcode ?? 0) & 0xff);
}

/** Whether an error says that another connection is writing. */
export function isBusy(error: unknown): boolean {
  return (((error as { errcode?: number }).errcode ?? 0) & 0xff) === 5;
}

/**
 * Opens the index at `file`, or makes it. The index is derived from the content: one that is damaged or of another version is deleted. Throws
 * when the folder cannot be written.
 */
export function openTables(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  const found = openIfSound(file);
  if (found) return found;
  deleteTables(file);
  const made = openIfSound(file);
  if (!made) throw new Error(`The index ${file} cannot be made.`);
  return made;
}

/** Which index this is: each that is made has an identity of its own, so that two connections can tell whether they have the same. */
export function indexIdentity(db: DatabaseSync): string {
  return row<{ identity: string }>(db, 'SELECT identity FROM state')?.identity ?? '';
}

/** Whether the file of an index was cut to nothing. */
export function isEmptied(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === 0;
}

/** Deletes the index. Who has it open keeps what is open. */
export function deleteTables(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

function openIfSound(file: string): DatabaseSync | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: 5000 });
    // WAL lets readers go on while a sync writes; the index can be made again, so a lost last transaction does no harm.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    // A first sync of 100,000 articles leaves a log as large as the index, which would else stay until the server ends.
    db.exec('PRAGMA journal_size_limit = 64000000');
    // What a search reads is more than SQLite's two megabytes.
    db.exec('PRAGMA cache_size = -16000');
    if (versionOf(db) === 0) {
      db.exec('BEGIN IMMEDIATE');
      // Another process may have made them while this one waited.
      if (versionOf(db) === 0) db.exec(`${TABLES} PRAGMA user_version = ${VERSION};`);
      db.exec('COMMIT');
    }
    if (versionOf(db) === VERSION) return db;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  db?.close();
  return null;
}

function versionOf(db: DatabaseSync): unknown {
  return db.prepare('PRAGMA user_version').get()?.user_version;
}
