import Negotiator from 'negotiator';

// Headers of answers, as flat lists of names and values: Node writes those fastest.

/** For every answer: disables MIME sniffing. */
export const NO_SNIFFING: readonly string[] = ['X-Content-Type-Options', 'nosniff'];

/** For pages, documents and texts, which can hold links. */
export const SAFETY: readonly string[] = [...NO_SNIFFING, 'Referrer-Policy', 'strict-origin-when-cross-origin'];

/**
 * For previews: no cache stores them, no search engine lists them, and no other site gets their URL as a
 * referrer.
 */
export const FOR_FEW: readonly string[] = [
  ...SAFETY.map((value) => (value === 'strict-origin-when-cross-origin' ? 'no-referrer' : value)),
  'Cache-Control',
  'private, no-store',
  'X-Robots-Tag',
  'noindex, nofollow',
];

/**
 * For pages: isolates them from windows and documents of other sites, and turns off access to the reader's
 * devices.
 */
export const OWN_ORIGIN: readonly string[] = [
  'Permissions-Policy',
  ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'usb', 'browsing-topics']
    .map((feature) => `${feature}=()`)
    .join(', '),
  'Cross-Origin-Opener-Policy',
  'same-origin',
  'Cross-Origin-Resource-Policy',
  'same-origin',
];

/** For images and fonts: feed readers embed them in their own pages. */
export const ANY_ORIGIN: readonly string[] = ['Cross-Origin-Resource-Policy', 'cross-origin'];

/** For all answers over TLS: HTTPS only, for a year (RFC 6797). */
export const TLS_ONLY: readonly string[] = ['Strict-Transport-Security', 'max-age=31536000'];

/**
 * The Content-Security-Policy of a page: its own style by hash (`sha256-…`; null: no style), and this site's
 * images and fonts. `connect-src` is of no use to a page without scripts, but Lighthouse loads robots.txt
 * from within the page. `ancestors` may show the page in a frame.
 */
export function pagePolicy(styleHash: string | null, ancestors = "'none'"): string {
  return `default-src 'none'; style-src '${styleHash ?? 'none'}'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ${ancestors}`;
}

/** For files under public/, such as an SVG: they may load nothing. */
export const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** For feeds and other documents: a browser that displays one may load this site's style for it. */
export const DOCUMENT_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'";

/** For feeds and other documents: scripts on other sites may read them. */
export const ANY_READER: readonly string[] = [...ANY_ORIGIN, 'Access-Control-Allow-Origin', '*'];

/** For text and data, which load nothing. */
export const NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * The `Cache-Control` of pages and documents (RFC 9111, RFC 5861). Browsers revalidate each time, which costs an
 * answer without a body. Shared caches keep a page for 10 seconds, for 20 more while they revalidate, and for five
 * minutes while this server fails. It is always the same: a time that ends with an embargo would announce the story.
 */
export const CACHE_CONTROL = 'public, max-age=0, s-maxage=10, stale-while-revalidate=20, stale-if-error=300';

/** A content coding of HTTP (RFC 9110, 8.4.1). */
export type Encoding = 'br' | 'gzip' | 'identity';

/** From the smallest to the largest. */
const ENCODINGS: readonly Encoding[] = ['br', 'gzip', 'identity'];

/**
 * Choices by the header's value: browsers send a handful of values, and parsing one takes longer than all
 * else that a cached page needs.
 */
const chosen = new Map<string, Encoding>();
const MAX_CHOSEN = 200;

/** The smallest encoding that a reader accepts (`Accept-Encoding`; RFC 9110, 12.5.3). */
export function chooseEncoding(accept: string | undefined): Encoding {
  if (!accept) return 'identity';
  const known = chosen.get(accept);
  if (known) return known;
  // Simple programs send `*` without being able to decode anything.
  const named = accept.toLowerCase().replace(/\*[^,]*/g, '');
  const accepted = new Negotiator({ headers: { 'accept-encoding': named } }).encodings();
  const encoding = ENCODINGS.find((known) => accepted.includes(known)) ?? 'identity';
  if (chosen.size < MAX_CHOSEN) chosen.set(accept, encoding);
  return encoding;
}

/**
 * Whether a reader prefers an article's Markdown to its page (RFC 9110, 12.5.1). Only programs that name
 * `text/markdown` do.
 */
export function prefersMarkdown(accept: string | undefined): boolean {
  if (!accept?.toLowerCase().includes('text/markdown')) return false;
  return new Negotiator({ headers: { accept } }).mediaType(['text/markdown', 'text/html']) === 'text/markdown';
}
