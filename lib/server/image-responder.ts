import type { ImageCacheSettings } from '../config.ts';
import { locate } from '../content/files.ts';
import { ImageWorker } from '../images/image-worker.ts';
import { PreviewImages } from '../images/preview-images.ts';
import type { ShareImageContent } from '../images/share-image-svg.ts';
import { VariantCache } from '../images/variant-cache.ts';
import {
  cropsOf,
  formatsOf,
  IMAGE_TYPES,
  type ImageFacts,
  type ImageFile,
  type ImageFormat,
  imageFileAt,
  imageFilePath,
  imageKind,
  widthsOf,
} from '../routes/image-files.ts';
import type { ArticleKey } from '../routes/page-kinds.ts';
import { shareImageAt } from '../routes/share-image.ts';
import type { ContentStore } from '../store/content-store.ts';
import { imageAtUrl, imageByHash, type PublicImage } from '../store/public-images.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { hasEtag } from './etag.ts';
import { shareImageContent, shareImageName } from './share-image-content.ts';

/** An answer to a reader who asked for an image; `body` is null where there is none to be sent. */
export type ImageAnswer = Readonly<{ status: number; headers: Record<string, string>; body: Buffer | null }>;

/** What making a file came to: null where it cannot be made, `busy` where too much else is. */
type Made = Buffer | null | 'busy';

/** Requests for images that are not made yet, beyond which others are asked to come again. */
const MAX_WAITING = 500;
/** How long an image that could not be made is not tried again. */
const FAILED_MILLISECONDS = 60_000;

/** Whether `path` (decoded) names an image file: readers get it from `ImageResponder` alone, which never sends an original. */
export function isImageFile(path: string): boolean {
  return imageKind(path) !== null;
}

/**
 * The images as readers get them: variants made when they are first asked for, once for all who wait, and kept on disk. Only what the index knows, and somebody may see, is
 * ever made; and only in the widths, crops and formats that pages name. The images by which other sites show a story are among them.
 */
export class ImageResponder {
  readonly #store: ContentStore;
  readonly #kept: VariantCache;
  readonly #loaned: PreviewImages;
  readonly #desk = new ImageWorker();
  readonly #making = new Map<string, Promise<Buffer | null>>();
  readonly #failed = new Map<string, number>();

  constructor(store: ContentStore, settings: ImageCacheSettings) {
    this.#store = store;
    this.#kept = new VariantCache(settings);
    this.#loaned = new PreviewImages(settings);
  }

