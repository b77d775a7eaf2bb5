/**
 * Every page of the site, and every document for machines, as data. `pathTo` and `placeAt` are the only code that knows how a path looks; links, the
 * front's redirects and the tests all ask them.
 */
export type Place = PagePlace | DocumentPlace;

/** A page, which readers see. */
export type PagePlace =
  | { kind: 'front'; page: number }
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
  | { kind: 'specimen'; name: SpecimenName | null };

/** A list of stories that can be followed. */
export type FeedList =
  | { kind: 'front' }
  | { kind: 'author'; id: string }
  | { kind: 'tag'; slug: string }
  | { kind: 'series'; slug: string };

/** What is there for feed readers, search engines and other machines. */
export type DocumentPlace =
  | { kind: 'feed'; of: FeedList; format: FeedFormat }
  | { kind: 'markdown'; slug: string }
  | { kind: 'sitemap'; part: SitemapPart | null }
  | { kind: 'document'; name: DocumentName };

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
  news: '/news-sitemap.xml',
  llms: '/llms.txt',
  security: '/.well-known/security.txt',
  manifest: '/manifest.webmanifest',
} as const;
export type DocumentName = keyof typeof DOCUMENTS;
const DOCUMENT_NAMES = Object.keys(DOCUMENTS) as DocumentName[];

/** The sheets of the specimen, which shows all that pages are made of (`components/specimen/`); its front has no name. */
export const SPECIMENS = [
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
  'front-lead',
  'front-lead-with-two',
  'front-rail',
  'front-one-story',
  'front-empty',
  'list-first',
  'list-middle',
  'list-last',
  'list-empty',
  'names',
  'archive',
  'corrections',
  'history',
  'authors',
  'frame',
  'previews',
] as const;
export type SpecimenName = (typeof SPECIMENS)[number];

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
export function pathTo(place: Place): string {
  switch (place.kind) {
    case 'front':
      return place.page > 1 ? `/page/${place.page}` : '/';
    case 'article':
      return `/articles/${encodeURIComponent(place.slug)}`;
    case 'history':
      return `/articles/${encodeURIComponent(place.slug)}/history`;
    case 'author':
      return `/authors/${encodeURIComponent(place.id)}${pageSuffix(place.page)}`;
    case 'authors':
      return `/authors${pageSuffix(place.page)}`;
    case 'tag':
      return `/tags/${encodeURIComponent(place.slug)}${pageSuffix(place.page)}`;
    case 'tags':
      return `/tags${pageSuffix(place.page)}`;
    case 'series':
      return `/series/${encodeURIComponent(place.slug)}${pageSuffix(place.page)}`;
    case 'archive':
      return `/${place.date === '' ? 'archive' : place.date.replaceAll('-', '/')}${pageSuffix(place.page)}`;
    case 'corrections':
      return `/corrections${pageSuffix(place.page)}`;
    case 'page':
      return `/${encodeURIComponent(place.slug)}`;
    case 'specimen':
      return `/_dateline/specimen${place.name === null ? '' : `/${place.name}`}`;
    case 'feed':
      return `${pathTo(firstPage(place.of)).replace(/\/$/, '')}/${FEED_FILES[place.format]}`;
    case 'markdown':
      return `/articles/${encodeURIComponent(place.slug)}.md`;
    case 'sitemap':
      return place.part === null ? '/sitemap.xml' : `/sitemaps/${place.part.of}${partSuffix(place.part.number)}.xml`;
    case 'document':
      return DOCUMENTS[place.name];
  }
}

/** The first page of a list that can be followed. */
export function firstPage(list: FeedList): PagePlace {
  return { ...list, page: 1 };
}

function partSuffix(number: number): string {
  return number > 1 ? `.${number}` : '';
}

/** True for what is there for machines. */
export function isDocument(place: Place): place is DocumentPlace {
  return place.kind === 'feed' || place.kind === 'markdown' || place.kind === 'sitemap' || place.kind === 'document';
}

function pageSuffix(page: number): string {
  return page > 1 ? `/page/${page}` : '';
}

/**
 * The page a reader means by `path` (percent-encoded, no query), canonical or not: case, doubled and trailing slashes, `/page/1`
 * and `/index` are forgiven; compare with `pathTo` of the result to know whether to redirect. Null when no page can live there.
 */
export function placeAt(path: string): Place | null {
  const segments = segmentsOf(path);
  if (segments === null) return null;
  if (segments[0] === '_dateline') return specimenAt(segments);
  return documentAt(segments) ?? pageAt(segments);
}

