import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ContentFolders, fileSize, locate, readContent, readFileBytes, statContent } from '../content/files.ts';
import { analyseBody } from '../content/lint/analyse-body.ts';
import { shortened, visible } from '../content/parse/diagnostic.ts';
import { readFrontMatter } from '../content/parse/front-matter.ts';
import { rewriteContent, writeContent } from '../content/write-content.ts';
import { type DownloadLimits, download, isPublicAddress } from '../download.ts';
import { ImageWorker } from '../images/image-worker.ts';
import { isRemote } from '../markdown/illustrations.ts';
import { percentDecoded } from '../percent-encoding.ts';
import { slugOf } from '../routes/slugs.ts';
import { rows } from '../sqlite.ts';
import { positionsIn } from '../text-positions.ts';

// `check --fix=images`: puts copies of images on other sites beside the texts that show them.

/** An image on another site, and its position in the file that shows it. */
type RemoteImage = Readonly<{ src: string; line: number; column: number }>;

/** The images that were fetched, and those that failed: a sentence for each. */
export type FetchedImages = Readonly<{ fetched: readonly string[]; failed: readonly string[] }>;

/** So many images are fetched at once, and in all. */
const AT_ONCE = 4;
const MOST_IMAGES = 500;
const LIMITS: DownloadLimits = { bytes: 20_000_000, milliseconds: 30_000, mayConnect: isPublicAddress };
/** The longest name of a file, without its ending. */
const MAX_NAME = 60;
const ENDINGS = ['jpg', 'png', 'webp', 'avif', 'gif', 'svg'];
/** The error codes of a machine without a network or a name server. */
const NO_NETWORK = /EAI_AGAIN|ENETUNREACH|ENETDOWN|ENOTFOUND/;

/**
 * Fetches the images on other sites that the content files, or those at `only`, show. Writes each one beside
 * the file that shows it, and changes the address in the text. An image is written whole or not at all, and
 * never over another file. The address of an image that cannot be fetched stays.
 */
export async function fetchImages(
  db: DatabaseSync,
  folders: ContentFolders,
  only: ReadonlySet<string> | null,
  limits: DownloadLimits = LIMITS,
): Promise<FetchedImages> {
  const files = rows<{ path: string }>(db, "SELECT path FROM files WHERE diagnostics LIKE '%image-remote%'");
  const names = files.map((file) => file.path).filter((name) => only === null || only.has(name));
  const wanted = (statContent(folders, names) ?? []).map((file) => {
    const images = remoteImagesIn(file.path, readContent(file));
    return { file, images, copies: new Map<string, string>() };
  });
  const addresses = wanted.flatMap(({ images, ...rest }) =>
    [...new Set(images.map(({ src }) => src))].map((src) => ({ src, ...rest })),
  );
  const failed: string[] = [];
  let withoutNetwork = 0;
  const fetcher = openImageFetcher(limits);
  const queue = addresses.slice(0, MOST_IMAGES).entries();
  const run = async () => {
    // Each of the runners takes the next one.
    for (const [, { file, src, copies }] of queue) {
      try {
        const { bytes, ending } = await fetcher.fetch(src);
        copies.set(src, writeBeside(folders, file.path, `${nameOf(src)}.${ending}`, bytes));
      } catch (error) {
        const { message } = error as Error;
        if (NO_NETWORK.test(message)) withoutNetwork++;
        failed.push(visible(`${file.path}: ${shortened(src)} was not fetched: ${message}`));
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, run));
  } finally {
    fetcher.close();
  }
  const fetched = wanted.flatMap(({ file, images, copies }) => {
    const source = readContent(file);
    if (copies.size === 0 || typeof source !== 'string') return [];
    rewriteContent(file, withCopies(source, images, copies));
    const inOrder = [...new Set(images.map(({ src }) => src))].filter((src) => copies.has(src));
    return inOrder.map((src) => visible(`${file.path}: ${shortened(src)} is now ${copies.get(src)}.`));
  });
  if (withoutNetwork > 0 && withoutNetwork === failed.length && fetched.length === 0)
    return { fetched, failed: ['No image was fetched: this machine reaches no other site.'] };
  if (addresses.length > MOST_IMAGES) failed.push(`${addresses.length - MOST_IMAGES} more images: run it again.`);
  return { fetched, failed };
}

