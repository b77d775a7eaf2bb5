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

/**
 * What answers say to the shared caches that are purged: the header for the keys of a page; the header, with its
 * value, that has them keep a page until it is purged; and whether this site may say so now.
 */
export type SharedCaching = Readonly<{ keyHeader: string; untilPurged: readonly string[]; isAllowed(): boolean }>;

/** Sends pages and documents from the cache. */
export class PageAnswers {
  readonly #store: ContentStore;
  readonly #shared: SharedCaching | null;
  /** The headers of each body that was sent before. The same body may belong to a page with other keys later. */
  readonly #headers = new WeakMap<Buffer, { page: CachedPage; headers: string[] }>();

  constructor(store: ContentStore, shared: SharedCaching | null = null) {
    this.#store = store;
    this.#shared = shared;
  }

  /** The `Cache-Control` of answers that change with the content, and that no purge finds. */
  get withoutKeys(): string {
    return this.#shared ? 'no-cache' : CACHE_CONTROL;
  }

  /** The headers of a page's answer, as a flat list. `Cache-Control` comes first. */
  headers(page: CachedPage, encoding: Encoding, body: Buffer): string[] {
    const known = this.#headers.get(body);
    if (known?.page === page) return known.headers;
    const headers = ['Cache-Control', CACHE_CONTROL, 'Content-Type', page.type, 'Content-Length', String(body.length)];
    if (encoding !== 'identity') headers.push('Content-Encoding', encoding);
    headers.push('ETag', page.etag, ...headersOf(page));
    if (this.#shared && page.keys) headers.push(this.#shared.keyHeader, page.keys);
    // Within the second of `made` a later version could get the same date (RFC 9110, 8.8.2.1).
    if (page.made <= this.#store.clock()) {
      headers.push('Last-Modified', new Date(page.made).toUTCString());
      this.#headers.set(body, { page, headers });
    }
    return headers;
  }

  /**
   * Sends a page, or 304 when the reader has it already. `mayBeOld` if the content has changed since the request
   * came: such an answer may reach a shared cache after the purge of the change.
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    {
      page,
      encoding,
      body,
      mayBeOld = false,
    }: { page: CachedPage; encoding: Encoding; body: Buffer; mayBeOld?: boolean },
  ): void {
    let headers = this.headers(page, encoding, body);
    if (this.#shared && !mayBeOld && this.#shared.isAllowed()) headers = [...headers, ...this.#shared.untilPurged];
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
