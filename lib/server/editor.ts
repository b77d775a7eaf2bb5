import type { IncomingMessage, ServerResponse } from 'node:http';
import { EDITOR_PATH, type EditorParts } from './editor-parts.ts';

/**
 * Answers if `path` belongs to the editor in the browser, and returns whether it does. Without `editor` in
 * publication.yaml there is none, and its code is not loaded.
 */
export async function answerEditor(
  parts: EditorParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path !== EDITOR_PATH && !path.startsWith(`${EDITOR_PATH}/`)) return false;
  const settings = parts.store.publication().editor;
  if (!settings) return false;
  const below = path.slice(EDITOR_PATH.length);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const { answerDrafts } = await import('./editor-drafts.ts');
    return answerDrafts(parts, settings, request, response, below);
  }
  const { sendEditor } = await import('./editor-page.ts');
  return sendEditor(parts.store, settings, request, response, below);
}
