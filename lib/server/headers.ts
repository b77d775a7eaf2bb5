import type { Instant } from '../dates.ts';

// What the headers of answers say. Lists of names and values, flat, as Node writes them fastest.

/** On every answer: nothing is taken for what it is not said to be. */
export const NO_SNIFFING: readonly string[] = ['X-Content-Type-Options', 'nosniff'];

/** On what leads on to something else: pages, documents, texts. */
export const SAFETY: readonly string[] = [...NO_SNIFFING, 'Referrer-Policy', 'strict-origin-when-cross-origin'];

/** On what only some may see: kept by nobody, listed nowhere, and its address told to no other site. */
export const FOR_FEW: readonly string[] = [
  ...SAFETY.map((word) => (word === 'strict-origin-when-cross-origin' ? 'no-referrer' : word)),
  'Cache-Control',
  'private, no-store',
  'X-Robots-Tag',
  'noindex, nofollow',
];

/** On a document of ours: no other site opens it beside its own, nor loads it as a part; and nothing in it may ask for the reader's devices. */
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

/** On images and fonts: a feed reader shows them within its own pages. */
export const ANY_ORIGIN: readonly string[] = ['Cross-Origin-Resource-Policy', 'cross-origin'];

/** For an answer that came over TLS: a year of nothing else (RFC 6797). */
export const TLS_ONLY: readonly string[] = ['Strict-Transport-Security', 'max-age=31536000'];

/**
 * Allows a page nothing but its own style (`sha256-…`; null: none), and images and fonts of this site. What may be asked for here is of no use without a script, but Lighthouse
 * asks for robots.txt from within the page.
 */
export function pagePolicy(styleHash: string | null): string {
  return `default-src 'none'; style-src '${styleHash ?? 'none'}'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

/** For documents that are no pages of ours, such as a drawing under public/: they may not even load anything. */
export const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** For what machines read: a browser that shows it to a person may take its style from this site. */
export const DOCUMENT_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'";

/** On what machines read: a program on another site's page may do so, too. */
export const ANY_READER: readonly string[] = [...ANY_ORIGIN, 'Access-Control-Allow-Origin', '*'];

/** For text and data, which need nothing. */
export const NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'";

const SHARED_SECONDS = 10;
const STALE_SECONDS = 20;
const FAILING_SECONDS = 3_600;

/**
 * How long a page may be kept (RFC 9111, RFC 5861). A browser asks each time, which costs an answer without a body; a cache that is shared need not, for
 * some seconds, and may serve what it has for an hour when this server fails. Nothing of it reaches beyond `turn`, the next instant at which time alone
 * changes a page, such as the end of an embargo.
 */
export function cacheControl(now: Instant, turn: Instant): string {
  const left = Math.max(0, Math.floor((turn - now) / 1000));
  return left >= SHARED_SECONDS + FAILING_SECONDS ? FAR_FROM_TURN : cacheControlFor(left);
}

function cacheControlFor(left: number): string {
  const shared = Math.min(SHARED_SECONDS, left);
  const stale = Math.min(STALE_SECONDS, left - shared);
  const failing = Math.min(FAILING_SECONDS, left - shared);
  return `public, max-age=0, s-maxage=${shared}, stale-while-revalidate=${stale}, stale-if-error=${failing}`;
}

/** What it nearly always is. */
const FAR_FROM_TURN = cacheControlFor(Number.POSITIVE_INFINITY);

/** How a page can be sent (RFC 9110, 8.4.1). */
export type Encoding = 'br' | 'gzip' | 'identity';

const chosen = new Map<string, Encoding>();
/** Browsers send a handful of values; who sends others is answered all the same. */
const MAX_CHOSEN = 200;

/** The smallest encoding that a reader takes (RFC 9110, 12.5.3); one with `q=0` is not taken. */
export function chooseEncoding(accept: string | undefined): Encoding {
  if (!accept) return 'identity';
  const known = chosen.get(accept);
  if (known) return known;
  const taken = new Set(
    accept
      .toLowerCase()
      .split(',')
      .map((item) => item.split(';').map((part) => part.trim()))
      .filter(([, quality]) => !/^q=0(?:\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name),
  );
  const encoding = taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : 'identity';
  if (chosen.size < MAX_CHOSEN) chosen.set(accept, encoding);
  return encoding;
}

/** Whether who asks would rather have an article's Markdown than its page (RFC 9110, 12.5.1): a browser never does. */
export function prefersMarkdown(accept: string | undefined): boolean {
  if (!accept?.includes('text/markdown')) return false;
  const quality = (type: string) => {
    const item = accept.split(',').find((item) => item.split(';')[0]?.trim().toLowerCase() === type);
    return item === undefined ? 0 : Number(/;\s*q=([\d.]+)/i.exec(item)?.[1] ?? 1);
  };
  return quality('text/markdown') > 0 && quality('text/markdown') >= quality('text/html');
}
