/**
 * Every page of the site, and every document for machines, as data. `pathTo` and `routeAt` are the only code that knows how a path looks; links, the
 * front's redirects and the tests all ask them.
 */
export type Route = PageRoute | DocumentRoute;

/**
 * An edition: the publication in one language. Empty for the publication's own, which lives at `/`; else the code of its language (BCP 47), which others have before
 * their paths: `zh` at `/zh/…`, `zh-Hant` at `/zh-hant/…`.
 */
export type Edition = string;

/** A page, which readers see. */
export type PageRoute = { edition: Edition } & PageOfEdition;

/** A page of an edition, whichever. */
export type PageOfEdition =
  | { kind: 'home'; page: number }
  | { kind: 'article'; slug: string }
  | { kind: 'history'; slug: string }
  | { kind: 'author'; id: string; page: number }
  | { kind: 'authors'; page: number }
  | { kind: 'tag'; slug: string; page: number }
  | { kind: 'tags'; page: number }
  | { kind: 'series'; slug: string; page: number }
  | { kind: 'archive'; date: ArchiveDate; page: number }
  | { kind: 'corrections'; page: number }
  | { kind: 'page'; slug: string }
  | { kind: 'search' }
  | { kind: 'styleguide'; name: ExampleName | null };

/** A list of stories that can be followed. */
export type FeedList = { edition: Edition } & (
  | { kind: 'home' }
  | { kind: 'author'; id: string }
  | { kind: 'tag'; slug: string }
  | { kind: 'series'; slug: string }
);

/** What is there for feed readers, search engines and other machines. */
export type DocumentRoute =
  | { kind: 'feed'; of: FeedList; format: FeedFormat }
  | { kind: 'markdown'; edition: Edition; slug: string }
  | { kind: 'sitemap'; edition: Edition; part: SitemapPart | null }
  | { kind: 'document'; edition: Edition; name: DocumentName };

/** A part of the sitemap, by number from 1: the articles of a month of the calendar (`2024-01`), or all other pages. */
export type SitemapPart = Readonly<{ of: ArchiveDate | 'pages'; number: number }>;

const FEED_FILES = { rss: 'feed.xml', atom: 'feed.atom', json: 'feed.json' } as const;
export type FeedFormat = keyof typeof FEED_FILES;
export const FEED_FORMATS = Object.keys(FEED_FILES) as FeedFormat[];

/** Where the feed of a site is that was made with something else; its readers are sent on. */
const FORMER_FEEDS: Record<string, FeedFormat | undefined> = {
  '/feed': 'rss',
  '/rss': 'rss',
  '/rss.xml': 'rss',
  '/index.xml': 'rss',
  '/feed/atom': 'atom',
  '/atom.xml': 'atom',
};

/** Documents of which there is one. */
const DOCUMENTS = {
  robots: '/robots.txt',
  opensearch: '/opensearch.xml',
  news: '/news-sitemap.xml',
  llms: '/llms.txt',
  security: '/.well-known/security.txt',
  manifest: '/manifest.webmanifest',
} as const;
export type DocumentName = keyof typeof DOCUMENTS;
const DOCUMENT_NAMES = Object.keys(DOCUMENTS) as DocumentName[];
/** Of those, what each edition has for itself. */
const DOCUMENTS_OF_EDITIONS: readonly DocumentName[] = ['opensearch', 'llms'];

/** The sheets of the styleguide, which shows all that pages are made of (`components/styleguide/`); its front has no name. */
export const STYLEGUIDE_EXAMPLES = [
  'tokens',
  'story-news',
  'story-analysis',
  'story-feature',
  'story-interview',
  'story-opinion',
  'story-editorial',
  'story-explainer',
  'story-review',
  'story-obituary',
  'story-live',
  'story-bare',
  'text-markdown',
  'text-elements',
  'teasers',
  'home-lead',
  'home-lead-with-two',
  'home-rail',
  'home-one-story',
  'home-empty',
  'list-first',
  'list-middle',
  'list-last',
  'list-empty',
  'names',
  'archive',
  'corrections',
  'history',
  'authors',
  'search',
  'frame',
  'previews',
] as const;
export type ExampleName = (typeof STYLEGUIDE_EXAMPLES)[number];

