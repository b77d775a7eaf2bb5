import type { DatabaseSync } from 'node:sqlite';
import { type Article, lastChange, readArticle } from '../../content/article.ts';
import { type Author, readAuthor } from '../../content/author.ts';
import { type ContentFile, type ContentFolders, type ContentKind, statContent } from '../../content/files.ts';
import { type HomePageLookup, type HomePagePlan, readHomePage } from '../../content/home-page.ts';
import type { ImageFinding, ImageInspection } from '../../content/image-inspection.ts';
import type { BodyLookup } from '../../content/lint/check-body.ts';
import type { ImageUse } from '../../content/lint/image-references.ts';
import type { LinkMark } from '../../content/lint/links.ts';
import { type Page, readPage } from '../../content/page.ts';
import { type Diagnostic, formatDiagnostic, NEEDS_RECHECK } from '../../content/parse/diagnostic.ts';
import { type Publication, readPublication } from '../../content/publication.ts';
import { readTag, type Tag } from '../../content/tag.ts';
import { ImageWorker } from '../../images/image-worker.ts';
import { parametersOf } from '../../routes/page-kinds.ts';
import { comparablePath, isDocument, routeAt } from '../../routes/routes.ts';
import { row, rows, run } from '../../sqlite.ts';
import { featuresOf } from '../related.ts';
import { articleContext, imageLookup } from './article-context.ts';
import type { Changes } from './changes.ts';
import { analyse, type Outcome, type ReadingTask, readArticles, readFiles } from './parse-files.ts';
import type { SyncProgress } from './progress.ts';

/** What articles are read with, as it is stored: which author each id and name means, which tags have a file. */
type StoredContext = {
  timeZone: string;
  language: string;
  origin: string;
  authors: Record<string, string>;
  tags: Record<string, string>;
  translatedTags: Record<string, string>;
};

function addressTaken(file: string, slug: string, holder: string): Diagnostic {
  const reason = `The address “${slug}” belongs to ${holder}.`;
  const fix = 'Give one of the two files another name.';
  return { file, line: 1, column: 1, severity: 'error', rule: 'slug-duplicate', reason, fix };
}

/** Reads what changed and writes it to the index. Part of `sync`, which gives it a transaction. */
export async function applyChanges(
  db: DatabaseSync,
  folders: ContentFolders,
  changes: Changes,
  progress: SyncProgress,
): Promise<{ read: number; visible: boolean }> {
  const inspections = await inspectImages(changes, progress);
  return new Application(db, folders, changes, progress).run(inspections);
}

// Its process stays for a while: editors seldom save one image alone.
const desk = new ImageWorker();

/** Looks at the images that may have changed. */
async function inspectImages(
  { files, stored }: Changes,
  progress: SyncProgress,
): Promise<Map<ContentFile, ImageInspection>> {
  const images = files.filter(({ kind }) => kind === 'image');
  const inspections = new Map<ContentFile, ImageInspection>();
  const left = images.entries();
  const inspect = async () => {
    for (const [done, file] of left) {
      const inspection = await desk.inspect(file.absolute, file.path, stored.get(file.path)?.hash ?? '');
      if (inspection) inspections.set(file, inspection);
      progress(done, files.length);
    }
  };
  await Promise.all([inspect(), inspect()]);
  return inspections;
}

class Application {
  read = 0;
  visible = false;
  private files: readonly ContentFile[];
  private readonly changes: Changes;
  private readonly db: DatabaseSync;
  private readonly folders: ContentFolders;
  private readonly progress: SyncProgress;
  /** The files that are read even if they have not changed. */
  private readonly again = new Set<string>();
  /** Those of them that name an image of which there is now something else to say. */
  private readonly illustrated = new Set<string>();
  private readonly lookup: BodyLookup & { origin: string };

  constructor(db: DatabaseSync, folders: ContentFolders, changes: Changes, progress: SyncProgress) {
    this.db = db;
    this.folders = folders;
    this.changes = changes;
    this.files = changes.files;
    this.progress = progress;
    this.lookup = {
      origin: '', // until the publication has been read
      ...imageLookup(db),
      analyse,
    };
  }

