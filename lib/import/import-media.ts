import { closeSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { bytesAt, type ContentFolders, MAX_IMAGE_BYTES } from '../content/files.ts';
import { replaceContent } from '../content/write-content.ts';
import { openRealPath, realPath } from '../no-symlinks.ts';
import { percentDecoded } from '../percent-encoding.ts';
import { imageKind } from '../routes/image-files.ts';
import { slugOf } from '../routes/slugs.ts';
import type { ArchiveFiles } from './imported-item.ts';

/** Fetches an image. Rejects with a sentence if it cannot. */
export type FetchImage = (url: string) => Promise<Readonly<{ bytes: Buffer; ending: string }>>;

/** Where the images and files of an archive come from: `folder` is an absolute path. */
export type MediaSources = Readonly<{ files: ArchiveFiles; folder: string | null; fetch: FetchImage | null }>;

/** A file of the old site: its path there, and its whole address. Null for what is not known. */
export type MediaAddress = Readonly<{ path: string | null; url: string | null }>;

/** An image, and the name of its file on the old site. */
type Copy = Readonly<{ bytes: Buffer; ending: string; name: string }>;

const keyOf = ({ path: old, url }: MediaAddress): string => old ?? url ?? '';

/** The longest name of a file, without its ending. */
const MAX_NAME = 60;
/** What readers may download. Anything that a browser would run stays away. */
const DOCUMENTS =
  /\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|csv|txt|zip|epub|mp3|m4a|ogg|oga|opus|wav|mp4|m4v|webm|ogv|mov|gpx|kml)$/i;

/** Puts the images of an archive beside the texts that show them, and other files under public/. */
export class ImportMedia {
  readonly #sources: MediaSources;
  readonly #folders: ContentFolders;
  readonly #isDry: boolean;
  /** The name of an image in a folder, or why there is none. */
  readonly #images = new Map<string, Promise<{ name: string } | { reason: string }>>();
  readonly #placed = new Map<string, Promise<{ path: string } | { reason: string } | null>>();
  /** Images that are being read or fetched, and are not placed yet. */
  readonly #coming = new Map<string, Promise<Copy | null>>();
  /** What a dry run would have written. */
  readonly #names = new Set<string>();
  /** The images and the other files that were placed, each once. */
  readonly images = new Set<string>();
  readonly files = new Set<string>();

  constructor(sources: MediaSources, folders: ContentFolders, isDry: boolean) {
    this.#sources = sources;
    this.#folders = folders;
    this.#isDry = isDry;
  }

