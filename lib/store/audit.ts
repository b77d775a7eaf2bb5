import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { type ContentFolders, publicFileExists, readContent, statContent } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { closest, didYouMean } from '../content/parse/suggestion.ts';
import type { Publication } from '../content/publication.ts';
import { type Instant, isoInZone, spanOf } from '../dates.ts';
import { type Edition, editionOf } from '../routes/editions.ts';
import {
  inEdition,
  isPageKind,
  listOfPage,
  PAGE_KINDS,
  type PageKindName,
  pageKind,
  pageNamed,
  parametersOf,
} from '../routes/page-kinds.ts';
import { comparablePath, isDocument, pathTo, routeAt } from '../routes/routes.ts';
import { row, rows } from '../sqlite.ts';
import { redirectForOldUrl } from './old-urls.ts';
import { EVER } from './published.ts';
import { recordTable } from './record-tables.ts';
import { versionsOf } from './revisions.ts';

// What no file tells by itself: whether its links lead somewhere, whether its headline was used before. None of it keeps a story off the site, since a change to one file
// must not take down another.

const DAY = 86_400_000;
const YEAR = 366 * DAY;

type Link = {
  file: string;
  line: number;
  column: number;
  path: string;
  anchor: string;
  edition: Edition;
  kind: string;
  name: string;
};

/** Everything that is wrong between the files of the index, at the instant `now`. It asks in steps, between which others may use the thread. */
export async function audit(db: DatabaseSync, folders: ContentFolders, now: Instant): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  const rules = [brokenLinks, earlyLinks, brokenAnchors, sameHeadlines, unusedAuthors, farDates];
  for (const rule of [...rules, takenRedirects, reusedSlugs, staleUpdates]) {
    found.push(...(await rule(db, folders, now)));
    await othersFirst();
  }
  return found;
}

type AuditRule = (db: DatabaseSync, folders: ContentFolders, now: Instant) => Diagnostic[] | Promise<Diagnostic[]>;

const LINK = 'SELECT links.file, line, "column", path, anchor, edition, kind, links.name FROM links';
/** Of the edition to which a link leads. */
const LINKED_LANGUAGE = `coalesce(nullif(links.edition, ''), (SELECT record ->> 'language' FROM publication))`;

/** To say what was meant takes milliseconds each: it is said of so many. */
const MOST_SUGGESTIONS = 200;

/** For each kind of page with a name in its path: the condition that a link to it leads to nothing. Drafts and embargoed articles are there. */
const MISSING_TARGETS = (Object.keys(PAGE_KINDS) as PageKindName[])
  .map((kind) => {
    const { path, list, file } = pageKind(kind);
    const records = recordTable(file);
    const language = records?.hasLanguage ? `AND language = ${LINKED_LANGUAGE}` : '';
    if (records) {
      const { table, column } = records;
      return `WHEN '${kind}' THEN NOT EXISTS (SELECT 1 FROM ${table} WHERE ${column} = links.name ${language})`;
    }
    const [prefix, parameter] = list?.split('<') ?? [];
    if (!path.includes(':') || parameter === undefined) return '';
    return `WHEN '${kind}' THEN NOT EXISTS (SELECT 1 FROM listings WHERE list = '${prefix}' || links.name)`;
  })
  .join(' ');

const brokenLinks: AuditRule = (db, folders, now) => {
  let suggestions = 0;
  const { language } = publicationOf(db);
  const broken = rows<Link>(db, `${LINK} WHERE CASE kind ${MISSING_TARGETS} ELSE kind = 'file' END`).filter(
    ({ kind, path }) => kind !== 'file' || !publicFileExists(folders, decoded(path)),
  );
  return broken.map(({ edition, kind, name, path, ...link }) => {
    const redirect = redirectForOldUrl(db, path, language, now);
    if (redirect?.kind === 'moved') {
      const reason = `The link leads to ${path}, where the story no longer is: readers are sent on.`;
      return diagnosticAt(link, 'warning', 'link-moved', reason, `Write ${redirect.path}.`);
    }
    const what = isPageKind(kind) ? pageKind(kind).label : 'file';
    const otherwise =
      kind === 'file' ? 'Put the file under public/, or correct the link.' : 'Correct or remove the link.';
    const meant =
      kind === 'file' || suggestions++ >= MOST_SUGGESTIONS ? null : closest(name, namesLike(db, kind, name));
    const story = pathTo({ kind: 'article', edition, slug: name });
    const fix =
      kind === 'page' && row(db, 'SELECT 1 FROM articles WHERE slug = ?', name)
        ? `Write ${story} for the story.`
        : meant === null
          ? otherwise
          : `Did you mean ${decoded(pathNamed(edition, kind, meant))}?`;
    return diagnosticAt(link, 'error', 'link-broken', `The link leads to ${path}, and there is no such ${what}.`, fix);
  });
};

/** Returns the path of the page of a kind with that name. */
function pathNamed(edition: Edition, kind: string, name: string): string {
  return isPageKind(kind) ? pathTo(inEdition(edition, pageNamed(kind, name))) : name;
}

