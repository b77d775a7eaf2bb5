import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ContentStore } from '../store/content-store.ts';
import { TLS_ONLY } from './headers.ts';
import type { Reader } from './proxies.ts';
import { splitTarget } from './request-target.ts';
import { addHeaders, FILLING_RETRY_SECONDS, sendStarting, sendText } from './short-answers.ts';

/** Seconds until a reader may try again: an index that is there is opened in less than one. */
const STARTING_RETRY_SECONDS = 2;

const LIVE = '/_dateline/live';

/**
 * Returns the request handler for the time before the first batch of the content is read: while it is cloned,
 * or compared with the index. The site lives, and is not ready.
 */
export function answerStarting(readerOf: (request: IncomingMessage) => Reader): RequestListener {
  return (request, response) => {
    if (readerOf(request).secure) addHeaders(response, TLS_ONLY);
    if (splitTarget(request.url ?? '/')[0] === LIVE) sendText(request, response, 200, 'live');
    else sendStarting(request, response, STARTING_RETRY_SECONDS);
  };
}

/**
 * Answers the probes of a load balancer or a container: whether the process lives, and whether it should get
 * readers. What is wrong with publishing or a page concerns neither; see `Health`.
 */
export class Probes {
  readonly #store: ContentStore;
  #isStopping = false;

  constructor(store: ContentStore) {
    this.#store = store;
  }

  /** From now on the site is not ready: it stops. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Whether the site should get readers. */
  get isReady(): boolean {
    return !this.#isStopping && !this.#store.isFilling;
  }

  /** Answers if `path` is that of a probe, and returns whether it is. */
  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (path === LIVE) sendText(request, response, 200, 'live');
    else if (path !== '/_dateline/ready') return false;
    else if (this.#isStopping) sendText(request, response, 503, 'stopping');
    else if (this.isReady) sendText(request, response, 200, 'ready');
    else sendText(request, response, 503, 'filling', { 'Retry-After': String(FILLING_RETRY_SECONDS) });
    return true;
  }
}
