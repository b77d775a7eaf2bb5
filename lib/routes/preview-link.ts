import { createHmac } from 'node:crypto';
import { equalInConstantTime } from '../constant-time.ts';
import type { Instant } from '../dates.ts';
import { exampleCalled } from './styleguide-paths.ts';

// Signed links to stories before publication, to the styleguide and to the details of health. Such a link is a secret: whoever has it can use it until it expires, and no log contains it.

/**
 * What a link gives access to: a content file (`content/articles/…`), the styleguide (`STYLEGUIDE`) or health (`HEALTH`). `branch` is a branch of the remote, or null for the file as
 * the site has it.
 */
export type PreviewClaim = Readonly<{ file: string; branch: string | null; expires: Instant }>;

/** The images of a preview by their hashes (see `ImageFacts`), and until when its reader may load them. */
export type ImagePass = Readonly<{ images: readonly string[]; expires: Instant }>;

/** The folder of all previews. */
export const PREVIEW_FOLDER = '/_dateline/preview/';

/** The `file` of a link to the styleguide. */
export const STYLEGUIDE = 'styleguide';

/** The `file` of a link to the details of health. */
export const HEALTH = 'health';

/** A cookie has at most 4,096 bytes (RFC 6265, 6.1), and each image takes 14 of them. */
const MAX_IMAGES = 200;
const HASH_BYTES = 10;

/** Returns the path of the preview that `claim` gives access to. The styleguide's pages are below it; see `styleguidePath`. */
export function previewPath({ file, branch, expires }: PreviewClaim, secret: string): string {
  const claim = Buffer.from(JSON.stringify([file, branch, expires])).toString('base64url');
  return PREVIEW_FOLDER + signed('link', claim, secret);
}

/** Returns what a token (the part of a path after `PREVIEW_FOLDER`) claims, and whether it has expired at `now`. Null when `secret` did not sign it. */
export function readPreview(token: string, secret: string, now: Instant): (PreviewClaim & { over: boolean }) | null {
  const claim = verified('link', token, secret);
  if (claim === null) return null;
  const [file, branch, expires] = JSON.parse(Buffer.from(claim, 'base64url').toString()) as [
    string,
    string | null,
    Instant,
  ];
  return { file, branch, expires, over: now >= expires };
}

/** Returns what the path of a preview page claims, or null when no preview has that path. */
export function readPreviewPath(path: string, secret: string, now: Instant): ReturnType<typeof readPreview> {
  if (!path.startsWith(PREVIEW_FOLDER)) return null;
  const [token = '', page, example, ...rest] = path.slice(PREVIEW_FOLDER.length).split('/');
  const claim = readPreview(token, secret, now);
  if (claim?.file !== STYLEGUIDE) return page === undefined ? claim : null;
  return page === 'styleguide' && rest.length === 0 && (example === undefined || exampleCalled(example)) ? claim : null;
}

/** Returns a pass as the value of a cookie. It holds the first 200 images. */
export function imagePass({ images, expires }: ImagePass, secret: string): string {
  const time = Buffer.alloc(8);
  time.writeDoubleBE(expires);
  const hashes = images.slice(0, MAX_IMAGES).map((hash) => Buffer.from(hash, 'hex'));
  return signed('images', Buffer.concat([time, ...hashes]).toString('base64url'), secret);
}

/** Returns the images that a pass allows at `now`: none when `secret` did not sign it, or when it has expired. */
export function readImagePass(pass: string, secret: string, now: Instant): string[] {
  const bytes = Buffer.from(verified('images', pass, secret) ?? '', 'base64url');
  if (bytes.length < 8 || now >= bytes.readDoubleBE(0)) return [];
  const count = Math.floor((bytes.length - 8) / HASH_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const start = 8 + index * HASH_BYTES;
    return bytes.toString('hex', start, start + HASH_BYTES);
  });
}

/** Returns an address as a log may contain it: without the token of a preview. */
export function withoutToken(address: string): string {
  return address.replace(/(\/_dateline\/preview\/).+/is, '$1…');
}

/** Signs with HMAC (RFC 2104) and SHA-256. A signature for one purpose is not valid for the other. */
function signed(purpose: 'link' | 'images', text: string, secret: string): string {
  return `${text}.${createHmac('sha256', secret).update(`dateline preview ${purpose}\n${text}`).digest('base64url')}`;
}

/** Returns the text that `token` holds, or null when `signed` did not make it. */
function verified(purpose: 'link' | 'images', token: string, secret: string): string | null {
  const text = token.slice(0, Math.max(0, token.lastIndexOf('.')));
  return equalInConstantTime(token, signed(purpose, text, secret)) ? text : null;
}
