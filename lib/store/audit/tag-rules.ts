import type { DatabaseSync } from 'node:sqlite';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import { SimilarTags, type TagName } from '../../content/tag-names.ts';
import type { Instant } from '../../dates.ts';
import { row, rows } from '../../sqlite.ts';
import { mostWritten } from '../tag-spellings.ts';
import { type AuditRule, diagnosticAt, type FilePosition, locateTag } from './audit-rule.ts';

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
      const reason = `“${spelling}” is the tag that most stories write “${usual}”: readers see that name.`;
      return position
        ? [diagnosticAt(position, 'warning', 'tag-spelling', reason, spellingFix(slug, usual, spelling))]
        : [];
    });
  });

/** The advice for a rare spelling. Where most write the tag as in a URL, the rare one is the better name. */
function spellingFix(slug: string, usual: string | null, spelling: string): string {
  const file = `content/tags/${slug}.md`;
  const rewrite = 'npm run check -- --fix does it in every story';
  return usual === slug
    ? `If readers are to see “${spelling}”, make ${file} with “name: ${spelling}”. Otherwise write “${usual}”; ${rewrite}.`
    : `Write “${usual}”; ${rewrite}. If readers are to see another name, put it into ${file}.`;
}

/**
 * Tags without a file that are probably typos of tags with one, or several in one: one diagnostic for each, at
 * one of its stories. It is no diagnostic of the stories, so that the file of a tag changes none of them.
 */
export const similarTags: AuditRule = (db, folders, now) => {
  const named = rows<TagName>(db, 'SELECT slug, name FROM tags ORDER BY slug');
  const similar = new SimilarTags(new Map(named.map(({ slug, name }) => [slug, name])));
  const listed = rows<TagName & { language: string; stories: number }>(
    db,
    `SELECT slug, spelling AS name, min(language) AS language, sum(stories) AS stories FROM tag_spellings
     WHERE slug NOT IN (SELECT slug FROM tags) GROUP BY slug, spelling ORDER BY slug, spelling`,
  );
  const reported = new Set<string>();
  const ofLists = listed.flatMap(({ language, stories, ...tag }): Diagnostic[] => {
    const found = similar.reportOn(tag);
    const position = found && positionOfTag(db, folders, tag, language, now);
    if (!position) return [];
    reported.add(tag.name);
    const reason = stories === 1 ? found.reason : `${found.reason} ${stories} stories have it.`;
    return [diagnosticAt(position, 'warning', 'tag-similar', reason, found.fix)];
  });
  return [...ofLists, ...ofDrafts(db, folders, similar, reported)];
};

/** The similar tags of drafts, which are in no list, but for the names that are `reported`. */
function ofDrafts(
  db: DatabaseSync,
  folders: Parameters<AuditRule>[1],
  similar: SimilarTags,
  reported: ReadonlySet<string>,
): Diagnostic[] {
  const sql = "SELECT file, record -> '$.tags' AS tags FROM articles WHERE draft = 1 ORDER BY file";
  return rows<{ file: string; tags: string }>(db, sql).flatMap(({ file, tags }) =>
    (JSON.parse(tags) as TagName[]).flatMap((tag): Diagnostic[] => {
      const found = reported.has(tag.name) ? null : similar.reportOn(tag);
      if (!found) return [];
      return [diagnosticAt(locateTag(folders, file, tag.name), 'warning', 'tag-similar', found.reason, found.fix)];
    }),
  );
}

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
  const story = row<{ file: string }>(
    db,
    `SELECT file FROM listings JOIN articles ON articles.id = article
     WHERE list = ? AND listings.language = ? AND spelling = ? ORDER BY listings.published > ?, file LIMIT 1`,
    `tag:${slug}`,
    language,
    name,
    now,
  );
  return story && locateTag(folders, story.file, name);
}
