import type { ImportedAuthor, ImportedTag, LeftOut } from '../imported-item.ts';
import { type ForeignKeys, readDataFile, splitPage } from './foreign-front-matter.ts';
import { PageKeys, plainText } from './page-keys.ts';
import { cleanPath } from './permalinks.ts';
import { SiteFiles } from './site-files.ts';
import { configValue, placeOf, type SiteGenerator } from './site-generators.ts';
import { authorFrom } from './site-people.ts';

// What the pages of a site have in common: its configuration, its data files, its people and tags.

/** The sources of a site. */
export type Site = Readonly<{
  generator: SiteGenerator;
  files: SiteFiles;
  config: ForeignKeys;
  origin: string | null;
  /** The path below which the site is, such as `/blog`; empty at the root. */
  basePath: string;
  timeZone: string | null;
  /**
   * The codes of languages by these in lower case, and by the names of their folders. Null if there is only
   * one.
   */
  languages: ReadonlyMap<string, string> | null;
  /** The folder of the pages, and those with the files at the site’s root. */
  content: string;
  served: readonly string[];
  /** The files of pages, below the folder of the site. */
  pages: readonly string[];
  /**
   * The files of pages by their names: with and without folders, date and ending. Null for a name of several.
   */
  references: ReadonlyMap<string, string | null>;
  authors: ReadonlyMap<string, ImportedAuthor>;
  /** By what stories call them. */
  tags: ReadonlyMap<string, ImportedTag>;
  problems: readonly LeftOut[];
  /** The folder of the file of each page that was read, by the address that its links are relative to. */
  folderOfBase: Map<string, string>;
  /** The keys of a data file, such as `images/harbor`; null if there is none. */
  data(name: string): ForeignKeys | null;
}>;

const DATA_ENDINGS = ['.yml', '.yaml', '.json', '.toml'];
const AUTHOR_FOLDER = /^_?(?:authors?|people|contributors)$/i;
const TAG_FOLDER = /^(?:tags|topics|categories)$/i;
const PAGE_FILE = /\.(?:md|markdown|mdown|mkdn?|html?)$/i;

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

/** Reads what the pages of the site in `folder` have in common. Throws if it has no pages. */
export function readSite(generator: SiteGenerator, folder: string): Site {
  const files = new SiteFiles(folder);
  const problems: LeftOut[] = [];
  const all = [...files.list()];
  const config = readConfig(generator, files, problems);
  const folders = new Set(all.map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/')))));
  const hasFolder = (name: string) => [...folders].some((one) => one === name || one.startsWith(`${name}/`));
  const wanted = generator.contentFolder(config, hasFolder).replace(/\/$/, '');
  // The folder of pages itself may be given.
  const content = wanted === '' || hasFolder(wanted) ? wanted : '';
  const below = content === '' ? '' : `${content}/`;
  const inContent = all.filter((name) => name.startsWith(below) && PAGE_FILE.test(name));
  const found = inContent.filter((name) => generator.isPage(name.slice(below.length), config));
  const ofBundles = generator.syntax === 'hugo' ? textsOfBundles(found) : new Set<string>();
  const pages = found.filter((name) => !ofBundles.has(name));
  for (const source of ofBundles)
    problems.push({ kind: 'left-out', source, what: 'a text that belongs to another page' });
  if (pages.length === 0) {
    throw new Error(
      `“${folder}” has no pages of ${generator.name}${content === '' ? '' : ` in its folder “${content}”`}: name the ` +
        'folder that has the site’s sources, not the site that was built from them.',
    );
  }
  const languages = languagesOf(config);
  const address = text(generator.syntax === 'hugo' ? configValue(config, 'baseURL') : config.url);
  const url = URL.parse(address ?? '');
  const baseUrl = generator.name === 'Jekyll' ? (text(config.baseurl) ?? '') : '';
  const basePath = cleanPath(`${url?.pathname ?? ''}/${baseUrl}`).replace(/\/$/, '');
  const data = dataReader(files, generator, content);
  const people = pages.filter((name) => isAbout(name.slice(below.length), AUTHOR_FOLDER));
  const lists = pages.filter((name) => isAbout(name.slice(below.length), TAG_FOLDER));
  const special = new Set([...people, ...lists]);
  const authors = byIds([...dataAuthors(data, generator), ...people.flatMap((name) => authorPage(files, name, below))]);
  const site: Site = {
    generator,
    files,
    config,
    origin: url && /^https?:$/.test(url.protocol) ? url.origin : null,
    basePath,
    timeZone:
      generator.syntax === 'hugo' ? null : (text(config.timezone) ?? (generator.name === 'Eleventy' ? 'UTC' : null)),
    languages,
    content,
    served: generator.servedFolders(config),
    pages: pages.filter((name) => !special.has(name)),
    references: referencesTo(pages, below, generator, languages),
    authors,
    tags: new Map(lists.flatMap((name) => tagPage(files, name, below))),
    problems: [...problems, ...unreadable(all, below, generator)],
    folderOfBase: new Map(),
    data,
  };
  return site;
}

/** Texts beside or below the `index.md` of a page of Hugo, which have no pages of their own. */
function textsOfBundles(pages: readonly string[]): Set<string> {
  const isIndex = (name: string) => /(?:^|\/)index(?:\.[\w-]+)?\.\w+$/.test(name);
  const bundles = new Set(pages.filter(isIndex).map((name) => name.slice(0, name.lastIndexOf('/') + 1)));
  const isWithin = (name: string) => {
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      if (bundles.has(name.slice(0, end + 1))) return true;
    }
    return false;
  };
  return new Set(pages.filter((name) => !isIndex(name) && isWithin(name)));
}

