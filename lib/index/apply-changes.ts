import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Article, type Reading, readArticle } from '../content/article.ts';
import {
  type ContentFile,
  type ContentFolders,
  type ContentKind,
  publicFileExists,
  readContent,
  statContent,
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
import { formatProblem, type Problem, shortened } from '../content/problems.ts';
import type { Changes } from './changes.ts';
import { row, rows, run } from './statement.ts';
import type { SyncProgress } from './sync.ts';

/** What articles are read with, as it is stored: which author each id and name means, which tags have a file. */
type StoredContext = {
  timeZone: string;
  language: string;
  authors: Record<string, string>;
  tags: Record<string, string>;
};

/** Reads what changed and writes it to the index. Part of `sync`, which gives it a transaction. */
export function applyChanges(
  db: DatabaseSync,
  folders: ContentFolders,
  changes: Changes,
  progress: SyncProgress,
): { read: number; visible: boolean } {
  return new Application(db, folders, changes, progress).run();
}

class Application {
  read = 0;
  visible = false;
  private files: readonly ContentFile[];
  private readonly changes: Changes;
  private readonly db: DatabaseSync;
  private readonly folders: ContentFolders;
  private readonly progress: SyncProgress;

  constructor(db: DatabaseSync, folders: ContentFolders, changes: Changes, progress: SyncProgress) {
    this.db = db;
    this.folders = folders;
    this.changes = changes;
    this.files = changes.files;
    this.progress = progress;
  }

  run(): this {
    // First, so that a file that was moved finds its address free.
    this.forgetDeleted();
    const exists = (url: string) => publicFileExists(this.folders, url);
    this.readAll('publication', readPublication, (record) => this.putPublication(record));
    this.readAll(
      'author',
      (file, source) => readAuthor(file, source, exists),
      (record) => this.putAuthor(record),
    );
    this.readAll('tag', readTag, (record) => this.putTag(record));
    this.readAll('page', readPage, (record) => this.putPage(record));

    const context = this.articleContext(this.publication());
    const again = this.readWithOther(context);
    this.readAll(
      'article',
      (file, source) =>
        readArticle(file, source, {
          timeZone: context.timeZone,
          language: context.language,
          authors: context.authors,
          tags: context.tags,
          publicFileExists: exists,
        }),
      (record) => this.putArticle(record),
      again,
    );
    this.forgetUnnamed();
    return this;
  }

  /** Reads the files of a kind that may have changed, and those in `again`; notes their problems and gives each sound record to `put`. */
  private readAll<Record>(
    kind: ContentKind,
    readRecord: (file: string, source: string) => Reading<Record>,
    put: (record: Record) => Problem | null,
    again: ReadonlySet<string> = new Set(),
  ): void {
    for (const [done, file] of this.files.entries()) {
      if (file.kind !== kind) continue;
      const stored = this.changes.stored.get(file.path);
      const source = readContent(file);
      if (source === null) continue; // deleted since it was listed: the next sync sees that
      const digest = typeof source === 'string' ? hash('sha256', source) : '';
      // A fresh clone has new times and the same text.
      if (stored?.hash === digest && !stored.broken && !again.has(file.path)) {
        run(this.db, 'UPDATE files SET size = ?, mtime = ? WHERE path = ?', file.size, file.mtime, file.path);
        continue;
      }
      this.read++;
      this.progress(done, this.files.length);
      const reading: Reading<Record> =
        typeof source === 'string' ? guarded(file.path, source, readRecord) : { record: null, problems: [source] };
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
    const said = row<{ problems: string }>(this.db, "SELECT problems FROM files WHERE kind = 'publication'");
    const problems = said ? (JSON.parse(said.problems) as Problem[]) : [];
    throw new Error(
      problems.length > 0
        ? problems.map(formatProblem).join('\n')
        : 'content/publication.yaml is missing: it gives the name, origin, time zone and language of the publication.',
    );
  }

  /** What articles refer to. An author whose file has gone is no longer known, though the page may still stand. */
  private articleContext({ timeZone, language }: Publication) {
    const authors = rows<{ id: string; name: string }>(
      this.db,
      'SELECT id, name FROM authors WHERE file IN (SELECT path FROM files) ORDER BY id',
    );
    const tags = rows<{ slug: string; name: string }>(
      this.db,
      'SELECT slug, name FROM tags WHERE file IS NOT NULL ORDER BY slug',
    );
    return {
      timeZone,
      language,
      authors: new Map([
        ...authors.map(({ id, name }) => [name, id] as const),
        ...authors.map(({ id }) => [id, id] as const),
      ]),
      tags: new Map(tags.map(({ slug, name }) => [slug, name])),
    };
  }

  /**
   * The unchanged articles that `context` makes say something else than when they were read, which are added to the files of this sync: all
   * when the zone or the language changed; those that mention an author who is now called otherwise or gone; and, when the tags that have a
   * file changed, those with a tag that has none (its spelling may be taken for one of the others).
   */
  private readWithOther(context: ReturnType<Application['articleContext']>): Set<string> {
    const now: StoredContext = {
      ...context,
      authors: Object.fromEntries(context.authors),
      tags: Object.fromEntries(context.tags),
    };
    const json = JSON.stringify(now);
    const stored =
      row<{ article_context: string }>(this.db, 'SELECT article_context FROM state')?.article_context ?? '';
    if (stored === json) return new Set();
    run(this.db, 'UPDATE state SET article_context = ?', json);
    if (stored === '') return new Set(); // nothing was read before

    const then = JSON.parse(stored) as StoredContext;
    const affected: { file: string }[] = [];
    if (then.timeZone !== now.timeZone || then.language !== now.language) {
      affected.push(...rows<{ file: string }>(this.db, "SELECT path AS file FROM files WHERE kind = 'article'"));
    }
    for (const [name, id] of Object.entries(then.authors)) {
      if (now.authors[name] === id) continue;
      affected.push(...rows<{ file: string }>(this.db, 'SELECT file FROM mentions WHERE author = ?', name));
    }
    if (JSON.stringify(then.tags) !== JSON.stringify(now.tags)) {
      const sql = `SELECT articles.file FROM tags CROSS JOIN listings ON list = 'tag:' || tags.slug
        JOIN articles ON articles.id = listings.article WHERE tags.file IS NULL
        UNION SELECT path FROM files WHERE problems <> '[]' AND problems LIKE '%tag-similar%'`;
      affected.push(...rows<{ file: string }>(this.db, sql));
    }
    const again = new Set(affected.map(({ file }) => file));
    this.addFiles(again);
    return again;
  }

  private addFiles(paths: ReadonlySet<string>): void {
    const present = new Set(this.files.map(({ path }) => path));
    const more = [...paths].filter((path) => !present.has(path));
    this.files = [...this.files, ...(statContent(this.folders, more) ?? [])];
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
    run(this.db, 'DELETE FROM mentions WHERE file = ?', article.file);
    for (const written of new Set(article.byline.map((credit) => credit.written))) {
      run(this.db, 'INSERT INTO mentions (author, file) VALUES (?, ?)', written, article.file);
    }
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
    for (const path of this.changes.gone) {
      run(this.db, 'DELETE FROM files WHERE path = ?', path);
      run(this.db, 'DELETE FROM mentions WHERE file = ?', path);
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

/** What a file reads as; a fault of ours in reading it is a problem of this file alone, and the other files are read. */
function guarded<Record>(
  file: string,
  source: string,
  readRecord: (file: string, source: string) => Reading<Record>,
): Reading<Record> {
  try {
    return readRecord(file, source);
  } catch (error) {
    const reason = `The file could not be read: ${shortened((error as Error).message)}.`;
    const fix = 'Simplify it; and report this, for it is a fault of Dateline, too.';
    return {
      record: null,
      problems: [{ file, line: 1, column: 1, severity: 'error', rule: 'file-unfit', reason, fix }],
    };
  }
}
