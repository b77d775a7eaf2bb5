import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import send from 'send';
import { publicFileExists } from '../content/files.ts';
import type { Renderer } from '../render/render.ts';
import { withoutToken } from '../routes/preview-link.ts';
import { type Edition, isDocument, languageAt, pathTo, searchPath, searchQueryOf } from '../routes/urls.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queries, routeExists, routeIn } from '../store/queries/queries.ts';
import { oembed } from '../syndication/oembed.ts';
import type { AccessLog } from './access-log.ts';
import { ERROR_PAGE_STYLE_HASH, errorPage } from './error-page.ts';
import { hasEtag } from './etag.ts';
import {
  ANY_ORIGIN,
  ANY_READER,
  CLOSED_POLICY,
  cacheControl,
  chooseEncoding,
  DOCUMENT_POLICY,
  type Encoding,
  NO_SNIFFING,
  NOTHING_POLICY,
  OWN_ORIGIN,
  pagePolicy,
  prefersMarkdown,
  SAFETY,
  TLS_ONLY,
} from './headers.ts';
import { type ImageResponder, isImageFile } from './image-responder.ts';
import { type CachedPage, isHtml, PageCache } from './page-cache.ts';
import { Previews } from './previews.ts';
import type { Reader } from './proxies.ts';
import type { Publisher } from './publish-hook.ts';
import { SPECULATION_PATH, SPECULATION_TYPE, speculationRules } from './speculation.ts';

/** Where Next renders the pages for addresses without one; readers find nothing there. In the cache a space before tells them apart: no request's path has one. */
const NOT_FOUND = '/_dateline/not-found';
const REMOVED = '/_dateline/removed';
const ABSENT = ' ';

const METHODS = 'GET, HEAD, OPTIONS';

/** The longest path with query that is answered, in bytes. The longest of ours has some 1,900: a slug of 200 letters, percent-encoded. */
const MAX_URL = 4_000;

/** What the request handler works with. `readerOf` tells who asks; without `log` nobody is noted; without `previewSecret` there are no previews; `indexNowKey` is told to whoever knows it. */
export type RequestHandlerParts = Readonly<{
  store: ContentStore;
  renderer: Renderer;
  publisher: Publisher;
  media: ImageResponder;
  readerOf(request: IncomingMessage): Reader;
  log: AccessLog | null;
  previewSecret: string | null;
  indexNowKey: string | null;
}>;

/**
 * What stands between readers and Next: one canonical address for each page, finished pages from the cache, and an answer to everything else.
 */
