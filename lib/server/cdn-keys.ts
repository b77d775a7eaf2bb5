import { hash } from 'node:crypto';
import { ANYTHING } from '../store/dependency-keys.ts';
import type { Trace } from '../store/trace.ts';

// The keys by which a shared cache finds the pages that a change concerns: short forms of the dependency keys
// in the page's trace. Letters are small, since Cloudflare ignores their case.

/** The key that all pages have. */
export const ALL_PAGES = 'all';
/** The key of pages that any change may concern. */
const ANY_CHANGE = 'any';
/** A page with more keys than this has buckets of keys instead: 900 bytes, where bunny.net takes 1,024. */
const MAX_KEYS = 100;
const BUCKETS = 64;
/** A change with more keys than this concerns all pages. */
const MAX_PURGED_KEYS = 200;

/** Short keys by their dependency key; forgotten when there are too many. */
const known = new Map<string, string>();
const MAX_KNOWN = 100_000;

/** Eight letters for a dependency key. Two keys with the same ones are purged together, which does no harm. */
function shortKey(key: string): string {
  const found = known.get(key);
  if (found) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const made = hash('sha256', key, 'hex').slice(0, 8);
  known.set(key, made);
  return made;
}

function bucketOf(short: string): string {
  return `b${Number.parseInt(short, 16) % BUCKETS}`;
}

/** The keys of a page with this trace, at most 100: those of all that its queries depend on. */
export function keysOfPage(trace: Trace): string[] {
  const keys = new Set<string>();
  for (const dependency of trace.values()) for (const key of dependency.keys) keys.add(key);
  if (keys.has(ANYTHING)) return [ALL_PAGES, ANY_CHANGE];
  const short = new Set([...keys].map(shortKey));
  const own = short.size < MAX_KEYS ? short : new Set([...short].map(bucketOf));
  return [ALL_PAGES, ...[...own].sort()];
}

/** The keys to purge after a change that touched these dependency keys; null stands for anything. */
export function keysToPurge(touched: ReadonlySet<string> | null): string[] {
  if (touched === null || touched.size > MAX_PURGED_KEYS) return [ALL_PAGES];
  const short = new Set([...touched].map(shortKey));
  return [...new Set([ANY_CHANGE, ...short, ...[...short].map(bucketOf)])];
}
