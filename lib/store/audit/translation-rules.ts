import { endingOf, slugAndLanguage } from '../../content/file-name.ts';
import { rows } from '../../sqlite.ts';
import { type AuditRule, diagnosticAt, publicationOf } from './audit-rule.ts';

/**
 * Translations that kept the former name of their original. The git history tells which original had that
 * name. A story that has another translation into the same language is complete: the file with the old name
 * is a story of its own.
 */
export const translationsLeftBehind: AuditRule = (db) => {
  const { language: own } = publicationOf(db);
  const found = rows<{ file: string; former: string; original: string }>(
    db,
    `WITH languages AS MATERIALIZED (SELECT DISTINCT language FROM articles WHERE language <> ?1)
     SELECT translation.file, old.file AS former, original.file AS original FROM languages
     CROSS JOIN revisions AS old
     CROSS JOIN file_histories ON file_histories.id = old.history AND deleted = 0 AND file_histories.file <> old.file
     CROSS JOIN articles AS original ON original.file = file_histories.file AND original.language = ?1
     CROSS JOIN articles AS translation ON translation.language = languages.language AND translation.slug = old.slug
     WHERE original.slug <> old.slug
       AND NOT EXISTS (SELECT 1 FROM articles WHERE language = ?1 AND slug = translation.slug)
       AND NOT EXISTS (SELECT 1 FROM articles WHERE language = languages.language AND slug = original.slug)
     GROUP BY translation.file, old.history ORDER BY translation.file, max(old.committed) DESC`,
    own,
  ).filter(({ file, former }) => {
    const formerLanguage = slugAndLanguage(former).language ?? own;
    return slugAndLanguage(file).language !== undefined && formerLanguage === own;
  });
  // If several stories had the name one after the other, the translation is probably of the last.
  const last = found.filter(({ file }, index) => file !== found[index - 1]?.file);
  return last.map(({ file, former, original }) => {
    const reason = `The original ${former} was renamed to ${original}; this translation was not, so the site treats the two as different stories.`;
    const fix = `Rename this file to ${slugAndLanguage(original).slug}${endingOf(file)}; its old URL will redirect.`;
    return diagnosticAt({ file, line: 1, column: 1 }, 'warning', 'translation-name', reason, fix);
  });
};