/** Names that begin as `name` does, of the same kind: to compare with all of 100,000 would take a second. */
function namesLike(db: DatabaseSync, kind: string, name: string): string[] {
  const records = isPageKind(kind) ? recordTable(pageKind(kind).file) : null;
  if (!records) return [];
  const { table, column } = records;
  const start = name.slice(0, 3);
  const sql = `SELECT ${column} AS name FROM ${table} WHERE ${column} BETWEEN ? AND ? LIMIT 2000`;
  return rows<{ name: string }>(db, sql, start, `${start}\u{10ffff}`).map((found) => found.name);
}

/** Who follows such a link before its time is told that there is nothing. A story that comes out no earlier than what it leads to may lead to it. */
const earlyLinks: AuditRule = (db, _, now) =>
  rows<Link & { draft: number }>(
    db,
    `SELECT links.file, line, "column", path, anchor, edition, kind, links.name, target.draft FROM links
     JOIN articles AS target ON target.slug = links.name AND target.language = ${LINKED_LANGUAGE}
     LEFT JOIN articles AS source ON source.file = links.file
     WHERE kind = 'article' AND (target.draft = 1 OR target.published > ?1) AND NOT EXISTS (
       SELECT 1 FROM articles AS shown WHERE shown.slug = links.name AND shown.language = target.language AND shown.draft = 0 AND shown.published <= ?1
     ) AND coalesce(source.draft, 0) = 0 AND (target.draft = 1 OR coalesce(source.published, 0) < target.published)`,
    now,
  ).map(({ draft, ...link }) => {
    const reason = `The link leads to ${link.path}, which is ${draft ? 'a draft' : 'under embargo'}: readers find nothing there.`;
    const fix = draft
      ? 'Publish that story first, or remove the link.'
      : 'Publish this story no earlier than that one, or remove the link.';
    return diagnosticAt(link, 'warning', 'link-embargoed', reason, fix);
  });

// Of texts that have not changed it is known.
const anchors = new Map<string, ReadonlySet<string>>();

const brokenAnchors: AuditRule = async (db) => {
  const targets = rows<Link & { hash: string; body: string }>(
    db,
    `SELECT links.file, line, "column", links.path, anchor, edition, links.kind, links.name, hash, body FROM links
       JOIN articles ON slug = links.name AND articles.language = ${LINKED_LANGUAGE} JOIN files ON files.path = articles.file WHERE links.kind = 'article' AND anchor <> ''
     UNION ALL SELECT links.file, line, "column", links.path, anchor, edition, links.kind, links.name, hash, record ->> 'body' FROM links
       JOIN pages ON slug = links.name AND pages.language = ${LINKED_LANGUAGE} JOIN files ON files.path = pages.file WHERE links.kind = 'page' AND anchor <> ''`,
  );
  if (targets.length === 0) return [];
  const { anchorsIn } = await import('../content/lint/analyse-body.ts');
  const found: Diagnostic[] = [];
  for (const { hash, body, ...link } of targets) {
    const known = anchors.get(hash) ?? anchorsIn(body);
    anchors.set(hash, known);
    if (known.has(link.anchor)) continue;
    const reason = `The link leads to ${link.path}#${link.anchor}, and no heading there has that address.`;
    const otherwise = 'Correct it, or remove what follows the “#”.';
    const candidates = [...known].map((anchor) => `#${anchor}`);
    const fix = found.length < MOST_SUGGESTIONS ? didYouMean(`#${link.anchor}`, candidates, otherwise) : otherwise;
    found.push(diagnosticAt(link, 'warning', 'link-anchor', reason, fix));
  }
  return found;
};

/** Of a file that has an error the index holds the last good version, whose keys are no longer those that the editor sees. */
const IS_AS_WRITTEN = `NOT EXISTS (
  SELECT 1 FROM files, json_each(diagnostics) AS diagnostic WHERE files.path = articles.file AND diagnostic.value ->> 'severity' = 'error'
)`;