function documentAt(segments: readonly string[]): DocumentPlace | null {
  const path = `/${segments.join('/')}`;
  const name = DOCUMENT_NAMES.find((known) => DOCUMENTS[known] === path);
  if (name) return { kind: 'document', name };
  if (path === '/sitemap.xml') return { kind: 'sitemap', part: null };
  const [, part, number = '1'] = /^\/sitemaps\/(pages|\d{4}-\d{2})(?:\.([1-9]\d{0,3}))?\.xml$/.exec(path) ?? [];
  if (part && (part === 'pages' || archiveDate([part]))) {
    return { kind: 'sitemap', part: { of: part, number: Number(number) } };
  }
  const last = segments.at(-1) ?? '';
  if (segments.length === 2 && segments[0] === 'articles' && last.endsWith('.md')) {
    const slug = last.slice(0, -'.md'.length);
    return isSlug(slug) ? { kind: 'markdown', slug } : null;
  }
  const former = FORMER_FEEDS[path];
  if (former) return { kind: 'feed', of: { kind: 'front' }, format: former };
  const format = FEED_FORMATS.find((known) => FEED_FILES[known] === last);
  const list = format ? pageAt(segments.slice(0, -1)) : null;
  if (!format || !list || !('page' in list) || list.page !== 1) return null;
  const { page, ...of } = list;
  return isFeedList(of) ? { kind: 'feed', of, format } : null;
}

function isFeedList(list: { kind: PagePlace['kind'] }): list is FeedList {
  return ['front', 'author', 'tag', 'series'].includes(list.kind);
}

function pageAt(path: readonly string[]): PagePlace | null {
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
  if (first === undefined) return { kind: 'front', page };
  if (second === undefined) {
    if (first === 'authors') return { kind: 'authors', page };
    if (first === 'tags') return { kind: 'tags', page };
    if (first === 'archive') return page === 1 ? { kind: 'archive', date: '', page } : null;
    if (first === 'corrections') return { kind: 'corrections', page };
    return page === 1 && !RESERVED_PAGES.includes(first) ? { kind: 'page', slug: first } : null;
  }
  if (first === 'articles') return page === 1 ? { kind: 'article', slug: second } : null;
  if (RESERVED_SLUGS.includes(second)) return null;
  if (first === 'authors') return { kind: 'author', id: second, page };
  if (first === 'tags') return { kind: 'tag', slug: second, page };
  if (first === 'series') return { kind: 'series', slug: second, page };
  return null;
}

/** What stands between the slashes of a path, as `placeAt` forgives it; null for what is not percent-encoded UTF-8. */
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

/** A path, of this site or of an older one, in the form in which such paths are compared: what `placeAt` forgives makes no difference. Null when it is not percent-encoded UTF-8. */
export function comparablePath(path: string): string | null {
  const segments = segmentsOf(path);
  return segments && `/${segments.join('/')}`;
}

/** Of all that is under `/_dateline/` only the specimen is made of pages. */
function specimenAt([, specimen, name, ...rest]: readonly string[]): PagePlace | null {
  if (specimen !== 'specimen' || rest.length > 0) return null;
  if (name === undefined) return { kind: 'specimen', name: null };
  const known = SPECIMENS.find((sheet) => sheet === name);
  return known ? { kind: 'specimen', name: known } : null;
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

/** The formats of pictures as readers get them. */
export const MEDIA_FORMATS = ['avif', 'webp', 'jpg', 'png', 'svg'] as const;
export type MediaFormat = (typeof MEDIA_FORMATS)[number];

/** Their content types. */
export const MEDIA_TYPES: Readonly<Record<MediaFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** One file of a picture; `hash` names the original, `width` is in pixels. With a `height` it is a crop, else it has the original's form. */
export type MediaFile = Readonly<{ hash: string; width: number; height?: number; format: MediaFormat }>;

const MEDIA = new RegExp(`^/media/([\\da-f]{20})/([1-9]\\d{0,4})(?:x([1-9]\\d{0,4}))?\\.(${MEDIA_FORMATS.join('|')})$`);

/** The path of a picture's file, which never changes what it holds. */
export function mediaPath({ hash, width, height, format }: MediaFile): string {
  return `/media/${hash}/${width}${height === undefined ? '' : `x${height}`}.${format}`;
}

/** The file of a picture that `path` names, or null. Whether there is one is for the index to say. */
export function mediaAt(path: string): MediaFile | null {
  const [, hash, width, height, format] = MEDIA.exec(path) ?? [];
  if (!hash) return null;
  return { hash, width: Number(width), ...(height && { height: Number(height) }), format: format as MediaFormat };
}

/** The size of the image by which other sites show an article, in pixels: what they ask for (https://ogp.me, 1.91 to 1). */
export const SHARE_IMAGE = { width: 1200, height: 630 } as const;

/** The path of that image, a PNG. It holds other bytes when the article has another headline. */
export function shareImagePath(slug: string): string {
  return `${pathTo({ kind: 'article', slug })}/share.png`;
}

/** The slug of the article whose share image `path` (decoded) names, or null. No slug has a dot, so no page is called so. */
export function shareImageAt(path: string): string | null {
  const [, slug = ''] = /^\/articles\/([^/]+)\/share\.png$/.exec(path) ?? [];
  return isSlug(slug) ? slug : null;
}

/** The number of a list's page as it stands in a path; 1 where none stands, NaN for what is no number. */
export function pageNumber(parameter: string | undefined): number {
  if (parameter === undefined) return 1;
  return /^[1-9]\d{0,5}$/.test(parameter) ? Number(parameter) : Number.NaN;
}

/** The slug in a route's parameter, which Next passes as it stands in the path: percent-encoded. Empty when it is none. */
export function slugParameter(parameter: string): string {
  try {
    return decodeURIComponent(parameter).normalize('NFC');
  } catch {
    return '';
  }
}
