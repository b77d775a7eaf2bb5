import type { RequestListener, ServerResponse } from 'node:http';
import type { Newsroom } from '../store/content-store.ts';
import { placeExists, placeIn, questions } from '../store/queries/queries.ts';
import { isDocument } from '../routes/urls.ts';
import { deskBar } from './dev-overlay.ts';
import type { Renderer } from '../render/render.ts';

/** Where a page in dev mode hears that the content changed. */
const CHANGES_PATH = '/_dateline/changes';

const RELOAD = `<script>new EventSource(${JSON.stringify(CHANGES_PATH)}).onmessage = () => location.reload();</script>`;

/**
 * The front of `npm run dev`: Next's dev mode with its runtime, so that a change to the code shows at once, and a page that loads itself again
 * when the content changes, and says what is wrong with it. Nothing is cached.
 */
export function createDevFront(newsroom: Newsroom, renderer: Renderer): RequestListener {
  const open = new Set<ServerResponse>();
  const reload = () => {
    for (const response of open) response.write('data: changed\n\n');
  };
  // Drafts and problems, too, which no reader sees.
  newsroom.onSync(({ read, gone, visible }) => {
    if (read > 0 || gone > 0 || visible) reload();
  });
  newsroom.onProblems(reload);
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const place = placeIn(path);
    const forwarding = path.startsWith('/_') || (place && placeExists(place)) ? null : questions.forwarding('', path);
    if (path === CHANGES_PATH) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': listening\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
      return;
    }
    if (forwarding?.kind === 'moved') {
      response.writeHead(308, { Location: forwarding.path, 'Cache-Control': 'no-store' }).end();
      return;
    }
    if (place && !isDocument(place) && request.headers.accept?.includes('text/html')) {
      renderer.render(path).then(
        ({ status, text }) => {
          response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
          response.end(text.replace('</body>', () => `${deskBar(newsroom, place)}${RELOAD}</body>`));
        },
        (error: Error) => {
          console.error(error);
          response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error.stack);
        },
      );
    } else {
      void renderer.handle(request, response);
    }
  };
}
