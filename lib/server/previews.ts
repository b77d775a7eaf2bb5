import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Renderer } from '../render/rendering.ts';
import { imagePass, readImagePass, readPreviewPath } from '../routes/preview-link.ts';
import type { ContentStore } from '../store/content-store.ts';
import { FOR_FEW, OWN_ORIGIN, pagePolicy } from './headers.ts';
import { networkOf, type Reader } from './proxies.ts';
import { addServerTiming } from './server-timing.ts';

/** At most so many previews are rendered at a time: none is cached, and some read git. */
const MAX_RUNNING = 4;
const RETRY_SECONDS = 2;

/**
 * Passes expire after a day: a browser sends all of them with each image, and a request's headers are
 * limited.
 */
const PASS_MILLISECONDS = 86_400_000;
const COOKIE = 'dateline-preview-';

/**
 * Sends previews: rendered for each request and never cached. With each goes a cookie that gives access to
 * its images, which other readers cannot load; it names them, since images of a branch are not in the index.
 * A null `secret` turns previews off.
 */
export class Previews {
  readonly #store: ContentStore;
  readonly #renderer: Renderer;
  readonly #secret: string | null;
  readonly #readerOf: (request: IncomingMessage) => Reader;
  #running = 0;

  constructor(
    store: ContentStore,
    renderer: Renderer,
    secret: string | null,
    readerOf: (request: IncomingMessage) => Reader,
  ) {
    this.#store = store;
    this.#renderer = renderer;
    this.#secret = secret;
    this.#readerOf = readerOf;
  }

  /**
   * Sends the preview at `path`, and returns whether there is one. Throws `RenderUnavailableError`, or what
   * went wrong in the render process.
   */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const secret = this.#secret;
    if (secret === null) return false;
    const now = this.#store.clock();
    const claim = readPreviewPath(path, secret, now);
    if (!claim) return false;
    for (let at = 0; at < FOR_FEW.length; at += 2) response.setHeader(FOR_FEW[at] as string, FOR_FEW[at + 1] as string);
    if (this.#running >= MAX_RUNNING) {
      response.writeHead(503, { 'Retry-After': RETRY_SECONDS, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Other previews are being rendered. Reload this one in a moment.\n');
      return true;
    }
    this.#running++;
    try {
      const { address, secure } = this.#readerOf(request);
      const began = performance.now();
      const { page } = await this.#renderer.render({ path, priority: 'preview', network: networkOf(address) });
      addServerTiming(response, performance.now() - began);
      if (page.status !== 200) throw new Error('A preview was not found.');
      const body = Buffer.from(page.text);
      response.writeHead(claim.over ? 410 : 200, [
        'Content-Type',
        'text/html; charset=utf-8',
        'Content-Length',
        String(body.length),
        'Content-Security-Policy',
        // The editor shows what is written beside the text.
        claim.unsaved === undefined ? pagePolicy(page.styleHash) : pagePolicy(page.styleHash, "'self'"),
        ...OWN_ORIGIN,
        ...(claim.over ? [] : ['Set-Cookie', cookie(page.text, claim, secret, now, secure)]),
      ]);
      response.end(request.method === 'HEAD' ? undefined : body);
      return true;
    } finally {
      this.#running--;
    }
  }

  /** The hashes of the images in previews that this reader has opened, from the cookies. */
  imagesFor({ headers }: IncomingMessage): string[] {
    const secret = this.#secret;
    if (secret === null) return [];
    const now = this.#store.clock();
    return (headers.cookie ?? '').split(/;\s*/).flatMap((pair) => {
      const at = pair.indexOf('=');
      const named = pair
        .slice(0, at)
        .replace(/^__Secure-/, '')
        .startsWith(COOKIE);
      return named ? readImagePass(pair.slice(at + 1), secret, now) : [];
    });
  }
}

/**
 * The cookie (RFC 6265bis) that gives access to a page's images. Each story has one of its own, so that
 * previews do not replace each other's.
 */
function cookie(
  html: string,
  { file, branch, expires }: { file: string; branch: string | null; expires: number },
  secret: string,
  now: number,
  secure: boolean,
): string {
  const images = new Set([...html.matchAll(/\/media\/([\da-f]{20})\//g)].map(([, name = '']) => name));
  const until = Math.min(expires, now + PASS_MILLISECONDS);
  const name = `${secure ? '__Secure-' : ''}${COOKIE}${hash('sha256', JSON.stringify([file, branch])).slice(0, 12)}`;
  const attributes = `Path=/media; Max-Age=${Math.ceil((until - now) / 1000)}; HttpOnly; SameSite=Strict`;
  return `${name}=${imagePass({ images: [...images], expires: until }, secret)}; ${attributes}${secure ? '; Secure' : ''}`;
}
