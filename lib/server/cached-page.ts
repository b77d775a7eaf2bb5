import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gzip } from 'node:zlib';
import type { Instant } from '../dates.ts';
import type { RenderedPage } from '../render/rendering.ts';
import type { Trace } from '../store/trace.ts';
import type { Encoding } from './headers.ts';

/**
 * A page or document ready to be sent. `type` and `links` are its headers `Content-Type` and `Link`; `etag`
 * is quoted; `styleHash` is for its Content-Security-Policy; `made` is when these bytes were first made; `keys`
 * are those of `cdn-keys.ts`, as the header has them, empty without shared caches to purge.
 * `bodies` has null for encodings not made yet; it has `identity` or `br`, from which `bodyOf` makes the others.
 */
export type CachedPage = {
  readonly type: string;
  readonly links: string;
  readonly etag: string;
  readonly styleHash: string | null;
  readonly made: Instant;
  readonly keys: string;
  readonly bodies: { identity: Buffer | null; br: Buffer | null; gzip: Buffer | null };
};

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
const decompressBrotli = promisify(brotliDecompress);

/** What a dependency of a trace and one of its keys take, in bytes. */
const DEPENDENCY_BYTES = 400;
const KEY_BYTES = 80;

/** The bytes of memory that a page takes with its trace, about. */
export function sizeOf({ page, trace }: { page: CachedPage | null; trace: Trace }): number {
  const { identity, br, gzip } = page?.bodies ?? {};
  // The file makes a brotli body, too.
  const brotli = br?.length ?? (identity?.length ?? 0) / 4;
  const keys = trace.values().reduce((sum, dependency) => sum + dependency.keys.length, 0);
  const traced = trace.size * DEPENDENCY_BYTES + keys * KEY_BYTES;
  return Math.ceil((identity?.length ?? 0) + brotli + (gzip?.length ?? 0) + traced + 1000);
}

/** Whether a content type is HTML, and so that of a page. */
export function isHtml(type: string): boolean {
  return type.startsWith('text/html');
}

/** A page or document ready to be sent; `before` if it has the same bytes. */
export function finished(
  { type, links, text, styleHash }: RenderedPage,
  now: Instant,
  before: CachedPage | null,
): CachedPage {
  const identity = trimmed(Buffer.from(text));
  // Weak: the same page in another encoding is the same page.
  const etag = `W/"${hash('sha256', identity, 'base64url').slice(0, 22)}"`;
  if (before && ofBytes(etag) === ofBytes(before.etag) && links === before.links) return before;
  // Dates of HTTP count seconds: of two pages made in one, the second must not have the date of the first.
  const made = before ? Math.max(now, before.made + 1000) : now;
  return { type, links, etag, styleHash, made, keys: '', bodies: { identity, br: null, gzip: null } };
}

/** The part of an ETag that stands for the bytes of a page. */
function ofBytes(etag: string): string {
  return etag.slice(0, 'W/"'.length + 22);
}

/**
 * The same page with other keys. They are part of its ETag, since some caches do not take new keys from an
 * answer 304.
 */
export function withKeys(page: CachedPage, keys: string): CachedPage {
  if (keys === page.keys) return page;
  return { ...page, keys, etag: `${ofBytes(page.etag)}.${hash('sha256', keys, 'base64url').slice(0, 6)}"` };
}

/** The body of a page in an encoding, made quickly if need be, and kept. */
export async function bodyOf({ bodies }: CachedPage, encoding: Encoding): Promise<Buffer> {
  const known = bodies[encoding];
  if (known) return known;
  const identity = await identityOf({ bodies });
  const made = encoding === 'identity' ? identity : await compress(identity, encoding, QUICK);
  bodies[encoding] ??= made;
  // Few readers want a page without compression, which takes as much memory as four compressed ones.
  if (encoding === 'br') bodies.identity = null;
  return made;
}

/** The body of a page without compression, which is not kept if it was not there. */
export async function identityOf({ bodies }: Pick<CachedPage, 'bodies'>): Promise<Buffer> {
  return bodies.identity ?? trimmed(await decompressBrotli(bodies.br as Buffer));
}

/**
 * A copy that takes no more memory than its length: buffers of texts and of zlib are views of larger ones.
 */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** The effort of each compression. */
type CompressionLevels = { readonly br: number; readonly gzip: number };
/** For the first reader, who waits. */
export const QUICK: CompressionLevels = { br: 4, gzip: 5 };
/** For pages that are requested again: takes 10 to 40 times as long. */
export const BEST: CompressionLevels = { br: 11, gzip: 9 };

/** `bytes` in an encoding. */
export async function compress(bytes: Buffer, encoding: 'br' | 'gzip', levels: CompressionLevels): Promise<Buffer> {
  if (encoding === 'gzip') return trimmed(await compressGzip(bytes, { level: levels.gzip }));
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: levels.br,
    // A window of 256 KB holds any page; the default takes megabytes for each page.
    [constants.BROTLI_PARAM_LGWIN]: 18,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return trimmed(await compressBrotli(bytes, { params }));
}