  /**
   * The answer at `path` (decoded): a variant (`/media/…`), a story’s share image, or an image under public/ at its own path, re-encoded. Null where there is no image that readers may see, which is
   * the same to them as none at all. `ifNoneMatch` is the header of that name; `previewed` are the hashes of images that this reader may see before others.
   */
  async answer(
    path: string,
    ifNoneMatch?: string | null,
    previewed: () => readonly string[] = () => [],
  ): Promise<ImageAnswer | null> {
    const shared = shareImageAt(path);
    if (shared) return this.#shareImage(shared, ifNoneMatch);
    const asked = imageFileAt(path);
    const seen = asked
      ? imageByHash(this.#store, asked.hash)
      : isImageFile(path)
        ? imageAtUrl(this.#store, path)
        : null;
    const opened = asked && !seen && previewed().includes(asked.hash);
    const image = opened ? (imageByHash(this.#store, asked.hash, true) ?? this.#loaned.find(asked.hash)) : seen;
    if (!image) return null;
    const file = asked ?? wholeFile(image as PublicImage);
    if (asked && !isOffered(image.facts, asked)) return null;
    const name = nameOf(file);
    const headers = {
      ...headersOf(name, file.format),
      'Cross-Origin-Resource-Policy': seen ? 'cross-origin' : 'same-origin',
      // A variant's path names its bytes; a path under public/ may get others.
      'Cache-Control': !seen
        ? 'private, no-store'
        : asked
          ? 'public, max-age=31536000, immutable'
          : 'public, max-age=0, must-revalidate',
    };
    if (ifNoneMatch && hasEtag(ifNoneMatch, headers.ETag)) return { status: 304, headers, body: null };
    const absolute = 'absolute' in image ? image.absolute : locate(this.#store.folders, image.path);
    const what = `${absolute}, ${file.width} pixels wide as ${file.format},`;
    return answerWith(headers, await this.#bytes(name, what, () => this.#desk.encode(absolute, file)));
  }

  close(): void {
    this.#desk.close();
  }

  /** The share image of a story, if that is published at this moment. What it is drawn from is in its name, so that a changed story has another one at once. */
  async #shareImage({ edition, slug }: ArticleKey, ifNoneMatch?: string | null): Promise<ImageAnswer | null> {
    const queries = queriesFor(this.#store, edition);
    const story = queries.story(slug);
    if (!story) return null;
    let card = shareImageContent(story, queries.publication());
    const headersFor = (card: ShareImageContent) => ({
      ...headersOf(shareImageName(card), 'png'),
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'public, max-age=0, must-revalidate',
    });
    const headers = headersFor(card);
    if (ifNoneMatch && hasEtag(ifNoneMatch, headers.ETag)) return { status: 304, headers, body: null };
    let bytes = await this.#drawn(card, slug);
    if (bytes === null && card.image !== null) {
      // Its image has just gone, or cannot be read.
      card = { ...card, image: null };
      bytes = await this.#drawn(card, slug);
    }
    return answerWith(headersFor(card), bytes);
  }

  #drawn(card: ShareImageContent, slug: string): Promise<Made> {
    return this.#bytes(shareImageName(card), `The share image of ${slug}`, async () => {
      if (card.image === null) return this.#desk.draw(card, null);
      const image = imageByHash(this.#store, card.image);
      return image && this.#desk.draw(card, locate(this.#store.folders, image.path));
    });
  }

  /** The file called `name`, kept or made; `what` it is, if it cannot be. */
  async #bytes(name: string, what: string, make: () => Promise<Buffer | null>): Promise<Made> {
    const kept = await this.#kept.get(name);
    if (kept) return kept;
    const running = this.#making.get(name);
    if (running) return running;
    if (this.#making.size >= MAX_WAITING) return 'busy';
    const making = this.#make(name, what, make).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #make(name: string, what: string, make: () => Promise<Buffer | null>): Promise<Buffer | null> {
    if ((this.#failed.get(name) ?? 0) > Date.now()) return null;
    let bytes: Buffer | null;
    try {
      bytes = await make();
    } catch (error) {
      console.error(`${what} could not be made: ${(error as Error).message}`);
      if (this.#failed.size > MAX_WAITING) this.#failed.clear();
      this.#failed.set(name, Date.now() + FAILED_MILLISECONDS);
      return null;
    }
    try {
      if (bytes) this.#kept.set(name, bytes);
    } catch (error) {
      console.error(`An image could not be kept: ${(error as Error).message}`); // a full disk; readers get it all the same
    }
    return bytes;
  }
}

/** What is sent for an original: as wide as a variant can be, in the original's own format as far as browsers show it. */
function wholeFile({ path, facts }: PublicImage): ImageFile {
  const ending = path.toLowerCase().replace(/^.*\./, '').replace('jpeg', 'jpg').replace('gif', 'png');
  return { hash: facts.hash, width: widestOf(facts), format: ending as ImageFormat };
}

function widestOf(facts: ImageFacts): number {
  return widthsOf(facts).at(-1) as number;
}

/** Whether pages may name this file of an image. */
function isOffered(facts: ImageFacts, file: ImageFile): boolean {
  if (file.height !== undefined) return cropsOf(facts).some(({ path }) => path === imageFilePath(file));
  return widthsOf(facts).includes(file.width) && formatsOf(facts).includes(file.format);
}

function nameOf({ hash, width, height, format }: ImageFile): string {
  return `${hash}-${width}${height === undefined ? '' : `x${height}`}.${format}`;
}

/** The headers of a file that is kept under `name`, whoever may see it. */
function headersOf(name: string, format: ImageFormat) {
  return {
    'Content-Type': IMAGE_TYPES[format],
    'X-Content-Type-Options': 'nosniff',
    // As a document of its own a drawing loads nothing and runs nothing; in a page none of this holds (it has its styles there). Of what is made of dots it would say nothing.
    ...(format === 'svg' && { 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox" }),
    ETag: `"${name}"`,
  };
}

function answerWith(headers: Record<string, string>, body: Made): ImageAnswer | null {
  if (body === 'busy') return { status: 503, headers: { 'Retry-After': '5', 'Cache-Control': 'no-store' }, body: null };
  return body && { status: 200, headers: { ...headers, 'Content-Length': String(body.length) }, body };
}