/** A year (`2024`), a month (`2024-01`) or a day (`2024-01-14`) of the calendar; empty for all years. */
export type ArchiveDate = string;

/** First path segments with a meaning of their own, which no static page may be called. */
export const RESERVED_PAGES = [
  'articles',
  'authors',
  'tags',
  'series',
  'archive',
  'corrections',
  'page',
  'fonts',
  'media',
  'feed',
  'rss',
  'sitemaps',
  'oembed',
  'search',
  'index',
  '_next',
  '_dateline',
];

/** What an author's id or a tag's slug may not be: `/authors/page/2` is the second page of all authors, `/tags/index` all tags. */
export const RESERVED_SLUGS = ['page', 'index'];

/** What an article's slug may not be: `/articles/index` is `/articles`. */
export const RESERVED_ARTICLES = ['index'];

const SLUG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{M}\p{N}]+)*$/u;

/** True for a slug as the site writes it: lower case, NFC, letters and digits of any script, single hyphens between. */
export function isSlug(text: string): boolean {
  return text.length <= 200 && SLUG.test(text) && text === text.normalize('NFC').toLowerCase();
}

/** The slug of a name: `São Tomé & Friends` becomes `sao-tome-friends`, `中国` stays. Empty when no letter or digit is left. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/** The canonical path of a place: absolute, percent-encoded, without trailing slash; page 1 of a list has no number. */
export function pathTo(route: Route): string {
  if (route.kind === 'feed') return `${pathTo(firstPage(route.of)).replace(/\/$/, '')}/${FEED_FILES[route.format]}`;
  return (route.edition && `/${route.edition.toLowerCase()}`) + pathWithin(route) || '/';
}

/** The path of a place within its edition; empty for the home page. */
function pathWithin(route: PageRoute | Exclude<DocumentRoute, { kind: 'feed' }>): string {
  switch (route.kind) {
    case 'home':
      return pageSuffix(route.page);
    case 'article':
      return `/articles/${encodeURIComponent(route.slug)}`;
    case 'history':
      return `/articles/${encodeURIComponent(route.slug)}/history`;
    case 'author':
      return `/authors/${encodeURIComponent(route.id)}${pageSuffix(route.page)}`;
    case 'authors':
      return `/authors${pageSuffix(route.page)}`;
    case 'tag':
      return `/tags/${encodeURIComponent(route.slug)}${pageSuffix(route.page)}`;
    case 'tags':
      return `/tags${pageSuffix(route.page)}`;
    case 'series':
      return `/series/${encodeURIComponent(route.slug)}${pageSuffix(route.page)}`;
    case 'archive':
      return `/${route.date === '' ? 'archive' : route.date.replaceAll('-', '/')}${pageSuffix(route.page)}`;
    case 'corrections':
      return `/corrections${pageSuffix(route.page)}`;
    case 'page':
      return `/${encodeURIComponent(route.slug)}`;
    case 'search':
      return '/search';
    case 'styleguide':
      return `/_dateline/styleguide${route.name === null ? '' : `/${route.name}`}`;
    case 'markdown':
      return `/articles/${encodeURIComponent(route.slug)}.md`;
    case 'sitemap':
      return route.part === null ? '/sitemap.xml' : `/sitemaps/${route.part.of}${partSuffix(route.part.number)}.xml`;
    case 'document':
      return DOCUMENTS[route.name];
  }
}

/** The edition in a language, in a publication of which `own` is the language. */
export function editionOf(language: string, own: string): Edition {
  return language === own ? '' : language;
}

/** A page in an edition. */
export function inEdition(edition: Edition, page: PageOfEdition): PageRoute {
  return { ...page, edition };
}

