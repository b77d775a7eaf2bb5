import type { DatabaseSync } from 'node:sqlite';
import type { TagName } from '../../content/tag-names.ts';
import type { Instant } from '../../dates.ts';
import { row, rows } from '../../sqlite.ts';
import { mostWritten } from '../tag-spellings.ts';
import { type AuditRule, diagnosticAt, type FilePosition, locateKey } from './audit-rule.ts';

/**
 * Tags without a file that some stories of a language spell otherwise than most: one diagnostic for each rare
 * spelling, at one of its stories.
 */
export const rareSpellings: AuditRule = (db, folders, now) =>
  rows<{ slug: string; language: string }>(
    db,
    `SELECT slug, language FROM tag_spellings WHERE slug NOT IN (SELECT slug FROM tags)
     GROUP BY slug, language HAVING count(*) > 1 ORDER BY slug, language`,
  ).flatMap(({ slug, language }) => {
    const usual = mostWritten(db, slug, language, now);
    const others = rows<{ spelling: string }>(
      db,
      'SELECT spelling FROM tag_spellings WHERE slug = ? AND language = ? AND spelling <> ? ORDER BY spelling',
      slug,
      language,
      usual,
    );
    return others.flatMap(({ spelling }) => {
      if (withPlainMarks(spelling) === withPlainMarks(usual ?? '')) return []; // pages show both alike
      const position = positionOfTag(db, folders, { slug, name: spelling }, language, now);
      const reason = `Most stories write the tag “${usual}”, not “${spelling}”.`;
      const fix = `Write “${usual}”; npm run check -- --fix does it in every story. If all are to write another name, put it into content/tags/${slug}.md.`;
      return position ? [diagnosticAt(position, 'warning', 'tag-spelling', reason, fix)] : [];
    });
  });

/** A name with straight quotation marks and apostrophes. */
const withPlainMarks = (name: string) => name.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');

/**
 * Where a story spells a tag that way: a published one, if there is one, so that its diagnostic is as public.
 */
function positionOfTag(
  db: DatabaseSync,
  folders: Parameters<AuditRule>[1],
  { slug, name }: TagName,
  language: string,
  now: Instant,
): FilePosition | null {
  const story = row<{ file: string; tags: string }>(
    db,
    `SELECT file, record -> '$.tags' AS tags FROM listings JOIN articles ON articles.id = article
     WHERE list = ? AND listings.language = ? AND spelling = ? ORDER BY listings.published > ?, file LIMIT 1`,
    `tag:${slug}`,
    language,
    name,
    now,
  );
  if (!story) return null;
  const index = (JSON.parse(story.tags) as TagName[]).findIndex((tag) => tag.name === name);
  return index === -1 ? locateKey(folders, story.file, 'section') : locateKey(folders, story.file, 'tags', index);
}
