import type { ImageCacheSettings } from '../config.ts';
import { locate, realFolders } from '../content/files.ts';
import { ImageWorker } from '../images/image-worker.ts';
import { PreviewImages } from '../images/preview-images.ts';
import type { ShareImageContent } from '../images/share-image-svg.ts';
import { VariantCache } from '../images/variant-cache.ts';
import { log } from '../log.ts';
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
  reducedSize,
  widthsOf,
} from '../routes/image-files.ts';
import type { ArticleKey } from '../routes/page-kinds.ts';
import { shareImageAt } from '../routes/share-image.ts';
import type { ContentStore } from '../store/content-store.ts';
import { imageAtUrl, imageByHash, type PublicImage } from '../store/public-images.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { hasEtag } from './etag.ts';
import { shareImageContent, shareImageName } from './share-image-content.ts';

/** The answer to a request for an image. `body` is null when nothing but headers is sent. */
export type ImageAnswer = Readonly<{ status: number; headers: Record<string, string>; body: Buffer | null }>;

/** The bytes of a file; null when it cannot be made, `busy` when too many others are being made. */
type MadeFile = Buffer | null | 'busy';

/** While so many files are being made, requests for further ones get 503. */
const MAX_WAITING = 500;
/** A file that failed is tried again after this time. */
const FAILED_MILLISECONDS = 60_000;

/**
 * Whether `path` (decoded) names an image file. Readers get those only from `ImageResponder`, which never
 * sends an original.
 */
export function isImageFile(path: string): boolean {
  return imageKind(path) !== null;
}

/**
 * Answers requests for images and share images. Variants are made at their first request, once for all who
 * wait, and stored on disk. Only images in the index that somebody may see are made, and only in the widths,
 * crops and formats that pages link.
 */
export class ImageResponder {
  readonly #store: ContentStore;
  readonly #variants: VariantCache;
  readonly #previewImages: PreviewImages;
  readonly #worker: ImageWorker;
  /** The files that are being made, by name. */
  readonly #making = new Map<string, Promise<Buffer | null>>();
  /**
   * When a file that failed may be tried again, by name. It is a `performance.now`, which no set clock
   * changes.
   */
  readonly #failed = new Map<string, number>();

  constructor(store: ContentStore, settings: ImageCacheSettings, worker = new ImageWorker()) {
    this.#store = store;
    this.#worker = worker;
    this.#variants = new VariantCache(settings);
    this.#previewImages = new PreviewImages(settings);
  }

