import type { SiteDate } from './foreign-dates.ts';

// The addresses that Jekyll, Hugo and Eleventy give to a page.

/** What an address is made of. */
export type PageFacts = Readonly<{
  date: SiteDate | null;
  title: string;
  /** The slug that the page gives itself; null for that of its file name. */
  slug: string | null;
  /** The name of the file without its date and its ending; of `ferry/index.md` it is `ferry`. */
  fileName: string;
  /** The folders of the file below those of all pages; those of a page bundle without its own. */
  folders: readonly string[];
  categories: readonly string[];
}>;

/** The styles of Jekyll that have a name (https://jekyllrb.com/docs/permalinks/). */
const JEKYLL_STYLES: Readonly<Record<string, string>> = {
  date: '/:categories/:year/:month/:day/:title:output_ext',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title:output_ext',
  weekdate: '/:categories/:year/W:week/:short_day/:title:output_ext',
  none: '/:categories/:title:output_ext',
};

/**
 * The address of a post of Jekyll, from a style or a pattern; null if the pattern has a part that is unknown.
 */
export function jekyllAddress(pattern: string, facts: PageFacts): string | null {
  const style = Object.hasOwn(JEKYLL_STYLES, pattern) ? (JEKYLL_STYLES[pattern] as string) : pattern;
  return expand(style, facts);
}

/** The address of a page of Jekyll that is no post: it follows the ending of the pattern for posts. */
export function jekyllPageAddress(pattern: string, { folders, fileName }: PageFacts): string {
  const style = Object.hasOwn(JEKYLL_STYLES, pattern) ? (JEKYLL_STYLES[pattern] as string) : pattern;
  const ending = style.endsWith('/') ? '/' : /:output_ext$|\.html?$/.test(style) ? '.html' : '';
  const name = fileName === 'index' ? '' : `${fileName}${ending}`;
  return cleanPath(`/${[...folders, name].join('/')}`);
}

/**
 * The address of a page of Hugo (https://gohugo.io/configuration/permalinks/), or null for an unknown part.
 */
export function hugoAddress(pattern: string | null, facts: PageFacts, uglyUrls = false): string | null {
  const address = expand(pattern ?? '/:sections/:slugorcontentbasename/', facts, hugoPart);
  if (address === null || !uglyUrls || pattern !== null) return address;
  return address === '/' ? address : address.replace(/\/$/, '.html');
}

/**
 * The address that a template of Eleventy gives to a page (https://www.11ty.dev/docs/permalinks/), as far as
 * it uses the date, the slug and the title; null for other templates.
 */
