import path from 'node:path';
import { siteDate } from './foreign-dates.ts';
import { type ForeignKeys, type ForeignPage, readDataFile } from './foreign-front-matter.ts';
import type { Site } from './markdown-site.ts';
import { PageKeys } from './page-keys.ts';
import type { PageFacts } from './permalinks.ts';
import { type PagePlace, placeOf } from './site-generators.ts';

/** A page with the values that its folder gives it. */
export type SitePage = Readonly<{
  file: string;
  place: PagePlace;
  keys: PageKeys;
  facts: PageFacts;
  date: string | null;
  body: string;
}>;

/** A page of a site, from the text of its file. */
export function pageOf(site: Site, file: string, { keys: own, body }: ForeignPage): SitePage {
  const below = site.content === '' ? '' : `${site.content}/`;
  const name = file.slice(below.length);
  const place = placeOf(name, site.generator, site.languages);
  const keys = new PageKeys(own, defaultsOf(site, file, name, place));
  const isHugo = site.generator.syntax === 'hugo';
  const date = keys.written('date') ?? place.date;
  const categories = [...(site.generator.name === 'Jekyll' && place.isPost ? place.folders : [])];
  for (const category of [...keys.named('category'), ...keys.named('categories', site.generator.tagsBySpaces)]) {
    if (!categories.includes(category)) categories.push(category);
  }
  const facts: PageFacts = {
    date: date === null ? null : siteDate(date, site.timeZone),
    title: keys.text('title') ?? '',
    slug: keys.written('slug'),
    fileName: isHugo ? place.datedName : place.name,
    folders: place.folders,
    categories,
  };
  return { file, place, keys, facts, date, body };
}

/** The keys that the settings of Jekyll, or the data files of folders of Eleventy, give to a page. */
function defaultsOf(
  { generator, config, files }: Site,
  file: string,
  name: string,
  { isPost, isDraft }: PagePlace,
): ForeignKeys {
  if (generator.name === 'Jekyll') {
    const type = isDraft ? 'drafts' : isPost ? 'posts' : 'pages';
    const list = Array.isArray(config.defaults)
      ? (config.defaults as { scope?: ForeignKeys; values?: ForeignKeys }[])
      : [];
    const fitting = list.filter(({ scope = {} } = {}) => {
      const under = (String(scope?.path ?? '').split('*')[0] ?? '').replace(/^\//, '').replace(/\/$/, '');
      return (
        (under === '' || name === under || name.startsWith(`${under}/`)) &&
        [type, undefined, ''].includes(scope?.type as string)
      );
    });
    return Object.assign({}, ...fitting.map(({ values }) => values));
  }
  if (generator.name !== 'Eleventy') return {};
  const folders = path.posix.dirname(file).split('/');
  const candidates = folders.map((_, index) => {
    const folder = folders.slice(0, index + 1).join('/');
    return `${folder}/${folders[index]}`;
  });
  const keys: Record<string, unknown> = {};
  for (const base of [...candidates, file.replace(/\.\w+$/, '')]) Object.assign(keys, folderData(files, base));
  return keys;
}

/**
 * Data files of Eleventy. One that is a program is not run; its template of an address is usually a text in
 * it.
 */
function folderData(files: Site['files'], base: string): ForeignKeys {
  for (const ending of ['.json', '.11tydata.json']) {
    const found = files.read(base + ending);
    if (found && 'text' in found) return readDataFile(ending, found.text)?.keys ?? {};
  }
  for (const ending of ['.11tydata.js', '.11tydata.cjs', '.11tydata.mjs']) {
    const found = files.read(base + ending);
    const [, , permalink] =
      found && 'text' in found ? (/\bpermalink:\s*(["'`])([^"'`\n]*)\1/.exec(found.text) ?? []) : [];
    if (permalink !== undefined) return { permalink };
  }
  return {};
}
