import type { DatabaseSync } from 'node:sqlite';
import { type ContentFolders, publicFileExists } from '../../content/files.ts';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import { closest, didYouMean } from '../../content/parse/suggestion.ts';
import type { Instant } from '../../dates.ts';
import { percentDecoded } from '../../percent-encoding.ts';
import { type Edition, editionOf } from '../../routes/editions.ts';
import {
  inEdition,
  isPageKind,
  PAGE_KINDS,
  type PageKindName,
  pageKind,
  pageNamed,
  parametersOf,
} from '../../routes/page-kinds.ts';
import { isDocument, pathTo, routeAt } from '../../routes/routes.ts';
import { row, rows } from '../../sqlite.ts';
import { redirectForOldUrl, siteRedirectAt } from '../old-urls.ts';
import { recordTable } from '../record-tables.ts';
import { type AuditRule, diagnosticAt, publicationOf } from './audit-rule.ts';
import { storyFinder } from './story-finder.ts';

/** A row of the table of links. */
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

/** Whether the links of a file are the targets of redirects. */
const isSiteRedirect = (file: string) => /\.(?:csv|yaml)$/.test(file);
const linkIn = (file: string) => (isSiteRedirect(file) ? 'redirect' : 'link');

const LINK = 'SELECT links.file, line, "column", path, anchor, edition, kind, links.name FROM links';
/** SQL: the language of the edition to which a link leads. */
const LINKED_LANGUAGE = `coalesce(nullif(links.edition, ''), (SELECT record ->> 'language' FROM publication))`;

/** At most so many diagnostics have a suggestion: each takes milliseconds. */
const MOST_SUGGESTIONS = 200;

/**
 * For each kind of page with a name in its path: the condition that a link to it leads to nothing. Drafts and
 * embargoed articles are there.
 */
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

/** Whether a link to `path` leads to a page or document of the site, also to that of an unpublished story. */
export function hasPageAt(db: DatabaseSync, path: string): boolean {
  const route = routeAt(path);
  if (!route || isDocument(route)) return route !== null;
  const [name = null] = Object.values(parametersOf(route));
  const sql = `SELECT CASE kind ${MISSING_TARGETS} ELSE 0 END AS missing FROM (SELECT ? AS kind, ? AS name, ? AS edition) AS links`;
  return row<{ missing: number }>(db, sql, route.kind, name, route.edition)?.missing !== 1;
}

/**
 * Links to pages and files that do not exist. `moved` is the path to which readers are redirected, or null.
 */
function linksToNothing(db: DatabaseSync, folders: ContentFolders, now: Instant): (Link & { moved: string | null })[] {
  const { language: own } = publicationOf(db);
  const hasPage = (path: string) => hasPageAt(db, path);
  return rows<Link>(db, `${LINK} WHERE CASE kind ${MISSING_TARGETS} ELSE kind = 'file' END`)
    .filter(({ kind, path }) => kind !== 'file' || !publicFileExists(folders, percentDecoded(path)))
    .map((link) => {
      const redirect = redirectForOldUrl(db, link.path, { own, now, hasPage });
      return { ...link, moved: redirect?.kind === 'moved' ? redirect.path : null };
    });
}

/** A link to `path`, from which readers are redirected to `moved`, and its position. */
export type MovedLink = Readonly<{ file: string; line: number; column: number; path: string; moved: string }>;

/** Links to former paths of stories, by file. */
export function movedLinks(db: DatabaseSync, folders: ContentFolders, now: Instant): Map<string, MovedLink[]> {
  const found = linksToNothing(db, folders, now).flatMap(({ moved, ...link }) => (moved ? [{ ...link, moved }] : []));
  return Map.groupBy(found, ({ file }) => file);
}

/** Links to pages and files that do not exist. */
export const brokenLinks: AuditRule = (db, folders, now) => {
  let suggestions = 0;
  const { language } = publicationOf(db);
  const findStory = storyFinder(db, language);
  return linksToNothing(db, folders, now).flatMap(({ edition, kind, name, path, moved, ...link }) => {
    // Of redirects that follow each other the last is reported.
    if (!moved && isSiteRedirect(link.file) && siteRedirectAt(db, path) !== null) return [];
    if (moved) {
      const reason = `The ${linkIn(link.file)} leads to ${path}, where the page no longer is: readers are redirected.`;
      const fix = `Write ${moved}${isSiteRedirect(link.file) ? '' : '; npm run check -- --fix does it'}.`;
      return diagnosticAt(link, 'warning', 'link-moved', reason, fix);
    }
    const what = isPageKind(kind) ? pageKind(kind).label : /\.\w+$/.test(path) ? 'file' : 'page or file';
    const otherwise =
      kind === 'file' ? fixOfOldPath(findStory, path, language) : `Correct or remove the ${linkIn(link.file)}.`;
    const meant =
      kind === 'file' || suggestions++ >= MOST_SUGGESTIONS ? null : closest(name, namesLike(db, kind, name));
    const story = pathTo({ kind: 'article', edition, slug: name });
    const fix =
      kind === 'page' && row(db, 'SELECT 1 FROM articles WHERE slug = ?', name)
        ? `Write ${story} for the story.`
        : meant === null
          ? otherwise
          : `Did you mean ${percentDecoded(pathNamed(edition, kind, meant))}?`;
    const reason = `The ${linkIn(link.file)} leads to ${path}, and there is no such ${what}.`;
    return diagnosticAt(link, 'error', 'link-broken', reason, fix);
  });
};

/**
 * What to do about a path without a page: it may be a file, or a former path of the story whose name it ends
 * with.
 */
