import type { Diagnostic, Rule } from '../content/parse/diagnostic.ts';
import type { ContentStore } from './content-store.ts';

/** How many errors and warnings there are. */
export type DiagnosticCounts = Readonly<{ errors: number; warnings: number }>;

/**
 * Rules on one file whose answer depends on other stories, also on unpublished ones: their images may wait in the same
 * queue.
 */
const DEPENDS_ON_STORIES: readonly Rule[] = ['slug-duplicate', 'home-page-unknown', 'image-pending'];

/** So many files are counted: more would take longer, and say no more. */
const MAX_FILES = 1_000;

/** Counts diagnostics by severity. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticCounts {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

/**
 * Counts the diagnostics that anybody may know of: those of single files of which readers see a version. No draft,
 * embargoed story or new file changes the result. So it leaves out what lies between files (see `audit`), since a link
 * from a published story may lead to an embargoed one.
 */
export function publicDiagnosticCounts(store: ContentStore): DiagnosticCounts {
  const found = store.rows<{ diagnostics: string }>(
    `SELECT diagnostics FROM files WHERE diagnostics <> '[]' AND CASE kind
       WHEN 'article' THEN EXISTS (SELECT 1 FROM articles WHERE file = path AND draft = 0 AND published <= ?)
       WHEN 'author' THEN path IN (SELECT file FROM authors)
       WHEN 'tag' THEN path IN (SELECT file FROM tags)
       WHEN 'page' THEN path IN (SELECT file FROM pages)
       ELSE kind IN ('publication', 'home') END
     LIMIT ${MAX_FILES}`,
    store.clock(),
  );
  const diagnostics = found.flatMap((row) => JSON.parse(row.diagnostics) as Diagnostic[]);
  return countDiagnostics(diagnostics.filter(({ rule }) => !DEPENDS_ON_STORIES.includes(rule)));
}
