import type { DatabaseSync } from 'node:sqlite';
import type { Article } from '../content/article.ts';
import type { Instant } from '../dates.ts';
import { row, rows, run } from '../sqlite.ts';
import { freePosition } from './search-positions.ts';
import { searchableText } from './searchable-text.ts';
import { foldedText, foldedTokensIn, isUnspaced, tokensIn } from './tokens.ts';

/** The articles of one transaction. A sync that has to write waits no longer than for these. */
const BATCH = 25;

type QueuedArticle = { queued: number; id: number; language: string; slug: string; published: Instant } & {
  record: string;
  body: string;
};

/** What the search index holds of an article. `spellings` are the words for suggestions. */
type IndexedArticle = Readonly<{ columns: Columns; foldedHeadline: string; spellings: readonly string[] }>;

/** The tokens of an article by the columns of the index, and its lists, each separated by spaces. */
type Columns = Readonly<{ headline: string; standfirst: string; names: string; body: string; lists: string }>;

/**
 * Puts the next articles of the queue into the search index, those that changed last first. Returns whether
 * there are more. A site serves before its search index is complete. Drafts are never queued. Articles that
 * are under embargo at `now` stay in the queue: in the index they would change ranks and suggestions. Several
 * processes may do this at once.
 */
export function makeSearchable(db: DatabaseSync, now: Instant): boolean {
  const queue = rows<QueuedArticle>(
    db,
    `SELECT search_queue.id AS queued, articles.id, language, slug, published, record, body FROM search_queue
     JOIN articles ON articles.id = article WHERE published <= ? ORDER BY search_queue.id DESC LIMIT ?`,
    now,
    BATCH,
  );
  // Outside the transaction, since to find the tokens takes longer than to write them.
  const prepared = queue.map((article) => ({ article, ...indexedArticle(db, article) }));
  if (prepared.length === 0) return false;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const { article, ...indexed } of prepared) {
      // If it is not in the queue, it has changed since, or another process was faster.
      if (run(db, 'DELETE FROM search_queue WHERE id = ?', article.queued) > 0) put(db, article, indexed);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
  return prepared.length === BATCH;
}

/**
 * Merges some of the index's b-trees, which makes searches fast after many articles were added. `begin` is
 * for the first call. Returns whether there is more to do
 * (https://www.sqlite.org/fts5.html#the_merge_command).
 */
export function mergeSearchIndex(db: DatabaseSync, begin: boolean): boolean {
  const changes = () => row<{ total: number }>(db, 'SELECT total_changes() AS total')?.total ?? 0;
  const before = changes();
  run(db, "INSERT INTO search (search, rank) VALUES ('merge', ?)", begin ? -MERGED_PAGES : MERGED_PAGES);
  return changes() - before > 1;
}

const MERGED_PAGES = 250;

function indexedArticle(db: DatabaseSync, { language, record, body }: QueuedArticle): IndexedArticle {
  const article = JSON.parse(record) as Omit<Article, 'body'>;
  const { headline, standfirst, section, series, byline, keyPoints } = article;
  // Authors and tags are found by the translated name and by the original one.
  const named = (from: string, key: string) => {
    const sql = `SELECT record ->> ? AS translated, name FROM ${from} = ?`;
    const found = row<{ translated: string | null; name: string }>(db, sql, `$.translations."${language}".name`, key);
    return found && (found.translated ? `${found.translated} . ${found.name}` : found.name);
  };
  const authors = byline.map(({ author }) => named('authors WHERE id', author) ?? '');
  const tags = section ? [section, ...article.tags] : article.tags;
  const about = (series ? [...tags, series] : tags).map(({ slug, name }) => named('tags WHERE slug', slug) ?? name);
  const names = [...authors, ...about].join(' . ');
  const lists = [...byline.map(({ author }) => `author:${author}`), ...tags.map(({ slug }) => `tag:${slug}`)];
  const tokens = (text: string) =>
    tokensIn(text, language)
      .map(({ word }) => word)
      .join(' ');
  const columns = {
    headline: tokens(headline),
    standfirst: tokens([standfirst, ...keyPoints].join(' . ')),
    names: tokens(names),
    body: tokens(searchableText(body)),
    lists: [...new Set(lists)].map((list) => `:${list}`).join(' '),
  };
  // Suggestions for misspelt words come from headlines and names.
  const spellings = foldedTokensIn(`${headline} ${names}`)
    .map(({ word }) => word)
    .filter((word) => word.length >= 4 && !isUnspaced(word));
  return { columns, foldedHeadline: foldedText(headline), spellings };
}

function put(db: DatabaseSync, article: QueuedArticle, { columns, foldedHeadline, spellings }: IndexedArticle): void {
  const { id, language, published, slug } = article;
  const before = row<{ id: number }>(db, 'SELECT id FROM searchable_articles WHERE article = ?', id);
  if (before) run(db, 'DELETE FROM search WHERE rowid = ?', before.id);
  const position = before?.id ?? freePosition(db, published);
  const { headline, standfirst, names, body, lists } = columns;
  run(
    db,
    'INSERT INTO search (rowid, headline, standfirst, names, body, lists) VALUES (?, ?, ?, ?, ?, ?)',
    position,
    headline,
    standfirst,
    names,
    body,
    lists,
  );
  const sql =
    'INSERT OR REPLACE INTO searchable_articles (id, article, language, published, slug, folded_headline) VALUES (?, ?, ?, ?, ?, ?)';
  run(db, sql, position, id, language, published, slug, foldedHeadline);
  for (const word of spellings) {
    const sql =
      'INSERT INTO spellings (language, word, occurrences) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET occurrences = occurrences + 1';
    run(db, sql, language, word);
  }
}