export function eleventyAddress(template: string | null, facts: PageFacts): string | null {
  const { folders, fileName } = facts;
  const stem = [...folders, ...(fileName === 'index' ? [] : [fileName])].join('/');
  if (template === null) return cleanPath(`/${stem}/`);
  if (/:\w/.test(template) && !template.includes('{{')) return expand(template, facts);
  let isKnown = true;
  const address = template.replace(/\{\{([^{}]*)\}\}/g, (_, output: string) => {
    const value = eleventyValue(output.replace(/^-/, '').replace(/-$/, ''), facts, stem);
    if (value === null) isKnown = false;
    return value ?? '';
  });
  return isKnown && !/\{%/.test(address) ? cleanPath(address.replace(/(?:^|\/)index\.html$/, '/')) : null;
}

function eleventyValue(output: string, facts: PageFacts, stem: string): string | null {
  const [variable = '', ...filters] = output.split('|').map((part) => part.trim());
  const format = filters.join('|');
  switch (variable) {
    case 'page.fileSlug':
    case 'slug':
      return variable === 'slug' ? (facts.slug ?? facts.fileName) : facts.fileName;
    case 'page.filePathStem':
      return `/${stem}`;
    case 'title':
      return /slug/i.test(format) ? slugified(facts.title) : facts.title;
    case 'page.date':
    case 'date':
      return facts.date && eleventyDate(format, facts.date);
    default:
      return null;
  }
}

/** A date by its filter: a format of Liquid or Luxon in it, or one that is named for a path. */
function eleventyDate(filter: string, date: SiteDate): string | null {
  if (/^(?:to)?date(?:to)?path$/i.test(filter)) return `${four(date.year)}/${two(date.month)}/${two(date.day)}`;
  const [, format] = /["']([^"']*)["']/.exec(filter) ?? [];
  if (format === undefined) return null;
  const parts: Record<string, string> = {
    '%Y': four(date.year),
    '%y': two(date.year % 100),
    '%m': two(date.month),
    '%-m': String(date.month),
    '%d': two(date.day),
    '%-d': String(date.day),
    yyyy: four(date.year),
    YYYY: four(date.year),
    MM: two(date.month),
    LL: two(date.month),
    dd: two(date.day),
    DD: two(date.day),
  };
  const written = format.replace(/%-?[a-zA-Z]|[a-zA-Z]+/g, (part) => parts[part] ?? '\0');
  return written.includes('\0') ? null : written;
}

/**
 * Replaces the parts `:name` of a pattern; null if one of them is unknown, or needs a date that the page has
 * not.
 */
function expand(
  pattern: string,
  facts: PageFacts,
  partOf: (name: string, facts: PageFacts, range?: string) => string | null = jekyllPart,
): string | null {
  let isKnown = true;
  const path = pattern.replace(/:([a-z_]\w*|\d+)(?:\[([\d:]*|last)\])?/gi, (_, name: string, range?: string) => {
    const part = partOf(name, facts, range) ?? dateParts(name, facts.date);
    if (part === null) isKnown = false;
    return part ?? '';
  });
  return isKnown ? cleanPath(path) : null;
}

function jekyllPart(name: string, facts: PageFacts): string | null {
  switch (name) {
    case 'title':
      return cased(facts.slug ?? facts.fileName);
    case 'slug':
      return slugified(facts.slug ?? facts.fileName);
    case 'name':
    case 'basename':
      return facts.fileName;
    case 'path':
      return [...facts.folders, facts.fileName].join('/');
    case 'collection':
      return facts.folders[0] ?? '';
    case 'categories':
      return facts.categories.map((category) => category.toLowerCase().trim().replace(/\s+/g, '%20')).join('/');
    case 'slugified_categories':
      return facts.categories.map(slugified).join('/');
    case 'output_ext':
      return '.html';
    default:
      return null;
  }
}

function hugoPart(name: string, facts: PageFacts, range?: string): string | null {
  const fileName = urlPart(facts.fileName);
  switch (name) {
    case 'slug':
      return facts.slug === null ? urlPart(facts.title) : urlPart(facts.slug);
    case 'title':
      return urlPart(facts.title);
    case 'slugorfilename':
    case 'slugorcontentbasename':
      return facts.slug === null ? fileName : urlPart(facts.slug);
    case 'filename':
    case 'contentbasename':
      return fileName;
    case 'section':
      return urlPart(facts.folders[0] ?? '');
    case 'sections':
      return sliced(facts.folders, range).map(urlPart).join('/');
    default:
      return null;
  }
}

/** A slice as in `:sections[1:]`, `[:2]`, `[0]`, `[last]`. */
function sliced(folders: readonly string[], range: string | undefined): readonly string[] {
  if (range === undefined || range === '') return folders;
  if (range === 'last') return folders.slice(-1);
  const [from = '', to] = range.split(':');
  if (to === undefined) return folders.slice(Number(from), Number(from) + 1);
  return folders.slice(Number(from || 0), to === '' ? undefined : Number(to));
}

const DAY = 86_400_000;
const two = (value: number) => String(value).padStart(2, '0');
const four = (value: number) => String(value).padStart(4, '0');
const inEnglish = (date: SiteDate, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en', { timeZone: 'UTC', ...options }).format(Date.UTC(date.year, date.month - 1, date.day));

/** The parts of a date that Jekyll and Hugo know, also as in Go: `:2006`, `:01`. */
function dateParts(name: string, date: SiteDate | null): string | null {
  if (date === null) return null;
  const day = Date.UTC(date.year, date.month - 1, date.day);
  const ofYear = (day - Date.UTC(date.year, 0, 1)) / DAY + 1;
  const weekday = new Date(day).getUTCDay();
  const parts: Record<string, () => string> = {
    year: () => four(date.year),
    short_year: () => two(date.year % 100),
    month: () => two(date.month),
    i_month: () => String(date.month),
    short_month: () => inEnglish(date, { month: 'short' }),
    long_month: () => inEnglish(date, { month: 'long' }),
    monthname: () => inEnglish(date, { month: 'long' }).toLowerCase(),
    day: () => two(date.day),
    i_day: () => String(date.day),
    y_day: () => String(ofYear).padStart(3, '0'),
    yearday: () => String(ofYear),
    short_day: () => inEnglish(date, { weekday: 'short' }),
    long_day: () => inEnglish(date, { weekday: 'long' }),
    weekday: () => String(weekday),
    weekdayname: () => inEnglish(date, { weekday: 'long' }).toLowerCase(),
    week: () => two(isoWeek(day)),
    hour: () => two(date.hour),
    minute: () => two(date.minute),
    second: () => two(date.second),
    '2006': () => four(date.year),
    '06': () => two(date.year % 100),
    '01': () => two(date.month),
    '1': () => String(date.month),
    '02': () => two(date.day),
    '2': () => String(date.day),
  };
  return Object.hasOwn(parts, name) ? (parts[name] as () => string)() : null;
}

/** The week of ISO 8601 that has a day, whose first week has the first Thursday. */
function isoWeek(day: number): number {
  const thursday = day + (4 - (new Date(day).getUTCDay() || 7)) * DAY;
  return Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / DAY / 7) + 1;
}

/** A slug as Jekyll and Eleventy write it. */
const slugified = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** A slug of Jekyll that keeps its case and what an address may have. */
const cased = (text: string) => text.replace(/[^\p{L}\p{M}\p{N}._~!$&'()+,;=@-]+/gu, '-');

/** A part of an address as Hugo writes it: in lower case, with hyphens for spaces. */
const urlPart = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{M}\p{N}._~+-]+/gu, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');

/** An absolute path without empty parts; what would begin a query or an encoding is encoded. */
export function cleanPath(path: string): string {
  return `/${path}`.replace(/[?#]/g, encodeURIComponent).replace(/\/{2,}/g, '/');
}
