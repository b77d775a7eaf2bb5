import type { DatabaseSync } from 'node:sqlite';
import { readArticle } from '../../content/article.ts';
import { readAuthor } from '../../content/author.ts';
import { type ContentFile, type ContentFolders, type ContentKind, statContent } from '../../content/files.ts';
import { readHomePage } from '../../content/home-page.ts';
import type { ImageInspection } from '../../content/image-inspection.ts';
import type { BodyLookup } from '../../content/lint/check-body.ts';
import { readPage } from '../../content/page.ts';
import { isBlocked, weighLosses } from '../../content/parse/diagnostic.ts';
import { readPublication } from '../../content/publication.ts';
import type { Reading } from '../../content/reading.ts';
import { readRedirectsFile } from '../../content/site-redirects.ts';
import { readTag } from '../../content/tag.ts';
import type { Instant } from '../../dates.ts';
import { run } from '../../sqlite.ts';
import { articleContext, imageLookup } from './article-context.ts';
import { articlesToReread, storeContext, storedContext } from './articles-to-reread.ts';
import type { Changes } from './changes.ts';
import { ImageInspector } from './inspect-images.ts';
import { hasRecord, lastGoodVersion } from './last-good-version.ts';
import {
  lazyBodyParser,
  loadingParser,
  type Outcome,
  type ReadingTask,
  readArticles,
  readFiles,
} from './parse-files.ts';
import type { SyncProgress } from './progress.ts';
import { themeLookup } from './theme-files.ts';
import { deleteArticle, isPublishedFile, writeArticle } from './write-article.ts';
import { deleteUnnamedAuthors, writeAuthor, writeTag } from './write-authors-and-tags.ts';
import { filesOfKind, touchFile, writeFile, writeLinks, writeMentions } from './write-files.ts';
import { deleteImage, type ImageChange, imageFindings, writeImage, writeImageReferences } from './write-images.ts';
import { homePageLookup, writeHomePage, writePage } from './write-pages.ts';
import { readStoredPublication, writePublication, writePublicationCss } from './write-publication.ts';
import type { WriteResult } from './write-result.ts';
import { writeSiteRedirects } from './write-site-redirects.ts';

const waitingForAll = new ImageInspector();

/**
 * Commits a batch and begins the next transaction. `read` is the number of files read so far, `visible` is of
 * the batch.
 */
export type CommitBatch = (read: number, visible: boolean) => Promise<void>;

/** How a sync works. */
export type SyncOptions = Readonly<{
  /** Called with each file that was read. */
  progress: SyncProgress;
  /** Inspects the images; by default a sync waits for all of them. */
  images?: ImageInspector | undefined;
  /** With `isFirst`, decides which of two files gets a slug; see `WritingMoment`. */
  now: Instant;
  isFirst?: boolean | undefined;
}>;

/** The batches after the first one of a first sync: `commit` is called after `every` articles. */
export type Batches = Readonly<{ every: number; commit: CommitBatch }>;

/**
 * Reads the files that changed and writes them to the index. Part of `sync`, which gives it a transaction.
 * Returns how many files were read, and whether readers can see a change. With `batches` it waits for all
 * images, and the change is one since the last batch.
 */
export async function applyChanges(
  db: DatabaseSync,
  folders: ContentFolders,
  changes: Changes,
  options: SyncOptions,
  batches: Batches | null = null,
): Promise<{ read: number; visible: boolean }> {
  const { progress, images = waitingForAll } = options;
  const inspections = await images.inspect(changes, batches !== null, progress);
  const run = new SyncRun(db, folders, changes, options, batches);
  await run.apply(inspections);
  return { read: run.read, visible: run.visible };
}

/** The state of one sync: the files to read, and the results so far. */
class SyncRun {
  read = 0;
  visible = false;
  /** For so many more broken files git is searched: each takes some hundredths of a second. */
  #searches = 200;
  #files: readonly ContentFile[];
  /** The files that are read even if they have not changed. */
  readonly #rereads = new Set<string>();
  readonly #db: DatabaseSync;
  readonly #folders: ContentFolders;
  readonly #changes: Changes;
  readonly #options: SyncOptions;
  readonly #batches: Batches | null;
  /** How many articles were read since the last commit, and whether readers could see a change before it. */
  #uncommitted = 0;
  #wasVisible = false;

