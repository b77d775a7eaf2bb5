import { DAY, type Instant, isoInZone } from '../../dates.ts';
import { rows } from '../../sqlite.ts';
import { versionsOf } from '../revisions.ts';
import { type AuditRule, diagnosticAt, IS_AS_WRITTEN, locateKey, publicationOf } from './audit-rule.ts';

/** So many stories of the same headline are named. */
const MAX_NAMED = 5;
const YEAR = 366 * DAY;

/** Headlines that several articles of an edition have. */
export const sameHeadlines: AuditRule = (db, folders) =>
  rows<{ file: string; headline: string; files: string; span: number }>(
    db,
    // The first step reads an index only: to read 100,000 articles would hold up a save by half a second.
    `WITH shared AS MATERIALIZED (
       SELECT language, headline FROM articles GROUP BY language, headline HAVING count(*) > 1
     )
     SELECT file, headline, files, span FROM articles JOIN (
       SELECT language AS spoken, headline AS said, json_group_array(file ORDER BY file) AS files,
         max(published) - min(published) AS span
       FROM shared CROSS JOIN articles USING (language, headline) GROUP BY language, headline
     ) ON language = spoken AND headline = said WHERE file <> files ->> 0 AND ${IS_AS_WRITTEN}`,
  ).map(({ file, headline, files, span }) => {
    const others = (JSON.parse(files) as string[]).filter((other) => other !== file);
    const left = others.length - MAX_NAMED;
    const named = left > 0 ? [...others.slice(0, MAX_NAMED), `${left} more`] : others;
    const reason = `The headline “${headline}” is also that of ${new Intl.ListFormat('en').format(named)}.`;
    const rename = others.length === 1 ? 'one of the two another headline' : 'each of them a headline of its own';
    const fix =
      span < DAY
        ? `If they are one story, keep one file, with the path of the other page in redirectFrom. Otherwise give ${rename}.`
        : `Give ${rename}.`;
    return diagnosticAt(locateKey(folders, file, 'title'), 'warning', 'title-duplicate', reason, fix);
  });

/** Dates so far ahead that the year is probably wrong. */
export const farDates: AuditRule = (db, folders, now) =>
  rows<{ file: string }>(db, `SELECT file FROM articles WHERE published > ? AND ${IS_AS_WRITTEN}`, now + YEAR).map(
    ({ file }) => {
      const reason = 'The article is to come out more than a year from now.';
      return diagnosticAt(
        locateKey(folders, file, 'date'),
        'warning',
        'date-far',
        reason,
        'Correct the year, if that is not meant.',
      );
    },
  );

/**
 * Slugs that belonged to another story before: links to that story must not lead to this one. A story is the
 * same when it has the date of its first publication.
 */
export const reusedSlugs: AuditRule = (db, _, now) => {
  const found = rows<{ file: string; slug: string; last: Instant; former: string; deleted: number }>(
    db,
    `SELECT articles.file, articles.slug, max(old.published) AS last, file_histories.file AS former, deleted
     FROM revisions AS old CROSS JOIN file_histories ON file_histories.id = old.history
     CROSS JOIN articles ON articles.slug = old.slug AND articles.language = old.language
     WHERE old.published IS NOT NULL AND old.published <= ?1 AND old.published < coalesce(old.until, ?1 + 1)
       AND NOT (deleted = 0 AND file_histories.file = articles.file)
     GROUP BY articles.file, file_histories.id HAVING max(old.published = articles.published) = 0
     ORDER BY articles.file, max(old.committed) DESC`,
    now,
  );
  const last = found.filter(({ file }, index) => file !== found[index - 1]?.file);
  return last.map(({ file, slug, last, former, deleted }) => {
    const whose = deleted ? 'a story that was deleted' : former;
    const reason = `The address “${slug}” was that of ${whose}, and links to it mean that story.`;
    const date = isoInZone(last, publicationOf(db).timeZone);
    const fix = `Give the file another name; or, if it is the same story, the date of its first publication: ${date}.`;
    return diagnosticAt({ file, line: 1, column: 1 }, 'error', 'slug-reused', reason, fix);
  });
};

/**
 * Texts that changed after publication without a new `updated`. Changes on the day of the first commit do not
 * count: an archive may have been imported then.
 */
export const staleUpdates: AuditRule = (db, folders, now) =>
  rows<{ file: string; known: Instant; updated: Instant | null }>(
    db,
    `SELECT DISTINCT articles.file, record ->> 'updated' AS updated, coalesce(record ->> 'updated', articles.published) AS known
     FROM revisions CROSS JOIN file_histories ON file_histories.id = history AND deleted = 0 CROSS JOIN articles ON articles.file = file_histories.file
     WHERE number > 0 AND minor = 0 AND revisions.published IS NOT NULL AND draft = 0 AND articles.published <= ?
       AND committed > coalesce(record ->> 'updated', articles.published) + ?`,
    now,
    DAY,
  ).flatMap(({ file, known, updated }) => {
    const [first, ...changes] = versionsOf(db, file, now);
    const changed = changes.findLast(({ minor }) => !minor)?.at;
    if (!first || !changed || changed <= Math.max(known, first.at) + DAY) return [];
    const at = isoInZone(changed, publicationOf(db).timeZone);
    const reason = updated
      ? `The text changed after what “updated” says, at ${at}.`
      : `The text changed after it was published, at ${at}, and “updated” does not say so.`;
    const fix = `Write updated: ${at}; or begin the message of such a commit with “Minor:”.`;
    const spot = locateKey(folders, file, updated ? 'updated' : 'date');
    return [diagnosticAt(spot, 'warning', 'updated-missing', reason, fix)];
  });
