import type { DatabaseSync } from 'node:sqlite';
import { slugOf } from '../../routes/slugs.ts';
import { row, rows } from '../../sqlite.ts';

/** A story that an address of another system means. */
export type FoundStory = Readonly<{ file: string; slug: string; language: string }>;

const DATED = /^\d{4}-\d\d-\d\d-(?=.)/;

/**
 * Returns a function that finds the story whose name the steps of an address end with: `2019/01/05/ferries` is
 * `2019-01-05-ferries` or `ferries`, or else the only story with another date before that name. Of several
 * languages it prefers `language`, then `own`.
 */
export function storyFinder(
  db: DatabaseSync,
  own: string,
): (steps: readonly string[], language?: string) => FoundStory | null {
  let undated: ReadonlyMap<string, readonly string[]> | null = null;
  const bySlug = (slug: string, language: string) =>
    row<FoundStory>(
      db,
      'SELECT file, slug, language FROM articles WHERE slug = ?1 ORDER BY language = ?2 DESC, language = ?3 DESC LIMIT 1',
      slug,
      language,
      own,
    );
  return (steps, language = own) => {
    const [last = '', day, month, year] = steps.toReversed();
    const name = slugOf(last);
    const dated = slugOf(`${year}-${month}-${day}-${last}`);
    const found = (DATED.test(dated) ? bySlug(dated, language) : null) ?? bySlug(name, language);
    if (found || name === '') return found;
    undated ??= Map.groupBy(datedSlugs(db), (slug) => slug.replace(DATED, ''));
    const alike = undated.get(name.replace(DATED, '')) ?? [];
    return alike.length === 1 ? bySlug(alike[0] as string, language) : null;
  };
}

function datedSlugs(db: DatabaseSync): string[] {
  const sql = `SELECT DISTINCT slug FROM articles WHERE slug GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-*'`;
  return rows<{ slug: string }>(db, sql).map(({ slug }) => slug);
}
