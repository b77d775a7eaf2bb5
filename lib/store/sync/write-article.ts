import type { DatabaseSync } from 'node:sqlite';
import { type Article, lastChange } from '../../content/article.ts';
import type { Instant } from '../../dates.ts';
import { comparablePath } from '../../routes/routes.ts';
import { row, run } from '../../sqlite.ts';
import { featuresOf } from '../related.ts';
import { slugTaken, type WriteResult } from './write-result.ts';

/**
 * When an article is written, and whether by the first sync of the index: then no file had a slug before
 * another.
 */
export type WritingMoment = Readonly<{ now: Instant; isFirst: boolean }>;

/**
 * Writes an article with its lists, redirects and corrections. A draft is in no list. Of two files with the
 * same slug one is refused; a published one is never refused for an unpublished one, whichever was written
 * first.
 */
export function writeArticle(db: DatabaseSync, article: Article, moment: WritingMoment): WriteResult {
  const { body, ...rest } = article;
  const { file, slug, language } = article;
  const record = JSON.stringify(rest);
  const before = row<Holder & { record: string; body: string }>(
    db,
    'SELECT file, record, body, published, draft FROM articles WHERE language = ? AND slug = ?',
    language,
    slug,
  );
  if (before && before.file !== file) {
    if (!takesSlug(article, before, moment)) return slugTaken(file, slug, before.file);
    refuseAfterwards(db, before.file, slugTaken(before.file, slug, file));
  }
  if (before?.record === record && before.body === body) return { visible: false };
  const wasVisible = deleteArticle(db, file);
  run(
    db,
    `INSERT INTO articles (file, slug, language, headline, published, modified, draft, features, record, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file,
    slug,
    language,
    article.headline,
    article.published,
    lastChange(article),
    Number(article.draft),
    JSON.stringify(featuresOf(article)),
    record,
    body,
  );
  if (article.draft) return { visible: wasVisible };
  const id = row<{ id: number }>(db, 'SELECT last_insert_rowid() AS id')?.id ?? 0;
  writeLists(db, id, article);
  for (const [position, path] of article.redirectFrom.entries()) {
    const sql = 'INSERT OR IGNORE INTO redirects (path, article, position) VALUES (?, ?, ?)';
    run(db, sql, comparablePath(path), id, position);
  }
  for (const { date, text } of article.corrections) {
    run(db, 'INSERT INTO corrections (article, date, text) VALUES (?, ?, ?)', id, date, text);
  }
  return { visible: true };
}

/** The file that has a slug. */
type Holder = Readonly<{ file: string; published: Instant; draft: number }>;

/**
 * Whether an article takes the slug from the file that has it. A published story never loses it to another
 * file.
 */
function takesSlug(article: Article, holder: Holder, { now, isFirst }: WritingMoment): boolean {
  /** A lower rank wins. */
  const rank = ({ draft, published }: { draft: boolean | number; published: Instant }) =>
    draft ? Number.POSITIVE_INFINITY : Math.max(published, now);
  // Of two embargoed stories the one whose time comes first.
  if (rank(article) !== rank(holder)) return rank(article) < rank(holder);
  return isFirst && article.file < holder.file;
}

/**
 * Deletes the article of a file that loses its slug to another one, and adds the refusal to its diagnostics.
 */
function refuseAfterwards(db: DatabaseSync, file: string, { refusal }: WriteResult): void {
  deleteArticle(db, file);
  run(db, 'UPDATE OR REPLACE image_references SET in_record = 0 WHERE file = ?', file);
  const sql = `UPDATE files SET diagnostics = json_insert(diagnostics, '$[#]', json(?)), needs_recheck = 1 WHERE path = ?`;
  run(db, sql, JSON.stringify(refusal), file);
}

/** Whether readers can see a version of the article of a file, or will when its time comes. */
export function isPublishedFile(db: DatabaseSync, file: string): boolean {
  return row(db, 'SELECT 1 FROM articles WHERE file = ? AND draft = 0', file) !== null;
}

/**
 * Deletes the article of a file, whatever its slug and language were. Returns whether readers could see it.
 */
export function deleteArticle(db: DatabaseSync, file: string): boolean {
  const published = run(db, 'DELETE FROM articles WHERE file = ? AND draft = 0', file);
  run(db, 'DELETE FROM articles WHERE file = ?', file);
  return published > 0;
}

function writeLists(db: DatabaseSync, id: number, article: Article): void {
  const tags = article.section ? [article.section, ...article.tags] : article.tags;
  const lists = new Map([
    ['all', ''],
    ...article.byline.map(({ author }) => [`author:${author}`, ''] as const),
    ...tags.map(({ slug, name }) => [`tag:${slug}`, name] as const),
    ...(article.series ? [[`series:${article.series.slug}`, ''] as const] : []),
  ]);
  for (const [list, spelling] of lists) {
    const sql = 'INSERT INTO listings (list, language, published, slug, article, spelling) VALUES (?, ?, ?, ?, ?, ?)';
    run(db, sql, list, article.language, article.published, article.slug, id, spelling);
  }
}
