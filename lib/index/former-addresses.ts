import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { comparablePath, pathTo, placeAt } from '../urls.ts';
import { row } from './statement.ts';

/** What became of an address at which there is nothing: its story is at another path now, or it was taken down. */
export type Forwarding = Readonly<{ kind: 'moved'; path: string } | { kind: 'gone' }>;

/**
 * Where the story is that once stood at `path`, or null for an address that nobody ever had. What an editor says (`redirectFrom`) comes before what git knows.
 * A story that is a draft or under embargo at the instant `now`, or was so as long as it had this address, is not betrayed: the answer is as if it had never been.
 */
export function forwardingFrom(db: DatabaseSync, path: string, language: string, now: Instant): Forwarding | null {
  const asked = comparablePath(path);
  if (asked === null) return null;
  const claimed = row<{ slug: string }>(
    db,
    `SELECT slug FROM redirects JOIN articles ON articles.id = redirects.article
     WHERE path = ? AND language = ? AND draft = 0 AND published <= ? ORDER BY published, slug LIMIT 1`,
    asked,
    language,
    now,
  );
  const place = placeAt(path);
  const { slug } = place?.kind === 'article' || place?.kind === 'history' ? place : { slug: null };
  const moved = (to: string): Forwarding | null =>
    to === slug ? null : { kind: 'moved', path: pathTo({ kind: 'article', slug: to }) };
  if (claimed) return moved(claimed.slug);
  if (slug === null) return null;

  // Of several stories that had the address one after the other, links mean the last.
  const trail = row<{ file: string; gone: number }>(
    db,
    `SELECT trails.file, gone FROM revisions JOIN trails ON trails.id = revisions.trail
     WHERE slug = ?1 AND language = ?2 AND published IS NOT NULL AND published <= ?3 AND published < coalesce(until, ?3 + 1)
     ORDER BY committed DESC, number DESC LIMIT 1`,
    slug,
    language,
    now,
  );
  if (!trail) return null;
  if (trail.gone) return { kind: 'gone' };
  const story = row<{ slug: string }>(
    db,
    'SELECT slug FROM articles WHERE file = ? AND language = ? AND draft = 0 AND published <= ?',
    trail.file,
    language,
    now,
  );
  return story && moved(story.slug);
}
