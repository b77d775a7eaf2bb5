import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { type ContentFolders, publicFileExists, readContent, statContent } from '../content/files.ts';
import { readFrontMatter } from '../content/front-matter.ts';
import type { Problem } from '../content/problems.ts';
import { didYouMean } from '../content/suggestion.ts';
import type { Instant } from '../dates.ts';
import { rows } from './statement.ts';

// What no file tells by itself: whether its links lead somewhere, whether its headline was used before. None of it keeps a story off the site, since a change to one file
// must not take down another.

const YEAR = 366 * 86_400_000;

type Link = { file: string; line: number; column: number; path: string; anchor: string; kind: string; name: string };

/** Everything that is wrong between the files of the index, at the instant `now`. It asks in steps, between which others may use the thread. */
export async function audit(db: DatabaseSync, folders: ContentFolders, now: Instant): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const rule of [brokenLinks, earlyLinks, brokenAnchors, sameHeadlines, unusedAuthors, farDates]) {
    found.push(...(await rule(db, folders, now)));
    await othersFirst();
  }
  return found;
}

type AuditRule = (db: DatabaseSync, folders: ContentFolders, now: Instant) => Problem[] | Promise<Problem[]>;

const LINK = 'SELECT links.file, line, "column", path, anchor, kind, links.name FROM links';

const brokenLinks: AuditRule = (db, folders) => {
  const broken = rows<Link>(
    db,
    `${LINK} WHERE CASE kind
       WHEN 'article' THEN NOT EXISTS (SELECT 1 FROM articles WHERE slug = links.name)
       WHEN 'author' THEN NOT EXISTS (SELECT 1 FROM authors WHERE id = links.name)
       WHEN 'tag' THEN NOT EXISTS (SELECT 1 FROM tags WHERE slug = links.name)
       WHEN 'page' THEN NOT EXISTS (SELECT 1 FROM pages WHERE slug = links.name)
       WHEN 'series' THEN NOT EXISTS (SELECT 1 FROM listings WHERE list = 'series:' || links.name)
       ELSE kind = 'file' END`,
  ).filter(({ kind, path }) => kind !== 'file' || !publicFileExists(folders, decoded(path)));
  return broken.map(({ kind, name, path, ...link }) => {
    const what = { article: 'story', author: 'author', tag: 'tag', page: 'page', series: 'series' }[kind] ?? 'file';
    const otherwise =
      kind === 'file' ? 'Put the file under public/, or correct the link.' : 'Correct or remove the link.';
    const near = kind === 'file' ? otherwise : didYouMean(name, namesLike(db, kind, name), otherwise);
    return problemAt(link, 'error', 'link-broken', `The link leads to ${path}, and there is no such ${what}.`, near);
  });
};

/** Names that begin or end as `name` does, of the same kind: to look at all of 100,000 would take a second. */
function namesLike(db: DatabaseSync, kind: string, name: string): string[] {
  const [table, column] =
    { article: ['articles', 'slug'], author: ['authors', 'id'], tag: ['tags', 'slug'], page: ['pages', 'slug'] }[
      kind
    ] ?? [];
  if (!table) return [];
  const start = name.slice(0, 3);
  const sql = `SELECT ${column} AS name FROM ${table} WHERE ${column} BETWEEN ? AND ? LIMIT 2000`;
  return rows<{ name: string }>(db, sql, start, `${start}\u{10ffff}`).map((found) => found.name);
}

/** Who follows such a link before its time is told that there is nothing. A story that comes out no earlier than what it leads to may lead to it. */
const earlyLinks: AuditRule = (db, _, now) =>
  rows<Link & { draft: number }>(
    db,
    `SELECT links.file, line, "column", path, anchor, kind, links.name, target.draft FROM links
     JOIN articles AS target ON target.slug = links.name
     LEFT JOIN articles AS source ON source.file = links.file
     WHERE kind = 'article' AND (target.draft = 1 OR target.published > ?1) AND NOT EXISTS (
       SELECT 1 FROM articles AS shown WHERE shown.slug = links.name AND shown.draft = 0 AND shown.published <= ?1
     ) AND coalesce(source.draft, 0) = 0 AND (target.draft = 1 OR coalesce(source.published, 0) < target.published)`,
    now,
  ).map(({ draft, ...link }) => {
    const reason = `The link leads to ${link.path}, which is ${draft ? 'a draft' : 'under embargo'}: readers find nothing there.`;
    const fix = draft
      ? 'Publish that story first, or remove the link.'
      : 'Publish this story no earlier than that one, or remove the link.';
    return problemAt(link, 'warning', 'link-embargoed', reason, fix);
  });

