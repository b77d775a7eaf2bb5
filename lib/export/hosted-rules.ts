import { type AddressSegment, segmentsOfAddress } from '../routes/address-patterns.ts';
import { pagePolicy, TLS_ONLY } from '../server/headers.ts';
import { SPECULATION_PATH } from '../server/speculation-rules.ts';
import { FILE_HEADERS, headerPairs } from './file-headers.ts';
import type { HostRules } from './host-rules.ts';
import { OWN_FOLDER } from './output-folder.ts';

// The rules for hosts that read them from the folder: Netlify and Cloudflare, whose formats are nearly the same
// (https://docs.netlify.com/routing/redirects/, https://developers.cloudflare.com/workers/static-assets/redirects/).

/** Cloudflare reads so many redirects without wildcards, and so many characters of each. */
export const MAX_REDIRECTS = 2_000;
const MAX_REDIRECT = 1_000;

/**
 * The text of `_redirects`. Both hosts know 301, and send it with the query. They have no status for removed stories:
 * these are “not found”.
 */
export function redirectsFile({ redirects, patterns }: HostRules): string {
  const dynamic = patterns
    .map(([pattern, target]) => [segmentsOfAddress(pattern), segmentsOfAddress(target)] as const)
    // An ending after a name (`:slug.html`) is what the hosts do not know.
    .filter(([from]) => from.every((segment) => !('ending' in segment) || segment.ending === ''));
  const lines = [
    ...redirects.map(([from, to]) => `${encoded(from)} ${to} 301`),
    ...dynamic.map(([from, to]) => `${addressOf(from, '*')} ${addressOf(to, ':splat')} 301`),
  ].filter(({ length }) => length <= MAX_REDIRECT);
  const head = lines.length > MAX_REDIRECTS ? [`# Cloudflare reads the first ${MAX_REDIRECTS}.`] : [];
  return [...head, ...lines, ''].join('\n');
}

/** A pattern or its target as these hosts write it; `rest` stands for the rest of a path. */
function addressOf(segments: readonly AddressSegment[], rest: string): string {
  const parts = segments.map((segment) => {
    if ('text' in segment) return encoded(segment.text);
    return segment.name === '*' ? rest : `:${segment.name}${segment.ending}`;
  });
  return `/${parts.join('/')}`;
}

/** A decoded path as these hosts compare it. `*` and `:name` would be placeholders. */
function encoded(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll('*', '%2A'))
    .join('/');
}

/**
 * The policy for all files. Cloudflare joins the values of a header that several rules set, so that there is one for
 * pages, which hold a stricter one, and for feeds, which load the site's style.
 */
const POLICY = pagePolicy(null).replace("style-src 'none'", "style-src 'self' 'unsafe-inline'");

/**
 * The text of `_headers`. Cloudflare reads 100 rules of 2,000 characters a line; these hosts choose content types and
 * `Cache-Control` of pages by themselves.
 */
export function headersFile(): string {
  const common = headerPairs(FILE_HEADERS.page).filter(
    ([name]) => !/^(?:Cache-Control|Vary|Content-Security-Policy|Cross-Origin-Resource-Policy)$/.test(name),
  );
  const forAYear = headerPairs([...FILE_HEADERS.variant]).filter(([name]) => name !== 'X-Content-Type-Options');
  const rules: [path: string, headers: [string, string][]][] = [
    ['/*', [['Content-Security-Policy', POLICY], ...common, ...headerPairs(TLS_ONLY)]],
    ['/media/*', forAYear],
    ['/fonts/*', forAYear],
    [SPECULATION_PATH, [['Content-Type', 'application/speculationrules+json']]],
  ];
  return rules
    .map(([path, headers]) => `${path}\n${headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`)
    .join('\n');
}

/** The text of `.assetsignore`: what Cloudflare need not upload, since it compresses by itself. */
export function ignoredFile(): string {
  return [OWN_FOLDER, '*.br', '*.gz', ''].join('\n');
}