  constructor(
    db: DatabaseSync,
    folders: ContentFolders,
    changes: Changes,
    options: SyncOptions,
    batches: Batches | null,
  ) {
    this.#db = db;
    this.#folders = folders;
    this.#changes = changes;
    this.#files = changes.files;
    this.#options = options;
    this.#batches = batches;
  }

  /** Reads one kind of file after the other: each kind needs the records of those before it. */
  async apply(inspections: ReadonlyMap<ContentFile, ImageInspection>): Promise<void> {
    const db = this.#db;
    // Deletions first, so that a file that was moved finds its slug free.
    this.#reread([...this.#deleteRecords(), ...this.#writeImages(inspections)]);
    const look = themeLookup(db, this.#folders);
    await this.#readKind('publication', (file, source) => readPublication(file, source, look), writePublication);
    await this.#readKind('redirects', readRedirectsFile, writeSiteRedirects);
    if (this.#files.some(({ kind }) => kind === 'stylesheet')) {
      const { readPublicationCss } = await import('../../content/publication-css.ts');
      await this.#readKind('stylesheet', readPublicationCss, writePublicationCss);
    }
    const publication = readStoredPublication(db);
    const { origin, language } = publication;
    const lookup: BodyLookup = { origin, ...lazyBodyParser, ...imageLookup(db) };
    const before = storedContext(db);
    // Files whose name has no language are in that of the publication.
    if (before && before.language !== language) this.#reread([...filesOfKind(db, 'page'), ...filesOfKind(db, 'home')]);
    await this.#readKind('author', (file, source) => readAuthor(file, source, lookup), writeAuthor);
    await this.#readKind('tag', (file, source) => readTag(file, source, lookup), writeTag);
    await this.#readKind('page', (file, source) => readPage(file, source, lookup, language), writePage);
    const context = articleContext(db, publication);
    const stored = storeContext(db, context, origin);
    if (before && stored) this.#reread(articlesToReread(db, before, stored));
    const moment = { now: this.#options.now, isFirst: this.#options.isFirst ?? false };
    await this.#readKind(
      'article',
      (file, source) => readArticle(file, source, { ...context, images: lookup }),
      (db, article) => writeArticle(db, article, moment),
      (tasks, read) => readArticles(tasks, read, () => ({ ...context, origin, findings: imageFindings(db) })),
    );
    if (deleteUnnamedAuthors(db)) this.visible = true;
    // A story that a home page names may have come or gone.
    if (this.visible || this.#wasVisible) this.#reread(filesOfKind(db, 'home'));
    const onHomePages = homePageLookup(db, language);
    await this.#readKind('home', (file, source) => readHomePage(file, source, onHomePages), writeHomePage);
  }

  /**
   * Reads those of `files` that have a kind, if they changed or must be read again. Writes their diagnostics,
   * references and good records.
   */
  async #readKind<Record>(
    kind: ContentKind,
    read: (file: string, source: string) => Reading<Record>,
    write: (db: DatabaseSync, record: Record) => WriteResult,
    readAll: (tasks: readonly ReadingTask[], one: typeof read) => AsyncIterable<Outcome<Record>> = readFiles,
    files = this.#files,
  ): Promise<void> {
    const db = this.#db;
    const tasks: (ReadingTask & { done: number })[] = [];
    for (const [done, file] of files.entries()) {
      if (file.kind !== kind) continue;
      const stored = this.#changes.stored.get(file.path);
      const known = stored && !stored.needs_recheck && !this.#rereads.has(file.path) ? stored.hash : null;
      tasks.push({ file, known, done });
    }
    const paths = new Set(tasks.map(({ file }) => file.path));
    const refused: ContentFile[] = [];
    let next = 0;
    for await (const outcome of readAll(tasks, read)) {
      const { file, done } = tasks[next++] as (typeof tasks)[number];
      if (outcome === null) continue;
      const { digest, reading } = outcome;
      if (reading === null) {
        touchFile(db, file);
        continue;
      }
      this.read++;
      this.#options.progress(done, this.#files.length);
      const isPublished = kind === 'article' && isPublishedFile(db, file.path);
      const { visible, refusal, holder }: WriteResult =
        reading.record === null ? { visible: false } : write(db, reading.record);
      if (holder !== undefined && paths.has(holder)) refused.push(file);
      if (visible) this.visible = true;
      const found = isPublished ? weighLosses(reading.diagnostics) : reading.diagnostics;
      const diagnostics = refusal ? [...found, refusal] : found;
      const inRecord = reading.record !== null && !refusal;
      writeImageReferences(db, file.path, reading.uses, inRecord);
      writeMentions(db, file.path, reading.mentions ?? [], inRecord);
      if (isBlocked(diagnostics) && !hasRecord(db, file)) await this.#writeLastGoodVersion(file, read, write);
      writeLinks(db, file.path, reading.links);
      writeFile(db, file, digest, diagnostics, reading.needsRecheck);
      if (kind === 'article') await this.#commitBatch();
    }
    if (refused.length === 0) return;
    // The file that had the slug may since have become a draft, or have lost the slug.
    for (const { path } of refused) this.#rereads.add(path);
    await this.#readKind(kind, read, write, readFiles, refused);
  }

  /** Counts an article, and commits when a batch is complete. */
  async #commitBatch(): Promise<void> {
    if (this.#batches === null || ++this.#uncommitted < this.#batches.every) return;
    await this.#batches.commit(this.read, this.visible);
    this.#wasVisible ||= this.visible;
    this.visible = false;
    this.#uncommitted = 0;
  }

  /** Writes the last good version of a broken file that the index has no record of, if git knows one. */
  async #writeLastGoodVersion<Record>(
    file: ContentFile,
    read: (file: string, source: string) => Reading<Record>,
    write: (db: DatabaseSync, record: Record) => WriteResult,
  ): Promise<void> {
    if (this.#searches-- <= 0) return;
    const good = await lastGoodVersion(this.#folders, file, loadingParser(read)).catch(() => {
      this.#searches = 0; // there is no repository, or no git
      return null;
    });
    if (!good || good.record === null) return;
    const { visible, refusal } = write(this.#db, good.record);
    if (refusal) return;
    if (visible) this.visible = true;
    writeImageReferences(this.#db, file.path, good.uses, true);
    writeMentions(this.#db, file.path, good.mentions ?? [], false);
  }

  /** Adds the files at `paths` to those that are read, changed or not. */
  #reread(paths: readonly string[]): void {
    for (const path of paths) this.#rereads.add(path);
    const present = new Set(this.#files.map(({ path }) => path));
    const more = [...new Set(paths)].filter((path) => !present.has(path));
    this.#files = [...this.#files, ...(statContent(this.#folders, more) ?? [])];
  }

  /** Writes images. Returns the files that name them and have other diagnostics now. */
  #writeImages(inspections: ReadonlyMap<ContentFile, ImageInspection>): string[] {
    return [...inspections].flatMap(([file, inspection]) => {
      if (inspection.hash !== '' && this.#changes.stored.get(file.path)?.hash === inspection.hash) {
        touchFile(this.#db, file);
        return [];
      }
      this.read++;
      return this.#filesToReread(writeImage(this.#db, file, inspection));
    });
  }

  /** Deletes the records of deleted files. Returns the files that name a deleted image. */
  #deleteRecords(): string[] {
    const db = this.#db;
    return this.#changes.gone.flatMap((path) => {
      for (const sql of DELETIONS) run(db, sql, path);
      const image = deleteImage(db, path);
      const visible = [
        deleteArticle(db, path),
        run(db, 'DELETE FROM pages WHERE file = ?', path) > 0,
        run(db, 'DELETE FROM home_pages WHERE file = ?', path) > 0,
        run(db, 'DELETE FROM tags WHERE file = ?', path) > 0,
        run(db, 'DELETE FROM site_redirects WHERE file = ?', path) > 0,
        run(db, 'DELETE FROM publication_css WHERE file = ?', path) > 0,
      ];
      if (visible.includes(true)) this.visible = true;
      return image ? this.#filesToReread(image) : [];
    });
  }

  #filesToReread({ visible, filesToReread }: ImageChange): readonly string[] {
    if (visible) this.visible = true;
    return filesToReread;
  }
}

/** An author whose file is gone keeps the page, and its images, while articles name the author. */
const DELETIONS = [
  'DELETE FROM files WHERE path = ?',
  'DELETE FROM mentions WHERE file = ?',
  'DELETE FROM links WHERE file = ?',
  'DELETE FROM image_references WHERE file = ?1 AND NOT EXISTS (SELECT 1 FROM authors WHERE file = ?1)',
];
