import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Renderer } from '../render/rendering.ts';
import { isDocument, pathTo, type Route } from '../routes/routes.ts';
import { searchPath, searchQueryOf } from '../routes/search-address.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { oembed } from '../syndication/oembed.ts';
import type { AccessLog } from './access-log.ts';
import type { AnswerCounts, AnswerKind } from './answer-counts.ts';
import { isHtml } from './cached-page.ts';
import { answerEditor } from './editor.ts';
import { answerFailure } from './failed-answers.ts';
import { ANY_READER, chooseEncoding, NO_SNIFFING, prefersMarkdown, SAFETY, TLS_ONLY } from './headers.ts';
import { Health } from './health.ts';
import { type ImageResponder, isImageFile } from './image-responder.ts';
import { NotFoundAnswers } from './not-found-answers.ts';
import { PageAnswers, type SharedCaching, without } from './page-answers.ts';
import type { PageCache } from './page-cache.ts';
import { Previews } from './previews.ts';
import type { Probes } from './probes.ts';
import { networkOf, type Reader } from './proxies.ts';
import { sendPublicFile } from './public-files.ts';
import type { Publisher } from './publish-hook.ts';
import { decodedPath, hasValidHost, splitTarget } from './request-target.ts';
import { addServerTiming } from './server-timing.ts';
import { addHeaders, preventCaching, sendBody, sendNotYetRead, sendText, setHeaders } from './short-answers.ts';
import { SPECULATION_PATH, sendSpeculationRules } from './speculation-rules.ts';

const METHODS = 'GET, HEAD, OPTIONS';

const MOVED = 'This page has another address.';

/**
 * The longest path with query that is answered, in bytes. The longest of the site's own has some 1,900: a
 * slug of 200 letters, percent-encoded.
 */
const MAX_URL = 4_000;

/**
 * What the request handler works with. Null turns a part off: the `accessLog`, `answers` the counts for the
 * metrics, `previewSecret` previews, `indexNowKey` the file that proves the key, `shared` purges of
 * shared caches.
 */
export type RequestHandlerParts = Readonly<{
  store: ContentStore;
  cache: PageCache;
  renderer: Renderer;
  publisher: Publisher;
  probes: Probes;
  media: ImageResponder;
  readerOf(request: IncomingMessage): Reader;
  requestIdOf(request: IncomingMessage): string;
  accessLog: AccessLog | null;
  answers: AnswerCounts | null;
  previewSecret: string | null;
  cacheFolder: string;
  indexNowKey: string | null;
  shared: SharedCaching | null;
}>;

/**
 * A request and its answer. `query` has its `?`, or is empty; `route` is the page or document that the path
 * names, whether or not there is one.
 */
type Exchange = Readonly<{
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: string;
  route: Route | null;
}>;

/** Answers a request if it is the step's own; returns whether it did. */
type Step = (exchange: Exchange) => boolean | Promise<boolean>;

/**
 * Returns the request handler for readers: one canonical URL for each page, finished pages from the cache,
 * and an answer to everything else. The first step that answers ends a request.
 */
