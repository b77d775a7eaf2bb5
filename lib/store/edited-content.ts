import type { EditedContent } from '../editor/sveltia-config.ts';
import type { ContentStore } from './content-store.ts';

/**
 * Returns what the forms of the editor depend on. Anybody may request them, so unpublished stories change
 * nothing.
 */
export function editedContent(store: ContentStore): EditedContent {
  const publication = store.publication();
  const published = 'draft = 0 AND published <= ?';
  const now = store.clock();
  const stories = store.rows<{ language: string }>(`SELECT DISTINCT language FROM articles WHERE ${published}`, now);
  const languages = new Set([...stories.map(({ language }) => language), ...Object.keys(publication.translations)]);
  languages.delete(publication.language);
  const slashes = "length(file) - length(replace(file, '/', ''))";
  const [usual] = store.rows<{ depth: number }>(
    `SELECT ${slashes} - 1 AS depth FROM articles WHERE ${published} GROUP BY depth ORDER BY count(*) DESC, depth DESC LIMIT 1`,
    now,
  );
  return { publication, languages: [...languages].sort(), articleDepth: usual?.depth ?? USUAL_DEPTH };
}

/** The folders of `npm run new`: year and month. */
const USUAL_DEPTH = 3;
