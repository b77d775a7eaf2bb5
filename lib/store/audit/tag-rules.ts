import type { DatabaseSync } from 'node:sqlite';
import { readContent, statContent } from '../../content/files.ts';
import { didYouMean } from '../../content/parse/suggestion.ts';
import { readYamlKeys } from '../../content/parse/yaml-keys.ts';
import type { Publication } from '../../content/publication.ts';
import type { TagName } from '../../content/tag-names.ts';
import type { Instant } from '../../dates.ts';
import { slugOf } from '../../routes/slugs.ts';
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
      const position = positionOfTag(db, folders, { slug, name: spelling }, language, now);
      const reason = `Most stories write the tag “${usual}”, not “${spelling}”.`;
      const fix = `Write “${usual}”; npm run check -- --fix does it in every story.`;
      return position ? [diagnosticAt(position, 'warning', 'tag-spelling', reason, fix)] : [];
    });
  });

/** Where a story spells a tag that way: a published one, if there is one, so that its diagnostic is as public. */
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

/** Sections of the publication that no story has. For the public, a story counts from its instant on. */
export const emptySections: AuditRule = (db, folders, now, audience) => {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  const { sections = [] } = found ? (JSON.parse(found.record) as Publication) : {};
  const until = audience === 'public' ? now : Number.MAX_SAFE_INTEGER;
  return sections.flatMap((section, index) => {
    const slug = slugOf(section);
    if (hasStory(db, slug, until) || (audience === 'editors' && hasDraft(db, slug))) return [];
    const fix = didYouMean(section, tagsUntil(db, until), 'Correct it, or add it when its first story is published.');
    const reason = `No story has the tag “${section}”, so its section is empty.`;
    return [diagnosticAt(positionOfSection(folders, index), 'error', 'section-empty', reason, fix)];
  });
};

function hasStory(db: DatabaseSync, slug: string, until: Instant): boolean {
  const sql = `SELECT 1 FROM (SELECT DISTINCT language FROM tag_spellings WHERE slug = ?1) AS used
    WHERE EXISTS (SELECT 1 FROM listings WHERE list = 'tag:' || ?1 AND language = used.language AND published <= ?2)`;
  return row(db, sql, slug, until) !== null;
}

function hasDraft(db: DatabaseSync, slug: string): boolean {
  const sql = `SELECT 1 FROM articles, json_each(record, '$.tags') AS tag WHERE draft = 1 AND tag.value ->> 'slug' = ?`;
  return row(db, sql, slug) !== null;
}

/** The names of the tags that stories have until an instant, to suggest one. */
function tagsUntil(db: DatabaseSync, until: Instant): string[] {
  const known = rows<TagName>(db, 'SELECT slug, name FROM known_tags ORDER BY slug');
  return known.filter(({ slug }) => hasStory(db, slug, until)).map(({ name }) => name);
}

function positionOfSection(folders: Parameters<AuditRule>[1], index: number): FilePosition {
  const file = 'content/publication.yaml';
  const [found] = statContent(folders, [file]) ?? [];
  const source = found ? readContent(found) : null;
  const keys = typeof source === 'string' ? readYamlKeys(file, source.replace(/^\uFEFF/, '')) : [];
  return { file, ...(Array.isArray(keys) ? { line: 1, column: 1 } : keys.locate(['sections', index])) };
}
