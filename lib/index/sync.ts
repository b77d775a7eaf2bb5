import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Article, type ArticleContext, type Reading, readArticle } from '../content/article.ts';
import {
  type ContentFile,
  type ContentFolders,
  type ContentKind,
  listContent,
  publicFileExists,
  readContent,
} from '../content/files.ts';
import {
  type Author,
  type Page,
  type Publication,
  readAuthor,
  readPage,
  readPublication,
  readTag,
  type Tag,
} from '../content/masthead.ts';
import { formatProblem, type Problem } from '../content/problems.ts';
import { row, rows, run } from './statement.ts';

/** What a sync came to; `visible`: whether anything that a reader can see changed. */
export type SyncReport = Readonly<{ files: number; read: number; visible: boolean; milliseconds: number }>;

/**
 * Brings the index to what the files say, in one transaction on `db`, a connection of its own: readers on other connections see all of it
 * or nothing. Only files whose size or time changed are read, and those that were broken, whose cause may have gone. A broken file keeps
 * its last good record. Throws when the content folder cannot be read, or when there has never been a sound publication.yaml.
 */
export async function sync(db: DatabaseSync, folders: ContentFolders): Promise<SyncReport> {
  const started = performance.now();
  const files = await listContent(folders);
  db.exec('BEGIN IMMEDIATE');
  try {
    const { read, visible } = await new Sync(db, folders, files).run();
    db.exec('COMMIT');
    return { files: files.length, read, visible, milliseconds: performance.now() - started };
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** The problems of all files as the last sync saw them. */
export function problemsIn(db: DatabaseSync): Problem[] {
  const found = rows<{ problems: string }>(db, "SELECT problems FROM files WHERE problems <> '[]' ORDER BY path");
  return found.flatMap(({ problems }) => JSON.parse(problems) as Problem[]);
}

type StoredFile = { path: string; size: number; mtime: number; hash: string; broken: number };

class Sync {
  read = 0;
  visible = false;
  private readonly stored: ReadonlyMap<string, StoredFile>;
  private readonly db: DatabaseSync;
  private readonly folders: ContentFolders;
  private readonly files: readonly ContentFile[];

  constructor(db: DatabaseSync, folders: ContentFolders, files: readonly ContentFile[]) {
    this.db = db;
    this.folders = folders;
    this.files = files;
    const stored = rows<StoredFile>(db, 'SELECT path, size, mtime, hash, broken FROM files');
    this.stored = new Map(stored.map((file) => [file.path, file]));
  }

  async run(): Promise<this> {
    // First, so that a file that was moved finds its address free.
    this.forgetDeleted();
    const exists = (url: string) => publicFileExists(this.folders, url);
    await this.readAll('publication', readPublication, (record) => this.putPublication(record));
    const publication = this.publication();
    await this.readAll(
      'author',
      (file, source) => readAuthor(file, source, exists),
      (record) => this.putAuthor(record),
    );
    await this.readAll('tag', readTag, (record) => this.putTag(record));
    await this.readAll('page', readPage, (record) => this.putPage(record));

    const { context, changed } = this.articleContext(publication, exists);
    await this.readAll(
      'article',
      (file, source) => readArticle(file, source, context),
      (record) => this.putArticle(record),
      changed,
    );
    this.forgetUnnamed();
    return this;
  }

  /** Reads the files of a kind that may have changed (or `all`), notes their problems, and gives each sound record to `put`. */
  private async readAll<Record>(
    kind: ContentKind,
    readRecord: (file: string, source: string) => Reading<Record>,
    put: (record: Record) => Problem | null,
    all = false,
  ): Promise<void> {
    for (const file of this.files) {
      if (file.kind !== kind) continue;
      const stored = this.stored.get(file.path);
      const settled = stored !== undefined && !stored.broken && !all;
      if (settled && stored.size === file.size && stored.mtime === file.mtime) continue;
      const source = await readContent(file);
      if (source === null) continue; // deleted since it was listed: the next sync sees that
      const digest = typeof source === 'string' ? hash('sha256', source) : '';
      if (settled && stored.hash === digest) {
        run(this.db, 'UPDATE files SET size = ?, mtime = ? WHERE path = ?', file.size, file.mtime, file.path);
        continue;
      }
      this.read++;
      const reading: Reading<Record> =
        typeof source === 'string' ? readRecord(file.path, source) : { record: null, problems: [source] };
      const refusal = reading.record === null ? null : put(reading.record);
      const problems = refusal ? [...reading.problems, refusal] : reading.problems;
      run(
        this.db,
        'INSERT OR REPLACE INTO files (path, kind, size, mtime, hash, problems, broken) VALUES (?, ?, ?, ?, ?, ?, ?)',
        file.path,
        kind,
        file.size,
        file.mtime,
        digest,
        JSON.stringify(problems),
        Number(problems.some(({ severity }) => severity === 'error')),
      );
    }
  }

  private publication(): Publication {
    const found = row<{ record: string }>(this.db, 'SELECT record FROM publication');
    if (found) return JSON.parse(found.record);
    const problems = problemsIn(this.db).filter(({ file }) => file === 'content/publication.yaml');
    throw new Error(
      problems.length > 0
        ? problems.map(formatProblem).join('\n')
        : 'content/publication.yaml is missing: it gives the name, origin, time zone and language of the publication.',
    );
  }

  /**
   * What articles refer to: an article means what its authors, the tags and the publication's zone say, so when those changed since the
   * last sync, every article is read again. An author whose file has gone is no longer known, though the page may still stand.
   */
  private articleContext(publication: Publication, exists: (url: string) => boolean) {
    const authors = rows<{ id: string; name: string }>(
      this.db,
      'SELECT id, name FROM authors WHERE file IN (SELECT path FROM files) ORDER BY id',
    );
    const tags = rows<{ slug: string; name: string }>(
      this.db,
      'SELECT slug, name FROM tags WHERE file IS NOT NULL ORDER BY slug',
    );
    const { timeZone, language } = publication;
    const context: ArticleContext = {
      timeZone,
      language,
      authors: new Map([
        ...authors.map(({ id, name }) => [name, id] as const),
        ...authors.map(({ id }) => [id, id] as const),
      ]),
      tags: new Map(tags.map(({ slug, name }) => [slug, name])),
      publicFileExists: exists,
    };
    const digest = hash('sha256', JSON.stringify([timeZone, language, authors, tags]));
    const changed = row<{ digest: string }>(this.db, 'SELECT digest FROM article_context')?.digest !== digest;
    if (changed) run(this.db, 'INSERT OR REPLACE INTO article_context (id, digest) VALUES (1, ?)', digest);
    return { context, changed };
  }

  private putPublication(publication: Publication): null {
    const record = JSON.stringify(publication);
    this.changed(
      run(
        this.db,
        'INSERT INTO publication (id, record) VALUES (1, ?1) ON CONFLICT DO UPDATE SET record = ?1 WHERE record <> ?1',
        record,
      ),
    );
    return null;
  }

  private putAuthor(author: Author): null {
    this.changed(
      run(
        this.db,
        `INSERT INTO authors (id, file, name, record) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET file = ?2, name = ?3, record = ?4 WHERE record <> ?4`,
        author.id,
        author.file,
        author.name,
        JSON.stringify(author),
      ),
    );
    return null;
  }

  private putTag(tag: Tag): null {
    this.changed(
      run(
        this.db,
        `INSERT INTO tags (slug, file, name, record) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET file = ?2, name = ?3, record = ?4 WHERE record IS NOT ?4`,
        tag.slug,
        tag.file,
        tag.name,
        JSON.stringify(tag),
      ),
    );
    return null;
  }

  private putPage(page: Page): null {
    this.changed(
      run(
        this.db,
        'INSERT INTO pages (slug, file, record) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET file = ?2, record = ?3 WHERE record <> ?3',
        page.slug,
        page.file,
        JSON.stringify(page),
      ),
    );
    return null;
  }

  private putArticle(article: Article): Problem | null {
    const { body, ...rest } = article;
    const record = JSON.stringify(rest);
    const holder = row<{ id: number; file: string; record: string; body: string }>(
      this.db,
      'SELECT id, file, record, body FROM articles WHERE language = ? AND slug = ?',
      article.language,
      article.slug,
    );
    if (holder && holder.file !== article.file) {
      return {
        file: article.file,
        line: 1,
        column: 1,
        severity: 'error',
        rule: 'slug-duplicate',
        reason: `The address “${article.slug}” belongs to ${holder.file}.`,
        fix: 'Give one of the two files another name.',
      };
    }
    if (holder?.record === record && holder.body === body) return null;
    // The file may have stood at another address (another language) before, and a draft may have been none.
    this.changed(run(this.db, 'DELETE FROM articles WHERE file = ? AND draft = 0', article.file));
    run(this.db, 'DELETE FROM articles WHERE file = ?', article.file);
    if (!article.draft) this.visible = true;
    run(
      this.db,
      'INSERT INTO articles (file, slug, language, published, draft, record, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      article.file,
      article.slug,
      article.language,
      article.published,
      Number(article.draft),
      record,
      body,
    );
    if (article.draft) return null;
    const id = row<{ id: number }>(this.db, 'SELECT last_insert_rowid() AS id')?.id ?? 0;
    const tags = article.section ? [article.section, ...article.tags] : article.tags;
    for (const { slug, name } of tags) {
      run(this.db, 'INSERT OR IGNORE INTO tags (slug, name) VALUES (?, ?)', slug, name);
    }
    const lists = [
      'all',
      ...article.byline.map(({ author }) => `author:${author}`),
      ...tags.map(({ slug }) => `tag:${slug}`),
    ];
    for (const list of new Set(lists)) {
      run(
        this.db,
        'INSERT INTO listings (list, language, published, slug, article) VALUES (?, ?, ?, ?, ?)',
        list,
        article.language,
        article.published,
        article.slug,
        id,
      );
    }
    return null;
  }

  private forgetDeleted(): void {
    const present = new Set(this.files.map(({ path }) => path));
    for (const path of this.stored.keys()) {
      if (present.has(path)) continue;
      run(this.db, 'DELETE FROM files WHERE path = ?', path);
      this.changed(run(this.db, 'DELETE FROM articles WHERE file = ? AND draft = 0', path));
      run(this.db, 'DELETE FROM articles WHERE file = ?', path);
      this.changed(run(this.db, 'DELETE FROM pages WHERE file = ?', path));
      this.changed(run(this.db, 'UPDATE tags SET file = NULL, record = NULL WHERE file = ?', path));
    }
  }

  /** Authors without a file and tags without one go when no article names them any more; until then their pages stand. */
  private forgetUnnamed(): void {
    const authors = run(
      this.db,
      `DELETE FROM authors WHERE file NOT IN (SELECT path FROM files)
         AND NOT EXISTS (SELECT 1 FROM listings WHERE list = 'author:' || authors.id)`,
    );
    const tags = run(
      this.db,
      `DELETE FROM tags WHERE file IS NULL AND NOT EXISTS (SELECT 1 FROM listings WHERE list = 'tag:' || tags.slug)`,
    );
    this.changed(authors + tags);
  }

  private changed(count: number): void {
    if (count > 0) this.visible = true;
  }
}
