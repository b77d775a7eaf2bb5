import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { MAX_FILE_BYTES } from '../content/file-text.ts';
import { kindOfContent } from '../content/files.ts';
import type { EditorSettings } from '../content/schema/editor-schema.ts';
import { PASS_HEADER } from '../editor/pass-header.ts';
import { forgeApi } from '../editor/sveltia-config.ts';
import { log } from '../log.ts';
import { checkPath, editorPass, isEditorPass, previewPath } from '../routes/preview-link.ts';
import { keepUnsaved } from '../store/unsaved-files.ts';
import type { EditorParts } from './editor-parts.ts';
import { mayPush } from './forge-access.ts';
import { FOR_FEW } from './headers.ts';
import { networkOf } from './proxies.ts';
import { sendJson, sendText, setHeaders } from './short-answers.ts';

// Previews and diagnostics of what somebody writes in the editor. Who may push to the repository may see
// them: the editor's page sends the token of the forge once, and gets a pass that is signed as links to
// previews are.

/** A pass is for a day of work. The token is not kept. */
const PASS_MILLISECONDS = 12 * 3_600_000;
/** A preview of an unsaved text works for this long; each change makes a new one. */
const PREVIEW_MILLISECONDS = 3_600_000;
/** The largest request of an editor: a text with some photographs, which base64 makes a third larger. */
const MAX_DRAFT_BYTES = 40_000_000;
/** The largest request of somebody unknown. */
const MAX_PASS_BYTES = 10_000;
/** The forge gets so many questions at a time: anybody can cause one. */
const MAX_QUESTIONS = 4;

let questions = 0;

const passRequest = z.strictObject({ token: z.string().regex(/^[!-~]{1,4096}$/) });
const draftRequest = z.strictObject({
  file: z.string().max(1000),
  text: z.string().max(MAX_FILE_BYTES),
  images: z.record(z.string().max(1000), z.base64()),
});

/**
 * Answers `POST` at the paths of passes and drafts, below the address of the editor; returns whether it is
 * one.
 */
export async function answerDrafts(
  parts: EditorParts,
  settings: EditorSettings,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const secret = parts.previewSecret;
  if (request.method !== 'POST' || (path !== '/pass' && path !== '/draft')) return false;
  setHeaders(response, FOR_FEW);
  if (secret === null) sendText(request, response, 404, 'Previews are off: PREVIEW_SECRET is not set.');
  else if (request.headers['content-type'] !== 'application/json') {
    // Pages of other sites can send other types without asking.
    sendText(request, response, 415, 'Send application/json.');
  } else {
    await (path === '/pass' ? sendPass : sendDraft)(parts, settings, secret, request, response);
  }
  return true;
}

async function sendPass(
  { store }: EditorParts,
  settings: EditorSettings,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { data } = passRequest.safeParse(await jsonOf(request, MAX_PASS_BYTES));
  if (!data) return sendText(request, response, 400, 'Send the token of the forge.');
  if (questions >= MAX_QUESTIONS) {
    response.setHeader('Retry-After', '1');
    return sendText(request, response, 503, 'The forge has too many questions. Try again in a second.');
  }
  let isAllowed: boolean;
  questions++;
  try {
    isAllowed = await mayPush(settings, data.token);
  } catch (error) {
    log.warn(`The forge of the editor does not answer: ${(error as Error).message}`);
    return sendText(request, response, 502, 'The forge does not answer.');
  } finally {
    questions--;
  }
  if (!isAllowed) return sendText(request, response, 403, 'This account may not push to the repository.');
  const expires = store.clock() + PASS_MILLISECONDS;
  sendJson(request, response, 200, { pass: editorPass(addressOf(settings), expires, secret) });
}

async function sendDraft(
  { store, renderer, readerOf, cacheFolder }: EditorParts,
  settings: EditorSettings,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const now = store.clock();
  // Before the request is read, which is large. With STAGING, `Authorization` has the password of the site.
  const pass = String(request.headers[PASS_HEADER] ?? '');
  if (!isEditorPass(pass, addressOf(settings), secret, now)) {
    response.setHeader('Connection', 'close');
    return sendText(request, response, 403, 'The pass has expired. Sign in again.');
  }
  const { data: unsaved } = draftRequest.safeParse(await jsonOf(request, MAX_DRAFT_BYTES));
  if (!unsaved) return sendText(request, response, 400, 'Send a file, its text and its images.');
  const kind = kindOfContent(unsaved.file);
  const images = Object.keys(unsaved.images);
  if (kind === null || kind === 'image' || images.some((image) => kindOfContent(image) !== 'image'))
    return sendText(request, response, 400, 'This is no file of a publication.');
  const expires = now + PREVIEW_MILLISECONDS;
  const preview = previewPath(
    { file: unsaved.file, branch: null, expires, unsaved: keepUnsaved(cacheFolder, unsaved) },
    secret,
  );
  const network = networkOf(readerOf(request).address);
  const { page } = await renderer.render({ path: checkPath(preview), priority: 'preview', network });
  if (page.status !== 200) throw new Error('An unsaved file was not checked.');
  sendJson(request, response, 200, {
    preview: kind === 'article' ? preview : null,
    diagnostics: JSON.parse(page.text),
  });
}

/** The repository with its forge, for which a pass is valid. */
function addressOf(settings: EditorSettings): string {
  return `${forgeApi(settings)} ${settings.repository}`;
}

/** The JSON in a request; null if it is none, or larger than `most` bytes. */
async function jsonOf(request: IncomingMessage, most: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}