export function createRequestHandler(parts: RequestHandlerParts): RequestListener {
  const { store, renderer, publisher, media, readerOf, log, previewSecret, indexNowKey } = parts;
  const render = async (path: string) => {
    // To the cache those are pages like any other; only their readers are told 404 or 410.
    if (path.startsWith(ABSENT)) return renderer.render(path.slice(ABSENT.length));
    const page = await renderer.render(path);
    // Asked after it was made, and noted with what it asked: what it shows may have gone meanwhile, and a home page without a story does not notice.
    return queries.exists('', splitTarget(path)[0]) ? page : { ...page, status: 404 };
  };
  const cache = new PageCache(store, render, renderer.stylesheets);
  const previews = new Previews(store, renderer, previewSecret, readerOf);
  // Of each body, the headers that go with it; see `headOf`.
  const heads = new WeakMap<Buffer, string[]>();

  /** The headers of a page's answer. Only how long it may be kept depends on the moment: that value comes first, and is set anew each time. */
  function headOf(page: CachedPage, encoding: Encoding, body: Buffer): string[] {
    const now = store.clock();
    let head = heads.get(body);
    if (!head) {
      head = ['Cache-Control', '', 'Content-Type', page.type, 'Content-Length', String(body.length)];
      if (encoding !== 'identity') head.push('Content-Encoding', encoding);
      head.push('ETag', page.etag, ...pageHeaders(page));
      // A date that is not over yet could be had by a later page, too (RFC 9110, 8.8.2.1).
      if (page.made <= now) {
        head.push('Last-Modified', new Date(page.made).toUTCString());
        heads.set(body, head);
      }
    }
    head[1] = cacheControl(now, store.nextChange());
    return head;
  }

  /** Sends a page, in whole or as word that the reader has it. */
  function sendPage(
    request: IncomingMessage,
    response: ServerResponse,
    page: CachedPage,
    encoding: Encoding,
    body: Buffer,
  ) {
    let head = headOf(page, encoding, body);
    if (readerOf(request).secure) head = [...head, ...TLS_ONLY];
    if (isCurrent(request, page)) {
      response.writeHead(304, without(head, ['Content-Type', 'Content-Length', 'Content-Encoding'])).end();
      return;
    }
    response.writeHead(200, head);
    if (request.method === 'HEAD') response.end();
    else response.end(body);
  }

  /** Sends what was found. Each question is rendered for who asked it, and stays between them. */
  async function sendFound(
    request: IncomingMessage,
    response: ServerResponse,
    edition: Edition,
    query: string,
  ): Promise<void> {
    const page = await cache.uncached(searchPath(edition, searchQueryOf(new URLSearchParams(query))));
    if (!page) return sendAbsence(request, response, 404);
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    const body = await cache.body('', page, encoding);
    const head = without(headOf(page, encoding, body), ['ETag', 'Last-Modified', 'No-Vary-Search']);
    head[1] = 'private, no-cache';
    response.writeHead(200, head).end(request.method === 'HEAD' ? undefined : body);
  }

  /** Sends an article's Markdown at the address of its page. Most shared caches look at no `Accept`: to them it is nothing to be kept. */
  async function sendMarkdown(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const page = await cache.page(path);
    if (!page) return sendAbsence(request, response, 404);
    response.setHeader('Content-Location', path);
    sendWhole(request, response, 200, page.bodies.identity.toString(), {
      'Content-Type': page.type,
      Vary: 'Accept, Accept-Encoding',
    });
  }

  async function sendAbsence(request: IncomingMessage, response: ServerResponse, status: 404 | 410): Promise<void> {
    const key = ABSENT + prefixOf(editionOfRequest(request)) + (status === 404 ? NOT_FOUND : REMOVED);
    const page = cache.kept(key) ?? (await cache.page(key));
    if (!page) throw new Error(`There is no page that says “${key}”.`);
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    const body = await cache.body(key, page, encoding);
    const head = without(headOf(page, encoding, body), ['ETag', 'Last-Modified']);
    if (status === 404) head[1] = 'no-store';
    response.writeHead(status, head).end(request.method === 'HEAD' ? undefined : body);
  }

  /** Where nothing is: leads on to where its story is now, or says that it was taken down or never was. */
  async function answerAbsence(request: IncomingMessage, response: ServerResponse, path: string, query: string) {
    const redirect = queries.redirect('', path);
    if (redirect?.kind !== 'moved') return sendAbsence(request, response, redirect ? 410 : 404);
    sendText(request, response, 308, 'This story has another address.', {
      Location: redirect.path + query,
      // An article with this name may come out any time.
      'Cache-Control': cacheControl(store.clock(), store.nextChange()),
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = request;
    const [path, query] = splitTarget(request.url ?? '/');
    // Of what somebody looks for only the beginning counts; and to paste too much is no error.
    const length = path.length + (path.endsWith('/search') ? 0 : query.length);
    if (length > MAX_URL) return sendText(request, response, 414, 'The address is too long.');
    if (path === '/_dateline/publish') return publisher.answer(request, response);
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', METHODS);
      if (method === 'OPTIONS') response.writeHead(204, [...SAFETY]).end();
      else sendText(request, response, 405, 'Pages are only read here.');
      return;
    }
    if (path === '/_dateline/health') return sendHealth(request, response, store, publisher);
    if (path === SPECULATION_PATH) return sendSpeculationRules(request, response);
    if (await previews.answer(request, response, path)) return;
    if (indexNowKey !== null && path === `/${indexNowKey}.txt`) return sendText(request, response, 200, indexNowKey);
    if (path === '/oembed') return sendOEmbed(request, response, query);
    const route = routeIn(path);
    if (route && isDocument(route) && publicFileExists(store.folders, path)) {
      return sendFile(request, response, store, path);
    }
    if (route && pathTo(route) !== path && (routeExists(route) || !queries.redirect('', path))) {
      response.setHeader('Location', pathTo(route) + query);
      return sendText(request, response, 308, 'This page has another address.');
    }
    if (route?.kind === 'search' && routeExists(route)) return sendFound(request, response, route.edition, query);
    if (route) {
      const page = routeExists(route) ? await cache.page(path) : null;
      if (!page) return answerAbsence(request, response, path, query);
      if (route.kind === 'article' && prefersMarkdown(request.headers.accept)) {
        return sendMarkdown(request, response, pathTo({ ...route, kind: 'markdown' }));
      }
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      return sendPage(request, response, page, encoding, await cache.body(path, page, encoding));
    }
    const file = decoded(path);
    if (file === null) return sendAbsence(request, response, 404);
    const previewed = () => previews.imagesFor(request);
    const image = await media.answer(file, request.headers['if-none-match'], previewed);
    if (image) {
      setHeaders(response, NO_SNIFFING);
      response.writeHead(image.status, image.headers).end(method === 'HEAD' ? undefined : image.body);
      return;
    }
    // An original is for nobody but the site.
    if (!isImageFile(file) && publicFileExists(store.folders, file)) return sendFile(request, response, store, path);
    return answerAbsence(request, response, path, query);
  }

  return (request, response) => {
    log?.note(request, response);
    // What nearly every request is: a page that is there. Nothing here waits.
    const page = request.method === 'GET' && cache.kept(request.url ?? '/');
    if (page && !prefersMarkdown(request.headers.accept)) {
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      const body = page.bodies[encoding];
      if (body) return sendPage(request, response, page, encoding, body);
    }
    answer(request, response).catch((error: Error) => {
      console.error(`${request.method} ${withoutToken(request.url ?? '')} failed: ${error.stack ?? error.message}`);
      if (response.headersSent) response.destroy();
      else sendError(request, response, store);
    });
  };
}

function pageHeaders({ type, links, styleHash }: CachedPage): string[] {
  if (!isHtml(type)) {
    const policy = ['Content-Security-Policy', DOCUMENT_POLICY, 'Vary', 'Accept-Encoding', 'No-Vary-Search', 'params'];
    return [...policy, ...(links ? ['Link', links] : []), ...SAFETY, ...ANY_READER];
  }
  return [
    'Content-Security-Policy',
    pagePolicy(styleHash),
    'Vary',
    'Accept-Encoding',
    // No page depends on a query: one that was loaded without `?utm_source=…` is the one with it.
    'No-Vary-Search',
    'params',
    'Speculation-Rules',
    `"${SPECULATION_PATH}"`,
    ...SAFETY,
    ...OWN_ORIGIN,
  ];
}

/** The edition that a request is in, wherever it leads there. */
function editionOfRequest({ url = '' }: IncomingMessage): Edition {
  const [, first = ''] = splitTarget(url)[0].toLowerCase().split('/');
  const language = languageAt(first);
  return queries.editions().find((other) => other.language === language)?.edition ?? '';
}

function prefixOf(edition: Edition): string {
  return pathTo({ kind: 'home', edition, page: 1 }).replace(/\/$/, '');
}

/** A list of headers without those named. */
function without(head: readonly string[], names: readonly string[]): string[] {
  return head.filter((_, at) => !names.includes(head[at - (at % 2)] ?? ''));
}

/**
 * Whether the reader has this page already (RFC 9110, 13.2.2). A date counts only where there is no ETag to compare, and only the very one that was
 * sent with this page: a later one may be that of another machine, which was behind.
 */
function isCurrent({ headers }: IncomingMessage, page: CachedPage): boolean {
  const etag = headers['if-none-match'];
  if (etag !== undefined) return hasEtag(etag, page.etag);
  const date = headers['if-modified-since'];
  return date !== undefined && date === new Date(page.made).toUTCString();
}

/** Path and query of a request's target, which a proxy may send in absolute form (RFC 9112, 3.2.2). */
function splitTarget(target: string): [path: string, query: string] {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const at = local.indexOf('?');
  return at === -1 ? [local, ''] : [local.slice(0, at), local.slice(at)];
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function setHeaders(response: ServerResponse, list: readonly string[]): void {
  for (let at = 0; at < list.length; at += 2) response.setHeader(list[at] as string, list[at + 1] as string);
}

/** What is sent whole, and kept by nobody unless `headers` say so. */
function sendWhole(
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

function sendOEmbed(request: IncomingMessage, response: ServerResponse, query: string): void {
  const { status, type, text } = oembed(new URLSearchParams(query));
  setHeaders(response, ANY_READER);
  sendWhole(request, response, status, text, { 'Content-Type': `${type}; charset=utf-8` });
}

function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  sendWhole(request, response, status, `${text}\n`, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
}

function sendError(request: IncomingMessage, response: ServerResponse, store: ContentStore): void {
  let name = '';
  try {
    name = store.publication().name;
  } catch {
    // What keeps the page from being made may be just that.
  }
  sendWhole(request, response, 500, errorPage(name), {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': pagePolicy(ERROR_PAGE_STYLE_HASH),
  });
}

function sendHealth(
  request: IncomingMessage,
  response: ServerResponse,
  store: ContentStore,
  publisher: Publisher,
): void {
  const health = { status: 'serving', publish: publisher.status(), diagnostics: store.publicDiagnostics() };
  sendWhole(request, response, 200, `${JSON.stringify(health, null, 2)}\n`, { 'Content-Type': 'application/json' });
}

function sendSpeculationRules(request: IncomingMessage, response: ServerResponse): void {
  const taken = chooseEncoding(request.headers['accept-encoding']);
  const { body, encoding } = speculationRules(request.headers['save-data'] === 'on', taken);
  sendWhole(request, response, 200, body, {
    'Content-Type': SPECULATION_TYPE,
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    'Cache-Control': 'public, max-age=86400',
    Vary: 'Accept-Encoding, Save-Data',
  });
}

/** Sends a file of public/, by its date and size or a part of it, as the reader asks. Fonts have names of their own for each version. */
function sendFile(request: IncomingMessage, response: ServerResponse, store: ContentStore, path: string): void {
  const isFont = path.startsWith('/fonts/');
  // Each page has two, and they are never asked for again: what is said of them is as short as can be.
  const policy = isFont ? NO_SNIFFING : [...SAFETY, 'Content-Security-Policy', CLOSED_POLICY];
  setHeaders(response, [...policy, ...ANY_ORIGIN]);
  send(request, path, {
    root: store.folders.public,
    index: false,
    dotfiles: 'ignore',
    maxAge: isFont ? '1y' : '1h',
    immutable: isFont,
    acceptRanges: !isFont,
    lastModified: !isFont,
  })
    .on('error', ({ status }: { status: number }) => {
      // It has gone since it was seen, or it has not the part that is asked for.
      if (response.headersSent) response.destroy();
      else sendText(request, response, status, 'This file cannot be sent.');
    })
    .pipe(response);
}
