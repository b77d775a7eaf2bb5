import type { DatabaseSync } from 'node:sqlite';
import type { HomePageLookup, HomePagePlan } from '../../content/home-page.ts';
import type { Page } from '../../content/page.ts';
import { slugOf } from '../../routes/slugs.ts';
import { row, rows, run } from '../../sqlite.ts';
import { slugTaken, type WriteResult } from './write-result.ts';

/** Writes a page such as content/pages/about.md. */
export function writePage(db: DatabaseSync, page: Page): WriteResult {
  const { file, slug, language } = page;
  const holder = row<{ file: string }>(db, 'SELECT file FROM pages WHERE slug = ? AND language = ?', slug, language);
  if (holder && holder.file !== file) return slugTaken(file, slug, holder.file);
  // The publication may have had another language before.
  const sql = 'DELETE FROM pages WHERE file = ? AND (slug, language) <> (?, ?)';
  const deleted = run(db, sql, file, slug, language);
  const written = run(
    db,
    `INSERT INTO pages (slug, language, file, record) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (slug, language) DO UPDATE SET file = ?3, record = ?4 WHERE record <> ?4`,
    slug,
    language,
    file,
    JSON.stringify(page),
  );
  return { visible: deleted + written > 0 };
}

/** Writes the arrangement of a home page. */
export function writeHomePage(db: DatabaseSync, plan: HomePagePlan): WriteResult {
  const { file, language } = plan;
  const deleted = run(db, 'DELETE FROM home_pages WHERE file = ? AND language <> ?', file, language);
  const written = run(
    db,
    `INSERT INTO home_pages (language, file, record) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET file = ?2, record = ?3 WHERE record <> ?3`,
    language,
    file,
    JSON.stringify(plan),
  );
  return { visible: deleted + written > 0 };
}

/** Looks up in the index the stories and tags that a home page can name. */
export function homePageLookup(db: DatabaseSync, language: string): HomePageLookup {
  const has = (sql: string, ...values: string[]) => row(db, sql, ...values) !== null;
  const names = (sql: string, ...values: string[]) =>
    rows<{ name: string }>(db, sql, ...values).map(({ name }) => name);
  return {
    language,
    hasStory: (slug, language) => has('SELECT 1 FROM articles WHERE language = ? AND slug = ?', language, slug),
    hasTag: (name) => has('SELECT 1 FROM known_tags WHERE slug = ?', slugOf(name)),
    // For suggestions: editors pin new stories.
    stories: (language) =>
      names('SELECT slug AS name FROM articles WHERE language = ? ORDER BY published DESC LIMIT 1000', language),
    tags: () => names('SELECT name FROM known_tags ORDER BY name'),
  };
}
