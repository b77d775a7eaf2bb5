// What the queries of a page depend on, by keys: a page need be checked only if a sync has touched one of its
// keys. The keys that a sync touches are in `sync/touched-keys.ts`.

/** The key of a read of which nobody said what it depends on: any change may concern it. */
export const ANYTHING = '*';

/** The article at a slug, and whether there is one. */
export const articleKey = (language: string, slug: string) => `article:${language}:${slug}`;
/** The stories of a list: which they are, their order, and all that they say. */
export const storiesKey = (list: string, language: string) => `stories:${language}:${list}`;
/**
 * The stories of a list that came out in a year (UTC), or that are among its oldest or newest: which they are, and all
 * that they say. See `periods-of-lists.ts`.
 */
export const periodKey = (list: string, language: string, period: number | 'oldest' | 'newest') =>
  `period:${language}:${period}:${list}`;
/** Which stories are in a list, when they were published, and how they write its tag. */
export const membersKey = (list: string, language: string) => `members:${language}:${list}`;
/** Whether a list has stories, and how they write its tag. */
export const presenceKey = (list: string, language: string) => `presence:${language}:${list}`;
/** Whether a list has stories, in any language. */
export const presenceInAnyLanguageKey = (list: string) => `presence:*:${list}`;
/** Roughly how many stories a list has; see `sizeStep`. */
export const sizeKey = (list: string, language: string) => `size:${language}:${list}`;
export const authorKey = (id: string) => `author:${id}`;
export const tagKey = (slug: string) => `tag:${slug}`;
/** The images that a file names. */
export const imagesKey = (file: string) => `images:${file}`;
export const PAGES_KEY = 'pages';
export const HOME_PAGES_KEY = 'home-pages';
/** The git history of a file. */
export const historyKey = (file: string) => `history:${file}`;

type Reads = { keys: Set<string> | null; isDeclared: boolean };

// Next's bundles and Node each have a copy of this module; a symbol on `globalThis` is the same for all.
const shared = globalThis as unknown as Record<symbol, Reads | undefined>;
const symbol = Symbol.for('dateline.reads');
shared[symbol] ??= { keys: null, isDeclared: false };
const reads = shared[symbol];

/** Runs a query and returns its result with the keys of everything that it read. */
export function withKeys<Result>(query: () => Result): { result: Result; keys: readonly string[] } {
  const outer = reads.keys;
  const keys = new Set<string>();
  reads.keys = keys;
  try {
    const result = query();
    return { result, keys: keys.has(ANYTHING) ? [ANYTHING] : [...keys] };
  } finally {
    reads.keys = outer;
  }
}

/** Reads the index. Declares that what `read` reads changes only if a sync touches one of `keys`. */
export function readBy<Result>(keys: readonly string[], read: () => Result): Result {
  if (!reads.keys) return read();
  for (const key of keys) reads.keys.add(key);
  if (reads.isDeclared) return read();
  reads.isDeclared = true;
  try {
    return read();
  } finally {
    reads.isDeclared = false;
  }
}

/** Notes a read of the index: unless `readBy` declares it, it depends on anything. */
export function noteRead(): void {
  if (reads.keys && !reads.isDeclared) reads.keys.add(ANYTHING);
}
