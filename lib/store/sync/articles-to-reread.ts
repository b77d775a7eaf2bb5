import type { DatabaseSync } from 'node:sqlite';
import { row, rows, run } from '../../sqlite.ts';
import type { articleContext } from './article-context.ts';
import { filesOfKind } from './write-files.ts';

/**
 * The context in which the articles of the index were read: the author of each id and name, and the tags with
 * a file.
 */
export type StoredContext = Readonly<{
  timeZone: string;
  language: string;
  origin: string;
  authors: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  translatedTags: Readonly<Record<string, string>>;
}>;

/** Returns the context in which the articles of the index were read; null before the first sync. */
export function storedContext(db: DatabaseSync): StoredContext | null {
  const stored = row<{ article_context: string }>(db, 'SELECT article_context FROM state')?.article_context;
  return stored ? (JSON.parse(stored) as StoredContext) : null;
}

/** Stores the context in which articles are read from now on. Returns null if it did not change. */
export function storeContext(
  db: DatabaseSync,
  context: ReturnType<typeof articleContext>,
  origin: string,
): StoredContext | null {
  const stored: StoredContext = {
    ...context,
    origin,
    authors: Object.fromEntries(context.authors),
    tags: Object.fromEntries(context.tags),
    translatedTags: Object.fromEntries(context.translatedTags),
  };
  const json = JSON.stringify(stored);
  return run(db, 'UPDATE state SET article_context = ?1 WHERE article_context <> ?1', json) > 0 ? stored : null;
}

/**
 * Returns the files of articles whose records may change with the context. If the time zone, language or
 * origin changed, these are all; else those that name a changed author, and, if tags with a file changed,
 * those with a tag that has no file: it may be another spelling of one that has.
 */
export function articlesToReread(db: DatabaseSync, before: StoredContext, now: StoredContext): string[] {
  if (before.timeZone !== now.timeZone || before.language !== now.language || before.origin !== now.origin)
    return filesOfKind(db, 'article');
  const files = (sql: string, ...values: string[]) =>
    rows<{ file: string }>(db, sql, ...values).map(({ file }) => file);
  const byAuthor = Object.entries(before.authors)
    .filter(([name, id]) => now.authors[name] !== id)
    .flatMap(([name]) => files('SELECT file FROM mentions WHERE author = ?', name));
  const ofTag = `SELECT file FROM listings JOIN articles ON articles.id = article WHERE list = 'tag:' || ?`;
  const byTranslatedTag = Object.entries(before.translatedTags)
    .filter(([name, slug]) => now.translatedTags[name] !== slug)
    .flatMap(([, slug]) => files(ofTag, slug));
  const tagsOf = ({ tags, translatedTags }: StoredContext) => JSON.stringify([tags, translatedTags]);
  const withOwnTags =
    tagsOf(before) === tagsOf(now)
      ? []
      : files(`SELECT articles.file FROM tags CROSS JOIN listings ON list = 'tag:' || tags.slug
          JOIN articles ON articles.id = listings.article WHERE tags.file IS NULL
          UNION SELECT path FROM files WHERE diagnostics <> '[]' AND diagnostics LIKE '%tag-similar%'`);
  return [...byAuthor, ...byTranslatedTag, ...withOwnTags];
}
