import type { DatabaseSync } from 'node:sqlite';
import { type ContentFolders, publicFileExists } from '../../content/files.ts';
import { nameInPathMarkup, pathMarkupReason } from '../../content/lint/foreign-markup.ts';
import type { Diagnostic } from '../../content/parse/diagnostic.ts';
import type { Instant } from '../../dates.ts';
import { editionOf } from '../../routes/editions.ts';
import { isDocument, pathTo, routeAt } from '../../routes/routes.ts';
import { rows } from '../../sqlite.ts';
import { redirectForOldUrl } from '../old-urls.ts';
import { type AuditRule, diagnosticAt, type FilePosition, publicationOf } from './audit-rule.ts';
import { hasPageAt, type MovedLink } from './link-rules.ts';
import { storyFinder } from './story-finder.ts';

/** Markup of another system that stands for a path; `path` is the markup, `meant` the path that is there, or null. */
type PathMarkup = FilePosition & Readonly<{ path: string; meant: string | null; isFile: boolean }>;

/** What stands for a path in each file, in the order of the text. */
function pathMarkupByFile(db: DatabaseSync, folders: ContentFolders, now: Instant): Map<string, PathMarkup[]> {
  const { language: own } = publicationOf(db);
  const found = rows<FilePosition & { path: string; language: string | null }>(
    db,
    `SELECT links.file, line, "column", path, language FROM links LEFT JOIN articles ON articles.file = links.file
     WHERE kind = 'markup' ORDER BY links.file, line, "column"`,
  );
  const findStory = storyFinder(db, own);
  const paths = new Map<string, string | null>();
  const marks = found.map(({ language, ...link }): PathMarkup => {
    const key = `${language} ${link.path}`;
    const known = paths.get(key);
    const named = nameInPathMarkup(link.path);
    const isFile = /^\/.*\.(?!html?$|md$)\w+$/i.test(named);
    const find = () =>
      isFile
        ? publicFileExists(folders, named)
          ? named
          : null
        : pathMeant(db, named, findStory, language ?? own, own, now);
    const meant = known === undefined ? find() : known;
    paths.set(key, meant);
    return { ...link, meant, isFile };
  });
  return Map.groupBy(marks, ({ file }) => file);
}

/**
 * Returns the path of the story or page that another system named so: `2014-03-21-minutes.md`, `/about/`,
 * `/2014/03/21/minutes/`. `language` is that of the text, `own` that of the publication. Null if there is none.
 */
function pathMeant(
  db: DatabaseSync,
  named: string,
  findStory: ReturnType<typeof storyFinder>,
  language: string,
  own: string,
  now: Instant,
): string | null {
  const [address = '', anchor] = named.split('#');
  const steps = address
    .replace(/\.(?:md|html?)$/, '')
    .split('/')
    .filter((step) => step !== '');
  if (/^_?index$/.test(steps.at(-1) ?? '')) steps.pop();
  if (steps.length === 0 && !address.startsWith('/')) return null;
  const fragment = anchor ? `#${anchor}` : '';
  const story = findStory(steps, language);
  if (story) return pathTo({ kind: 'article', edition: editionOf(story.language, own), slug: story.slug }) + fragment;
  const absolute = `/${steps.join('/')}`;
  const hasPage = (path: string) => hasPageAt(db, path);
  const redirect = hasPage(absolute) ? null : redirectForOldUrl(db, absolute, { own, now, hasPage });
  if (redirect?.kind === 'moved') return redirect.path + fragment;
  const route = routeAt(absolute);
  return route && !isDocument(route) && hasPage(absolute) ? absolute + fragment : null;
}

/** Markup that stands for a known path, as links whose paths `check --fix` writes; by file, in the order of the text. */
export function replaceableMarkup(db: DatabaseSync, folders: ContentFolders, now: Instant): Map<string, MovedLink[]> {
  const known = [...pathMarkupByFile(db, folders, now)].map(([file, marks]): [string, MovedLink[]] => [
    file,
    marks.flatMap(({ meant, ...mark }) => (meant === null ? [] : [{ ...mark, moved: meant }])),
  ]);
  return new Map(known);
}

/**
 * Markup of other systems that stands for the path of a story or page: a diagnostic for each file, at the
 * first, and another one for what no story or page is called.
 */
export const pathMarkupInTexts: AuditRule = (db, folders, now) =>
  [...pathMarkupByFile(db, folders, now).values()].flatMap((marks): Diagnostic[] => {
    const byFix = Map.groupBy(marks, ({ meant, isFile }) => (meant !== null ? 'known' : isFile ? 'file' : 'unknown'));
    return [...byFix].map(([kind, ofKind]) => {
      const [first] = ofKind as [PathMarkup];
      const named = nameInPathMarkup(first.path);
      const fixes = {
        known: `Write ${first.meant} instead; npm run check -- --fix does it.`,
        file: `Put the file at public${named}, and write ${named} instead.`,
        unknown: `There is no story or page “${named}” here: write the address that it stands for, or remove the link and keep its words.`,
      };
      const fix = ofKind.length === 1 ? fixes[kind] : `${fixes[kind]} Likewise the others.`;
      return diagnosticAt(first, 'warning', 'foreign-markup', pathMarkupReason(first.path, ofKind.length), fix);
    });
  });
