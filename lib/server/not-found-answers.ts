import type { IncomingMessage, ServerResponse } from 'node:http';
import { UNROUTED } from '../render/rendering.ts';
import { type Edition, languageAt } from '../routes/editions.ts';
import { pathTo } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { chooseEncoding } from './headers.ts';
import { type PageAnswers, without } from './page-answers.ts';
import type { PageCache } from './page-cache.ts';
import { splitTarget } from './request-target.ts';
import { sendNotYetRead, sendText } from './short-answers.ts';

/** Where Next renders the pages “not found” and “removed”. Readers who request these paths get 404. */
const PATHS = { 404: '/_dateline/not-found', 410: '/_dateline/removed' } as const;

/** Answers requests at whose path there is no page. */
export class NotFoundAnswers {
  readonly #store: ContentStore;
  readonly #cache: PageCache;
  readonly #pages: PageAnswers;

  constructor(store: ContentStore, cache: PageCache, pages: PageAnswers) {
    this.#store = store;
    this.#cache = cache;
    this.#pages = pages;
  }

  /**
   * Redirects to the present URL of a page; sends 410 for a removed story, and 404 for anything else (see
   * `send`).
   */
  async redirectOrSend(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    const redirect = queriesFor(this.#store, '').redirect(path);
    if (redirect?.kind !== 'moved') return this.send(request, response, redirect ? 410 : 404);
    sendText(request, response, 308, 'This story has another address.', {
      Location: redirect.path + query,
      // An article with this name may be published any time.
      'Cache-Control': this.#pages.withoutKeys,
    });
  }

  /**
   * Sends the page “not found” (404) or “removed” (410) in the language of the request's path. While the
   * index is filling it sends 503: search engines forget a page that is 404, and its file may not be read
   * yet.
   */
  async send(request: IncomingMessage, response: ServerResponse, status: 404 | 410): Promise<void> {
    if (sendNotYetRead(request, response)) return;
    const key = UNROUTED + prefixOf(editionOf(this.#store, request)) + PATHS[status];
    const page = this.#cache.fresh(key) ?? (await this.#cache.page(key));
    if (!page) throw new Error(`Next renders no page at “${key}”.`);
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    const body = await this.#cache.body(key, page, encoding);
    const headers = without(this.#pages.headers(page, encoding, body), ['ETag', 'Last-Modified']);
    headers[1] = status === 404 ? 'no-store' : this.#pages.withoutKeys;
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  }
}

/** The edition whose prefix a request's path has, whether or not there is a page. */
function editionOf(store: ContentStore, { url = '' }: IncomingMessage): Edition {
  const [, first = ''] = splitTarget(url)[0].toLowerCase().split('/');
  const language = languageAt(first);
  return (
    queriesFor(store, '')
      .editions()
      .find((other) => other.language === language)?.edition ?? ''
  );
}

function prefixOf(edition: Edition): string {
  return pathTo({ kind: 'home', edition, page: 1 }).replace(/\/$/, '');
}