  async run(inspections: ReadonlyMap<ContentFile, ImageInspection>): Promise<this> {
    // First, so that a file that was moved finds its address free.
    this.forgetDeleted();
    for (const [file, inspection] of inspections) this.putImage(file, inspection);
    this.addFiles(this.illustrated);
    const { lookup } = this;
    await this.readAll(
      'publication',
      (tasks) => readFiles(tasks, readPublication),
      (record) => this.putPublication(record),
    );
    const publication = this.publication();
    const { origin, language } = publication;
    lookup.origin = origin;
    const then = this.contextBefore();
    // Which language is meant where none is named.
    if (then && then.language !== language) this.addFiles(new Set([...this.filesOf('page'), ...this.filesOf('home')]));
    await this.readAll(
      'author',
      (tasks) => readFiles(tasks, (file, source) => readAuthor(file, source, lookup)),
      (record) => this.putAuthor(record),
    );
    await this.readAll(
      'tag',
      (tasks) => readFiles(tasks, (file, source) => readTag(file, source, lookup)),
      (record) => this.putTag(record),
    );
    await this.readAll(
      'page',
      (tasks) => readFiles(tasks, (file, source) => readPage(file, source, lookup, language)),
      (record) => this.putPage(record),
    );

    const context = articleContext(this.db, publication);
    this.readWithOther(context);
    await this.readAll(
      'article',
      (tasks) =>
        readArticles(
          tasks,
          (file, source) => readArticle(file, source, { ...context, images: lookup }),
          () => ({ ...context, origin, findings: this.findings() }),
        ),
      (record) => this.putArticle(record),
    );
    this.forgetUnnamed();
    // What it names may have come or gone.
    if (this.visible) this.addFiles(new Set(this.filesOf('home')));
    const front = this.homePageLookup(language);
    await this.readAll(
      'home',
      (tasks) => readFiles(tasks, (file, source) => readHomePage(file, source, front)),
      (record) => this.putHomePage(record),
    );
    return this;
  }

  /** Has the files of a kind read that may have changed, and those to be read again; notes their diagnostics and gives each sound record to `put`. */
  private async readAll<Record>(
    kind: ContentKind,
    read: (tasks: readonly ReadingTask[]) => AsyncIterable<Outcome<Record>>,
    put: (record: Record) => Diagnostic | null,
  ): Promise<void> {
    const tasks: (ReadingTask & { done: number })[] = [];
    for (const [done, file] of this.files.entries()) {
      if (file.kind !== kind) continue;
      const stored = this.changes.stored.get(file.path);
      const known = stored && !stored.needs_recheck && !this.again.has(file.path) ? stored.hash : null;
      tasks.push({ file, known, done });
    }
    let next = 0;
    for await (const outcome of read(tasks)) {
      const { file, done } = tasks[next++] as (typeof tasks)[number];
      if (outcome === null) continue;
      const { digest, reading } = outcome;
      // A fresh clone has new times and the same text.
      if (reading === null) {
        run(this.db, 'UPDATE files SET size = ?, mtime = ? WHERE path = ?', file.size, file.mtime, file.path);
        continue;
      }
      this.read++;
      this.progress(done, this.files.length);
      const refusal = reading.record === null ? null : put(reading.record);
      const diagnostics = refusal ? [...reading.diagnostics, refusal] : reading.diagnostics;
      this.putUses(file.path, reading.uses, reading.record !== null && refusal === null);
      this.putLinks(file.path, reading.links);
      run(
        this.db,
        'INSERT OR REPLACE INTO files (path, kind, size, mtime, hash, diagnostics, needs_recheck) VALUES (?, ?, ?, ?, ?, ?, ?)',
        file.path,
        kind,
        file.size,
        file.mtime,
        digest,
        JSON.stringify(diagnostics),
        Number(diagnostics.some(({ rule }) => NEEDS_RECHECK.includes(rule))),
      );
    }
  }

  private findings(): Map<string, ImageFinding | null> {
    const found = rows<{ path: string; finding: string | null }>(this.db, 'SELECT path, finding FROM images');
    return new Map(found.map(({ path, finding }) => [path, finding && JSON.parse(finding)]));
  }

  /** Notes which images a file names; of a broken one, beside those that its last good record shows. */
  private putUses(file: string, uses: readonly ImageUse[], sound: boolean): void {
    run(this.db, 'DELETE FROM image_references WHERE file = ? AND in_record <= ?', file, Number(sound));
    for (const { src, image } of uses) {
      const sql = 'INSERT OR IGNORE INTO image_references (file, in_record, src, image) VALUES (?, ?, ?, ?)';
      run(this.db, sql, file, Number(sound), src, image);
    }
  }

  /** Notes where a file leads, whatever becomes of it: its links are checked with what all other files say, see `audit.ts`. */
  private putLinks(file: string, links: readonly LinkMark[]): void {
    run(this.db, 'DELETE FROM links WHERE file = ?', file);
    for (const { line, column, path, anchor } of links) {
      const route = routeAt(path);
      const [name = null] = route && !isDocument(route) ? Object.values(parametersOf(route)) : [];
      run(
        this.db,
        'INSERT OR IGNORE INTO links (file, line, "column", path, anchor, edition, kind, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        file,
        line,
        column,
        path,
        anchor,
        route && !isDocument(route) ? route.edition : '',
        route?.kind ?? 'file',
        name,
      );
    }
  }