function remoteImagesIn(name: string, source: ReturnType<typeof readContent>): RemoteImage[] {
  const keys = typeof source === 'string' ? readFrontMatter(name, source) : [];
  if (Array.isArray(keys) || keys.bodyDiagnostics.length > 0) return [];
  return analyseBody(keys.body, '')
    .images.filter(({ src }) => isRemote(src))
    .map(({ src, line, column }) => ({ src, line: keys.bodyLine - 1 + line, column }));
}

/** Fetches images of other sites. `fetch` rejects with a sentence if there is no image, or a damaged one. */
export type ImageFetcher = Readonly<{ fetch(src: string): Promise<{ bytes: Buffer; ending: string }>; close(): void }>;

/** Opens a fetcher of images. It holds a process and a folder until it is closed. */
export function openImageFetcher(limits: DownloadLimits = LIMITS): ImageFetcher {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-images-'));
  const worker = new ImageWorker();
  let fetched = 0;
  return {
    fetch: (src) => soundImage(src, path.join(folder, String(fetched++)), worker, limits),
    close() {
      worker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Returns the image at an address and the ending of its format. Throws if it is no image, or a damaged one.
 */
async function soundImage(
  src: string,
  copy: string,
  worker: ImageWorker,
  limits: DownloadLimits,
): Promise<{ bytes: Buffer; ending: string }> {
  const { bytes, type } = await download(src.replace(/^\/\//, 'https://'), limits, 'image/*');
  if (!type.startsWith('image/')) throw new Error(`it is not an image, but “${shortened(type)}”.`);
  writeFileSync(copy, bytes);
  try {
    // The content type may name the wrong format.
    for (const ending of ENDINGS) {
      const inspected = await worker.inspect(copy, `${nameOf(src)}.${ending}`, '');
      if (inspected?.finding?.rule === 'image-type') continue;
      if (!inspected?.facts) throw new Error(inspected?.finding?.reason ?? 'it is no image.');
      return { bytes, ending };
    }
    throw new Error('it is no image.');
  } finally {
    rmSync(copy, { force: true });
  }
}

/** A name for the copy of an image, without ending, from the last part of its address. */
function nameOf(src: string): string {
  const last = URL.parse(src, 'https://site.invalid')?.pathname.split('/').at(-1) ?? '';
  return slugOf(slugOf(percentDecoded(last).replace(/\.\w{2,5}$/, '')).slice(0, MAX_NAME)) || 'image';
}

/**
 * Writes an image into the folder of a content file, and returns its name there: `wanted`, or one with a
 * number if another file has that name. An image that is there already is not written again.
 */
function writeBeside(folders: ContentFolders, file: string, wanted: string, bytes: Buffer): string {
  const ending = path.posix.extname(wanted);
  const stem = wanted.slice(0, -ending.length);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${stem}-${number}${ending}`;
    const beside = path.posix.join(path.posix.dirname(file), name);
    try {
      writeContent(folders, beside, bytes, { mustBeNew: true });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const absolute = locate(folders, beside);
      if (fileSize(absolute) === bytes.length && readFileBytes(absolute)?.equals(bytes)) return name;
    }
  }
}

/**
 * Returns the text of a file with the addresses of images replaced by the names of their `copies`. An address
 * that is not found in the text as it was parsed stays.
 */
function withCopies(source: string, images: readonly RemoteImage[], copies: ReadonlyMap<string, string>): string {
  let text = source;
  const { offsetOf } = positionsIn(source);
  // From the end: a change must not move the positions of others.
  for (const { src, ...position } of images.toReversed()) {
    const name = copies.get(src);
    const start = offsetOf(position);
    const isOfImage = (at: number) => /(?:\]\(<?|=["']?)$/.test(text.slice(Math.max(start, at - 3), at));
    const written = [src, src.replaceAll('&', '&amp;')].find((address) => isOfImage(text.indexOf(address, start)));
    if (name === undefined) continue;
    if (written === undefined)
      text = text.replace(`]: ${src}`, `]: ${name}`); // the definition of a reference
    else text = text.slice(0, start) + text.slice(start).replace(written, () => name);
  }
  return text;
}