/** The first page of a list that can be followed. */
export function firstPage(list: FeedList): PageRoute {
  return { ...list, page: 1 };
}

function partSuffix(number: number): string {
  return number > 1 ? `.${number}` : '';
}

/** True for what is there for machines. */
export function isDocument(route: Route): route is DocumentRoute {
  return route.kind === 'feed' || route.kind === 'markdown' || route.kind === 'sitemap' || route.kind === 'document';
}

function pageSuffix(page: number): string {
  return page > 1 ? `/page/${page}` : '';
}

/**
 * The page a reader means by `path` (percent-encoded, no query), canonical or not: case, doubled and trailing slashes, `/page/1`
 * and `/index` are forgiven; compare with `pathTo` of the result to know whether to redirect. Null when no page can live there.
 */
export function routeAt(path: string): Route | null {
  const segments = segmentsOf(path);
  if (segments === null) return null;
  const edition = languageAt(segments[0] ?? '') ?? '';
  if (edition) segments.shift();
  const page = segments[0] === '_dateline' ? styleguideAt(segments) : pageAt(segments);
  return documentAt(edition, segments) ?? (page && { edition, ...page });
}

/** The languages that a first path segment was asked for: to know a language takes longer than all else here. */
const languages = new Map<string, string | null>();
const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
/** What a language looks like in a path; not all that does is one. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/;

/** The language (BCP 47, as it is spelt there) of which `segment` of a path is the code, or null: `zh-hant` is `zh-Hant`, and `faq` none. */
export function languageAt(segment: string): string | null {
  if (!LANGUAGE.test(segment)) return null;
  const known = languages.get(segment);
  if (known !== undefined) return known;
  const language = canonicalIfNamed(segment);
  if (languages.size < 1_000) languages.set(segment, language);
  return language;
}

/** Null for a code of which Unicode has no name, and for what cannot be one, which throws: `no-such-page`. */
function canonicalIfNamed(code: string): string | null {
  try {
    return languageNames.of(code) === undefined ? null : (Intl.getCanonicalLocales(code)[0] ?? null);
  } catch {
    return null;
  }
}

function documentAt(edition: Edition, segments: readonly string[]): DocumentRoute | null {
  const path = `/${segments.join('/')}`;
  const name = DOCUMENT_NAMES.find((known) => DOCUMENTS[known] === path);
  if (name) return edition && !DOCUMENTS_OF_EDITIONS.includes(name) ? null : { kind: 'document', edition, name };
  // One for all editions leads to the parts of each.
  if (path === '/sitemap.xml') return edition ? null : { kind: 'sitemap', edition, part: null };
  const [, part, number = '1'] = /^\/sitemaps\/(pages|\d{4}-\d{2})(?:\.([1-9]\d{0,3}))?\.xml$/.exec(path) ?? [];
  if (part && (part === 'pages' || archiveDate([part]))) {
    return { kind: 'sitemap', edition, part: { of: part, number: Number(number) } };
  }
  const last = segments.at(-1) ?? '';
  if (segments.length === 2 && segments[0] === 'articles' && last.endsWith('.md')) {
    const slug = last.slice(0, -'.md'.length);
    return isSlug(slug) ? { kind: 'markdown', edition, slug } : null;
  }
  const former = FORMER_FEEDS[path];
  if (former) return { kind: 'feed', of: { kind: 'home', edition }, format: former };
  const format = FEED_FORMATS.find((known) => FEED_FILES[known] === last);
  const list = format ? pageAt(segments.slice(0, -1)) : null;
  if (!format || !list || !('page' in list) || list.page !== 1) return null;
  const { page, ...of } = list;
  return isFeedList(of) ? { kind: 'feed', of: { edition, ...of }, format } : null;
}

type Within<Found> = Found extends unknown ? Omit<Found, 'edition'> : never;

function isFeedList(list: { kind: PageRoute['kind'] }): list is Within<FeedList> {
  return ['home', 'author', 'tag', 'series'].includes(list.kind);
}