  private putImage(file: ContentFile, { hash, facts, finding }: ImageInspection): void {
    const stored = this.changes.stored.get(file.path);
    if (hash !== '' && stored?.hash === hash) {
      run(this.db, 'UPDATE files SET size = ?, mtime = ? WHERE path = ?', file.size, file.mtime, file.path);
      return;
    }
    this.read++;
    const before = row<{ finding: string | null }>(this.db, 'SELECT finding FROM images WHERE path = ?', file.path);
    const said = finding && JSON.stringify(finding);
    run(
      this.db,
      'INSERT OR REPLACE INTO images (path, hash, facts, finding) VALUES (?, ?, ?, ?)',
      file.path,
      hash,
      facts && JSON.stringify(facts),
      said,
    );
    run(
      this.db,
      "INSERT OR REPLACE INTO files (path, kind, size, mtime, hash, diagnostics, needs_recheck) VALUES (?, 'image', ?, ?, ?, '[]', 0)",
      file.path,
      file.size,
      file.mtime,
      hash,
    );
    // A sound image in place of another changes pages, by what they ask, but nothing in the files that name it.
    this.imageChanged(file.path, !before || before.finding !== said);
  }

  /** Pages may show the image at `path`; with `otherwise`, the files that name it have something else said of them. */
  private imageChanged(path: string, otherwise: boolean): void {
    const users = rows<{ file: string; in_record: number }>(
      this.db,
      'SELECT file, in_record FROM image_references WHERE image = ?',
      path,
    );
    if (users.some(({ in_record }) => in_record)) this.visible = true;
    if (otherwise) for (const { file } of users) this.illustrated.add(file);
  }

  private publication(): Publication {
    const found = row<{ record: string }>(this.db, 'SELECT record FROM publication');
    if (found) return JSON.parse(found.record);
    const said = row<{ diagnostics: string }>(this.db, "SELECT diagnostics FROM files WHERE kind = 'publication'");
    const diagnostics = said ? (JSON.parse(said.diagnostics) as Diagnostic[]) : [];
    throw new Error(
      diagnostics.length > 0
        ? diagnostics.map(formatDiagnostic).join('\n')
        : 'content/publication.yaml is missing: it gives the name, origin, time zone and language of the publication.',
    );
  }

  /**
   * The unchanged articles that `context` makes say something else than when they were read, which are added to the files of this sync: all
   * when the zone, the language or the address changed; those that mention an author who is now called otherwise or gone; and, when the tags that have a
   * file changed, those with a tag that has none (its spelling may be taken for one of the others).
   */
  private readWithOther(context: ReturnType<typeof articleContext>): void {
    const now: StoredContext = {
      ...context,
      origin: this.lookup.origin,
      authors: Object.fromEntries(context.authors),
      tags: Object.fromEntries(context.tags),
      translatedTags: Object.fromEntries(context.translatedTags),
    };
    const then = this.contextBefore();
    const json = JSON.stringify(now);
    if (JSON.stringify(then) === json) return;
    run(this.db, 'UPDATE state SET article_context = ?', json);
    if (!then) return; // nothing was read before

    const affected: { file: string }[] = [];
    if (then.timeZone !== now.timeZone || then.language !== now.language || then.origin !== now.origin) {
      affected.push(...this.filesOf('article').map((file) => ({ file })));
    }
    for (const [name, id] of Object.entries(then.authors)) {
      if (now.authors[name] === id) continue;
      affected.push(...rows<{ file: string }>(this.db, 'SELECT file FROM mentions WHERE author = ?', name));
    }
    for (const [name, slug] of Object.entries(then.translatedTags)) {
      if (now.translatedTags[name] === slug) continue;
      const sql = `SELECT file FROM listings JOIN articles ON articles.id = article WHERE list = 'tag:' || ?`;
      affected.push(...rows<{ file: string }>(this.db, sql, slug));
    }
    const tagsOf = ({ tags, translatedTags }: StoredContext) => JSON.stringify([tags, translatedTags]);
    if (tagsOf(then) !== tagsOf(now)) {
      const sql = `SELECT articles.file FROM tags CROSS JOIN listings ON list = 'tag:' || tags.slug
        JOIN articles ON articles.id = listings.article WHERE tags.file IS NULL
        UNION SELECT path FROM files WHERE diagnostics <> '[]' AND diagnostics LIKE '%tag-similar%'`;
      affected.push(...rows<{ file: string }>(this.db, sql));
    }
    this.addFiles(new Set(affected.map(({ file }) => file)));
  }

