import type { DatabaseSync } from 'node:sqlite';
import { type Article, lastChange } from '../../content/article.ts';
import { comparablePath } from '../../routes/routes.ts';
import { row, run } from '../../sqlite.ts';
import { featuresOf } from '../related.ts';
import { slugTaken, type WriteResult } from './write-result.ts';

/** Writes an article with its lists, redirects and corrections. A draft is in no list. */
export function writeArticle(db: DatabaseSync, article: Article): WriteResult {
  const { body, ...rest } = article;
  const { file, slug, language } = article;
  const record = JSON.stringify(rest);
  const before = row<{ file: string; record: string; body: string }>(
    db,
    'SELECT file, record, body FROM articles WHERE language = ? AND slug = ?',
    language,
    slug,
  );
  if (before && before.file !== file) return slugTaken(file, slug, before.file);
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