  /**
   * Returns the answer at `path` (decoded): a variant (`/media/…`), a story's share image, or an image under
   * public/, re-encoded. Null when there is no image, or none that readers may see yet. `ifNoneMatch` is the
   * header of that name; `previewed` returns the hashes of images that this reader may see before
   * publication.
   */
  async answer(
    path: string,
    ifNoneMatch?: string | null,
    previewed: () => readonly string[] = () => [],
  ): Promise<ImageAnswer | null> {
    const shared = shareImageAt(path);
    if (shared) return this.#shareImage(shared, ifNoneMatch);
    const requested = imageFileAt(path);
    const published = requested
      ? imageByHash(this.#store, requested.hash)
      : isImageFile(path)
        ? imageAtUrl(this.#store, path)
        : null;
    const inPreview = requested && !published && previewed().includes(requested.hash);
    const image = inPreview
      ? (imageByHash(this.#store, requested.hash, true) ?? this.#previewImages.find(requested.hash))
      : published;
    if (!image) return null;
    const file = requested ?? widestFile(image as PublicImage);
    if (requested && !isOffered(image.facts, requested)) return null;
    const name = nameOf(file);
    const headers = {
      ...headersOf(name, file.format),
      'Cross-Origin-Resource-Policy': published ? 'cross-origin' : 'same-origin',
      // A variant's path names its bytes; a path under public/ may get others.
      'Cache-Control': !published
        ? 'private, no-store'
        : requested
          ? 'public, max-age=31536000, immutable'
          : 'public, max-age=0, must-revalidate',
    };
    if (ifNoneMatch && hasEtag(ifNoneMatch, headers.ETag)) return { status: 304, headers, body: null };
    const absolute = 'absolute' in image ? image.absolute : locate(realFolders(this.#store.folders), image.path);
    const what = `${absolute}, ${file.width} pixels wide as ${file.format},`;
    const make = () => this.#encode(image.facts, absolute, file);
    return answerWith(headers, await this.#bytes(name, what, make));
  }

  /** Ends the image process. */
  close(): void {
    this.#worker.close();
  }

  /**
   * Returns the share image of a story, or null when that is not published now. Its name is a digest of its
   * content, so that a changed story gets a new one at once.
   */
  async #shareImage({ edition, slug }: ArticleKey, ifNoneMatch?: string | null): Promise<ImageAnswer | null> {
    const queries = queriesFor(this.#store, edition);
    const story = queries.story(slug);
    if (!story) return null;
    let content = shareImageContent(story, queries.publication(), queries.theme());
    const headersFor = (content: ShareImageContent) => ({
      ...headersOf(shareImageName(content), 'png'),
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'public, max-age=0, must-revalidate',
    });
    const headers = headersFor(content);
    if (ifNoneMatch && hasEtag(ifNoneMatch, headers.ETag)) return { status: 304, headers, body: null };
    let bytes = await this.#drawShareImage(content, slug);
    if (bytes === null && content.image !== null) {
      // The lead image was deleted just now, or cannot be read.
      content = { ...content, image: null };
      bytes = await this.#drawShareImage(content, slug);
    }
    return answerWith(headersFor(content), bytes);
  }

  #drawShareImage(content: ShareImageContent, slug: string): Promise<MadeFile> {
    return this.#bytes(shareImageName(content), `The share image of ${slug}`, async () => {
      const folders = realFolders(this.#store.folders);
      const ofTheme = content.logo === undefined ? null : imageByHash(this.#store, content.logo);
      const logo = ofTheme && locate(folders, ofTheme.path);
      if (content.image === null) return this.#worker.draw(content, { logo });
      const image = imageByHash(this.#store, content.image);
      if (!image) return null;
      const absolute = locate(folders, image.path);
      const reduced = await this.#reduced(image.facts, absolute);
      return reduced === 'failed' ? null : this.#worker.draw(content, { absolute, reduced, logo });
    });
  }

  async #encode(facts: ImageFacts, absolute: string, file: ImageFile): Promise<Buffer | null> {
    const reduced = await this.#reduced(facts, absolute);
    return reduced === 'failed' ? null : this.#worker.encode(absolute, file, reduced);
  }

  /**
   * Returns the path in the cache of the copy from which the variants of an image are made, and makes it if
   * need be. Null for a small image, or if the cache has no room for the copy.
   */
  async #reduced(facts: ImageFacts, absolute: string): Promise<string | null | 'failed'> {
    const size = reducedSize(facts);
    if (!size) return null;
    const file: ImageFile = { hash: facts.hash, ...size, format: facts.transparent ? 'png' : 'jpg' };
    const name = `reduced-${nameOf(file)}`;
    const cached = this.#variants.pathOf(name);
    if (cached) return cached;
    const bytes = await this.#once(name, `${absolute}, reduced,`, () => this.#worker.reduce(absolute, file));
    return bytes ? this.#variants.pathOf(name) : 'failed';
  }

  /** Returns the file called `name` from the cache, or makes it. `what` describes it in an error. */
  async #bytes(name: string, what: string, make: () => Promise<Buffer | null>): Promise<MadeFile> {
    const cached = await this.#variants.get(name);
    if (cached) return cached;
    if (!this.#making.has(name) && this.#making.size >= MAX_WAITING) return 'busy';
    return this.#once(name, what, make);
  }

  /** Makes the file called `name`, once for all who want it meanwhile. */
  #once(name: string, what: string, make: () => Promise<Buffer | null>): Promise<Buffer | null> {
    const running = this.#making.get(name);
    if (running) return running;
    const making = this.#make(name, what, make).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #make(name: string, what: string, make: () => Promise<Buffer | null>): Promise<Buffer | null> {
    if ((this.#failed.get(name) ?? 0) > performance.now()) return null;
    let bytes: Buffer | null;
    try {
      bytes = await make();
    } catch (error) {
      log.error(`${what} could not be made: ${(error as Error).message}`);
      if (this.#failed.size > MAX_WAITING) this.#failed.clear();
      this.#failed.set(name, performance.now() + FAILED_MILLISECONDS);
      return null;
    }
    try {
      if (bytes) this.#variants.set(name, bytes);
    } catch (error) {
      log.error(`An image could not be stored: ${(error as Error).message}`); // the reader gets it all the same
    }
    return bytes;
  }
}

/** The widest variant of an image, in the original's format if browsers display that. */
function widestFile({ path, facts }: PublicImage): ImageFile {
  const ending = path.toLowerCase().replace(/^.*\./, '').replace('jpeg', 'jpg').replace('gif', 'png');
  return { hash: facts.hash, width: widestOf(facts), format: ending as ImageFormat };
}

function widestOf(facts: ImageFacts): number {
  return widthsOf(facts).at(-1) as number;
}

/** Whether pages link this variant of an image. */
function isOffered(facts: ImageFacts, file: ImageFile): boolean {
  if (file.height !== undefined) return cropsOf(facts).some(({ path }) => path === imageFilePath(file));
  return widthsOf(facts).includes(file.width) && formatsOf(facts).includes(file.format);
}

function nameOf({ hash, width, height, format }: ImageFile): string {
  return `${hash}-${width}${height === undefined ? '' : `x${height}`}.${format}`;
}

/** The headers of the file called `name` that do not depend on the reader. */
function headersOf(name: string, format: ImageFormat) {
  return {
    'Content-Type': IMAGE_TYPES[format],
    'X-Content-Type-Options': 'nosniff',
    // An SVG that is opened as a document loads and runs nothing. Within a page this policy does not apply.
    ...(format === 'svg' && { 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox" }),
    ETag: `"${name}"`,
  };
}

function answerWith(headers: Record<string, string>, body: MadeFile): ImageAnswer | null {
  if (body === 'busy') return { status: 503, headers: { 'Retry-After': '5', 'Cache-Control': 'no-store' }, body: null };
  return body && { status: 200, headers: { ...headers, 'Content-Length': String(body.length) }, body };
}