  /** Has the files at `paths` read again, changed or not. */
  private addFiles(paths: ReadonlySet<string>): void {
    for (const path of paths) this.again.add(path);
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

  /** What articles were read with so far. */
  private contextBefore(): StoredContext | null {
    const stored = row<{ article_context: string }>(this.db, 'SELECT article_context FROM state')?.article_context;
    return stored ? (JSON.parse(stored) as StoredContext) : null;
  }

  private filesOf(kind: ContentKind): string[] {
    return rows<{ path: string }>(this.db, 'SELECT path FROM files WHERE kind = ?', kind).map(({ path }) => path);
  }

  private homePageLookup(language: string): HomePageLookup {
    const { db } = this;
    const has = (sql: string, ...values: string[]) => row(db, sql, ...values) !== null;
    const names = (sql: string, ...values: string[]) =>
      rows<{ name: string }>(db, sql, ...values).map(({ name }) => name);
    return {
      language,
      hasStory: (slug, language) => has('SELECT 1 FROM articles WHERE language = ? AND slug = ?', language, slug),
      hasTag: (name) => has('SELECT 1 FROM tags WHERE name = ?1 OR slug = ?1', name),
      // What an editor pins is new.
      stories: (language) =>
        names('SELECT slug AS name FROM articles WHERE language = ? ORDER BY published DESC LIMIT 1000', language),
      tags: () => names('SELECT name FROM tags ORDER BY name'),
    };
  }

  private putHomePage(plan: HomePagePlan): null {
    this.changed(run(this.db, 'DELETE FROM home_pages WHERE file = ? AND language <> ?', plan.file, plan.language));
    this.changed(
      run(
        this.db,
        `INSERT INTO home_pages (language, file, record) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET file = ?2, record = ?3 WHERE record <> ?3`,
        plan.language,
        plan.file,
        JSON.stringify(plan),
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

  private putPage(page: Page): Diagnostic | null {
    const holder = row<{ file: string }>(
      this.db,
      'SELECT file FROM pages WHERE slug = ? AND language = ?',
      page.slug,
      page.language,
    );
    if (holder && holder.file !== page.file) return addressTaken(page.file, page.slug, holder.file);
    // The publication may have had another language before.
    const sql = 'DELETE FROM pages WHERE file = ? AND (slug, language) <> (?, ?)';
    this.changed(run(this.db, sql, page.file, page.slug, page.language));
    this.changed(
      run(
        this.db,
        `INSERT INTO pages (slug, language, file, record) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (slug, language) DO UPDATE SET file = ?3, record = ?4 WHERE record <> ?4`,
        page.slug,
        page.language,
        page.file,
        JSON.stringify(page),
      ),
    );
    return null;
  }

  private putArticle(article: Article): Diagnostic | null {
    const { body, ...rest } = article;
    const record = JSON.stringify(rest);
    const holder = row<{ id: number; file: string; record: string; body: string }>(
      this.db,
      'SELECT id, file, record, body FROM articles WHERE language = ? AND slug = ?',
      article.language,
      article.slug,
    );
    if (holder && holder.file !== article.file) return addressTaken(article.file, article.slug, holder.file);
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
      'INSERT INTO articles (file, slug, language, headline, published, modified, draft, features, record, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      article.file,
      article.slug,
      article.language,
      article.headline,
      article.published,
      lastChange(article),
      Number(article.draft),
      JSON.stringify(featuresOf(article)),
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
      ...(article.series ? [`series:${article.series.slug}`] : []),
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
    for (const [entry, path] of article.redirectFrom.entries()) {
      const sql = 'INSERT OR IGNORE INTO redirects (path, article, position) VALUES (?, ?, ?)';
      run(this.db, sql, comparablePath(path), id, entry);
    }
    for (const { date, text } of article.corrections) {
      run(this.db, 'INSERT INTO corrections (article, date, text) VALUES (?, ?, ?)', id, date, text);
    }
    return null;
  }

  private forgetDeleted(): void {
    for (const path of this.changes.gone) {
      run(this.db, 'DELETE FROM files WHERE path = ?', path);
      run(this.db, 'DELETE FROM mentions WHERE file = ?', path);
      run(this.db, 'DELETE FROM links WHERE file = ?', path);
      run(
        this.db,
        'DELETE FROM image_references WHERE file = ?1 AND NOT EXISTS (SELECT 1 FROM authors WHERE file = ?1)',
        path,
      );
      if (run(this.db, 'DELETE FROM images WHERE path = ?', path) > 0) this.imageChanged(path, true);
      this.changed(run(this.db, 'DELETE FROM articles WHERE file = ? AND draft = 0', path));
      run(this.db, 'DELETE FROM articles WHERE file = ?', path);
      this.changed(run(this.db, 'DELETE FROM pages WHERE file = ?', path));
      this.changed(run(this.db, 'DELETE FROM home_pages WHERE file = ?', path));
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
    if (authors > 0) {
      run(
        this.db,
        `DELETE FROM image_references WHERE file LIKE 'content/authors/%' AND file NOT IN (SELECT file FROM authors)`,
      );
    }
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
