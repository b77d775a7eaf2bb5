import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Instant } from '../dates.ts';
import type { RenderedPage } from '../render/render.ts';
import { type StrippedPage, stripPage } from '../render/strip.ts';
import type { Stylesheets } from '../render/stylesheets.ts';
import type { ContentStore } from '../store/content-store.ts';
import { isFresh } from '../store/queries/queries.ts';
import { type Trace, traced } from '../store/trace.ts';
import type { Encoding } from './headers.ts';

/**
 * A finished page, or a document for machines. `type` and `links` are its headers `Content-Type` and `Link`; `etag` is quoted; `styleHash` is for its Content-Security-Policy; `made`
 * is when these bytes were first made here. `bodies` holds the encodings that readers asked for so far; see `body`.
 */
export type CachedPage = {
  readonly type: string;
  readonly links: string;
  readonly etag: string;
  readonly styleHash: string | null;
  readonly made: Instant;
  readonly bodies: { identity: Buffer; br: Buffer | null; gzip: Buffer | null };
};

/** A page as it was when it was made, with what it was made from. `page` is null where there is no such page. */
type Entry = { readonly page: CachedPage | null; readonly trace: Trace; generation: number; asked: boolean };

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Bytes of pages kept; an average article takes some 30 KB with its encodings. */
const MAX_BYTES = 96_000_000;
/** Rendering again because the content changed meanwhile ends here. */
const MAX_RENDERS = 3;
/** Pages that wait to be compressed as far as it goes; more are compressed when they are asked for again. */
const MAX_WAITING = 500;

/**
 * Keeps finished pages and knows how long they are true: as long as the generation stands, or else as long as all that they asked the
 * index is answered as it was (see `trace.ts`).
 */
export class PageCache {
  readonly #store: ContentStore;
  readonly #render: (path: string) => Promise<RenderedPage>;
  readonly #stylesheets: Stylesheets;
  readonly #pages = new LRUCache<string, Entry>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #rendering = new Map<string, Promise<Entry>>();
  readonly #waiting = new Set<string>();
  #compressing = false;

  constructor(store: ContentStore, render: (path: string) => Promise<RenderedPage>, stylesheets: Stylesheets) {
    this.#store = store;
    this.#render = render;
    this.#stylesheets = stylesheets;
  }

