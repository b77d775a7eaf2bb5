import type { ForeignKeys } from './foreign-front-matter.ts';
import type { PageKeys } from './page-keys.ts';
import {
  cleanPath,
  eleventyAddress,
  hugoAddress,
  jekyllAddress,
  jekyllPageAddress,
  type PageFacts,
} from './permalinks.ts';
import type { TemplateSyntax } from './template-tags.ts';

// How Jekyll, Hugo and Eleventy arrange the files of a site.

/** Where a page stands in its site, from the path of its file. */
export type PagePlace = Readonly<{
  /**
   * The name of the file, or of its folder if that is a page bundle; without a date before it, and without
   * its ending.
   */
  name: string;
  /** The date before the name: `2014-03-12`. */
  date: string | null;
  /** The name with its date. */
  datedName: string;
  /** The folders around it below that of all pages. */
  folders: readonly string[];
  language: string | null;
  /** Whether its place makes it a post, or one that is not published. */
  isPost: boolean;
  isDraft: boolean;
  /** Whether other files of its folder belong to it. */
  isBundle: boolean;
  /** Whether it is about a list: `_index.md`. */
  isList: boolean;
}>;

export type SiteGenerator = Readonly<{
  name: string;
  syntax: TemplateSyntax;
  /**
   * The files that may configure a site, without endings. The first counts, and for Hugo those in its folder.
   */
  configFiles: readonly string[];
  configEndings: readonly string[];
  /** The folder of the pages. */
  contentFolder(config: ForeignKeys, hasFolder: (name: string) => boolean): string;
  /** Folders whose files have the addresses of the site’s root. */
  servedFolders(config: ForeignKeys): readonly string[];
  dataFolder: string;
  /** Whether a file below the content folder is a page. */
  isPage(path: string, config: ForeignKeys): boolean;
  /** The former address; null if it cannot be computed, or if there was none. */
  address(config: ForeignKeys, place: PagePlace, facts: PageFacts, keys: PageKeys): string | null;
  /** Whether a text of tags has several, between spaces. */
  tagsBySpaces: boolean;
  /** Tags that only make lists of pages. */
  internalTags: readonly string[];
}>;

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const group = (value: unknown): ForeignKeys =>
  typeof value === 'object' && value !== null ? (value as ForeignKeys) : {};

/** The value of a key in whatever case, as Hugo reads its configuration. */
export function configValue(config: ForeignKeys, name: string): unknown {
  const key = Object.keys(config).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : config[key];
}

const TEXT_FILE = /\.(?:md|markdown|mdown|mkdn?|html?)$/i;
const HUGO_FILE = /\.(?:md|markdown|mdown|html?)$/i;

const jekyll: SiteGenerator = {
  name: 'Jekyll',
  syntax: 'liquid',
  configFiles: ['_config'],
  configEndings: ['.yml', '.yaml', '.toml'],
  contentFolder: (config) => (text(config.source) ?? '').replace(/^[./]+/, ''),
  servedFolders: () => [],
  dataFolder: '_data',
  isPage(path, config) {
    if (!TEXT_FILE.test(path)) return false;
    const folders = path.split('/').slice(0, -1);
    if (folders.some((folder) => folder === '_posts' || folder === '_drafts')) return true;
    const collections = group(config.collections);
    const special = folders.find((folder) => folder.startsWith('_'));
    if (special !== undefined && !Object.hasOwn(collections, special.slice(1))) return false;
    return !isExcluded(path, config);
  },
  address(config, place, facts, keys) {
    const own = keys.written('permalink');
    const style = text(config.permalink) ?? 'date';
    const prefix = jekyllLanguage(config, place.language ?? keys.language);
    if (own !== null || place.isPost) {
      const address = own === null && place.isDraft ? null : jekyllAddress(own ?? style, facts);
      return address && cleanPath(prefix + address);
    }
    const collection = facts.folders[0]?.startsWith('_') ? facts.folders[0].slice(1) : null;
    if (collection === null) return cleanPath(prefix + jekyllPageAddress(style, facts));
    const folders = [collection, ...facts.folders.slice(1)];
    const pattern = text(group(group(config.collections)[collection]).permalink);
    return pattern === null
      ? jekyllPageAddress(style, { ...facts, folders })
      : jekyllAddress(pattern, { ...facts, folders });
  },
  tagsBySpaces: true,
  internalTags: [],
};

/** The folder of a language other than the first, as the plugin Polyglot makes it; empty for all others. */
function jekyllLanguage(config: ForeignKeys, language: string | null): string {
  const languages = Array.isArray(config.languages) ? config.languages.map(String) : [];
  const first = text(config.default_lang) ?? languages[0];
  return language !== null && languages.includes(language) && language !== first ? `/${language}` : '';
}

