import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../dates.ts';
import { comparableQuery, fillPattern, matchPattern } from '../routes/address-patterns.ts';
import { editionOf } from '../routes/editions.ts';
import { comparablePath, decodedSegments, pathTo, routeAt } from '../routes/routes.ts';
import { row, rows } from '../sqlite.ts';

/** What happened to the page of an old URL: it is at another path now, or its story was deleted. */
export type Redirect = Readonly<{ kind: 'moved'; path: string } | { kind: 'gone' }>;

type ArticleName = { slug: string; language: string };

/**
 * What the answer for an old URL depends on besides the index: the publication's language (`own`), the instant, and
 * whether readers find a page or document of the site at a path.
 */
export type OldUrlContext = Readonly<{ own: string; now: Instant; hasPage(path: string): boolean }>;

/** So many redirects are followed, one after the other; there are more only if they lead in a circle. */
const MAX_HOPS = 10;

/**
 * Where the page is that was once at `path`, or null if there never was one. What editors write comes first:
 * `redirectFrom` of a story, then redirects of the site to exact paths, then the history in git, then patterns. Null
 * also for a page that readers do not find at the instant `now`, such as an unpublished story, or a story that was
 * unpublished as long as it was at this path: the result reveals nothing about it. A path that no page can have may be
 * that of a file, and counts as found.
 */
export function redirectForOldUrl(db: DatabaseSync, path: string, context: OldUrlContext): Redirect | null {
  return followed(db, nextOf(db, path, context), context);
}

/** Follows a redirect to a page; null if it leads to none. */
function followed(db: DatabaseSync, first: Redirect | null, context: OldUrlContext): Redirect | null {
  let found = first;
  for (let hop = 0; hop < MAX_HOPS && found !== null; hop++) {
    if (found.kind === 'gone' || context.hasPage(found.path)) return found;
    const next = nextOf(db, found.path, context);
    if (next === null) return routeAt(found.path) ? null : found;
    found = next;
  }
  return null;
}

/** Where a path leads that has no page, whether or not there is one. */
function nextOf(db: DatabaseSync, path: string, { own, now }: OldUrlContext): Redirect | null {
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
  const exact = exactRedirect(db, comparable, ['']);
  if (exact) return leadingTo(exact.target);
  return (former && fateOfStory(db, former, now, moved)) ?? patternRedirect(db, path);
}

/** What git knows of a story that was once at a slug. If several stories had this slug in turn, links mean the last. */
function fateOfStory(
  db: DatabaseSync,
  { slug, language }: ArticleName,
  now: Instant,
  moved: (present: ArticleName) => Redirect | null,
): Redirect | null {
  const history = row<{ file: string; deleted: number }>(
    db,
    `SELECT file_histories.file, deleted FROM revisions JOIN file_histories ON file_histories.id = revisions.history
     WHERE slug = ?1 AND language = ?2 AND published IS NOT NULL AND published <= ?3 AND published < coalesce(until, ?3 + 1)
     ORDER BY committed DESC, number DESC LIMIT 1`,
    slug,
    language,
    now,
  );
  if (!history) return null;
  if (history.deleted) return { kind: 'gone' };
  const sql = 'SELECT slug, language FROM articles WHERE file = ? AND draft = 0 AND published <= ?';
  const present = row<ArticleName>(db, sql, history.file, now);
  return present && moved(present);
}

/** The redirect of the site from a path and one of some queries, the longest of them. */
function exactRedirect(
  db: DatabaseSync,
  path: string,
  queries: readonly string[],
): { query: string; target: string } | null {
  return row<{ query: string; target: string }>(
    db,
    `SELECT query, target FROM site_redirects WHERE path = ? AND query IN (SELECT value FROM json_each(?))
     AND start IS NULL ORDER BY length(query) DESC, file LIMIT 1`,
    path,
    JSON.stringify(queries),
  );
}

/** Where the first pattern leads that a path matches. */
function patternRedirect(db: DatabaseSync, path: string): Redirect | null {
  const segments = decodedSegments(path);
  if (!segments) return null;
  const sql = "SELECT path, target FROM site_redirects WHERE start IN (?, '') ORDER BY file, position";
  const first = (segments[0] ?? '').toLowerCase();
  for (const { path: pattern, target } of rows<{ path: string; target: string }>(db, sql, first)) {
    const values = matchPattern(pattern, segments);
    if (values) return leadingTo(fillPattern(target, values));
  }
  return null;
}

/** Where a redirect of the site leads from `path`, whether or not there is a page; null if none is for this path. */
export function siteRedirectAt(db: DatabaseSync, path: string): string | null {
  const exact = exactRedirect(db, comparablePath(path) ?? '', ['']);
  const next = exact ? leadingTo(exact.target) : patternRedirect(db, path);
  return next?.kind === 'moved' ? next.path : null;
}

/** So many parameters of a query are compared: more come only from attacks. */
const MAX_PARAMETERS = 20;

/**
 * Where a redirect of the site leads from `path` with this query, or with one of its parameters, with the rest of the
 * query; null if there is none, or readers find nothing there.
 */
export function redirectForQuery(
  db: DatabaseSync,
  path: string,
  query: string,
  context: OldUrlContext,
): { path: string; query: string } | null {
  const comparable = comparablePath(path);
  const parameters = [...new URLSearchParams(query)].slice(0, MAX_PARAMETERS);
  if (comparable === null || parameters.length === 0) return null;
  const single = parameters.map((parameter) => new URLSearchParams([parameter]).toString());
  const found = exactRedirect(db, comparable, [comparableQuery(query), ...single].filter(Boolean));
  if (!found) return null;
  const redirect = followed(db, leadingTo(found.target), context);
  if (redirect?.kind !== 'moved') return null;
  const consumed = [...new URLSearchParams(found.query)];
  const rest = parameters.filter(([name, value]) => !consumed.some((used) => used[0] === name && used[1] === value));
  return { path: redirect.path, query: rest.length === 0 ? '' : `?${new URLSearchParams(rest)}` };
}

/** The redirect to a path that an editor wrote, in its canonical form. */
function leadingTo(target: string): { kind: 'moved'; path: string } {
  const route = routeAt(target);
  return { kind: 'moved', path: route ? pathTo(route) : target };
}