function pageAt(path: readonly string[]): PageOfEdition | null {
  const segments = [...path];
  let page = 1;
  const number = segments.at(-1) ?? '';
  if (segments.at(-2) === 'page' && /^0*[1-9]\d{0,5}$/.test(number)) {
    page = Number(number);
    segments.splice(-2);
  }
  const date = archiveDate(segments);
  if (date !== null) return { kind: 'archive', date, page };
  const [first, second, ...rest] = segments;
  if (first === 'articles' && second !== undefined && rest.join('/') === 'history' && page === 1)
    return isSlug(second) ? { kind: 'history', slug: second } : null;
  if (rest.length > 0 || segments.some((segment) => !isSlug(segment))) return null;
  if (first === undefined) return { kind: 'home', page };
  if (second === undefined) {
    if (first === 'authors') return { kind: 'authors', page };
    if (first === 'tags') return { kind: 'tags', page };
    if (first === 'archive') return page === 1 ? { kind: 'archive', date: '', page } : null;
    if (first === 'corrections') return { kind: 'corrections', page };
    if (first === 'search') return page === 1 ? { kind: 'search' } : null;
    return page === 1 && !RESERVED_PAGES.includes(first) ? { kind: 'page', slug: first } : null;
  }
  if (first === 'articles') return page === 1 ? { kind: 'article', slug: second } : null;
  if (RESERVED_SLUGS.includes(second)) return null;
  if (first === 'authors') return { kind: 'author', id: second, page };
  if (first === 'tags') return { kind: 'tag', slug: second, page };
  if (first === 'series') return { kind: 'series', slug: second, page };
  return null;
}

/** What stands between the slashes of a path, as `routeAt` forgives it; null for what is not percent-encoded UTF-8. */
function segmentsOf(path: string): string[] | null {
  try {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment).normalize('NFC').toLowerCase());
    return segments.at(-1) === 'index' ? segments.slice(0, -1) : segments;
  } catch {
    return null;
  }
}

/** A path, of this site or of an older one, in the form in which such paths are compared: what `routeAt` forgives makes no difference. Null when it is not percent-encoded UTF-8. */
export function comparablePath(path: string): string | null {
  const segments = segmentsOf(path);
  return segments && `/${segments.join('/')}`;
}

/** Of all that is under `/_dateline/` only the styleguide is made of pages. */
function styleguideAt([, styleguide, name, ...rest]: readonly string[]): PageOfEdition | null {
  if (styleguide !== 'styleguide' || rest.length > 0) return null;
  if (name === undefined) return { kind: 'styleguide', name: null };
  const known = STYLEGUIDE_EXAMPLES.find((sheet) => sheet === name);
  return known ? { kind: 'styleguide', name: known } : null;
}

/** `2024`, `01`, `14` as a date of the calendar; null for what is none. */
export function archiveDate(segments: readonly string[]): ArchiveDate | null {
  const date = segments.join('-');
  if (!/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(date)) return null;
  // The first day of what it names; the calendar has it, or another comes out.
  const day = date + '-01-01'.slice(date.length - 4);
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day) ? date : null;
}

