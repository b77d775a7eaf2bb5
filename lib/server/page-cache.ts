import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Newsroom } from '../index/newsroom.ts';
import { questions } from '../index/queries.ts';
import { stillTrue, type Trace, traced } from '../index/trace.ts';
import { type FinishedPage, finishPage } from './finish.ts';
import type { RenderedPage } from './render.ts';

/** The bytes of a page, as a reader may ask for them. `etag` is quoted; `policy` is its Content-Security-Policy. */
export type PageBytes = Readonly<{ identity: Buffer; brotli: Buffer; gzip: Buffer; etag: string; policy: string }>;

/** A page as it was when it was made, with what it was made from. `bytes` is null where there is no such page. */
type Entry = { readonly bytes: PageBytes | null; readonly trace: Trace; generation: number };

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Bytes of pages kept; an average article takes some 30 KB with its two encodings. */
const MAX_BYTES = 96_000_000;
/** Addresses without a page that are remembered; they must not push pages out. */
const MAX_MISSING = 2_000;
/** Rendering again because the content changed meanwhile ends here. */
const MAX_RENDERS = 3;

/**
 * Keeps finished pages and knows how long they are true: as long as the generation stands, or else as long as all that they asked the
 * index is answered as it was (see `trace.ts`).
 */
export class PageCache {
  readonly #newsroom: Newsroom;
  readonly #render: (path: string) => Promise<RenderedPage>;
  readonly #pages = new LRUCache<string, Entry>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #missing = new LRUCache<string, Entry>({ max: MAX_MISSING });
  readonly #rendering = new Map<string, Promise<Entry>>();

  constructor(newsroom: Newsroom, render: (path: string) => Promise<RenderedPage>) {
    this.#newsroom = newsroom;
    this.#render = render;
  }

  /**
   * The page at `path` (canonical, without query), or null where there is none: never older than the last sync that had ended when it was asked
   * for. Throws `UnfitPage`, or an error when Next fails.
   */
  async page(path: string): Promise<PageBytes | null> {
    let waited = false;
    for (let renders = 0; ; ) {
      const generation = this.#newsroom.generation();
      const entry = this.#pages.get(path) ?? this.#missing.get(path);
      if (entry && (entry.generation === generation || stillTrue(entry.trace, questions))) {
        entry.generation = generation;
        return entry.bytes;
      }
      const running = this.#rendering.get(path);
      if (running) {
        // Begun after this request came: new enough, and its failure is this one's too.
        if (waited) return (await running).bytes;
        // Begun before it came, perhaps from older content: whether it will do is for the check above.
        await running.catch(() => undefined);
        waited = true;
        continue;
      }
      const made = await this.#make(path, generation);
      waited = true;
      // Begun after the request came, so it is new enough even if the content goes on changing.
      if (++renders === MAX_RENDERS) return made.bytes;
    }
  }

  #make(path: string, generation: number): Promise<Entry> {
    const making = (async () => {
      const { result, trace } = await traced(() => this.#render(path));
      if (result.status !== 200 && result.status !== 404)
        throw new Error(`Next answered ${result.status} for ${path}.`);
      const bytes = result.status === 200 ? await encode(finishPage(result.html)) : null;
      const entry = { bytes, trace, generation };
      (bytes ? this.#pages : this.#missing).set(path, entry);
      (bytes ? this.#missing : this.#pages).delete(path);
      return entry;
    })();
    this.#rendering.set(path, making);
    const done = () => void this.#rendering.delete(path);
    making.then(done, done);
    return making;
  }
}

function sizeOf({ bytes, trace }: Entry): number {
  const sent = bytes ? bytes.identity.length + bytes.brotli.length + bytes.gzip.length : 0;
  return sent + trace.size * 200 + 1000;
}

/** A copy that takes no more memory than its length: a new buffer is the beginning of a larger one, for a text as for what zlib returns. */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** Compresses a finished page once for all its readers. */
export async function encode({ html, styleHashes }: FinishedPage): Promise<PageBytes> {
  const identity = trimmed(Buffer.from(html));
  const [brotli, gzipped] = await Promise.all([
    compressBrotli(identity, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 6,
        // A window of 256 KB holds any page; the usual one takes megabytes for each page being compressed.
        [constants.BROTLI_PARAM_LGWIN]: 18,
        [constants.BROTLI_PARAM_SIZE_HINT]: identity.length,
      },
    }),
    compressGzip(identity, { level: 6 }),
  ]).then((made) => made.map(trimmed) as [Buffer, Buffer]);
  const styles = styleHashes.map((style) => `'${style}'`).join(' ');
  return {
    identity,
    brotli,
    gzip: gzipped,
    // Weak: the same page in another encoding is the same page.
    etag: `W/"${hash('sha256', identity, 'base64url').slice(0, 22)}"`,
    policy: `default-src 'none'; style-src ${styles || "'none'"}; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  };
}
