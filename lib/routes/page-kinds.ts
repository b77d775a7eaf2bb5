import type { ArchiveDate } from './archive-date.ts';
import type { Edition } from './editions.ts';

/** What the site knows of one kind of page. */
export type PageKind = Readonly<{
  /** The path within an edition. `:slug` and `:id` stand for a slug, `:date` for a year, a month or a day (`2024/01/14`). */
  path: `/${string}`;
  /** The page shows a list in parts: `/page/2`, `/page/3` … follow its path. */
  paged?: true;
  /**
   * The list of articles on the page, as the store names it: `all`, `tag:<slug>`. A `:date` in the path limits it to that time. The page exists while its
   * part of the list has articles.
   */
  list?: string;
  /** In the publication's own edition the first page exists although its list is empty, if `query` finds something. */
  mayBeEmpty?: true;
  /**
   * The query that has to find something, or the page does not exist. Its arguments are the parameters of the path, then the number of the page unless
   * `list` decides about that.
   */
  query?: string;
  /** The kind of content file that the page is made from; see `kindOfContent`. */
  file?: 'home' | 'article' | 'author' | 'tag' | 'page';
  /** The list has a feed in each format. */
  feed?: true;
  /** The page is in the sitemap, if it exists and is not empty. Articles are in the sitemap of their month instead. */
  sitemap?: true;
  /** What diagnostics call the page. */
  label: string;
}>;

/**
 * Every kind of page. Paths, parsing, existence, feeds, sitemaps and the checks of links follow from this table. Where several paths match, the first entry
 * wins. Without parameters in its path a page exists in every edition that has an article, as far as `list` and `query` allow.
 */
export const PAGE_KINDS = {
  home: {
    path: '/',
    paged: true,
    list: 'all',
    mayBeEmpty: true,
    file: 'home',
    feed: true,
    sitemap: true,
    label: 'home page',
  },
  period: { path: '/:date', paged: true, list: 'all', label: 'part of the archive' },
  page: { path: '/:slug', query: 'page', file: 'page', sitemap: true, label: 'page' },
  corrections: { path: '/corrections', paged: true, query: 'corrections', sitemap: true, label: 'list of corrections' },
  article: { path: '/articles/:slug', query: 'hasStory', file: 'article', label: 'story' },
  history: { path: '/articles/:slug/history', query: 'hasHistory', file: 'article', label: 'story' },
  authors: { path: '/authors', paged: true, query: 'authors', sitemap: true, label: 'list of authors' },
  author: {
    path: '/authors/:id',
    paged: true,
    list: 'author:<id>',
    mayBeEmpty: true,
    query: 'author',
    file: 'author',
    feed: true,
    sitemap: true,
    label: 'author',
  },
  tags: { path: '/tags', paged: true, query: 'tags', sitemap: true, label: 'list of tags' },
  tag: {
    path: '/tags/:slug',
    paged: true,
    list: 'tag:<slug>',
    mayBeEmpty: true,
    query: 'tag',
    file: 'tag',
    feed: true,
    sitemap: true,
    label: 'tag',
  },
  allSeries: { path: '/series', paged: true, query: 'allSeries', sitemap: true, label: 'list of series' },
  series: { path: '/series/:slug', paged: true, list: 'series:<slug>', feed: true, sitemap: true, label: 'series' },
  archive: { path: '/archive', sitemap: true, label: 'archive' },
  search: { path: '/search', label: 'search' },
} as const satisfies Record<string, PageKind>;

type Kinds = typeof PAGE_KINDS;
export type PageKindName = keyof Kinds;

/** `{ slug: string }` for `/articles/:slug/history`. */
type Parameters<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [Key in Name]: string } & Parameters<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [Key in Name]: Name extends 'date' ? ArchiveDate : string }
    : unknown;

type PageNumber<Kind> = Kind extends { paged: true } ? { page: number } : unknown;
type Flat<Type> = { [Key in keyof Type]: Type[Key] };

/** A page of any edition: `{ kind: 'tag', slug: 'china', page: 2 }`. */
export type PageOfEdition = {
  [Name in PageKindName]: Flat<{ kind: Name } & Parameters<Kinds[Name]['path']> & PageNumber<Kinds[Name]>>;
}[PageKindName];

/** A page of the site, which readers see. */
export type PageRoute = { edition: Edition } & PageOfEdition;

/** The names of queries in the table. */
export type ExistenceQuery = Extract<Kinds[PageKindName], { query: string }>['query'];

type FeedKindName = { [Name in PageKindName]: Kinds[Name] extends { feed: true } ? Name : never }[PageKindName];
type WithoutNumber<Page> = Page extends { page: number } ? Omit<Page, 'page'> : never;

/** A list of articles that has a feed: `{ kind: 'tag', edition: '', slug: 'china' }`. */
export type FeedList = { edition: Edition } & WithoutNumber<Extract<PageOfEdition, { kind: FeedKindName }>>;

/** Identifies an article. The same slug in several editions is the same story in several languages. */
export type ArticleKey = Readonly<{ edition: Edition; slug: string }>;

/** Returns what the table says of a kind of page, with the fields that it leaves out. */
export function pageKind(name: PageKindName): PageKind {
  return PAGE_KINDS[name];
}

/** True for the name of a kind of page. */
export function isPageKind(name: string): name is PageKindName {
  return Object.hasOwn(PAGE_KINDS, name);
}

/** True for a page whose list has a feed. */
export function hasFeed(page: { kind: PageKindName }): page is Extract<PageOfEdition, { kind: FeedKindName }> {
  return pageKind(page.kind).feed === true;
}

/** Returns the name of the list of articles on a page, as the store has it (`tag:china`); null for a page without one. */
export function listOfPage(page: Readonly<{ kind: PageKindName }>): string | null {
  const { list } = pageKind(page.kind);
  return list?.replace(/<(\w+)>/, (_, name: string) => parametersOf(page)[name] ?? '') ?? null;
}

/** Returns the parameters of a page's path by name, in their order in the path. */
export function parametersOf(page: Readonly<{ kind: PageKindName }>): Record<string, string> {
  const values = page as unknown as Readonly<Record<string, string>>;
  const names = [...pageKind(page.kind).path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

/** Returns the page of a kind whose path has one parameter, with that value: the tag `china`, the story `night-ferries`. Its first page, if it has several. */
export function pageNamed(kind: PageKindName, value: string): PageOfEdition {
  const { path, paged } = pageKind(kind);
  const [, name = ''] = /:(\w+)/.exec(path) ?? [];
  return { kind, ...(name && { [name]: value }), ...(paged && { page: 1 }) } as PageOfEdition;
}

/** Returns the page of an edition. */
export function inEdition(edition: Edition, page: PageOfEdition): PageRoute {
  return { ...page, edition };
}

/** Returns the first page of a list that has a feed. */
export function firstPage(list: FeedList): PageRoute {
  return { ...list, page: 1 };
}
