import {
  ANY_ORIGIN,
  ANY_READER,
  CACHE_CONTROL,
  CLOSED_POLICY,
  DOCUMENT_POLICY,
  NO_SNIFFING,
  NOTHING_POLICY,
  OWN_ORIGIN,
  pagePolicy,
  SAFETY,
} from '../server/headers.ts';
import { SPECULATION_PATH } from '../server/speculation-rules.ts';

/** The kinds of files that have the same headers, apart from their content type. */
export type HeaderKind =
  | 'page'
  | 'notFound'
  | 'document'
  | 'variant'
  | 'image'
  | 'svg'
  | 'font'
  | 'publicFile'
  | 'speculation';

/**
 * The policy of pages where a header is the same for all of them. Each page holds its own, which allows its style by
 * its hash, and a browser obeys both.
 */
export const ANY_PAGE_POLICY = pagePolicy(null).replace("style-src 'none'", "style-src 'unsafe-inline'");

const VARIES = ['Vary', 'Accept-Encoding'];
const REVALIDATED = ['Cache-Control', 'public, max-age=0, must-revalidate'];
const FOR_A_YEAR = ['Cache-Control', 'public, max-age=31536000, immutable'];
const PAGE = [
  'Content-Security-Policy',
  ANY_PAGE_POLICY,
  ...VARIES,
  'No-Vary-Search',
  'params',
  'Speculation-Rules',
  `"${SPECULATION_PATH}"`,
  ...SAFETY,
  ...OWN_ORIGIN,
];

/** The headers that the site sends with each kind of file, as flat lists of names and values. */
export const FILE_HEADERS: Readonly<Record<HeaderKind, readonly string[]>> = {
  page: ['Cache-Control', CACHE_CONTROL, ...PAGE],
  notFound: ['Cache-Control', 'no-store', ...PAGE],
  document: [
    'Cache-Control',
    CACHE_CONTROL,
    'Content-Security-Policy',
    DOCUMENT_POLICY,
    ...VARIES,
    'No-Vary-Search',
    'params',
    ...SAFETY,
    ...ANY_READER,
  ],
  variant: [...FOR_A_YEAR, ...NO_SNIFFING, ...ANY_ORIGIN],
  image: [...REVALIDATED, ...NO_SNIFFING, ...ANY_ORIGIN],
  svg: [...REVALIDATED, ...NO_SNIFFING, ...ANY_ORIGIN, 'Content-Security-Policy', CLOSED_POLICY],
  font: [...FOR_A_YEAR, ...NO_SNIFFING, ...ANY_ORIGIN],
  publicFile: [
    'Cache-Control',
    'public, max-age=3600',
    ...SAFETY,
    'Content-Security-Policy',
    CLOSED_POLICY,
    ...ANY_ORIGIN,
  ],
  speculation: [
    'Cache-Control',
    'public, max-age=86400',
    'Content-Security-Policy',
    NOTHING_POLICY,
    ...VARIES,
    ...SAFETY,
  ],
};

/** A flat list of headers as pairs. */
export function headerPairs(list: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: list.length / 2 }, (_, at) => [list[at * 2] as string, list[at * 2 + 1] as string]);
}
