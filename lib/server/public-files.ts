import type { IncomingMessage, ServerResponse } from 'node:http';
import send from 'send';
import type { ContentFolders } from '../content/files.ts';
import { ANY_ORIGIN, CLOSED_POLICY, NO_SNIFFING, SAFETY } from './headers.ts';
import { sendText, setHeaders } from './short-answers.ts';

/**
 * Sends a file of public/, with validators and ranges. Fonts have a new name for each version: browsers keep
 * them for good, and their headers are as short as can be, since every first visit loads two.
 */
export function sendPublicFile(
  request: IncomingMessage,
  response: ServerResponse,
  folders: ContentFolders,
  path: string,
): void {
  const isFont = path.startsWith('/fonts/');
  const policy = isFont ? NO_SNIFFING : [...SAFETY, 'Content-Security-Policy', CLOSED_POLICY];
  setHeaders(response, [...policy, ...ANY_ORIGIN]);
  send(request, path, {
    root: folders.public,
    index: false,
    dotfiles: 'ignore',
    maxAge: isFont ? '1y' : '1h',
    immutable: isFont,
    acceptRanges: !isFont,
    lastModified: !isFont,
  })
    .on('error', ({ status }: { status: number }) => {
      // The file was deleted just now, or the requested range lies outside of it.
      if (response.headersSent) response.destroy();
      else sendText(request, response, status, 'This file cannot be sent.');
    })
    .pipe(response);
}
