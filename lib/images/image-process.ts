import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { fileSize, MAX_IMAGE_BYTES, readFileBytes } from '../content/files.ts';
import type { ImageFinding, ImageInspection } from '../content/image-inspection.ts';
import type { ImageFacts } from '../routes/image-files.ts';
import { drawIcon } from './icon-image.ts';
import type { ImageJob, ImageJobResult } from './image-worker.ts';
import { drawShareImage } from './share-image-svg.ts';
import { sanitizeSvg, UnsafeSvgError } from './svg.ts';

// The process in which images are decoded and encoded; see `image-worker.ts`. It alone loads sharp.

// One thread and no cache for each image: readers wait for the server beside this process, not for images.
sharp.cache(false);
sharp.concurrency(1);
// What is read is decided here by the first bytes; no other decoder of libvips is ever reached.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadSvg', // the logo of the publication, without what could run or load something
  ],
});

/**
 * Part of every image's hash: raised when what is made of one and the same file changes, since readers keep
 * what they have for a year (and with it the version of the index, which would else keep the old hashes).
 */
const MAKING = 'dateline 1';

/** The most that is decoded: what the largest cameras take. */
const MAX_PIXELS = 120_000_000;
/** The most of an image that its decoder holds as a whole, in 4 to 9 bytes a pixel. */
const MAX_WHOLE_PIXELS = 40_000_000;
/** The most of an AVIF, whose decoder takes 18 bytes and 0.15 µs a pixel. */
const MAX_AVIF_PIXELS = 16_000_000;
/** The longest side. WebP ends at 16,383. */
const MAX_SIDE = 16_000;
/** The largest SVG in bytes. */
const MAX_SVG_BYTES = 2_000_000;

/** Names of what an image may be, with the ending that it should have. */
const TYPES = {
  jpg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  svg: 'SVG',
} as const;
type Type = keyof typeof TYPES;

/**
 * The type of an image by its first bytes
 * (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern); null for others.
 */
function typeOf(bytes: Buffer): Type | null {
  const at = (offset: number, text: string) => bytes.toString('latin1', offset, offset + text.length) === text;
  if (at(0, '\xff\xd8\xff')) return 'jpg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'webp';
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return 'gif';
  if (at(4, 'ftyp') && /avif|avis/.test(bytes.toString('latin1', 8, 8 + 32))) return 'avif';
  return /^\uFEFF?\s*</.test(bytes.toString('utf8', 0, 100)) && bytes.includes('<svg') ? 'svg' : null;
}

const hashOf = (bytes: Buffer) => hash('sha256', Buffer.concat([Buffer.from(MAKING), bytes])).slice(0, 20);

const decode = (bytes: Buffer): Sharp =>
  sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true, autoOrient: true });

/**
 * Inspects the image at `absolute`, called `name` in the project. Null when the file is gone; only its hash
 * when that is `known`.
 */
async function inspect(absolute: string, name: string, known: string): Promise<ImageInspection | null> {
  const size = fileSize(absolute) ?? 0;
  if (size > MAX_IMAGE_BYTES) {
    const reason = `${name} has ${inWords(size)} bytes; an image may have ${inWords(MAX_IMAGE_BYTES)}.`;
    return { hash: '', facts: null, finding: { severity: 'error', rule: 'image-large', reason, fix: MAKE_SMALLER } };
  }
  const bytes = readFileBytes(absolute);
  if (!bytes) return null;
  const hash = hashOf(bytes);
  if (hash === known) return { hash, facts: null, finding: null };
  const refused = (rule: ImageFinding['rule'], reason: string, fix: string): ImageInspection => ({
    hash,
    facts: null,
    finding: { severity: 'error', rule, reason, fix },
  });
  const type = typeOf(bytes);
  const ending = path.extname(name).slice(1).toLowerCase().replace('jpeg', 'jpg');
  if (!type) {
    return refused('image-broken', `${name} is not an image in a supported format.`, SAVE_ANEW);
  }
  if (type !== ending) {
    const better = `${path.basename(name, path.extname(name))}.${type}`;
    return refused(
      'image-type',
      `${name} is ${TYPES[type]}, but its name has another ending.`,
      `Rename it to ${better}.`,
    );
  }
  if (type === 'svg') return inspectSvg(bytes, hash, name, refused);
  try {
    // Only the first of several frames is decoded.
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height, pages = 1, autoOrient } = metadata;
    const [kind, most] = pixelLimit(type, metadata);
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > most) {
      const reason = `${name} has ${inWords(width)} × ${inWords(height)} pixels; ${kind} may have ${inWords(MAX_SIDE)} a side and ${inWords(most)} in all.`;
      return refused('image-large', reason, MAKE_SMALLER);
    }
    const facts: ImageFacts = { hash, ...autoOrient, ...(await colourOf(bytes)), svg: false };
    if (pages === 1) return { hash, facts, finding: null };
    const reason = `${name} is animated. Readers see only its first frame, since they could not stop the animation.`;
    const fix = 'Use a still image, or leave it as it is.';
    return { hash, facts, finding: { severity: 'warning', rule: 'image-animated', reason, fix } };
  } catch {
    return refused('image-broken', `${name} is damaged or incomplete.`, SAVE_ANEW);
  }
}

