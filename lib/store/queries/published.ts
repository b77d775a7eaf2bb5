import type { Instant } from '../../dates.ts';
import { type Edition, editionOf } from '../../routes/urls.ts';
import { contentStore } from '../content-store.ts';
import { rows } from './asking.ts';

// What questions bind to look only at what is published in a language: that, and instants. For `language = ? AND published …`.

/** From an instant to before another. */
export type Span = readonly [from: Instant, until: Instant];

/** All that there is of time. */
export const EVER: Span = [-8.64e15, 8.64e15];

/** For `published <= ?`: what is published so far. */
export function publishedSoFar(language: string): [language: string, now: Instant] {
  return [language, contentStore().clock()];
}

/** For `published BETWEEN ? AND ?`: what is published so far within a span. Of two bounds above, SQLite would look at all that keeps the first. */
export function publishedWithin(
  language: string,
  [from, until]: Span,
): [language: string, from: Instant, last: Instant] {
  return [language, from, Math.min(contentStore().clock(), until - 1)];
}

/** The edition in `language` (BCP 47); see `Edition`. */
export function editionIn(language: string): Edition {
  return editionOf(language, contentStore().publication().language);
}

/** The language of an edition. */
export function languageOf(edition: Edition): string {
  return edition || contentStore().publication().language;
}

/** The languages in which something is published so far: the publication's own, then the others by their codes. */
export function publishedLanguages(): string[] {
  const own = contentStore().publication().language;
  // Each time the next after the last: to look at all that is published would take as long as that is long.
  const sql = `WITH RECURSIVE found (language) AS (
      SELECT min(language) FROM listings WHERE list = 'all'
      UNION ALL SELECT (SELECT min(language) FROM listings WHERE list = 'all' AND language > found.language) FROM found WHERE found.language IS NOT NULL
    ) SELECT language FROM found
    WHERE EXISTS (SELECT 1 FROM listings WHERE list = 'all' AND listings.language = found.language AND published <= ?)`;
  const found = rows<{ language: string }>(sql, contentStore().clock());
  return [own, ...found.map(({ language }) => language).filter((language) => language !== own)];
}