/** Authors by their ids. Those of one name are one person, whose first description counts. */
function byIds(authors: readonly ImportedAuthor[]): Map<string, ImportedAuthor> {
  const byName = new Map<string, ImportedAuthor>();
  for (const author of authors) {
    const same = byName.get(author.name.toLowerCase());
    const oldAddresses = [...new Set([...(same?.oldAddresses ?? []), ...author.oldAddresses])];
    byName.set(author.name.toLowerCase(), { ...(same ?? author), oldAddresses });
  }
  return new Map(
    authors.flatMap(({ id, name }) => {
      const author = byName.get(name.toLowerCase());
      return author ? [[id, author] as const] : [];
    }),
  );
}

function readConfig(generator: SiteGenerator, files: SiteFiles, problems: LeftOut[]): ForeignKeys {
  let config: ForeignKeys = {};
  for (const name of generator.configFiles.flatMap((file) => generator.configEndings.map((ending) => file + ending))) {
    const found = files.read(name);
    if (!found || 'problem' in found) continue;
    const { keys, problem } = readDataFile(name, found.text) ?? { keys: {}, problem: null };
    if (problem !== null)
      problems.push({ kind: 'left-out', source: name, what: `settings that cannot be read: ${problem}` });
    config = { ...keys, ...config };
  }
  // Hugo’s settings may be in files of their own.
  for (const part of generator.syntax === 'hugo' ? ['permalinks', 'params', 'languages'] : []) {
    for (const ending of generator.configEndings) {
      const found = files.read(`config/_default/${part}${ending}`);
      if (found && 'text' in found) config = { [part]: readDataFile(ending, found.text)?.keys, ...config };
    }
  }
  for (const name of generator.name === 'Eleventy'
    ? ['.eleventy.js', 'eleventy.config.js', 'eleventy.config.mjs', 'eleventy.config.cjs']
    : []) {
    const found = files.read(name);
    // The configuration is a program, which is not run; its folder is usually a text in it.
    const [, input] = found && 'text' in found ? (/\binput:\s*["'](?:\.\/)?([\w./-]+)["']/.exec(found.text) ?? []) : [];
    if (input !== undefined) config = { ...config, eleventyInput: input };
  }
  return config;
}

/** The languages that a configuration names; null if it names none. */
function languagesOf(config: ForeignKeys): Site['languages'] {
  const value = configValue(config, 'languages');
  if (typeof value !== 'object' || value === null) return null;
  const entries = Array.isArray(value) ? value.map((code) => [String(code), null] as const) : Object.entries(value);
  const languages = new Map(entries.map(([code]) => [code.toLowerCase(), code]));
  for (const [code, settings] of entries) {
    const folder = text((settings as ForeignKeys | null)?.contentDir)
      ?.split('/')
      .at(-1);
    if (folder !== undefined && folder !== 'content') languages.set(folder.toLowerCase(), code);
  }
  return languages.size === 0 ? null : languages;
}

function dataReader(files: SiteFiles, generator: SiteGenerator, content: string): Site['data'] {
  const folders = [generator.dataFolder, `${content}/${generator.dataFolder}`];
  return (name) => {
    for (const file of folders.flatMap((folder) => DATA_ENDINGS.map((ending) => `${folder}/${name}${ending}`))) {
      const found = files.read(file);
      if (found && 'text' in found) return readDataFile(file, found.text)?.keys ?? null;
    }
    return null;
  };
}

/** Authors of data files: a group of groups by ids, or a list of groups with ids, perhaps below a name. */
function dataAuthors(data: Site['data'], generator: SiteGenerator): ImportedAuthor[] {
  return ['authors', 'author', 'people'].flatMap((name) => {
    const source = `${generator.dataFolder}/${name}`;
    const entries = Object.entries(data(name) ?? {}).flatMap(([key, value]): [string, unknown][] =>
      Array.isArray(value) ? Object.entries(value) : [[key, value]],
    );
    return entries.flatMap(([key, value]) => {
      if (typeof value === 'string') return [authorFrom(`${source} ${key}`, key, { name: value }, null, [])];
      if (typeof value !== 'object' || value === null) return [];
      const keys = value as ForeignKeys;
      const id = /^\d+$/.test(key) ? String(keys.id ?? keys.slug ?? keys.username ?? keys.name ?? key) : key;
      return [authorFrom(`${source} ${id}`, id, keys, null, [])];
    });
  });
}

/**
 * Whether a page below the content folder is about one person or tag: `authors/jane/_index.md`,
 * `_authors/jane.md`.
 */
function isAbout(path: string, folder: RegExp): boolean {
  const parts = path.split('/');
  const [first = '', second = ''] = parts;
  if (!folder.test(first)) return false;
  const isOwn = parts.length === 3 && /^_?index\./.test(parts[2] ?? '');
  return isOwn || (parts.length === 2 && folder === AUTHOR_FOLDER && !/^_?index\./.test(second));
}

function pageOf(files: SiteFiles, name: string) {
  const found = files.read(name);
  return found && 'text' in found ? splitPage(found.text) : null;
}

function idOf(name: string, below: string): { folder: string; id: string } {
  const [folder = '', id = ''] = name.slice(below.length).split('/');
  return { folder: folder.replace(/^_/, ''), id: id.replace(/\.\w+$/, '') };
}

function authorPage(files: SiteFiles, name: string, below: string): ImportedAuthor[] {
  const page = pageOf(files, name);
  if (!page) return [];
  const { folder, id } = idOf(name, below);
  const keys = new PageKeys(page.keys);
  const own = keys.written('slug') ?? id;
  const text = page.body.trim() === '' ? null : ({ format: 'markdown', text: page.body } as const);
  return [authorFrom(name, id, page.keys, text, [`/${folder}/${own}/`, ...keys.list('aliases')])];
}

function tagPage(files: SiteFiles, name: string, below: string): [string, ImportedTag][] {
  const page = pageOf(files, name);
  const { folder, id } = idOf(name, below);
  const keys = new PageKeys(page?.keys ?? {});
  const title = keys.text('title');
  if (!page || title === null) return [];
  const description = keys.text('standfirst') ?? plainText(page.body);
  const oldAddresses = [`/${folder}/${keys.written('slug') ?? id}/`, ...keys.list('aliases')];
  return [[id, { kind: 'tag', source: name, name: title, description, oldAddresses }]];
}

/** The names by which pages refer to others. */
function referencesTo(pages: readonly string[], below: string, generator: SiteGenerator, languages: Site['languages']) {
  const references = new Map<string, string | null>();
  const add = (name: string, file: string) => {
    if (!references.has(name)) references.set(name, file);
    else if (references.get(name) !== file) references.set(name, null);
  };
  for (const file of pages) {
    const path = file.slice(below.length).toLowerCase();
    const place = placeOf(path, generator, languages);
    const stem = path.replace(/(?:\/_?index)?\.\w+$/, '');
    const last = stem.slice(stem.lastIndexOf('/') + 1);
    // A translation has the name of its original.
    for (const name of new Set([path, stem, last, ...(place.language === null ? [place.name] : [])])) add(name, file);
  }
  return references;
}

const UNREADABLE = /\.(?:njk|liquid|adoc|asciidoc|org|rst|textile|pandoc|mdx|ipynb)$/i;

/** The pages in formats that are not read. */
function unreadable(all: readonly string[], below: string, generator: SiteGenerator): LeftOut[] {
  const found = all.filter((name) => {
    const path = name.slice(below.length);
    return (
      name.startsWith(below) &&
      UNREADABLE.test(name) &&
      !path.split('/').some((part) => /^_(?!posts|drafts)/.test(part))
    );
  });
  return found.map((source) => {
    const [ending = ''] = /\.\w+$/.exec(source) ?? [];
    const what = `a page of ${generator.name} in the format ${ending}: convert it to Markdown, and import again`;
    return { kind: 'left-out', source, what };
  });
}
