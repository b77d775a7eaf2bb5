import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContentStore } from '../store/content-store.ts';
import { FILLING_RETRY_SECONDS, sendText } from './short-answers.ts';

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
    if (path === '/_dateline/live') sendText(request, response, 200, 'live');
    else if (path !== '/_dateline/ready') return false;
    else if (this.#isStopping) sendText(request, response, 503, 'stopping');
    else if (this.isReady) sendText(request, response, 200, 'ready');
    else sendText(request, response, 503, 'filling', { 'Retry-After': String(FILLING_RETRY_SECONDS) });
    return true;
  }
}
