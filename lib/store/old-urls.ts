import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { editionOf } from '../routes/editions.ts';
import { comparablePath, pathTo, routeAt } from '../routes/routes.ts';
import { row } from '../sqlite.ts';

/** What happened to the story of an old URL: it is at another path now, or it was deleted. */
export type Redirect = Readonly<{ kind: 'moved'; path: string } | { kind: 'gone' }>;

type ArticleName = { slug: string; language: string };

/**
 * Where the story is that was once at `path`, or null if there never was one. `own` is the publication's
 * language. What editors write (`redirectFrom`) takes precedence over the history in git. Null also for a
 * story that is unpublished at the instant `now`, or was so as long as it was at this path: the result
 * reveals nothing about it.
 */
export function redirectForOldUrl(db: DatabaseSync, path: string, own: string, now: Instant): Redirect | null {
  const comparable = comparablePath(path);
  if (comparable === null) return null;
  const claimed = row<ArticleName>(
    db,
    `SELECT slug, language FROM redirects JOIN articles ON articles.id = redirects.article
     WHERE path = ? AND draft = 0 AND published <= ? ORDER BY published, slug LIMIT 1`,
    comparable,
    now,
  );
  const route = routeAt(path);
  const story = route?.kind === 'article' || route?.kind === 'history' ? route : null;
  const former = story && { slug: story.slug, language: story.edition || own };
  const moved = ({ slug, language }: ArticleName): Redirect | null => {
    if (slug === former?.slug && language === former.language) return null;
    return { kind: 'moved', path: pathTo({ kind: 'article', edition: editionOf(language, own), slug }) };
  };
  if (claimed) return moved(claimed);
  if (!former) return null;

  // If several stories had this path in turn, links mean the last.
  const history = row<{ file: string; deleted: number }>(
    db,
    `SELECT file_histories.file, deleted FROM revisions JOIN file_histories ON file_histories.id = revisions.history
     WHERE slug = ?1 AND language = ?2 AND published IS NOT NULL AND published <= ?3 AND published < coalesce(until, ?3 + 1)
     ORDER BY committed DESC, number DESC LIMIT 1`,
    former.slug,
    former.language,
    now,
  );
  if (!history) return null;
  if (history.deleted) return { kind: 'gone' };
  const sql = 'SELECT slug, language FROM articles WHERE file = ? AND draft = 0 AND published <= ?';
  const present = row<ArticleName>(db, sql, history.file, now);
  return present && moved(present);
}
