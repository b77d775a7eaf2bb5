import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { chooseEncoding } from './headers.ts';
import { sendBody } from './short-answers.ts';

// Which pages a browser may load before the reader follows a link
// (https://html.spec.whatwg.org/multipage/speculative-loading.html). Rendering a page ahead has no side
// effects, since pages run no script. It waits for the press of the pointer, since it loads the page's images
// too.

/**
 * The path of the rules, for the `Speculation-Rules` header: inline they would be a script, which no page may
 * hold.
 */
export const SPECULATION_PATH = '/_dateline/speculation.json';

/** Links to pages of this site, but not to files or to paths for machines. */
const pages = {
  and: [
    { href_matches: '/*' },
    { not: { href_matches: ['/_dateline/*', '/*.*'] } },
    { not: { selector_matches: '[download], [target=_blank], [rel~=nofollow]' } },
  ],
};

const RULES = {
  prefetch: [{ where: pages, eagerness: 'moderate' }],
  prerender: [{ where: pages, eagerness: 'conservative' }],
};

const BODIES = { plain: Buffer.from(JSON.stringify(RULES)), br: brotliCompressSync(JSON.stringify(RULES)) };

/** Sends the rules as JSON, in brotli where accepted. Readers with `Save-Data` get none. */
export function sendSpeculationRules(request: IncomingMessage, response: ServerResponse): void {
  const saveData = request.headers['save-data'] === 'on';
  const brotli = !saveData && chooseEncoding(request.headers['accept-encoding']) === 'br';
  sendBody(request, response, 200, saveData ? '{}' : brotli ? BODIES.br : BODIES.plain, {
    'Content-Type': 'application/speculationrules+json',
    ...(brotli ? { 'Content-Encoding': 'br' } : {}),
    'Cache-Control': 'public, max-age=86400',
    Vary: 'Accept-Encoding, Save-Data',
  });
}