/** The formats of images as readers get them. */
export const IMAGE_FORMATS = ['avif', 'webp', 'jpg', 'png', 'svg'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Their content types. */
export const IMAGE_TYPES: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** One file of an image; `hash` names the original, `width` is in pixels. With a `height` it is a crop, else it has the original's form. */
export type ImageFile = Readonly<{ hash: string; width: number; height?: number; format: ImageFormat }>;

const MEDIA = new RegExp(`^/media/([\\da-f]{20})/([1-9]\\d{0,4})(?:x([1-9]\\d{0,4}))?\\.(${IMAGE_FORMATS.join('|')})$`);

/** The path of an image's file, which never changes what it holds. */
export function imageFilePath({ hash, width, height, format }: ImageFile): string {
  return `/media/${hash}/${width}${height === undefined ? '' : `x${height}`}.${format}`;
}

/** The file of an image that `path` names, or null. Whether there is one is for the index to say. */
export function imageFileAt(path: string): ImageFile | null {
  const [, hash, width, height, format] = MEDIA.exec(path) ?? [];
  if (!hash) return null;
  return { hash, width: Number(width), ...(height && { height: Number(height) }), format: format as ImageFormat };
}

/** The size of the image by which other sites show an article, in pixels: what they ask for (https://ogp.me, 1.91 to 1). */
export const SHARE_IMAGE = { width: 1200, height: 630 } as const;

/** The path of that image, a PNG. It holds other bytes when the article has another headline. */
export function shareImagePath({ edition, slug }: ArticleKey): string {
  return `${pathTo({ kind: 'article', edition, slug })}/share.png`;
}

/** The article whose share image `path` (decoded) names, or null. No slug has a dot, so no page is called so. */
export function shareImageAt(path: string): ArticleKey | null {
  const [, article = ''] = /^(\/.*)\/share\.png$/.exec(path) ?? [];
  const route = routeAt(article);
  return route?.kind === 'article' && decodeURIComponent(pathTo(route)) === article
    ? { edition: route.edition, slug: route.slug }
    : null;
}

/** What identifies an article: the same slug in several editions is one story. */
export type ArticleKey = Readonly<{ edition: Edition; slug: string }>;

/**
 * What a reader looks for, as it stands in the address of the answer; what is left out is empty. `language` is `all`, or empty for that of the edition; `from` and `to` are
 * days of the calendar.
 */
export type SearchQuery = Readonly<{
  q: string;
  language: 'all' | '';
  section: string;
  tag: string;
  author: string;
  from: ArchiveDate;
  to: ArchiveDate;
  page: number;
}>;

/** A question that asks nothing yet. */
export const NO_SEARCH: SearchQuery = {
  q: '',
  language: '',
  section: '',
  tag: '',
  author: '',
  from: '',
  to: '',
  page: 1,
};

/** The longest that is looked for, in characters. */
const MOST_SEARCHED = 300;

/** What is asked by the query of an address; all that is not understood is as if it were not there. */
export function searchQueryOf(query: URLSearchParams): SearchQuery {
  const slug = (name: string) => {
    const value = query.get(name) ?? '';
    return isSlug(value) ? value : '';
  };
  const day = (name: string) => {
    const value = query.get(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(value) && archiveDate([value]) ? value : '';
  };
  const page = pageNumber(query.get('page') ?? undefined);
  return {
    q: (query.get('q') ?? '')
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
      .trim()
      .slice(0, MOST_SEARCHED),
    language: query.get('language') === 'all' ? 'all' : '',
    section: slug('section'),
    tag: slug('tag'),
    author: slug('author'),
    from: day('from'),
    to: day('to'),
    page: Number.isNaN(page) ? 1 : page,
  };
}

/** The path of the answer to what a reader looks for in an edition. */
export function searchPath(edition: Edition, { page, ...asked }: SearchQuery): string {
  const given = Object.entries({ ...asked, page: page > 1 ? String(page) : '' }).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return pathTo({ kind: 'search', edition }) + (query && `?${query}`);
}

/** The number of a list's page as it stands in a path; 1 where none stands, NaN for what is no number. */
export function pageNumber(parameter: string | undefined): number {
  if (parameter === undefined) return 1;
  return /^[1-9]\d{0,5}$/.test(parameter) ? Number(parameter) : Number.NaN;
}

/** What stands for the publication's own language where a route has a parameter for the edition; see `rewrites` in next.config.ts. */
export const OWN_EDITION = '-';

/** The edition in a route's parameter. */
export function editionParameter(parameter: string): Edition {
  return languageAt(parameter) ?? '';
}

/** The slug in a route's parameter, which Next passes as it stands in the path: percent-encoded. Empty when it is none. */
export function slugParameter(parameter: string): string {
  try {
    return decodeURIComponent(parameter).normalize('NFC');
  } catch {
    return '';
  }
}
