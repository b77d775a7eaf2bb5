import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { comparablePath, editionOf, pathTo, routeAt } from '../routes/urls.ts';
import { row } from '../sqlite.ts';

/** What became of an address at which there is nothing: its story is at another path now, or it was taken down. */
export type Redirect = Readonly<{ kind: 'moved'; path: string } | { kind: 'gone' }>;

type Address = { slug: string; language: string };

/**
 * Where the story is that once stood at `path`, in a publication of which `own` is the language, or null for an address that nobody ever had. What an editor says (`redirectFrom`) comes before what git knows.
 * A story that is a draft or under embargo at the instant `now`, or was so as long as it had this address, is not betrayed: the answer is as if it had never been.
 */
export function redirectForOldUrl(db: DatabaseSync, path: string, own: string, now: Instant): Redirect | null {
  const asked = comparablePath(path);
  if (asked === null) return null;
  const claimed = row<Address>(
    db,
    `SELECT slug, language FROM redirects JOIN articles ON articles.id = redirects.article
     WHERE path = ? AND draft = 0 AND published <= ? ORDER BY published, slug LIMIT 1`,
    asked,
    now,
  );
  const route = routeAt(path);
  const story = route?.kind === 'article' || route?.kind === 'history' ? route : null;
  const former = story && { slug: story.slug, language: story.edition || own };
  const moved = ({ slug, language }: Address): Redirect | null => {
    if (slug === former?.slug && language === former.language) return null;
    return { kind: 'moved', path: pathTo({ kind: 'article', edition: editionOf(language, own), slug }) };
  };
  if (claimed) return moved(claimed);
  if (!former) return null;

  // Of several stories that had the address one after the other, links mean the last.
  const history = row<{ file: string; gone: number }>(
    db,
    `SELECT file_histories.file, gone FROM revisions JOIN file_histories ON file_histories.id = revisions.history
     WHERE slug = ?1 AND language = ?2 AND published IS NOT NULL AND published <= ?3 AND published < coalesce(until, ?3 + 1)
     ORDER BY committed DESC, number DESC LIMIT 1`,
    former.slug,
    former.language,
    now,
  );
  if (!history) return null;
  if (history.gone) return { kind: 'gone' };
  const sql = 'SELECT slug, language FROM articles WHERE file = ? AND draft = 0 AND published <= ?';
  const present = row<Address>(db, sql, history.file, now);
  return present && moved(present);
}
