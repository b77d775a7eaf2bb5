import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '../log.ts';
import { RenderBusyError, RenderUnavailableError } from '../render/rendering.ts';
import { withoutToken } from '../routes/preview-link.ts';
import type { ContentStore } from '../store/content-store.ts';
import type { Health } from './health.ts';
import { splitTarget } from './request-target.ts';
import { sendErrorPage, sendUnavailable } from './short-answers.ts';

/** What an answer that failed concerns. */
type FailureParts = Readonly<{
  store: ContentStore;
  health: Health;
  requestIdOf(request: IncomingMessage): string;
}>;

/**
 * Returns a function that answers a request whose answer failed with `error`: 503 when pages cannot be
 * rendered now, else the error page. It logs the error with the id of the request, and health learns of it.
 */
export function answerFailure({ store, health, requestIdOf }: FailureParts) {
  return (request: IncomingMessage, response: ServerResponse, error: Error): void => {
    const isUnavailable = error instanceof RenderUnavailableError;
    const { stack = error.message } = error;
    const url = withoutToken(request.url ?? '');
    const failure = `${request.method} ${url} failed: ${stack.split('\n')[0]}`;
    if (!isUnavailable) log.error(failure, { request: requestIdOf(request), stack });
    if (!(error instanceof RenderBusyError)) health.answerFailed(splitTarget(request.url ?? '/')[0]);
    if (response.headersSent) response.destroy();
    else if (isUnavailable) sendUnavailable(request, response);
    else sendErrorPage(request, response, store);
  };
}