  /** Begins to read or to fetch an image that will be placed next. */
  prepare(address: MediaAddress, file: string): void {
    const key = keyOf(address);
    if (this.#coming.has(key) || this.#images.has(`${path.posix.dirname(file)} ${key}`)) return;
    const copy = this.#copyOf(address).then((found) => found ?? this.#fetched(address));
    copy.catch(() => {}); // whoever places it hears of it
    this.#coming.set(key, copy);
  }

  /** Puts an image beside `file` (`content/…`), and returns its name there; or why it could not be had. */
  image(address: MediaAddress, file: string): Promise<{ name: string } | { reason: string }> {
    const folder = path.posix.dirname(file);
    const key = `${folder} ${keyOf(address)}`;
    const found = this.#images.get(key) ?? this.#placeImage(address, folder);
    this.#images.set(key, found);
    return found;
  }

  /**
   * Puts another file of the old site under public/, at the path that it had. Returns that path, or why the file
   * could not be copied; null for what is no such file, or not there.
   */
  file(address: string): Promise<{ path: string } | { reason: string } | null> {
    const found = this.#placed.get(address) ?? this.#placeFile(address);
    this.#placed.set(address, found);
    return found;
  }

  async #placeImage(address: MediaAddress, folder: string): Promise<{ name: string } | { reason: string }> {
    const name = percentDecoded(path.posix.basename(address.path ?? URL.parse(address.url ?? '')?.pathname ?? ''));
    if (imageKind(name) === 'other') return { reason: 'its format is none that the site shows' };
    this.prepare(address, '');
    const coming = this.#coming.get(keyOf(address));
    this.#coming.delete(keyOf(address));
    try {
      const copy = await coming;
      if (!copy) return { reason: 'the archive does not have it' };
      const stem = slugOf(slugOf(percentDecoded(copy.name).replace(/\.\w{2,5}$/, '')).slice(0, MAX_NAME)) || 'image';
      return { name: this.#writeBeside(folder, stem, copy.ending, copy.bytes) };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  }

  /** The image in the archive or in the folder with media: the original rather than a smaller copy of it. */
  async #copyOf({ path: old }: MediaAddress): Promise<Copy | null> {
    if (old === null || imageKind(old) !== 'readable') return null;
    for (const candidate of new Set([originalOf(old), old])) {
      const bytes = await this.#bytesOf(candidate);
      const name = path.posix.basename(candidate);
      if (bytes) return { bytes, ending: path.posix.extname(name).slice(1).toLowerCase(), name };
    }
    return null;
  }

  async #fetched({ url }: MediaAddress): Promise<Copy | null> {
    const { fetch } = this.#sources;
    if (url === null || fetch === null) return null;
    const name = path.posix.basename(URL.parse(url)?.pathname ?? '');
    const original = originalOf(url);
    if (original === url) return { ...(await fetch(url)), name };
    return fetch(original).then(
      (found) => ({ ...found, name: originalOf(name) }),
      async () => ({ ...(await fetch(url)), name }),
    );
  }

  async #placeFile(address: string): Promise<{ path: string } | { reason: string } | null> {
    const segments = DOCUMENTS.test(address) ? safeSegments(address) : null;
    if (!segments) return null;
    const bytes = await this.#bytesOf(address).catch((error: Error) => ({ reason: error.message }));
    if (!Buffer.isBuffer(bytes)) return bytes;
    const name = ['content/public', ...segments].join('/');
    const present = bytesAt(this.#folders, name);
    if (present && !present.equals(bytes)) return null;
    if (!present) this.#write(name, bytes);
    this.files.add(name);
    return { path: `/${segments.map(encodeURIComponent).join('/')}` };
  }

  async #bytesOf(old: string): Promise<Buffer | null> {
    const stream = await this.#sources.files(percentDecoded(old));
    if (stream) return bytesOfStream(stream);
    const segments = safeSegments(old);
    const { folder } = this.#sources;
    if (folder === null || segments === null) return null;
    // The folder may be that of the site, of its content, or of its uploads.
    for (let from = 0; from < segments.length; from++) {
      const bytes = bytesOfFile(path.join(realPath(folder), ...segments.slice(from)));
      if (bytes) return bytes;
    }
    return null;
  }

  /** Writes an image into a folder, unless it is there already, and returns its name. */
  #writeBeside(folder: string, stem: string, ending: string, bytes: Buffer): string {
    for (let number = 1; ; number++) {
      const name = `${number === 1 ? stem : `${stem}-${number}`}.${ending}`;
      const file = `${folder}/${name}`;
      const present = bytesAt(this.#folders, file);
      if (present?.equals(bytes)) {
        this.images.add(file);
        return name;
      }
      if (present || this.#names.has(file)) continue;
      this.#write(file, bytes);
      this.images.add(file);
      return name;
    }
  }

  #write(name: string, bytes: Buffer): void {
    if (this.#isDry) this.#names.add(name);
    else replaceContent(this.#folders, name, bytes);
  }
}

/** The address of the image of which WordPress has made a smaller copy: `quay.jpg` for `quay-300x200.jpg`. */
const originalOf = (address: string): string => address.replace(/(?:-\d{2,5}x\d{2,5}|-scaled)(?=\.\w{2,5}$)/, '');

/** The decoded parts of a path; null if one would lead out of a folder, or is hidden. */
function safeSegments(old: string): string[] | null {
  const segments = old
    .split('/')
    .map((part) => percentDecoded(part).normalize('NFC'))
    .filter((part) => part !== '');
  const isSafe = segments.every((part) => !part.startsWith('.') && !/[/\\\0]/.test(part) && part.length <= 255);
  return isSafe && segments.length > 0 ? segments : null;
}

function bytesOfFile(absolute: string): Buffer | null {
  const descriptor = openRealPath(absolute);
  if (descriptor === null) return null;
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return null;
    if (stats.size > MAX_IMAGE_BYTES) throw new Error(tooLarge());
    const bytes = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

async function bytesOfStream(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_IMAGE_BYTES) throw new Error(tooLarge());
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () => `it has more than ${MAX_IMAGE_BYTES.toLocaleString('en')} bytes`;
