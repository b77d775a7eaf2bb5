import type { DatabaseSync } from 'node:sqlite';
import leven from 'leven';
import { rows } from '../sqlite.ts';
import { matchingPositions, type SearchContext, searchCondition } from './search-condition.ts';
import { matchExpression, termsOf } from './search-query.ts';
import { foldedTokensIn, isUnspaced } from './tokens.ts';

/** Known words that are compared with an unknown one. */
const MAX_CANDIDATES = 3_000;
/** The most similar words that are looked up among what is published. */
const MAX_LOOKED_UP = 5;
const MAX_CHARACTERS = 200;
/** Shorter words are similar to too many others. */
const MIN_LETTERS = 4;

/**
 * The query with each unknown word replaced by the most similar known one; null if all words are known or
 * have no similar one.
 */
export function suggestQuery(db: DatabaseSync, typed: string, context: SearchContext): string | null {
  let isChanged = false;
  let suggestion = '';
  let end = 0;
  for (const { word, from, to } of foldedTokensIn(typed.slice(0, MAX_CHARACTERS))) {
    suggestion += typed.slice(end, from);
    end = to;
    const skip = isUnspaced(word) || word.length < MIN_LETTERS || isPublished(db, word, context);
    const similar = skip ? null : similarWord(db, word, context);
    if (similar) isChanged = true;
    suggestion += similar ?? typed.slice(from, to);
  }
  return isChanged ? (suggestion + typed.slice(end, MAX_CHARACTERS)).trim() : null;
}

/** Whether anything published has a word. */
function isPublished(db: DatabaseSync, word: string, context: SearchContext): boolean {
  const match = matchExpression(termsOf(word, context.languages));
  return matchingPositions(db, match, searchCondition({ from: '', to: '' }, context), 1).length > 0;
}

/**
 * The published word with the smallest edit distance (1 for short words, else 2 at most), of several the most
 * frequent; or null.
 */
function similarWord(db: DatabaseSync, word: string, context: SearchContext): string | null {
  const first = [...word][0] ?? '';
  const candidates = rows<{ word: string; occurrences: number }>(
    db,
    `SELECT word, sum(occurrences) AS occurrences FROM spellings
     WHERE language IN (SELECT value FROM json_each(?)) AND word >= ? AND word < ? AND length(word) BETWEEN ? AND ?
     GROUP BY word ORDER BY sum(occurrences) DESC LIMIT ?`,
    JSON.stringify(context.languages),
    first,
    `${first}\u{10ffff}`,
    word.length - 2,
    word.length + 2,
    MAX_CANDIDATES,
  );
  const maxDistance = word.length < 5 ? 1 : 2;
  const similar = candidates
    .map((candidate) => ({ ...candidate, distance: leven(word, candidate.word) }))
    .filter(({ distance }) => distance <= maxDistance)
    .sort((a, b) => a.distance - b.distance || b.occurrences - a.occurrences || (a.word < b.word ? -1 : 1));
  return similar.slice(0, MAX_LOOKED_UP).find((candidate) => isPublished(db, candidate.word, context))?.word ?? null;
}
