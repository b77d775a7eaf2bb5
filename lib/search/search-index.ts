import type { DatabaseSync } from 'node:sqlite';
import { Parser } from 'htmlparser2';
import type { Article } from '../content/article.ts';
import type { Instant } from '../dates.ts';
import { row, rows, run } from '../sqlite.ts';
import { foldedTokensIn, isUnspaced, tokensIn } from './tokens.ts';

/** Articles that are made searchable in one transaction: a sync that has to write waits for no more. */
const BATCH = 25;

type Unsearched = { queued: number; id: number; language: string; slug: string; published: Instant } & {
  record: string;
  body: string;
};

/** The words of an article, as they are looked for. */
type Words = Readonly<{ headline: string; standfirst: string; names: string; body: string; lists: string }>;

/**
 * Makes articles searchable that are not yet, a few of them, those that changed last first; says whether there are more. They come after the records: a site serves before its
 * search is whole. Drafts are never made searchable; what is under embargo is, and left out of what is found. Any number of processes may do so at once.
 */
export function makeSearchable(db: DatabaseSync): boolean {
  const unsearched = rows<Unsearched>(
    db,
    `SELECT search_queue.id AS queued, articles.id, language, slug, published, record, body FROM search_queue
     JOIN articles ON articles.id = article ORDER BY search_queue.id DESC LIMIT ?`,
    BATCH,
  );
  // Outside of the transaction: to find the words takes longer than to write them.
  const prepared = unsearched.map((article) => ({ article, ...wordsOf(db, article) }));
  if (prepared.length === 0) return false;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const { article, words, typed } of prepared) {
      // Otherwise it has changed meanwhile, or another process was faster.
      if (run(db, 'DELETE FROM search_queue WHERE id = ?', article.queued) > 0) put(db, article, words, typed);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
  return prepared.length === BATCH;
}

/**
 * Does some of the work that makes a search fast after many articles were made searchable: their words are put together. `begin` with the first call; says whether there is more
 * to do (https://www.sqlite.org/fts5.html#the_merge_command).
 */
export function mergeSearchIndex(db: DatabaseSync, begin: boolean): boolean {
  const changes = () => row<{ total: number }>(db, 'SELECT total_changes() AS total')?.total ?? 0;
  const before = changes();
  run(db, "INSERT INTO search (search, rank) VALUES ('merge', ?)", begin ? -MERGED_PAGES : MERGED_PAGES);
  return changes() - before > 1;
}

const MERGED_PAGES = 250;

function wordsOf(db: DatabaseSync, { language, record, body }: Unsearched): { words: Words; typed: readonly string[] } {
  const article = JSON.parse(record) as Omit<Article, 'body'>;
  const { headline, standfirst, section, series, byline, keyPoints } = article;
  // By the name that they have in the language, and by their own.
  const named = (from: string, key: string) => {
    const sql = `SELECT record ->> ? AS there, name FROM ${from} = ?`;
    const found = row<{ there: string | null; name: string }>(db, sql, `$.translations."${language}".name`, key);
    return found && (found.there ? `${found.there} . ${found.name}` : found.name);
  };
  const authors = byline.map(({ author }) => named('authors WHERE id', author) ?? '');
  const tags = section ? [section, ...article.tags] : article.tags;
  const about = (series ? [...tags, series] : tags).map(({ slug, name }) => named('tags WHERE slug', slug) ?? name);
  const names = [...authors, ...about].join(' . ');
  const lists = [...byline.map(({ author }) => `author:${author}`), ...tags.map(({ slug }) => `tag:${slug}`)];
  const looked = (text: string) =>
    tokensIn(text, language)
      .map(({ word }) => word)
      .join(' ');
  const words = {
    headline: looked(headline),
    standfirst: looked([standfirst, ...keyPoints].join(' . ')),
    names: looked(names),
    body: looked(plainText(body)),
    lists: [...new Set(lists)].map((list) => `:${list}`).join(' '),
  };
  // What a misspelt word may have meant: the words of headlines and names.
  const typed = foldedTokensIn(`${headline} ${names}`)
    .map(({ word }) => word)
    .filter((word) => word.length >= 4 && !isUnspaced(word));
  return { words, typed };
}

function put(db: DatabaseSync, article: Unsearched, words: Words, typed: readonly string[]): void {
  const { id, language, published, slug } = article;
  const before = row<{ id: number }>(db, 'SELECT id FROM searchable_articles WHERE article = ?', id);
  if (before) run(db, 'DELETE FROM search WHERE rowid = ?', before.id);
  const position = before?.id ?? freePosition(db, published);
  const { headline, standfirst, names, body, lists } = words;
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
    'INSERT OR REPLACE INTO searchable_articles (id, article, language, published, slug) VALUES (?, ?, ?, ?, ?)';
  run(db, sql, position, id, language, published, slug);
  for (const word of typed) {
    const sql =
      'INSERT INTO spellings (language, word, occurrences) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET occurrences = occurrences + 1';
    run(db, sql, language, word);
  }
}

const MINUTE = 60_000;
/** Articles of one minute; more go on in the next. The nearer to each other ids are, the smaller is the index. */
const A_MINUTE = 64;

/** The first id that what was published at an instant can have in `searchable_articles`. */
export function firstPosition(published: Instant): number {
  return Math.floor(published / MINUTE) * A_MINUTE;
}

function freePosition(db: DatabaseSync, published: Instant): number {
  for (let first = firstPosition(published); ; first += A_MINUTE) {
    const end = first + A_MINUTE - 1;
    const last = row<{ id: number | null }>(
      db,
      'SELECT max(id) AS id FROM searchable_articles WHERE id BETWEEN ? AND ?',
      first,
      end,
    );
    const id = last?.id ?? null;
    if (id === null) return first;
    if (id < end) return id + 1;
  }
}

/** A Markdown text as it is read, nearly: without its addresses, its marks and those of its elements. To parse it would take a hundred times as long as to index it. */
export function plainText(markdown: string): string {
  const text = markdown
    .replace(/^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:.*$/gm, '')
    .replace(/^[ \t]*(?:(?:`{3}|~{3}).*|[-=*_|: \t]{3,})$/gm, '')
    .replace(/^ {0,3}:{2,}.*$/gm, (line) => line.replace(/^ *:+[\w-]*|\{[^}]{0,2000}\}/g, ''))
    .replace(/^[ \t]*(?:(?:>|#{1,6} |[-+*] (?:\[[ xX]\] )?|\d{1,9}[.)] )[ \t]*)+/gm, '')
    .replace(/\]\([^)\n]{0,2000}\)|\]\[[^\]\n]{0,200}\]/g, ']')
    .replace(/<?https?:\/\/[^\s<>]+>?/g, '')
    .replace(/\[\^[^\]\s]{1,200}\]:?/g, '')
    .replace(
      /\\([!-/:-@[-`{-~])|!?\[|\]|`+|~~|(?<!\s)\*+|\*+(?!\s)|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu,
      (_, escaped) => (escaped === '<' ? '&lt;' : escaped === '&' ? '&amp;' : (escaped ?? '')),
    );
  return /[<&]/.test(text) ? withoutTags(text) : text;
}

/** A text without its HTML tags and comments, and with the signs that its entities stand for. */
function withoutTags(text: string): string {
  let words = '';
  const parser = new Parser({
    ontext(part) {
      words += part;
    },
  });
  parser.end(text);
  return words;
}
