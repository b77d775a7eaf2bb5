import { createHmac } from 'node:crypto';
import { equalInConstantTime } from '../constant-time.ts';
import type { Instant } from '../dates.ts';
import { exampleCalled } from './styleguide-paths.ts';

// Signed links to stories before publication, to the styleguide and to the details of health. Such a link is a secret: whoever has it can use it until it expires, and no log contains it.

/**
 * What a link gives access to: a content file (`content/articles/…`), the styleguide (`STYLEGUIDE`) or health (`HEALTH`). `branch` is a branch of the remote, or null for the file as
 * the site has it. `unsaved` is the id of a file that somebody writes in the editor, in place of that of the site.
 */
export type PreviewClaim = Readonly<{
  file: string;
  branch: string | null;
  expires: Instant;
  unsaved?: string;
}>;

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
export function previewPath({ file, branch, expires, unsaved }: PreviewClaim, secret: string): string {
  const parts = [file, branch, expires, ...(unsaved === undefined ? [] : [unsaved])];
  const claim = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return PREVIEW_FOLDER + signed('link', claim, secret);
}

/** Returns what a token (the part of a path after `PREVIEW_FOLDER`) claims, and whether it has expired at `now`. Null when `secret` did not sign it. */
export function readPreview(token: string, secret: string, now: Instant): (PreviewClaim & { over: boolean }) | null {
  const claim = verified('link', token, secret);
  if (claim === null) return null;
  const [file, branch, expires, unsaved] = JSON.parse(Buffer.from(claim, 'base64url').toString()) as [
    string,
    string | null,
    Instant,
    string?,
  ];
  return { file, branch, expires, over: now >= expires, ...(unsaved === undefined ? {} : { unsaved }) };
}

/** Returns what the path of a preview page claims, or null when no preview has that path. */
export function readPreviewPath(path: string, secret: string, now: Instant): ReturnType<typeof readPreview> {
  if (!path.startsWith(PREVIEW_FOLDER)) return null;
  const [token = '', page, example, ...rest] = path.slice(PREVIEW_FOLDER.length).split('/');
  const claim = readPreview(token, secret, now);
  if (claim?.file !== STYLEGUIDE) return page === undefined ? claim : null;
  return page === 'styleguide' && rest.length === 0 && (example === undefined || exampleCalled(example)) ? claim : null;
}

/** The end of the path at which a preview of an unsaved file has its diagnostics. */
const CHECK = '/check';

/** Returns the path of the diagnostics of an unsaved file, from that of its preview. */
export function checkPath(preview: string): string {
  return preview + CHECK;
}

/** Returns what the path of the diagnostics of an unsaved file claims, or null when it is none or has expired. */
export function readCheckPath(path: string, secret: string, now: Instant): (PreviewClaim & { unsaved: string }) | null {
  if (!path.startsWith(PREVIEW_FOLDER) || !path.endsWith(CHECK)) return null;
  const claim = readPreview(path.slice(PREVIEW_FOLDER.length, -CHECK.length), secret, now);
  return claim?.unsaved === undefined || claim.over ? null : { ...claim, unsaved: claim.unsaved };
}

/** Returns a pass for an editor who may push to `repository` (its whole address), until `expires`. */
export function editorPass(repository: string, expires: Instant, secret: string): string {
  return signed('editor', Buffer.from(JSON.stringify([repository, expires])).toString('base64url'), secret);
}

/** Whether a pass allows its holder to see unsaved files of `repository` at `now`. */
export function isEditorPass(pass: string, repository: string, secret: string, now: Instant): boolean {
  const claim = verified('editor', pass, secret);
  if (claim === null) return false;
  const [passed, expires] = JSON.parse(Buffer.from(claim, 'base64url').toString()) as [string, Instant];
  return passed === repository && now < expires;
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

type Purpose = 'link' | 'images' | 'editor';

/** Signs with HMAC (RFC 2104) and SHA-256. A signature for one purpose is not valid for the other. */
function signed(purpose: Purpose, text: string, secret: string): string {
  return `${text}.${createHmac('sha256', secret).update(`dateline preview ${purpose}\n${text}`).digest('base64url')}`;
}

/** Returns the text that `token` holds, or null when `signed` did not make it. */
function verified(purpose: Purpose, token: string, secret: string): string | null {
  const text = token.slice(0, Math.max(0, token.lastIndexOf('.')));
  return equalInConstantTime(token, signed(purpose, text, secret)) ? text : null;
}