export function createRequestHandler(parts: RequestHandlerParts): RequestListener {
  const {
    store,
    cache,
    renderer,
    publisher,
    probes,
    media,
    readerOf,
    requestIdOf,
    accessLog,
    answers,
    previewSecret,
    indexNowKey,
    shared,
  } = parts;
  const pages = new PageAnswers(store, shared);
  const notFound = new NotFoundAnswers(store, cache, pages);
  const health = new Health(store, cache, publisher, previewSecret);
  const failed = answerFailure({ store, health, requestIdOf });
  const previews = new Previews(store, renderer, previewSecret, readerOf);

  const steps: readonly (readonly [AnswerKind, Step])[] = [
    ['other', refuseLongUrl],
    ['hook', publishHook],
    ['preview', ({ request, response, path }) => answerEditor(parts, request, response, path)],
    ['other', otherMethods],
    ['operator', probesAndHealth],
    ['file', fixedFiles],
    ['preview', ({ request, response, path }) => previews.answer(request, response, path)],
    ['document', oEmbed],
    ['page', redirectByQuery],
    ['document', ownDocument],
    ['page', redirectToCanonicalUrl],
    ['search', searchResults],
    ['document', document],
    ['page', page],
    ['image', image],
    ['file', publicFile],
  ];

  function refuseLongUrl({ request, response, path, query }: Exchange): boolean {
    // Only the beginning of a search query counts, so that pasting a long text is no error.
    const length = path.length + (path.endsWith('/search') ? 0 : query.length);
    if (length <= MAX_URL) return false;
    sendText(request, response, 414, 'The address is too long.');
    return true;
  }

  async function publishHook({ request, response, path }: Exchange): Promise<boolean> {
    if (path !== '/_dateline/publish') return false;
    await publisher.answer(request, response);
    return true;
  }

  function otherMethods({ request, response }: Exchange): boolean {
    if (request.method === 'GET' || request.method === 'HEAD') return false;
    response.setHeader('Allow', METHODS);
    if (request.method === 'OPTIONS') response.writeHead(204, [...SAFETY]).end();
    else sendText(request, response, 405, `This address answers ${METHODS} only.`);
    return true;
  }

  async function probesAndHealth({ request, response, path }: Exchange): Promise<boolean> {
    return probes.answer(request, response, path) || health.answer(request, response, path);
  }

  /** What browsers and search engines read at fixed paths. */
  function fixedFiles({ request, response, path }: Exchange): boolean {
    if (path === SPECULATION_PATH) sendSpeculationRules(request, response);
    else if (indexNowKey !== null && path === `/${indexNowKey}.txt`) sendText(request, response, 200, indexNowKey);
    else return false;
    return true;
  }

  function oEmbed({ request, response, path, query }: Exchange): boolean {
    if (path !== '/oembed') return false;
    const { status, type, text } = oembed(store, new URLSearchParams(query));
    if (status === 404 && sendNotYetRead(request, response)) return true;
    setHeaders(response, ANY_READER);
    sendBody(request, response, status, text, { 'Content-Type': `${type}; charset=utf-8` });
    return true;
  }

  /** An old address whose query names the page, such as `/?p=123`. */
  function redirectByQuery({ request, response, path, query }: Exchange): boolean {
    const target = query.length > 1 ? queriesFor(store, '').redirectOfQuery(path, query) : null;
    if (target === null) return false;
    sendText(request, response, 308, MOVED, { Location: target, 'Cache-Control': pages.withoutKeys });
    return true;
  }

  /** A file under public/ replaces the document of the same path, such as `robots.txt`. */
  function ownDocument({ request, response, path, route }: Exchange): boolean {
    return route !== null && isDocument(route) && sendPublicFile(request, response, store.folders, path);
  }

  function redirectToCanonicalUrl({ request, response, path, query, route }: Exchange): boolean {
    if (!route || pathTo(route) === path) return false;
    const { routeExists, redirect } = queriesFor(store, '');
    if (!routeExists(route) && redirect(path)) return false;
    sendText(request, response, 308, MOVED, { Location: pathTo(route) + query });
    return true;
  }

  /** Search results are rendered for each request, and no cache stores them. */
  async function searchResults({ request, response, query, route }: Exchange): Promise<boolean> {
    if (route?.kind !== 'search' || !queriesFor(store, '').routeExists(route)) return false;
    const searched = searchPath(route.edition, searchQueryOf(new URLSearchParams(query)));
    const began = performance.now();
    const page = await cache.uncached(searched, 'search', networkOf(readerOf(request).address));
    addServerTiming(response, performance.now() - began);
    if (!page) {
      await notFound.send(request, response, 404);
      return true;
    }
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    const body = await cache.body('', page, encoding);
    const headers = without(pages.headers(page, encoding, body), ['ETag', 'Last-Modified', 'No-Vary-Search']);
    headers[1] = 'private, no-cache';
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
    return true;
  }

  async function document(exchange: Exchange): Promise<boolean> {
    return exchange.route !== null && isDocument(exchange.route) && page(exchange);
  }

  async function page({ request, response, path, query, route }: Exchange): Promise<boolean> {
    if (!route) return false;
    const generation = store.generation();
    const { page: found, result } = queriesFor(store, '').routeExists(route)
      ? await cache.find(path, networkOf(readerOf(request).address))
      : { page: null, result: 'memory' as const };
    accessLog?.note(response, result);
    if (!found) {
      await notFound.redirectOrSend(request, response, path, query);
    } else if (route.kind === 'article' && prefersMarkdown(request.headers.accept)) {
      await sendMarkdown(request, response, pathTo({ ...route, kind: 'markdown' }));
    } else {
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      const body = await cache.body(path, found, encoding);
      const mayBeOld = store.generation() !== generation;
      pages.send(request, response, { page: found, encoding, body, mayBeOld });
    }
    return true;
  }

  /**
   * Sends an article's Markdown at the URL of its page. No cache stores it, since most shared caches ignore
   * `Vary: Accept`.
   */
  async function sendMarkdown(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const found = await cache.page(path);
    if (!found) return notFound.send(request, response, 404);
    sendBody(request, response, 200, await cache.body(path, found, 'identity'), {
      'Content-Location': path,
      'Content-Type': found.type,
      Vary: 'Accept, Accept-Encoding',
    });
  }

  async function image({ request, response, path }: Exchange): Promise<boolean> {
    const file = decodedPath(path);
    if (file === null) return false;
    const previewed = () => previews.imagesFor(request);
    const answer = await media.answer(file, request.headers['if-none-match'], previewed);
    if (!answer) return false;
    setHeaders(response, NO_SNIFFING);
    response.writeHead(answer.status, answer.headers).end(request.method === 'HEAD' ? undefined : answer.body);
    return true;
  }

  function publicFile({ request, response, path }: Exchange): boolean {
    const file = decodedPath(path);
    // Readers never get the original of an image.
    return file !== null && !isImageFile(file) && sendPublicFile(request, response, store.folders, file);
  }

  /** Answers a request that needs more than a page from memory. `began` is when it came, by `performance.now()`. */
  async function answer(request: IncomingMessage, response: ServerResponse, began: number): Promise<void> {
    let kind: AnswerKind = 'other';
    const count = () => {
      // Without headers the reader went away before the answer.
      answers?.add(kind, response.headersSent ? response.statusCode : 499, performance.now() - began);
    };
    if (answers) response.once('close', count);
    if (!hasValidHost(request)) {
      response.setHeader('Connection', 'close');
      return sendText(request, response, 400, 'Send one Host header, with the name of this site.');
    }
    const [path, query] = splitTarget(request.url ?? '/');
    const exchange = { request, response, path, query, route: queriesFor(store, '').canonicalRoute(path) };
    for (const [ofStep, step] of steps) {
      kind = ofStep;
      if (await step(exchange)) return;
    }
    kind = 'other';
    if (decodedPath(path) === null) await notFound.send(request, response, 404);
    else await notFound.redirectOrSend(request, response, path, query);
  }

  return (request, response) => {
    const began = answers ? performance.now() : 0;
    accessLog?.record(request, response);
    if (readerOf(request).secure) addHeaders(response, TLS_ONLY);
    if (store.isFilling) preventCaching(request, response);
    // Nearly every request is for a cached page: this path is synchronous.
    const page = request.method === 'GET' && hasValidHost(request) && cache.fresh(request.url ?? '/');
    if (page && !prefersMarkdown(request.headers.accept)) {
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      const body = page.bodies[encoding];
      if (body) {
        pages.send(request, response, { page, encoding, body });
        answers?.add(isHtml(page.type) ? 'page' : 'document', response.statusCode, performance.now() - began);
        return;
      }
    }
    answer(request, response, began).catch((error: Error) => failed(request, response, error));
  };
}
