import type { RequestListener, Server, ServerResponse } from 'node:http';
import { startNext } from '../render/next-pages.ts';
import type { Renderer } from '../render/rendering.ts';
import { isDocument } from '../routes/routes.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { devOverlay } from './dev-overlay.ts';
import { answerEditor } from './editor.ts';
import { EDITOR_PATH } from './editor-parts.ts';
import { isImageFile } from './image-responder.ts';
import { readerOf } from './proxies.ts';
import { sendPublicFile } from './public-files.ts';
import { decodedPath, splitTarget } from './request-target.ts';

/** The server-sent events by which pages in dev mode learn of changed content. */
const CHANGES_PATH = '/_dateline/changes';

const RELOAD = `<script>new EventSource(${JSON.stringify(CHANGES_PATH)}).onmessage = () => location.reload();</script>`;

/** What answers in dev mode. */
export type DevSite = Readonly<{ handler: RequestListener; close(): Promise<void> }>;

/**
 * Starts Next's dev mode on `project`, with its sockets on `server`. Each page gets the dev overlay. Pages
 * reload when the content changes, and nothing is cached.
 */
export async function startDevSite(project: string, store: ContentStore, server: Server): Promise<DevSite> {
  const next = await startNext(project, server);
  const listeners = new Set<ServerResponse>();
  const renderer: Renderer = {
    render: () => Promise.reject(new Error('Previews in the editor need a site that was built: npm start.')),
  };
  const parts = { store, renderer, previewSecret: null, cacheFolder: '', readerOf: readerOf('') };
  const reload = () => {
    for (const response of listeners) response.write('data: changed\n\n');
  };
  // Drafts and diagnostics count too: editors see them here.
  store.onSync(({ read, gone, visible }) => {
    if (read > 0 || gone > 0 || visible) reload();
  });
  store.onDiagnostics(reload);
  const handler: RequestListener = (request, response) => {
    const [path, query] = splitTarget(request.url ?? '/');
    const queries = queriesFor(store, '');
    const route = queries.canonicalRoute(path);
    const redirect = path.startsWith('/_') || (route && queries.routeExists(route)) ? null : queries.redirect(path);
    const target = redirect?.kind === 'moved' ? redirect.path : queries.redirectOfQuery(path, query);
    if (path === CHANGES_PATH) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': listening\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return;
    }
    if (path.startsWith(EDITOR_PATH)) {
      answerEditor(parts, request, response, path).then(
        (answered) => answered || void next.handle(request, response),
        (error: Error) => {
          console.error(error);
          response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error.stack);
        },
      );
      return;
    }
    if (target !== null) {
      response.writeHead(308, { Location: target, 'Cache-Control': 'no-store' }).end();
      return;
    }
    // Next serves the files of the engine alone; it makes variants of images.
    const file = route ? null : decodedPath(path);
    if (file !== null && !isImageFile(file) && sendPublicFile(request, response, store.folders, file)) return;
    if (route && !isDocument(route) && request.headers.accept?.includes('text/html')) {
      next.render(path).then(
        ({ status, text }) => {
          response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
          response.end(text.replace('</body>', () => `${devOverlay(store, route)}${RELOAD}</body>`));
        },
        (error: Error) => {
          console.error(error);
          response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error.stack);
        },
      );
    } else {
      void next.handle(request, response);
    }
  };
  return { handler, close: next.close };
}
