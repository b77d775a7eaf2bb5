import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { publicFileExists } from '../content/files.ts';
import type { Newsroom } from '../index/newsroom.ts';
import { pathTo, placeAt } from '../urls.ts';
import { type PageBytes, PageCache } from './page-cache.ts';
import type { Publisher } from './publish.ts';
import type { Renderer } from './render.ts';

/** A path that no page has: what Next renders there is the page that says so. */
const NOT_FOUND_PATH = '/_not-found';

const FILE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
};

/**
 * What stands between readers and Next: one canonical address for each page, finished pages from the cache, and an answer to everything else.
 */
export function createFront(newsroom: Newsroom, renderer: Renderer, publisher: Publisher): RequestListener {
  const cache = new PageCache(newsroom, async (path) => {
    const page = await renderer.render(path);
    // The page that says “not found” is a page like any other to the cache; only its readers are told 404.
    return path === NOT_FOUND_PATH ? { ...page, status: 200 } : page;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query] = splitQuery(request.url ?? '/');
    if (path === '/_dateline/publish') {
      await publisher.answer(request, response);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      sendText(request, response, 405, 'Only GET and HEAD are answered here.');
      return;
    }
    if (path === '/_dateline/health') {
      sendHealth(request, response, newsroom, publisher);
      return;
    }
    const place = placeAt(path);
    if (place && pathTo(place) !== path) {
      response.setHeader('Location', pathTo(place) + query);
      sendText(request, response, 308, 'This page has another address.');
      return;
    }
    const page = place && (await cache.page(path));
    if (page) {
      sendPage(request, response, 200, page);
      return;
    }
    const file = decoded(path);
    if (!place && file !== null && publicFileExists(newsroom.folders, file)) {
      // A drawing (SVG) or a document that is opened by itself runs nothing either.
      response.setHeader('Content-Security-Policy', FILE_POLICY);
      response.setHeader('X-Content-Type-Options', 'nosniff');
      await renderer.handle(request, response);
      return;
    }
    const missing = await cache.page(NOT_FOUND_PATH);
    if (!missing) throw new Error('There is no page that says “not found”.');
    sendPage(request, response, 404, missing);
  }

  return (request, response) => {
    answer(request, response).catch((error: Error) => {
      console.error(`${request.method} ${request.url} failed: ${error.stack ?? error.message}`);
      if (response.headersSent) response.destroy();
      else
        sendText(
          request,
          response,
          500,
          'This page could not be made. The newsroom has been told; please try again later.',
        );
    });
  };
}

function splitQuery(url: string): [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function sendPage(request: IncomingMessage, response: ServerResponse, status: number, page: PageBytes): void {
  const headers: Record<string, string | number> = {
    ...SECURITY_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': page.policy,
    // A reader who comes back asks whether the page still stands: an answer without a body when it does.
    'Cache-Control': status === 200 ? 'public, max-age=0, must-revalidate' : 'no-store',
    Vary: 'Accept-Encoding',
  };
  if (status === 200) {
    headers.ETag = page.etag;
    if (matches(request.headers['if-none-match'], page.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  const [encoding, body] = choose(request.headers['accept-encoding'] ?? '', page);
  if (encoding) headers['Content-Encoding'] = encoding;
  headers['Content-Length'] = body.length;
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const bare = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === bare);
}

/** The smallest encoding that the reader takes (RFC 9110, 12.5.3); one with `q=0` is not taken. */
function choose(accept: string, page: PageBytes): [string | null, Buffer] {
  const taken = new Set(
    accept
      .toLowerCase()
      .split(',')
      .map((item) => item.split(';').map((part) => part.trim()))
      .filter(([, quality]) => !/^q=0(?:\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name),
  );
  if (taken.has('br')) return ['br', page.brotli];
  if (taken.has('gzip')) return ['gzip', page.gzip];
  return [null, page.identity];
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`);
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  };
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

function sendHealth(
  request: IncomingMessage,
  response: ServerResponse,
  newsroom: Newsroom,
  publisher: Publisher,
): void {
  const body = Buffer.from(
    `${JSON.stringify({ status: 'serving', publish: publisher.status(), problems: newsroom.problems() }, null, 2)}\n`,
  );
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, 'Cache-Control': 'no-store' };
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
}