const sameHeadlines: AuditRule = (db, folders) =>
  rows<{ file: string; headline: string; other: string }>(
    db,
    `SELECT file, headline, other FROM (
       SELECT file, headline, min(file) OVER (PARTITION BY language, headline) AS other FROM articles JOIN (
         SELECT language AS spoken, headline AS said FROM articles GROUP BY language, headline HAVING count(*) > 1
       ) ON language = spoken AND headline = said
     ) AS articles WHERE file <> other AND ${IS_AS_WRITTEN}`,
  ).map(({ file, headline, other }) => {
    const reason = `The headline “${headline}” is also that of ${other}.`;
    return diagnosticAt(
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
     WHERE NOT EXISTS (
       SELECT 1 FROM mentions WHERE author IN (id, name)
         OR author IN (SELECT value ->> 'name' FROM json_each(authors.record, '$.translations'))
     )`,
  ).map(({ file, name }) => {
    const fix = 'Name them in an article, or delete the file.';
    return diagnosticAt(locateKey(folders, file, 'name'), 'warning', 'author-unused', `No article is by ${name}.`, fix);
  });

const farDates: AuditRule = (db, folders, now) =>
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

/** What an article claims with `redirectFrom` must be nobody else’s: a page that is there is what readers get. */
const takenRedirects: AuditRule = async (db, folders) => {
  const { language: own } = publicationOf(db);
  const claims = rows<{ path: string; entry: number; file: string; slug: string; language: string; first: string }>(
    db,
    `SELECT path, position AS entry, file, slug, language, (
       SELECT file FROM redirects AS others JOIN articles ON articles.id = article WHERE others.path = redirects.path
       ORDER BY published, slug LIMIT 1
     ) AS first FROM redirects JOIN articles ON articles.id = article ORDER BY file, entry`,
  );
  const found: Diagnostic[] = [];
  for (const [index, { path, entry, file, slug, language, first }] of claims.entries()) {
    // An edition that was brought from elsewhere has one for each story.
    if (index % 1000 === 999) await othersFirst();
    const holder = holderOf(db, folders, path) ?? (first === file ? null : first);
    if (holder === null) continue;
    const edition = editionOf(language, own);
    const isOwn = comparablePath(pathTo({ kind: 'article', edition, slug })) === path;
    const reason = isOwn ? `${path} is the story’s own address.` : `The path ${path} belongs to ${holder}.`;
    const fix = isOwn ? 'Remove it from “redirectFrom”.' : 'Remove it here, or there.';
    const spot = locateKey(folders, file, 'redirectFrom', entry);
    found.push(diagnosticAt(spot, 'error', 'redirect-taken', reason, fix));
  }
  return found;
};

/** Returns the owner of a path (as `comparablePath` writes it): its file, or what it is in words; null for a free path. */
function holderOf(db: DatabaseSync, folders: ContentFolders, path: string): string | null {
  const route = routeAt(path.split('/').map(encodeURIComponent).join('/'));
  if (route === null) return path.startsWith('/_') || publicFileExists(folders, path) ? 'the site itself' : null;
  if (isDocument(route)) return 'the site itself';
  const [name] = Object.values(parametersOf(route));
  if (name === undefined) return 'the site itself';
  const { file, label } = pageKind(route.kind);
  const publication = publicationOf(db);
  const found = (sql: string, ...values: (string | number)[]) =>
    row<{ file: string | null }>(db, `SELECT file FROM ${sql}`, ...values);
  const records = recordTable(file);
  if (records) {
    const { table, column, hasLanguage } = records;
    const language = route.edition || publication.language;
    const held = hasLanguage
      ? found(`${table} WHERE ${column} = ? AND language = ?`, name, language)
      : found(`${table} WHERE ${column} = ?`, name);
    return held && (held.file ?? `a ${label}`);
  }
  const [from, until] = 'date' in route ? spanOf(route.date, publication.timeZone) : EVER;
  const sql = '(SELECT NULL AS file FROM listings WHERE list = ? AND published >= ? AND published < ?)';
  return found(sql, listOfPage(route) ?? '', from, until) && `a ${label}`;
}

/** Links to a story that is gone must not lead to another. A story is the same when it has the date of its first publication. */
const reusedSlugs: AuditRule = (db, _, now) => {
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

/** Readers are told when a story changed. What was changed on the day on which git first saw the file, such as an archive that was brought in, is not meant. */
const staleUpdates: AuditRule = (db, folders, now) =>
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
      : `The text changed after it was published, at ${at}, and readers are not told.`;
    const fix = `Write updated: ${at}; or begin the message of such a commit with “Minor:”.`;
    const spot = locateKey(folders, file, updated ? 'updated' : 'date');
    return [diagnosticAt(spot, 'warning', 'updated-missing', reason, fix)];
  });

function publicationOf(db: DatabaseSync): Pick<Publication, 'timeZone' | 'language'> {
  const found = row<{ record: string }>(db, 'SELECT record FROM publication');
  return found ? (JSON.parse(found.record) as Publication) : { timeZone: 'UTC', language: '' };
}

type Spot = Pick<Diagnostic, 'file' | 'line' | 'column'>;

function diagnosticAt(
  { file, line, column }: Spot,
  severity: Diagnostic['severity'],
  rule: Diagnostic['rule'],
  reason: string,
  fix: string,
): Diagnostic {
  return { file, line, column, severity, rule, reason, fix };
}

/** Where the value of `key`, or what is at `inside` of it, stands in a file now; its beginning, if it cannot be read. */
function locateKey(folders: ContentFolders, file: string, key: string, ...inside: PropertyKey[]): Spot {
  const [found] = statContent(folders, [file]) ?? [];
  const source = found ? readContent(found) : null;
  const keys = typeof source === 'string' ? readFrontMatter(file, source) : [];
  return { file, ...(Array.isArray(keys) ? { line: 1, column: 1 } : keys.locate([key, ...inside])) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