  /** The page at `path` if it is kept and known to be true now; else null, which says nothing. */
  kept(path: string): CachedPage | null {
    const entry = this.#pages.get(path);
    if (entry === undefined || entry.generation !== this.#store.generation()) return null;
    if (!entry.asked) this.#requestedAgain(path, entry);
    return entry.page;
  }

  /**
   * The page at `path` (canonical, without query), or null where there is none: never older than the last sync that had ended when it was asked
   * for. Throws `UnsafeHtmlError`, or an error when Next fails.
   */
  async page(path: string): Promise<CachedPage | null> {
    let waited = false;
    for (let renders = 0; ; ) {
      const generation = this.#store.generation();
      const entry = this.#pages.get(path);
      if (entry && (entry.generation === generation || isFresh(entry.trace, this.#store))) {
        entry.generation = generation;
        return entry.page;
      }
      const running = this.#rendering.get(path);
      if (running) {
        // Begun after this request came: new enough, and its failure is this one's too.
        if (waited) return (await running).page;
        // Begun before it came, perhaps from older content: whether it will do is for the check above.
        await running.catch(() => undefined);
        waited = true;
        continue;
      }
      const made = await this.#make(path, generation);
      waited = true;
      // Begun after the request came, so it is new enough even if the content goes on changing. What is not there is not kept.
      if (made.page === null || ++renders === MAX_RENDERS) return made.page;
    }
  }

  #make(path: string, generation: number): Promise<Entry> {
    const making = (async () => {
      const { result, trace } = await traced(() => this.#render(path));
      refuseFailed(path, result);
      const before = this.#pages.get(path)?.page ?? null;
      const page = result.status === 200 ? this.#finish(result, before) : null;
      // What was compressed of the same bytes is kept, and so is the knowledge that somebody comes back to this page.
      const entry = { page, trace, generation, asked: page !== null && page === before };
      if (page) this.#pages.set(path, entry);
      else this.#pages.delete(path);
      return entry;
    })();
    this.#rendering.set(path, making);
    const done = () => void this.#rendering.delete(path);
    making.then(done, done);
    return making;
  }

  /** What is at `path` now, kept by nobody: there are as many such pages as readers can think of. Null where there is none. */
  async uncached(path: string): Promise<CachedPage | null> {
    const result = await this.#render(path);
    refuseFailed(path, result);
    return result.status === 200 ? this.#finish(result, null) : null;
  }

  #finish({ type, links, text }: RenderedPage, before: CachedPage | null): CachedPage {
    const now = this.#store.clock();
    if (isHtml(type)) return finished('text/html; charset=utf-8', '', stripPage(text, this.#stylesheets), now, before);
    return finished(type, links, { html: text, styleHash: null }, now, before);
  }

  /** The bytes of `page`, of `path`, in an encoding. The first that asks for one waits for a quick compression. */
  async body(path: string, page: CachedPage, encoding: Encoding): Promise<Buffer> {
    const there = page.bodies[encoding];
    if (there) return there;
    const made = await compress(page.bodies.identity, encoding as 'br' | 'gzip', QUICK);
    page.bodies[encoding] ??= made;
    this.#weigh(path, page);
    return made;
  }

  /** Somebody came back: the page is worth the time that the smallest compression takes. */
  #requestedAgain(path: string, entry: Entry): void {
    if (this.#waiting.size >= MAX_WAITING) return;
    entry.asked = true;
    this.#waiting.add(path);
    if (!this.#compressing) void this.#compressWaiting();
  }

  async #compressWaiting(): Promise<void> {
    this.#compressing = true;
    for (const path of this.#waiting) {
      this.#waiting.delete(path);
      const page = this.#pages.peek(path)?.page;
      if (!page) continue;
      // One after the other: readers who wait for a page come first.
      page.bodies.br = await compress(page.bodies.identity, 'br', THOROUGH);
      page.bodies.gzip = await compress(page.bodies.identity, 'gzip', THOROUGH);
      this.#weigh(path, page);
    }
    this.#compressing = false;
  }

  /** Counts anew what a page takes, if it is still kept. */
  #weigh(path: string, page: CachedPage): void {
    const entry = this.#pages.peek(path);
    if (entry?.page === page) this.#pages.set(path, entry);
  }
}

/** Throws unless Next rendered a page or found none. It redirects (308) where a story got another URL just now: there is no page, either. */
function refuseFailed(path: string, { status }: RenderedPage): void {
  if (![200, 404, 308].includes(status)) throw new Error(`Next answered ${status} for ${path}.`);
}

function sizeOf({ page, trace }: Entry): number {
  const { identity, br, gzip } = page?.bodies ?? {};
  return (identity?.length ?? 0) + (br?.length ?? 0) + (gzip?.length ?? 0) + trace.size * 200 + 1000;
}

/** Whether a content type is that of a page. */
export function isHtml(type: string): boolean {
  return type.startsWith('text/html');
}

/** The bytes of a page or document, or `before` if those are the same. */
function finished(
  type: string,
  links: string,
  { html, styleHash }: StrippedPage,
  now: Instant,
  before: CachedPage | null,
): CachedPage {
  const identity = trimmed(Buffer.from(html));
  // Weak: the same page in another encoding is the same page.
  const etag = `W/"${hash('sha256', identity, 'base64url').slice(0, 22)}"`;
  if (etag === before?.etag && links === before.links) return before;
  // Dates of HTTP count seconds: of two pages made in one, the second must not have the date of the first.
  const made = before ? Math.max(now, before.made + 1000) : now;
  return { type, links, etag, styleHash, made, bodies: { identity, br: null, gzip: null } };
}

/** A copy that takes no more memory than its length: a new buffer is the beginning of a larger one, for a text as for what zlib returns. */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

type DiffBudget = { readonly br: number; readonly gzip: number };
const QUICK: DiffBudget = { br: 4, gzip: 5 };
const THOROUGH: DiffBudget = { br: 11, gzip: 9 };

async function compress(bytes: Buffer, encoding: 'br' | 'gzip', effort: DiffBudget): Promise<Buffer> {
  if (encoding === 'gzip') return trimmed(await compressGzip(bytes, { level: effort.gzip }));
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: effort.br,
    // A window of 256 KB holds any page; the usual one takes megabytes for each page being compressed.
    [constants.BROTLI_PARAM_LGWIN]: 18,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return trimmed(await compressBrotli(bytes, { params }));
}
