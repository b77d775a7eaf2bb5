import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContentStore } from '../store/content-store.ts';
import type { Publisher } from './publish-hook.ts';
import { sendJson } from './short-answers.ts';

/** Sends what monitoring reads: whether the site serves, how publishing stands, and the diagnostics of the published content. */
export function sendHealth(
  request: IncomingMessage,
  response: ServerResponse,
  store: ContentStore,
  publisher: Publisher,
): void {
  const health = { status: 'serving', publish: publisher.status(), diagnostics: store.publicDiagnostics() };
  sendJson(request, response, 200, health);
}