function isExcluded(path: string, config: ForeignKeys): boolean {
  const names = [...([config.exclude].flat() as unknown[]), 'vendor/', 'node_modules/'];
  return names.some(
    (name) => typeof name === 'string' && name !== '' && `${path}`.startsWith(name.replace(/^\.?\//, '')),
  );
}

const hugo: SiteGenerator = {
  name: 'Hugo',
  syntax: 'hugo',
  configFiles: ['hugo', 'config', 'config/_default/hugo', 'config/_default/config'],
  configEndings: ['.toml', '.yaml', '.yml', '.json'],
  contentFolder: (config) => text(configValue(config, 'contentDir')) ?? 'content',
  servedFolders: (config) => [text(configValue(config, 'staticDir')) ?? 'static', 'assets'],
  dataFolder: 'data',
  isPage: (path) => HUGO_FILE.test(path),
  address(config, place, facts, keys) {
    const own = keys.written('permalink');
    const isDefault =
      place.language === null || place.language === (text(configValue(config, 'defaultContentLanguage')) ?? 'en');
    const inFolder = configValue(config, 'defaultContentLanguageInSubdir') === true;
    const prefix = place.language !== null && (!isDefault || inFolder) ? `/${place.language.toLowerCase()}` : '';
    if (own !== null) return own.startsWith('/') ? hugoAddress(own, facts) : cleanPath(`${prefix}/${own}`);
    const section = facts.folders[0] ?? '';
    const permalinks = group(configValue(config, 'permalinks'));
    const pattern = text(group(permalinks.page)[section]) ?? text(permalinks[section]);
    if (place.isList || facts.fileName === '') return cleanPath(`${prefix}/${facts.folders.join('/').toLowerCase()}/`);
    const address = hugoAddress(pattern, facts, configValue(config, 'uglyURLs') === true);
    return address && cleanPath(prefix + address);
  },
  tagsBySpaces: false,
  internalTags: [],
};

const eleventy: SiteGenerator = {
  name: 'Eleventy',
  syntax: 'liquid',
  configFiles: ['_data/site', '_data/metadata', 'src/_data/site', 'src/_data/metadata'],
  configEndings: ['.json', '.yaml', '.yml', '.toml'],
  contentFolder: (config, hasFolder) => text(config.eleventyInput) ?? (hasFolder('src/posts') ? 'src' : ''),
  servedFolders: () => ['public', 'static', 'src'],
  dataFolder: '_data',
  isPage: (path) => TEXT_FILE.test(path) && !path.split('/').some((part) => part.startsWith('_')),
  address(_, place, facts, keys) {
    const permalink = keys.get('permalink');
    if (permalink === false || place.isDraft) return null;
    return eleventyAddress(text(permalink), facts);
  },
  tagsBySpaces: false,
  internalTags: ['all', 'post', 'posts', 'page', 'pages', 'nav', 'blog'],
};

export const SITE_GENERATORS = { jekyll, hugo, eleventy } as const;

const DATED = /^(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)$/;
/** Folders whose pages are posts in sites that say it nowhere else. */
const POST_FOLDER = /^_?(?:posts?|blog|news|articles?|stories|journal)$/i;

/** The place of a page, from the path of its file below the content folder. */
export function placeOf(
  path: string,
  generator: SiteGenerator,
  languages: ReadonlyMap<string, string> | null,
): PagePlace {
  const parts = path.split('/');
  let base = (parts.pop() ?? '').replace(/\.\w+$/, '');
  let language: string | null = null;
  const isHugo = generator.syntax === 'hugo';
  const [, withoutCode, code = ''] = /^(.+)\.([a-z]{2,3}(?:-[a-z\d]{2,8})?)$/i.exec(base) ?? [];
  const ofName =
    languages?.get(code.toLowerCase()) ?? (languages === null && isHugo && /^[a-z]{2}$/.test(code) ? code : null);
  if (withoutCode !== undefined && ofName !== null) {
    language = ofName;
    base = withoutCode;
  }
  const ofFolder = languages?.get(parts[0]?.toLowerCase() ?? '');
  if (ofFolder !== undefined) {
    language = ofFolder;
    parts.shift();
  }
  const isBundle = base === 'index' && parts.length > 0;
  const isList = base === '_index';
  const isDraft = parts.includes('_drafts');
  const special = parts.findIndex((part) => part === '_posts' || part === '_drafts');
  const folders = special === -1 ? parts : parts.slice(0, special);
  const ownFolder = isBundle && special === -1 ? folders.at(-1) : undefined;
  const around = isBundle && special === -1 ? folders.slice(0, -1) : folders;
  const [, year = '', month = '', day = '', dated] = DATED.exec(ownFolder ?? base) ?? [];
  const date = dated === undefined ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return {
    name: dated ?? ownFolder ?? base,
    date,
    datedName: ownFolder ?? base,
    folders: around,
    language,
    isPost: special !== -1 || date !== null || (around.some((folder) => POST_FOLDER.test(folder)) && !isList),
    isDraft,
    isBundle,
    isList,
  };
}
