import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContentStore } from '../store/content-store.ts';
import { type CachedPage, isHtml } from './cached-page.ts';
import { hasEtag } from './etag.ts';
import {
  ANY_READER,
  CACHE_CONTROL,
  DOCUMENT_POLICY,
  type Encoding,
  OWN_ORIGIN,
  pagePolicy,
  SAFETY,
} from './headers.ts';
import { SPECULATION_PATH } from './speculation-rules.ts';

/** Sends pages and documents from the cache. */
export class PageAnswers {
  readonly #store: ContentStore;
  /** The headers of each body that was sent before. */
  readonly #headers = new WeakMap<Buffer, string[]>();

  constructor(store: ContentStore) {
    this.#store = store;
  }

  /** The headers of a page's answer, as a flat list. `Cache-Control` comes first. */
  headers(page: CachedPage, encoding: Encoding, body: Buffer): string[] {
    const known = this.#headers.get(body);
    if (known) return known;
    const headers = ['Cache-Control', CACHE_CONTROL, 'Content-Type', page.type, 'Content-Length', String(body.length)];
    if (encoding !== 'identity') headers.push('Content-Encoding', encoding);
    headers.push('ETag', page.etag, ...headersOf(page));
    // Within the second of `made` a later version could get the same date (RFC 9110, 8.8.2.1).
    if (page.made <= this.#store.clock()) {
      headers.push('Last-Modified', new Date(page.made).toUTCString());
      this.#headers.set(body, headers);
    }
    return headers;
  }

  /** Sends a page, or 304 when the reader has it already. */
  send(request: IncomingMessage, response: ServerResponse, page: CachedPage, encoding: Encoding, body: Buffer): void {
    const headers = this.headers(page, encoding, body);
    if (isCurrent(request, page)) {
      response.writeHead(304, without(headers, ['Content-Type', 'Content-Length', 'Content-Encoding'])).end();
      return;
    }
    response.writeHead(200, headers);
    if (request.method === 'HEAD') response.end();
    else response.end(body);
  }
}

/** A flat list of headers without those of the given names. */
export function without(headers: readonly string[], names: readonly string[]): string[] {
  return headers.filter((_, at) => !names.includes(headers[at - (at % 2)] ?? ''));
}

function headersOf({ type, links, styleHash }: CachedPage): string[] {
  // No page depends on a query: a browser may use one that was loaded without `?utm_source=…` for the address
  // with it.
  const variants = ['Vary', 'Accept-Encoding', 'No-Vary-Search', 'params'];
  if (!isHtml(type)) {
    const policy = ['Content-Security-Policy', DOCUMENT_POLICY, ...variants];
    return [...policy, ...(links ? ['Link', links] : []), ...SAFETY, ...ANY_READER];
  }
  const policy = ['Content-Security-Policy', pagePolicy(styleHash), ...variants];
  return [...policy, 'Speculation-Rules', `"${SPECULATION_PATH}"`, ...SAFETY, ...OWN_ORIGIN];
}

/**
 * Whether the reader has this page already (RFC 9110, 13.2.2). A date counts only without an ETag, and only
 * when it is exactly the page's own: a later one may come from a machine whose content was older.
 */
function isCurrent({ headers }: IncomingMessage, page: CachedPage): boolean {
  const etag = headers['if-none-match'];
  if (etag !== undefined) return hasEtag(etag, page.etag);
  const date = headers['if-modified-since'];
  return date !== undefined && date === new Date(page.made).toUTCString();
}
