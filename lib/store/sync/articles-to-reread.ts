import type { DatabaseSync } from 'node:sqlite';
import { unknownAuthorFix } from '../../content/byline.ts';
import type { TagName } from '../../content/tag-names.ts';
import { slugOf } from '../../routes/slugs.ts';
import { row, rows, run } from '../../sqlite.ts';
import type { articleContext } from './article-context.ts';
import { filesOfKind } from './write-files.ts';

/**
 * The context in which the articles of the index were read: the author of each id and name, and the tag of
 * each name in another language.
 */
export type StoredContext = Readonly<{
  timeZone: string;
  language: string;
  origin: string;
  authors: Readonly<Record<string, string>>;
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
    translatedTags: Object.fromEntries(context.translatedTags),
  };
  const json = JSON.stringify(stored);
  return run(db, 'UPDATE state SET article_context = ?1 WHERE article_context <> ?1', json) > 0 ? stored : null;
}

/**
 * Returns the files of articles that may read otherwise in the new context. If the time zone, language or
 * origin changed, these are all; else those that name a changed author, or a tag by a changed translation, or
 * whose diagnostics name an author.
 */
export function articlesToReread(db: DatabaseSync, before: StoredContext, now: StoredContext): string[] {
  if (before.timeZone !== now.timeZone || before.language !== now.language || before.origin !== now.origin)
    return filesOfKind(db, 'article');
  return [...withChangedAuthors(db, before, now), ...withTranslatedTags(db, before, now)];
}

/** The keys that have another value, or none, in one of the two. */
function changedKeys(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  return Object.keys({ ...before, ...now }).filter((key) => before[key] !== now[key]);
}

function filesIn(db: DatabaseSync, sql: string, ...values: string[]): string[] {
  return rows<{ file: string }>(db, sql, ...values).map(({ file }) => file);
}

/** The files that name a changed author, or somebody unknown for whom a changed author may be meant. */
function withChangedAuthors(db: DatabaseSync, before: StoredContext, now: StoredContext): string[] {
  const changed = changedKeys(before.authors, now.authors);
  if (changed.length === 0) return [];
  const asChanged = new Map(changed.map((name) => [name, now.authors[name] ?? before.authors[name] ?? '']));
  const nobody = new Map<string, string>();
  const unknown = rows<{ author: string }>(db, 'SELECT DISTINCT author FROM mentions').filter(
    ({ author }) =>
      now.authors[author] === undefined && unknownAuthorFix(author, asChanged) !== unknownAuthorFix(author, nobody),
  );
  const names = new Set([...changed, ...unknown.map(({ author }) => author)]);
  return [...names].flatMap((name) => filesIn(db, 'SELECT file FROM mentions WHERE author = ?', name));
}

/** SQL: the files whose article is in the list `?`. A draft is in no list. */
const LISTED = 'SELECT file FROM listings JOIN articles ON articles.id = article WHERE list = ?';

/** The files that name a tag by a translation that is new, gone, or now that of another tag. */
function withTranslatedTags(db: DatabaseSync, before: StoredContext, now: StoredContext): string[] {
  const changed = changedKeys(before.translatedTags, now.translatedTags);
  const listed = changed.flatMap((name) => {
    const slug = before.translatedTags[name];
    if (slug === undefined) return filesIn(db, LISTED, `tag:${name}`);
    const spellings = spellingsOf(db, slug).filter((spelling) => slugOf(spelling) === name);
    return spellings.flatMap((spelling) => filesIn(db, `${LISTED} AND spelling = ?`, `tag:${slug}`, spelling));
  });
  return [...listed, ...draftsWith(db, changed)];
}

function spellingsOf(db: DatabaseSync, slug: string): string[] {
  const sql = 'SELECT DISTINCT spelling FROM tag_spellings WHERE slug = ?';
  return rows<{ spelling: string }>(db, sql, slug).map(({ spelling }) => spelling);
}

/** The drafts that name a tag of those slugs. */
function draftsWith(db: DatabaseSync, slugs: readonly string[]): string[] {
  if (slugs.length === 0) return [];
  const sql = "SELECT file, record -> '$.tags' AS tags FROM articles WHERE draft = 1";
  return rows<{ file: string; tags: string }>(db, sql)
    .filter(({ tags }) =>
      (JSON.parse(tags) as TagName[]).some(({ slug, name }) => slugs.includes(slug) || slugs.includes(slugOf(name))),
    )
    .map(({ file }) => file);
}
