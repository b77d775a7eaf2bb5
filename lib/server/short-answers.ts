import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Publication } from '../content/publication.ts';
import type { ContentStore } from '../store/content-store.ts';
import { errorPage } from './error-page.ts';
import { NOTHING_POLICY, pagePolicy, SAFETY } from './headers.ts';

/** Sets headers from a flat list of names and values. */
export function setHeaders(response: ServerResponse, list: readonly string[]): void {
  for (let at = 0; at < list.length; at += 2) response.setHeader(list[at] as string, list[at + 1] as string);
}

type WriteHead = (status: number, headers?: OutgoingHttpHeaders | OutgoingHttpHeader[]) => ServerResponse;

/** Adds the headers of a flat list to an answer, whatever sends it. */
export function addHeaders(response: ServerResponse, list: readonly string[]): void {
  const writeHead: WriteHead = response.writeHead.bind(response);
  const writeWithList: WriteHead = (status, headers) => {
    // Node writes a flat list fastest when no header was set before.
    if (Array.isArray(headers)) return writeHead(status, [...headers, ...list]);
    setHeaders(response, list);
    return writeHead(status, headers);
  };
  response.writeHead = writeWithList as ServerResponse['writeHead'];
}

/** The answers to requests that came while the index was filling. */
const whileFilling = new WeakSet<ServerResponse>();
/** The headers that let a cache store an answer or revalidate it. */
const CACHING = ['cache-control', 'etag', 'last-modified'];

/** Replaces the headers of the given names, in lower case, by those of a flat list, whatever sends the answer. */
export function replaceHeaders(response: ServerResponse, names: readonly string[], list: readonly string[]): void {
  const writeHead: WriteHead = response.writeHead.bind(response);
  const writeReplaced: WriteHead = (status, given = []) => {
    const flat = Array.isArray(given)
      ? given.map(String)
      : Object.entries(given).flatMap(([name, value]) => [name, String(value)]);
    for (const name of names) response.removeHeader(name);
    const others = flat
      .filter((_, at) => at % 2 === 0)
      .flatMap((name, at) => (names.includes(name.toLowerCase()) ? [] : [name, flat[at * 2 + 1] as string]));
    return writeHead(status, [...list, ...others]);
  };
  response.writeHead = writeReplaced as ServerResponse['writeHead'];
}

/**
 * Makes an answer uncacheable, whatever sends it, and ignores what the reader has cached. For requests while
 * the index is filling: the next answer may be another.
 */
export function preventCaching({ headers }: IncomingMessage, response: ServerResponse): void {
  whileFilling.add(response);
  for (const name of ['if-none-match', 'if-modified-since', 'if-range', 'range'] as const) delete headers[name];
  replaceHeaders(response, CACHING, ['Cache-Control', 'no-store']);
}

/** Sends a whole body with the safety headers. No cache stores it unless `headers` allow that. */
export function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string | Buffer,
  headers: Record<string, string>,
): void {
  const body = Buffer.from(text);
  setHeaders(response, SAFETY);
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': NOTHING_POLICY,
    'Content-Length': body.length,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Sends one line of plain text. */
export function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  sendBody(request, response, status, `${text}\n`, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
}

/** Sends JSON, indented for people who look at it. */
export function sendJson(request: IncomingMessage, response: ServerResponse, status: number, value: unknown): void {
  sendBody(request, response, status, `${JSON.stringify(value, null, 2)}\n`, { 'Content-Type': 'application/json' });
}

/** Seconds after which a reader may try again. */
const RETRY_SECONDS = 2;

/** Sends 503: the page can be made, but not now. */
export function sendUnavailable(request: IncomingMessage, response: ServerResponse): void {
  const headers = { 'Retry-After': String(RETRY_SECONDS) };
  sendText(request, response, 503, 'Too many pages are being made. Reload this one in a moment.', headers);
}

/** Seconds until a reader may try again while the index is filling. */
export const FILLING_RETRY_SECONDS = 10;

/**
 * Sends 503 if the index was filling when the request came: the file of the page may not be read yet. Returns
 * whether it did.
 */
export function sendNotYetRead(request: IncomingMessage, response: ServerResponse): boolean {
  if (!whileFilling.has(response)) return false;
  sendStarting(request, response, FILLING_RETRY_SECONDS);
  return true;
}

/** Sends 503: the site is starting. */
export function sendStarting(request: IncomingMessage, response: ServerResponse, retrySeconds: number): void {
  const headers = { 'Retry-After': String(retrySeconds) };
  sendText(request, response, 503, 'This site is starting. Reload this page in a moment.', headers);
}

/** Sends the error page with status 500. */
export function sendErrorPage(request: IncomingMessage, response: ServerResponse, store: ContentStore): void {
  let publication: Publication | null = null;
  try {
    publication = store.publication();
  } catch {
    // The store may be what failed.
  }
  const { html, styleHash } = errorPage(publication);
  sendBody(request, response, 500, html, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': pagePolicy(styleHash),
  });
}
