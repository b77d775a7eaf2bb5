import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EditorSettings } from '../content/schema/editor-schema.ts';
import { editorConfig, forgeApi } from '../editor/sveltia-config.ts';
import { escapeHtml } from '../html-escape.ts';
import type { ContentStore } from '../store/content-store.ts';
import { editedContent } from '../store/edited-content.ts';
import { editorFile, importMap, scriptPath } from './editor-files.ts';
import { EDITOR_PATH } from './editor-parts.ts';
import { chooseEncoding, FOR_FEW, OWN_ORIGIN } from './headers.ts';
import { sendBody } from './short-answers.ts';

// The page of the editor: Sveltia CMS, which is an application in the browser. It is the only page with
// scripts.

/** Files of one version never change. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Sends what is at `path` below the address of the editor: its page, its configuration or one of its files.
 * Returns whether there is one.
 */
export async function sendEditor(
  store: ContentStore,
  settings: EditorSettings,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path === '') await sendPage(store, settings, request, response);
  else if (path === '/config.json') {
    const config = JSON.stringify(editorConfig(settings, editedContent(store)));
    sendBody(request, response, 200, config, {
      ...Object.fromEntries(pairs(FOR_FEW)),
      'Content-Type': 'application/json',
    });
  } else {
    const file = await editorFile(path, chooseEncoding(request.headers['accept-encoding']) === 'br');
    if (!file) return false;
    sendBody(request, response, 200, file.bytes, {
      'Content-Type': file.type,
      'Cache-Control': FOREVER,
      'Cross-Origin-Resource-Policy': 'same-origin',
      Vary: 'Accept-Encoding',
      ...(file.isBrotli ? { 'Content-Encoding': 'br' } : {}),
    });
  }
  return true;
}

async function sendPage(
  store: ContentStore,
  settings: EditorSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // “<” would end the script.
  const imports = JSON.stringify(await importMap()).replaceAll('<', '\\u003c');
  const { name } = store.publication();
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex, nofollow">
<title>${escapeHtml(name)}: editor</title>
<script type="importmap">${imports}</script>
<script type="module" src="${EDITOR_PATH}${await scriptPath()}"></script>
</head>
<body><noscript>The editor needs JavaScript.</noscript></body>
</html>
`;
  // A window in which an editor signs in to the forge must be able to answer this page.
  const isolation = pairs(OWN_ORIGIN).filter(([header]) => header !== 'Cross-Origin-Opener-Policy');
  sendBody(request, response, 200, html, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': editorPolicy(settings, hash('sha256', imports, 'base64')),
    ...Object.fromEntries([...pairs(FOR_FEW), ...isolation]),
  });
}

/**
 * The Content-Security-Policy of the editor: scripts of this site, and connections to it and to the forge.
 * Sveltia CMS writes styles into its elements, and reads images that it is about to save as `blob:` and
 * `data:`.
 */
function editorPolicy(settings: EditorSettings, importMapHash: string): string {
  const api = forgeApi(settings);
  const forge = new Set([api, settings.address ?? api].map((address) => new URL(address).origin));
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${importMapHash}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' data: blob: ${[...forge].join(' ')}`,
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    // The frame around a preview names this site as its base.
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** A flat list of names and values as pairs. */
function pairs(list: readonly string[]): [name: string, value: string][] {
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] as string] as [string, string]] : []));
}
