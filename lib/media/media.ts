import { locate } from '../content/files.ts';
import { PictureDesk } from '../content/picture-desk.ts';
import { hasEtag } from '../etag.ts';
import { newsroom } from '../index/newsroom.ts';
import { type LoanedPicture, type PublicPicture, pictureAtUrl, pictureByHash } from '../index/pictures.ts';
import type { MediaStore } from '../index/places.ts';
import { formatsOf, type PictureFacts, pictureKind, widthsOf } from '../pictures.ts';
import { type MediaFile, type MediaFormat, mediaAt } from '../urls.ts';
import { LoanedPictures } from './loaned-pictures.ts';
import { VariantCache } from './variant-cache.ts';

/** An answer to a reader who asked for a picture; `body` is null where there is none to be sent. */
export type MediaAnswer = Readonly<{ status: number; headers: Record<string, string>; body: Buffer | null }>;

const TYPES: Record<MediaFormat, string> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** Requests for pictures that are not made yet, beyond which others are asked to come again. */
const MAX_WAITING = 500;
/** How long a picture that could not be made is not tried again. */
const FAILED_MILLISECONDS = 60_000;

/** Whether `path` (decoded) names a picture file: readers get it from `Media` alone, which never sends an original. */
export function isPictureFile(path: string): boolean {
  return pictureKind(path) !== null;
}

/**
 * The pictures as readers get them: variants made when they are first asked for, once for all who wait, and kept on disk. Only what the index knows, and somebody may see, is
 * ever made; and only in the widths and formats that pages name.
 */
export class Media {
  readonly #kept: VariantCache;
  readonly #loaned: LoanedPictures;
  readonly #desk = new PictureDesk();
  readonly #making = new Map<string, Promise<Buffer | null>>();
  readonly #failed = new Map<string, number>();

  constructor(store: MediaStore) {
    this.#kept = new VariantCache(store);
    this.#loaned = new LoanedPictures(store);
  }

  /**
   * The answer at `path` (decoded): a variant (`/media/…`), or a picture under public/ at its own path, re-encoded. Null where there is no picture that readers may see, which is
   * the same to them as none at all. `ifNoneMatch` is the header of that name; `previewed` are the hashes of pictures that this reader may see before others.
   */
  async answer(
    path: string,
    ifNoneMatch?: string | null,
    previewed: () => readonly string[] = () => [],
  ): Promise<MediaAnswer | null> {
    const asked = mediaAt(path);
    const seen = asked ? pictureByHash(asked.hash) : isPictureFile(path) ? pictureAtUrl(path) : null;
    const opened = asked && !seen && previewed().includes(asked.hash);
    const picture = opened ? (pictureByHash(asked.hash, true) ?? this.#loaned.find(asked.hash)) : seen;
    if (!picture) return null;
    const file = asked ?? wholeFile(picture as PublicPicture);
    if (asked && !(widthsOf(picture.facts).includes(file.width) && formatsOf(picture.facts).includes(file.format))) {
      return null;
    }
    const etag = `"${nameOf(file)}"`;
    const headers: Record<string, string> = {
      'Content-Type': TYPES[file.format],
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': seen ? 'cross-origin' : 'same-origin',
      // As a document of its own a picture loads nothing and runs nothing; in a page none of this holds (a drawing has its styles there).
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      // A variant's path names its bytes; a path under public/ may get others.
      'Cache-Control': !seen
        ? 'private, no-store'
        : asked
          ? 'public, max-age=31536000, immutable'
          : 'public, max-age=0, must-revalidate',
      ETag: etag,
    };
    if (ifNoneMatch && hasEtag(ifNoneMatch, etag)) return { status: 304, headers, body: null };
    const body = await this.#bytes(picture, file);
    if (body === 'busy')
      return { status: 503, headers: { 'Retry-After': '5', 'Cache-Control': 'no-store' }, body: null };
    return body && { status: 200, headers: { ...headers, 'Content-Length': String(body.length) }, body };
  }

  close(): void {
    this.#desk.close();
  }

  async #bytes(picture: PublicPicture | LoanedPicture, file: MediaFile): Promise<Buffer | null | 'busy'> {
    const name = nameOf(file);
    const kept = await this.#kept.get(name);
    if (kept) return kept;
    const running = this.#making.get(name);
    if (running) return running;
    if (this.#making.size >= MAX_WAITING) return 'busy';
    const making = this.#make(picture, file, name).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #make(picture: PublicPicture | LoanedPicture, file: MediaFile, name: string): Promise<Buffer | null> {
    if ((this.#failed.get(name) ?? 0) > Date.now()) return null;
    const absolute = 'absolute' in picture ? picture.absolute : locate(newsroom().folders, picture.path);
    let bytes: Buffer | null;
    try {
      bytes = await this.#desk.encode(absolute, file);
    } catch (error) {
      console.error(
        `${absolute} could not be made ${file.width} pixels wide as ${file.format}: ${(error as Error).message}`,
      );
      if (this.#failed.size > MAX_WAITING) this.#failed.clear();
      this.#failed.set(name, Date.now() + FAILED_MILLISECONDS);
      return null;
    }
    try {
      if (bytes) this.#kept.set(name, bytes);
    } catch (error) {
      console.error(`A picture could not be kept: ${(error as Error).message}`); // a full disk; readers get it all the same
    }
    return bytes;
  }
}

/** What is sent for an original: as wide as a variant can be, in the original's own format as far as browsers show it. */
function wholeFile({ path, facts }: PublicPicture): MediaFile {
  const ending = path.toLowerCase().replace(/^.*\./, '').replace('jpeg', 'jpg').replace('gif', 'png');
  return { hash: facts.hash, width: widestOf(facts), format: ending as MediaFormat };
}

function widestOf(facts: PictureFacts): number {
  return widthsOf(facts).at(-1) as number;
}

function nameOf({ hash, width, format }: MediaFile): string {
  return `${hash}-${width}.${format}`;
}
