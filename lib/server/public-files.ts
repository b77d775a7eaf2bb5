import { closeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import send from 'send';
import { type ContentFolders, openPublicFile } from '../content/files.ts';
import { ANY_ORIGIN, CLOSED_POLICY, NO_SNIFFING, SAFETY } from './headers.ts';
import { sendText, setHeaders } from './short-answers.ts';

/**
 * Sends the file of `path` (decoded) under public/, with validators and ranges; returns whether there is one.
 * Fonts have a new name for each version: browsers keep them for good, and their headers are as short as can
 * be, since every first visit loads two.
 */
export function sendPublicFile(
  request: IncomingMessage,
  response: ServerResponse,
  folders: ContentFolders,
  path: string,
): boolean {
  const file = openPublicFile(folders, path);
  if (!file) return false;
  const { descriptor, stats } = file;
  const isFont = path.startsWith('/fonts/');
  const policy = isFont ? NO_SNIFFING : [...SAFETY, 'Content-Security-Policy', CLOSED_POLICY];
  setHeaders(response, [...policy, ...ANY_ORIGIN]);
  const options = {
    // The stream reads from it and closes it. A path would be opened again, and could be another file by then.
    fd: descriptor,
    maxAge: isFont ? '1y' : '1h',
    immutable: isFont,
    acceptRanges: !isFont,
    lastModified: !isFont,
  };
  let isStreaming = false;
  const sending = Object.assign(send(request, path, options), { res: response })
    .on('stream', () => {
      isStreaming = true;
    })
    .on('error', ({ status }: { status: number }) => {
      // The file cannot be read, or the requested range lies outside of it.
      if (response.headersSent) response.destroy();
      else sendText(request, response, status, 'This file cannot be sent.');
    });
  sending.send(path, stats);
  if (!isStreaming) closeSync(descriptor);
  return true;
}