/** The most pixels of an image, and what kind of image that is: memory and time depend on its format. */
function pixelLimit(type: Type, { isProgressive, orientation = 1 }: Metadata): [kind: string, pixels: number] {
  if (type === 'avif') return ['an AVIF', MAX_AVIF_PIXELS];
  if (type === 'gif' || type === 'webp') return [`a ${TYPES[type]}`, MAX_WHOLE_PIXELS];
  if (isProgressive) return [type === 'png' ? 'an interlaced PNG' : 'a progressive JPEG', MAX_WHOLE_PIXELS];
  // A PNG is turned before it is made smaller.
  if (type === 'png' && orientation > 1) return ['a turned PNG', MAX_WHOLE_PIXELS];
  return ['an image', MAX_PIXELS];
}

const MAKE_SMALLER = 'Make it smaller: 2,000 pixels in width are enough.';
const SAVE_ANEW = 'Save it again as JPEG, PNG, WebP, AVIF or SVG.';

const inWords = (number: number) => number.toLocaleString('en');

function inspectSvg(
  bytes: Buffer,
  hash: string,
  name: string,
  refused: (rule: ImageFinding['rule'], reason: string, fix: string) => ImageInspection,
): ImageInspection {
  if (bytes.length > MAX_SVG_BYTES) {
    const reason = `${name} has ${inWords(bytes.length)} bytes; an SVG may have ${inWords(MAX_SVG_BYTES)}.`;
    return refused('image-large', reason, 'Simplify it, or save it as PNG.');
  }
  try {
    const { width, height } = sanitizeSvg(bytes.toString('utf8'));
    return { hash, facts: { hash, width, height, colour: '', transparent: true, svg: true }, finding: null };
  } catch (error) {
    if (!(error instanceof UnsafeSvgError)) throw error;
    if (error.kind === 'broken') return refused('image-broken', `The SVG ${name} ${error.message}.`, 'Save it again.');
    const fix = 'Remove that, or save the image as PNG.';
    return refused('image-unsafe', `The SVG ${name} ${error.message}.`, fix);
  }
}

/**
 * The mean colour of an image, and whether it has transparent pixels. Decodes all of it, which finds damage
 * anywhere.
 */