function fixOfOldPath(findStory: ReturnType<typeof storyFinder>, path: string, own: string): string {
  const steps = percentDecoded(path)
    .split('/')
    .filter((step) => step !== '');
  const last = steps.pop() ?? '';
  const dot = last.lastIndexOf('.');
  const [name, extension] = dot < 0 ? [last, ''] : [last.slice(0, dot), last.slice(dot)];
  if (extension !== '' && !/^\.(?:html?|php|aspx?)$/i.test(extension))
    return 'Put the file under public/, or correct the link.';
  const story = findStory([...steps, name]);
  // Such signs are of a template: no story had this path, and YAML would read them as its own.
  if (!story && /[{}[\]<>$]/.test(percentDecoded(path)))
    return 'Correct or remove the link; or put it between “`”, so that readers see what is written.';
  if (!story)
    return `Correct the link; or, if a story had this path before, add redirectFrom: [${path}] to that story.`;
  const present = pathTo({ kind: 'article', edition: editionOf(story.language, own), slug: story.slug });
  return `Write ${present}; and add redirectFrom: [${path}] to ${story.file}, if that was its path.`;
}

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

/**
 * Links to stories that are not published yet: readers get a 404. A story may link to one that comes out no
 * later.
 */
export const earlyLinks: AuditRule = (db, _, now) =>
  rows<Link & { draft: number }>(
    db,
    `SELECT links.file, line, "column", path, anchor, edition, kind, links.name, target.draft FROM links
     JOIN articles AS target ON target.slug = links.name AND target.language = ${LINKED_LANGUAGE}
     LEFT JOIN articles AS source ON source.file = links.file
     WHERE kind = 'article' AND (target.draft = 1 OR target.published > ?1) AND NOT EXISTS (
       SELECT 1 FROM articles AS other WHERE other.slug = links.name AND other.language = target.language AND other.draft = 0 AND other.published <= ?1
     ) AND coalesce(source.draft, 0) = 0 AND (target.draft = 1 OR coalesce(source.published, 0) < target.published)`,
    now,
  ).flatMap(({ draft, ...link }) => {
    // A redirect to a story under embargo begins with the story.
    if (!draft && isSiteRedirect(link.file)) return [];
    const reason = `The ${linkIn(link.file)} leads to ${link.path}, which is ${draft ? 'a draft' : 'under embargo'}: readers find nothing there.`;
    const fix = draft
      ? `Publish that story first, or remove the ${linkIn(link.file)}.`
      : 'Publish this story no earlier than that one, or remove the link.';
    return diagnosticAt(link, 'warning', 'link-embargoed', reason, fix);
  });

/** Links to people and tags of whom nothing is published yet: readers get a 404. */
export const emptyLists: AuditRule = (db, _, now) =>
  rows<Link>(
    db,
    `${LINK} LEFT JOIN articles AS source ON source.file = links.file
     WHERE kind IN ('author', 'tag') AND coalesce(source.draft, 0) = 0 AND coalesce(source.published, 0) <= ?1
       AND CASE kind WHEN 'author' THEN EXISTS (SELECT 1 FROM authors WHERE id = links.name)
         ELSE EXISTS (SELECT 1 FROM known_tags WHERE slug = links.name) END
       AND NOT EXISTS (SELECT 1 FROM listings WHERE list = kind || ':' || links.name AND listings.published <= ?1)`,
    now,
  ).map((link) => {
    const reason = `The ${linkIn(link.file)} leads to ${link.path}, where nothing is published yet: readers find nothing there.`;
    const fix = `Publish a story ${link.kind === 'author' ? 'by this author' : 'with this tag'} first, or remove the ${linkIn(link.file)}.`;
    return diagnosticAt(link, 'warning', 'link-embargoed', reason, fix);
  });

/**
 * The anchors of the texts to which the last audit found links, by the hash of their files. So a text is
 * parsed once, as long as links lead into it.
 */
let anchors: ReadonlyMap<string, ReadonlySet<string>> = new Map();
/** The anchors of at most so many texts are kept: some 10 MB. */
const MAX_ANCHORS = 10_000;

/** Links to headings that do not exist. */
export const brokenAnchors: AuditRule = async (db) => {
  const targets = rows<Link & { hash: string; body: string }>(
    db,
    `SELECT links.file, line, "column", links.path, anchor, edition, links.kind, links.name, hash, body FROM links
       JOIN articles ON slug = links.name AND articles.language = ${LINKED_LANGUAGE} JOIN files ON files.path = articles.file WHERE links.kind = 'article' AND anchor <> ''
     UNION ALL SELECT links.file, line, "column", links.path, anchor, edition, links.kind, links.name, hash, record ->> 'body' FROM links
       JOIN pages ON slug = links.name AND pages.language = ${LINKED_LANGUAGE} JOIN files ON files.path = pages.file WHERE links.kind = 'page' AND anchor <> ''`,
  );
  if (targets.length === 0) {
    anchors = new Map();
    return [];
  }
  const { anchorsIn } = await import('../../content/lint/analyse-body.ts');
  const found: Diagnostic[] = [];
  const linked = new Map<string, ReadonlySet<string>>();
  for (const { hash, body, ...link } of targets) {
    const known = linked.get(hash) ?? anchors.get(hash) ?? anchorsIn(body);
    if (linked.size < MAX_ANCHORS) linked.set(hash, known);
    if (known.has(link.anchor)) continue;
    const reason = `The link leads to ${link.path}#${link.anchor}, and no heading there has that address.`;
    const otherwise = 'Correct it, or remove what follows the “#”.';
    const candidates = [...known].map((anchor) => `#${anchor}`);
    const fix = found.length < MOST_SUGGESTIONS ? didYouMean(`#${link.anchor}`, candidates, otherwise) : otherwise;
    found.push(diagnosticAt(link, 'warning', 'link-anchor', reason, fix));
  }
  anchors = linked;
  return found;
};
