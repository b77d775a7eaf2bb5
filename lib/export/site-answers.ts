import inject from 'light-my-request';
import type { ImageCacheSettings } from '../config.ts';
import type { Renderer } from '../render/rendering.ts';
import { ImageResponder } from '../server/image-responder.ts';
import { PageCache } from '../server/page-cache.ts';
import { Probes } from '../server/probes.ts';
import { readerOf } from '../server/proxies.ts';
import { Publisher } from '../server/publish-hook.ts';
import { createRequestHandler } from '../server/request-handler.ts';
import type { ContentStore } from '../store/content-store.ts';

/** The answer of a site to a request; `etag` is quoted. */
export type SiteAnswer = Readonly<{ status: number; type: string; etag: string; body: Buffer }>;

/** Answers requests in this process as the site would, for the files that are no pages: images, fonts and the like. */
export class SiteAnswers {
  readonly #media: ImageResponder;
  readonly #handle: ReturnType<typeof createRequestHandler>;

  /** Only one process may use the folder of `imageCache`. */
  constructor(store: ContentStore, renderer: Renderer, imageCache: ImageCacheSettings) {
    this.#media = new ImageResponder(store, imageCache);
    this.#handle = createRequestHandler({
      store,
      cache: new PageCache(store, renderer),
      renderer,
      publisher: new Publisher(store, null, null),
      probes: new Probes(store),
      media: this.#media,
      readerOf: readerOf(''),
      requestIdOf: () => '',
      accessLog: null,
      answers: null,
      previewSecret: null,
      cacheFolder: '',
      indexNowKey: null,
      shared: null,
    });
  }

  /** Returns the answer to a GET request for `address`; 304 without a body if it has the ETag `etag` already. */
  async get(address: string, etag = ''): Promise<SiteAnswer> {
    const response = await inject(this.#handle, {
      method: 'GET',
      url: address,
      headers: etag ? { 'if-none-match': etag } : {},
    });
    const header = (name: string) => String(response.headers[name] ?? '');
    return {
      status: response.statusCode,
      type: header('content-type'),
      etag: header('etag'),
      body: response.rawPayload,
    };
  }

  /** Ends the image process. */
  close(): void {
    this.#media.close();
  }
}