async function colourOf(bytes: Buffer): Promise<Pick<ImageFacts, 'colour' | 'transparent'>> {
  const { data } = await decode(bytes)
    .resize(64, 64, { fit: 'fill', fastShrinkOnLoad: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const sums = [0, 0, 0];
  let transparent = false;
  for (let at = 0; at < data.length; at += 4) {
    for (const channel of [0, 1, 2]) sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0);
    if ((data[at + 3] ?? 255) < 255) transparent = true;
  }
  const digit = (sum: number) => Math.round((sum / (data.length / 4) / 255) * 15).toString(16);
  return { colour: transparent ? '' : sums.map(digit).join(''), transparent };
}

/** Returns the bytes of the image at `absolute`; null when it has gone, or has another hash. */
function readImage(absolute: string, hash: string): Buffer | null {
  const bytes = readFileBytes(absolute);
  return bytes && hashOf(bytes) === hash ? bytes : null;
}

/** Returns the bytes of a copy that `reduce` made; null if there is none, or it was deleted from the cache. */
async function readReduced(reduced: string | null): Promise<Buffer | null> {
  return reduced === null ? null : readFile(reduced).catch(() => null);
}

/** Makes a copy of an image in a smaller size: in sRGB, the right way up. Null as `encode`. */
async function reduce({ absolute, file }: Extract<ImageJob, { task: 'reduce' }>): Promise<Buffer | null> {
  const bytes = readImage(absolute, file.hash);
  if (!bytes) return null;
  const { width, height, format } = file;
  const image = decode(bytes).resize({ width, height, fit: 'fill' }).toColourspace('srgb');
  if (format === 'png') return image.png({ compressionLevel: 1 }).toBuffer();
  return image.flatten({ background: '#fff' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

/**
 * Makes a variant of the image at `absolute`: without metadata, in sRGB, the right way up. Null when the file
 * has gone, or is another than the one that `hash` names.
 */
async function encode({ absolute, file, reduced }: Extract<ImageJob, { task: 'encode' }>): Promise<Buffer | null> {
  const bytes = (await readReduced(reduced)) ?? readImage(absolute, file.hash);
  if (!bytes) return null;
  if (file.format === 'svg') return Buffer.from(sanitizeSvg(bytes.toString('utf8')).svg);
  const { width, height } = file;
  // A crop keeps the most salient part.
  const cut = height ? ({ height, fit: 'cover', position: sharp.strategy.attention } as const) : {};
  const image = decode(bytes)
    .resize({ width, ...cut, withoutEnlargement: true })
    .toColourspace('srgb');
  switch (file.format) {
    case 'avif':
      return image.avif({ quality: 50, effort: 3, chromaSubsampling: '4:2:0' }).toBuffer();
    case 'webp':
      return image.webp({ quality: 76, effort: 4 }).toBuffer();
    case 'jpg':
      return image.flatten({ background: '#fff' }).jpeg({ quality: 78, mozjpeg: true }).toBuffer();
    case 'png':
      return image.png({ compressionLevel: 9, palette: false }).toBuffer();
  }
}

/**
 * Draws a share image, with the lead image at `absolute` and the logo at `logo`, unless these are null. Null when the
 * lead image is gone or is another one; the name stands in place of a logo that is.
 */
async function draw(job: Extract<ImageJob, { task: 'draw' }>): Promise<Buffer | null> {
  const { content, absolute, reduced } = job;
  const logo = logoOf(job);
  if (absolute === null || content.image === null) return drawShareImage(content, null, logo);
  const bytes = (await readReduced(reduced)) ?? readImage(absolute, content.image);
  return bytes && drawShareImage(content, decode(bytes), logo);
}

function logoOf({ content, logo }: Extract<ImageJob, { task: 'draw' }>): Buffer | null {
  const bytes = logo !== null && content.logo !== undefined ? readImage(logo, content.logo) : null;
  return bytes && typeOf(bytes) === 'svg' ? Buffer.from(sanitizeSvg(bytes.toString('utf8')).svg) : bytes;
}

/** Does a job. An inspection gives an `ImageInspection`, everything else the bytes of an image; null when it has gone. */
function run(job: ImageJob): Promise<ImageInspection | Buffer | null> {
  switch (job.task) {
    case 'inspect':
      return inspect(job.absolute, job.name, job.known);
    case 'reduce':
      return reduce(job);
    case 'encode':
      return encode(job);
    case 'icon':
      return drawIcon(job.letters, job.side, job.colours);
    case 'draw':
      return draw(job);
  }
}

process.on('message', async (request: ImageJob) => {
  // If the server is gone, 'disconnect' below ends this process.
  const reply = (message: ImageJobResult) => process.send?.(message, undefined, undefined, () => {});
  try {
    reply({ id: request.id, result: await run(request) });
  } catch (error) {
    reply({ id: request.id, error: (error as Error).message });
  }
});
process.on('disconnect', () => process.exit());
