import { archiveDate } from './archive-date.ts';
import { PAGE_KINDS, type PageKindName, type PageOfEdition, pageKind } from './page-kinds.ts';
import { isSlug, RESERVED_SLUGS } from './slugs.ts';

// Builds and parses the paths of pages within an edition, by the table in page-kinds.ts.

/** A segment of a path: what it is literally, or the name of the parameter in its place. */
type Segment = Readonly<{ literal: string } | { parameter: string }>;
type Pattern = Readonly<{ kind: PageKindName; segments: readonly Segment[]; paged: boolean }>;

const PATTERNS: readonly Pattern[] = (Object.keys(PAGE_KINDS) as PageKindName[]).map((kind) => {
  const { path, paged = false } = pageKind(kind);
  const segments = path.split('/').filter((segment) => segment !== '');
  return {
    kind,
    segments: segments.map((segment) =>
      segment.startsWith(':') ? { parameter: segment.slice(1) } : { literal: segment },
    ),
    paged,
  };
});

const PATTERN_OF = Object.fromEntries(PATTERNS.map((pattern) => [pattern.kind, pattern])) as Readonly<
  Record<PageKindName, Pattern>
>;

/** The first segment of a pattern when that is fixed; `/` has an empty one. */
function fixedStart({ segments: [first] }: Pattern): string | null {
  if (first === undefined) return '';
  return 'literal' in first ? first.literal : null;
}

/** The patterns by their fixed first segment, so that parsing tries two or three and not all. */
const BY_START = Map.groupBy(PATTERNS, fixedStart);
const OPEN_PATTERNS = BY_START.get(null) ?? [];

/** First path segments with a meaning of their own, which no static page may have as its slug. */
export const RESERVED_PAGES: readonly string[] = [
  ...[...BY_START.keys()].filter((start) => start !== null).filter((start) => start !== ''),
  ...RESERVED_SLUGS,
  ...'fonts media feed rss sitemaps oembed _next _dateline'.split(' '),
];

/** Returns the path of a page within its edition; empty for the home page. */
export function pagePath(page: PageOfEdition): string {
  const { segments } = PATTERN_OF[page.kind];
  const values = page as unknown as Readonly<Record<string, string | number>>;
  let path = '';
  for (const segment of segments) path += `/${'literal' in segment ? segment.literal : valueIn(values, segment)}`;
  return 'page' in page && page.page > 1 ? `${path}/page/${page.page}` : path;
}

function valueIn(values: Readonly<Record<string, string | number>>, { parameter }: { parameter: string }): string {
  const value = String(values[parameter]);
  return parameter === 'date' ? value.replaceAll('-', '/') : encodeURIComponent(value);
}

/** Returns the page at the segments of a path (decoded, in lower case), or null when no page has such a path. */
export function pageAt(path: readonly string[]): PageOfEdition | null {
  let segments = path;
  let page = 1;
  const number = path.at(-1) ?? '';
  if (path.at(-2) === 'page' && /^0*[1-9]\d{0,5}$/.test(number)) {
    page = Number(number);
    segments = path.slice(0, -2);
  }
  for (const pattern of BY_START.get(segments[0] ?? '') ?? OPEN_PATTERNS) {
    const parameters = pattern.paged || page === 1 ? match(pattern, segments) : null;
    if (parameters) return { kind: pattern.kind, ...parameters, ...(pattern.paged && { page }) } as PageOfEdition;
  }
  return null;
}

function match(pattern: Pattern, segments: readonly string[]): Record<string, string> | null {
  const [first] = pattern.segments;
  if (first && 'parameter' in first && first.parameter === 'date') {
    const date = archiveDate(segments);
    return date === null ? null : { date };
  }
  if (pattern.segments.length !== segments.length) return null;
  const reserved = first && 'parameter' in first ? RESERVED_PAGES : pattern.paged ? RESERVED_SLUGS : [];
  const parameters: Record<string, string> = {};
  for (const [at, expected] of pattern.segments.entries()) {
    const segment = segments[at] as string;
    if ('literal' in expected) {
      if (segment !== expected.literal) return null;
    } else if (isSlug(segment) && !reserved.includes(segment)) {
      parameters[expected.parameter] = segment;
    } else {
      return null;
    }
  }
  return parameters;
}
