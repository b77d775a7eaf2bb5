import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../dates.ts';

// Links by which a story can be read before its time. Whoever has one may read that story until the link ends: it is a secret, and is written to no log.

/** What a link lets its holder read: a file of the content (`content/articles/…`), on a branch of the remote or (null) as the site has it. */
export type PreviewClaim = Readonly<{ file: string; branch: string | null; expires: Instant }>;

/** The images (their hashes, see `ImageFacts`) that a preview showed, and until when its reader may have them. */
export type ImagePass = Readonly<{ images: readonly string[]; expires: Instant }>;

/** Every preview has its address in this folder. */
export const PREVIEW_FOLDER = '/_dateline/preview/';

/** A cookie has 4,096 bytes at the most (RFC 6265, 6.1), of which each image takes 14. */
const MAX_IMAGES = 200;
const HASH_BYTES = 10;

/** The path of the preview that `claim` allows. */
export function previewPath({ file, branch, expires }: PreviewClaim, secret: string): string {
  const claim = Buffer.from(JSON.stringify([file, branch, expires])).toString('base64url');
  return PREVIEW_FOLDER + signed('link', claim, secret);
}

/** What the last part of a preview's path claims, and whether that is over at `now`; null for what was not signed with `secret`. */
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

/** A pass as the value of a cookie. Of more images than a cookie holds, only the first are in it. */
export function imagePass({ images, expires }: ImagePass, secret: string): string {
  const time = Buffer.alloc(8);
  time.writeDoubleBE(expires);
  const hashes = images.slice(0, MAX_IMAGES).map((hash) => Buffer.from(hash, 'hex'));
  return signed('images', Buffer.concat([time, ...hashes]).toString('base64url'), secret);
}

/** The images that a pass allows at `now`: none if it was not signed with `secret`, or is over. */
export function readImagePass(pass: string, secret: string, now: Instant): string[] {
  const bytes = Buffer.from(verified('images', pass, secret) ?? '', 'base64url');
  if (bytes.length < 8 || now >= bytes.readDoubleBE(0)) return [];
  const hashes = bytes.subarray(8).toString('hex');
  return hashes.match(RegExp(`.{${HASH_BYTES * 2}}`, 'g')) ?? [];
}

/** An address as a log may hold it: of a preview, that it was one. */
export function withoutToken(address: string): string {
  return address.replace(/(\/_dateline\/preview\/).+/is, '$1…');
}

/** HMAC (RFC 2104) with SHA-256. What was signed for one purpose is of no use for another. */
function signed(purpose: 'link' | 'images', text: string, secret: string): string {
  return `${text}.${createHmac('sha256', secret).update(`dateline preview ${purpose}\n${text}`).digest('base64url')}`;
}

/** The text that `token` holds, or null if it is not what `signed` made. */
function verified(purpose: 'link' | 'images', token: string, secret: string): string | null {
  const text = token.slice(0, Math.max(0, token.lastIndexOf('.')));
  return same(token, signed(purpose, text, secret)) ? text : null;
}

/** Compares in a time that tells nothing of where two texts differ, nor of their length. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