// Of texts that have not changed it is known.
const anchors = new Map<string, ReadonlySet<string>>();

const brokenAnchors: AuditRule = async (db) => {
  const targets = rows<Link & { hash: string; body: string }>(
    db,
    `SELECT links.file, line, "column", links.path, anchor, links.kind, links.name, hash, body FROM links
       JOIN articles ON slug = links.name JOIN files ON files.path = articles.file WHERE links.kind = 'article' AND anchor <> ''
     UNION ALL SELECT links.file, line, "column", links.path, anchor, links.kind, links.name, hash, record ->> 'body' FROM links
       JOIN pages ON slug = links.name JOIN files ON files.path = pages.file WHERE links.kind = 'page' AND anchor <> ''`,
  );
  if (targets.length === 0) return [];
  const { anchorsIn } = await import('../content/markdown.ts');
  const found: Problem[] = [];
  for (const { hash, body, ...link } of targets) {
    const known = anchors.get(hash) ?? anchorsIn(body);
    anchors.set(hash, known);
    if (known.has(link.anchor)) continue;
    const reason = `The link leads to ${link.path}#${link.anchor}, and no heading there has that address.`;
    const fix = didYouMean(link.anchor, known, 'Correct it, or remove what follows the “#”.');
    found.push(problemAt(link, 'warning', 'link-anchor', reason, fix));
  }
  return found;
};

const sameHeadlines: AuditRule = (db, folders) =>
  rows<{ file: string; headline: string; other: string }>(
    db,
    `SELECT file, record ->> 'headline' AS headline, first AS other FROM articles JOIN (
       SELECT language AS spoken, record ->> 'headline' AS said, min(file) AS first FROM articles
       GROUP BY language, record ->> 'headline' HAVING count(*) > 1
     ) ON language = spoken AND record ->> 'headline' = said WHERE file <> first`,
  ).map(({ file, headline, other }) => {
    const reason = `The headline “${headline}” is also that of ${other}.`;
    return problemAt(
      locateKey(folders, file, 'title'),
      'warning',
      'title-duplicate',
      reason,
      'Give one of the two another headline.',
    );
  });

const unusedAuthors: AuditRule = (db, folders) =>
  rows<{ file: string; name: string }>(
    db,
    `SELECT authors.file, name FROM authors JOIN files ON files.path = authors.file
     WHERE NOT EXISTS (SELECT 1 FROM mentions WHERE author = id OR author = name)`,
  ).map(({ file, name }) => {
    const fix = 'Name them in an article, or delete the file.';
    return problemAt(locateKey(folders, file, 'name'), 'warning', 'author-unused', `No article is by ${name}.`, fix);
  });

const farDates: AuditRule = (db, folders, now) =>
  rows<{ file: string }>(db, 'SELECT file FROM articles WHERE published > ?', now + YEAR).map(({ file }) => {
    const reason = 'The article is to come out more than a year from now.';
    return problemAt(
      locateKey(folders, file, 'date'),
      'warning',
      'date-far',
      reason,
      'Correct the year, if that is not meant.',
    );
  });

type Spot = Pick<Problem, 'file' | 'line' | 'column'>;

function problemAt(
  { file, line, column }: Spot,
  severity: Problem['severity'],
  rule: Problem['rule'],
  reason: string,
  fix: string,
): Problem {
  return { file, line, column, severity, rule, reason, fix };
}

/** Where the value of `key` stands in a file now; its beginning, if it cannot be read. */
function locateKey(folders: ContentFolders, file: string, key: string): Spot {
  const [found] = statContent(folders, [file]) ?? [];
  const source = found ? readContent(found) : null;
  const keys = typeof source === 'string' ? readFrontMatter(file, source) : [];
  return { file, ...(Array.isArray(keys) ? { line: 1, column: 1 } : keys.locate([key])) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
