/**
 * The tables of the index. A change here makes every index anew (see `codeIdentity`). Times are milliseconds
 * since 1970.
 */
export const TABLES = `
  -- The content files and images, as they were when last read. A file with needs_recheck = 1 has a diagnostic whose cause lies in
  -- other files, and is read again at each sync.
  CREATE TABLE files (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL, hash TEXT NOT NULL,
    diagnostics TEXT NOT NULL, needs_recheck INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX files_with_diagnostics ON files (path) WHERE diagnostics <> '[]';
  CREATE INDEX files_to_recheck ON files (path) WHERE needs_recheck = 1;

  -- What the index was made by and for: the code (see codeIdentity) and the content folder. index_id tells two indexes apart.
  -- generation counts the changes that readers can see; article_context is what the articles were read with.
  -- filling = 1 until all files were read once.
  CREATE TABLE origin (content_folder TEXT NOT NULL, content_path TEXT NOT NULL, code TEXT NOT NULL) STRICT;
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, article_context TEXT NOT NULL, index_id TEXT NOT NULL,
    filling INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  INSERT INTO state (id, generation, article_context, index_id) VALUES (1, 0, '', hex(randomblob(16)));
  -- The dependency keys that each of the last generations touched; '*' is anything.
  CREATE TABLE touched_keys (generation INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (generation, key)) WITHOUT ROWID, STRICT;

  -- The last good record of each file. Tags that only articles name are in tag_spellings.
  CREATE TABLE publication (id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL) STRICT;
  CREATE TABLE publication_css (file TEXT PRIMARY KEY, css TEXT NOT NULL) STRICT;
  CREATE TABLE authors (id TEXT PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE tags (slug TEXT PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE pages (
    slug TEXT NOT NULL, language TEXT NOT NULL, file TEXT NOT NULL UNIQUE, record TEXT NOT NULL, PRIMARY KEY (slug, language)
  ) STRICT;
  CREATE TABLE home_pages (language TEXT PRIMARY KEY, file TEXT NOT NULL, record TEXT NOT NULL) STRICT;

  -- modified is when an article last changed for readers (see lastChange); features are for finding related articles (see featuresOf).
  -- A row is never updated, and no id is used again: what is known of an id stays true.
  CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, slug TEXT NOT NULL, language TEXT NOT NULL, headline TEXT NOT NULL,
    published INTEGER NOT NULL, modified INTEGER NOT NULL, draft INTEGER NOT NULL, features TEXT NOT NULL, record TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (language, slug)
  ) STRICT;
  CREATE INDEX articles_by_time ON articles (published);
  CREATE INDEX articles_by_change ON articles (language, published, modified) WHERE draft = 0;
  CREATE INDEX articles_by_modified ON articles (language, modified) WHERE draft = 0;
  CREATE INDEX articles_by_headline ON articles (language, headline);
  CREATE INDEX drafts ON articles (file) WHERE draft = 1;

  -- A row for each list that an article is in: all, author:<id>, tag:<slug>, series:<slug>. Drafts are in none; an embargo is the condition
  -- published <= now. Articles of the same instant are sorted by slug: their ids depend on the order in which files were read.
  -- spelling is how the article writes the tag of the list; empty in other lists.
  CREATE TABLE listings (
    list TEXT NOT NULL, language TEXT NOT NULL, published INTEGER NOT NULL, slug TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, spelling TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (list, language, published DESC, slug)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX listings_of_article ON listings (article);

  -- How many articles of a language spell a tag in one way, embargoed ones included.
  CREATE TABLE tag_spellings (
    slug TEXT NOT NULL, language TEXT NOT NULL, spelling TEXT NOT NULL, stories INTEGER NOT NULL, PRIMARY KEY (slug, language, spelling)
  ) WITHOUT ROWID, STRICT;
  CREATE TRIGGER tag_listed AFTER INSERT ON listings WHEN new.spelling <> '' BEGIN
    INSERT INTO tag_spellings (slug, language, spelling, stories) VALUES (substr(new.list, 5), new.language, new.spelling, 1)
      ON CONFLICT DO UPDATE SET stories = stories + 1;
  END;
  CREATE TRIGGER tag_unlisted AFTER DELETE ON listings WHEN old.spelling <> '' BEGIN
    UPDATE tag_spellings SET stories = stories - 1
      WHERE slug = substr(old.list, 5) AND language = old.language AND spelling = old.spelling;
    DELETE FROM tag_spellings
      WHERE slug = substr(old.list, 5) AND language = old.language AND spelling = old.spelling AND stories = 0;
  END;
  -- The tags with a file, and those that articles name, with the spelling of most.
  CREATE VIEW known_tags (slug, file, name) AS
    SELECT slug, file, name FROM tags UNION ALL
    SELECT slug, NULL, spelling FROM (
      SELECT slug, spelling, max(stories) FROM tag_spellings WHERE slug NOT IN (SELECT slug FROM tags) GROUP BY slug
    );

  CREATE TABLE corrections (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, date INTEGER NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX corrections_by_date ON corrections (date DESC);
  CREATE INDEX corrections_of_article ON corrections (article);

  -- The ids and names by which a file names its authors.
  CREATE TABLE mentions (author TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (author, file)) WITHOUT ROWID, STRICT;
  CREATE INDEX mentions_of_file ON mentions (file);

  -- Links in texts to this site: path as written; edition and kind of the page and its name (slug or id), if it has one.
  -- The kind is 'file' where the path is that of no page, 'markup' where it is markup of another system.
  CREATE TABLE links (
    file TEXT NOT NULL, line INTEGER NOT NULL, "column" INTEGER NOT NULL, path TEXT NOT NULL, anchor TEXT NOT NULL,
    edition TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, PRIMARY KEY (file, line, "column")
  ) WITHOUT ROWID, STRICT;

  -- Image files: facts (size, format) of a readable one, finding what is wrong with it.
  CREATE TABLE images (path TEXT PRIMARY KEY, hash TEXT NOT NULL, facts TEXT, finding TEXT) WITHOUT ROWID, STRICT;
  CREATE INDEX images_by_hash ON images (hash);

  -- Which files name which images: src as written, image the path of the file. in_record = 0 is of a version of the file that has an error.
  CREATE TABLE image_references (
    file TEXT NOT NULL, in_record INTEGER NOT NULL, src TEXT NOT NULL, image TEXT NOT NULL, PRIMARY KEY (file, in_record, src)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX references_to_image ON image_references (image);

  -- Old paths that articles claim (redirectFrom), as comparablePath writes them; position is the index in that list.
  CREATE TABLE redirects (
    path TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, position INTEGER NOT NULL,
    PRIMARY KEY (path, article)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX redirects_of_article ON redirects (article);

  -- The redirects of the site (SiteRedirect), from publication.yaml and redirects.csv, in their order.
  CREATE TABLE site_redirects (
    path TEXT NOT NULL, query TEXT NOT NULL, file TEXT NOT NULL, position INTEGER NOT NULL, start TEXT, target TEXT NOT NULL,
    line INTEGER NOT NULL, "column" INTEGER NOT NULL, PRIMARY KEY (path, query, file)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX site_redirects_of_file ON site_redirects (file, position);
  CREATE INDEX redirect_patterns ON site_redirects (start) WHERE start IS NOT NULL;

  -- Full-text search: the tokens of articles, and in lists those that an article is in, as :tag:<slug>.
  CREATE VIRTUAL TABLE search USING fts5(
    headline, standfirst, names, body, lists,
    content='', contentless_delete=1, tokenize="ascii tokenchars ':-'"
  );
  INSERT INTO search (search, rank) VALUES ('automerge', 8);
  -- The articles in search: id is the rowid there. Ids ascend by time of publication, so that the newest come first without sorting.
  CREATE TABLE searchable_articles (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL UNIQUE, language TEXT NOT NULL, published INTEGER NOT NULL, slug TEXT NOT NULL,
    folded_headline TEXT NOT NULL
  ) STRICT;
  CREATE INDEX searchable_articles_by_headline ON searchable_articles (folded_headline);
  -- Articles that search lacks, or has with a former name; the highest id is next.
  CREATE TABLE search_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE
  ) STRICT;
  CREATE TRIGGER article_inserted AFTER INSERT ON articles WHEN new.draft = 0 BEGIN
    INSERT INTO search_queue (article) VALUES (new.id);
  END;
  CREATE TRIGGER article_deleted AFTER DELETE ON articles BEGIN
    DELETE FROM search WHERE rowid = (SELECT id FROM searchable_articles WHERE article = old.id);
    DELETE FROM searchable_articles WHERE article = old.id;
  END;
  -- DELETE and INSERT, not INSERT OR REPLACE: in a trigger the conflict clause of the outer statement wins.
  CREATE TRIGGER author_renamed AFTER UPDATE OF name, record ON authors
    WHEN old.name <> new.name OR old.record -> 'translations' IS NOT new.record -> 'translations' BEGIN
    DELETE FROM search_queue WHERE article IN (SELECT article FROM listings WHERE list = 'author:' || new.id);
    INSERT INTO search_queue (article) SELECT DISTINCT article FROM listings WHERE list = 'author:' || new.id;
  END;
  CREATE TRIGGER tag_renamed AFTER UPDATE OF name, record ON tags
    WHEN old.name <> new.name OR old.record -> 'translations' IS NOT new.record -> 'translations' BEGIN
    DELETE FROM search_queue WHERE article IN (
      SELECT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug)
    );
    INSERT INTO search_queue (article)
      SELECT DISTINCT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug);
  END;
  -- Without translations a new file brings no name that its stories lack.
  CREATE TRIGGER tag_described AFTER INSERT ON tags WHEN new.record ->> 'translations' <> '{}' BEGIN
    DELETE FROM search_queue WHERE article IN (
      SELECT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug)
    );
    INSERT INTO search_queue (article)
      SELECT DISTINCT article FROM listings WHERE list IN ('tag:' || new.slug, 'series:' || new.slug);
  END;
  CREATE TRIGGER tag_undescribed AFTER DELETE ON tags WHEN old.record ->> 'translations' <> '{}' BEGIN
    DELETE FROM search_queue WHERE article IN (
      SELECT article FROM listings WHERE list IN ('tag:' || old.slug, 'series:' || old.slug)
    );
    INSERT INTO search_queue (article)
      SELECT DISTINCT article FROM listings WHERE list IN ('tag:' || old.slug, 'series:' || old.slug);
  END;
  -- Words of headlines and names as they are typed, for suggestions.
  CREATE TABLE spellings (
    language TEXT NOT NULL, word TEXT NOT NULL, occurrences INTEGER NOT NULL, PRIMARY KEY (language, word)
  ) WITHOUT ROWID, STRICT;

  -- The commit up to which the git history is in the index, and with which zone and language it was read.
  CREATE TABLE git_state (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL, context TEXT NOT NULL) STRICT;
  INSERT INTO git_state (id, head, context) VALUES (1, '', '');
  -- The files that are or were articles, through all their names; file is the last of them.
  CREATE TABLE file_histories (id INTEGER PRIMARY KEY, file TEXT NOT NULL, deleted INTEGER NOT NULL) STRICT;
  CREATE INDEX file_histories_by_file ON file_histories (file);
  -- What commits made of each, numbered from 0; until is when the next commit replaced it. Of a revision that has been read, published is
  -- null where readers could not see the text, and digest tells texts apart. A file that never changed needs no reading.
  CREATE TABLE revisions (
    history INTEGER NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, slug TEXT NOT NULL, blob TEXT NOT NULL,
    committed INTEGER NOT NULL, until INTEGER, minor INTEGER NOT NULL,
    reading TEXT NOT NULL CHECK (reading IN ('not needed', 'needed', 'done')),
    language TEXT, published INTEGER, digest TEXT, size INTEGER, PRIMARY KEY (history, number)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX revisions_to_read ON revisions (history, number) WHERE reading = 'needed';
  CREATE INDEX revisions_by_slug ON revisions (slug) WHERE published IS NOT NULL;
`;
