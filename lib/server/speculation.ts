import { brotliCompressSync } from 'node:zlib';
import type { Encoding } from './headers.ts';

// What a browser may load before it is asked to (https://html.spec.whatwg.org/multipage/speculative-loading.html). Pages run nothing and know no
// reader, so that rendering one ahead can do no harm; it is only done when the reader has begun to press, since it loads the page's images too.

/** Where the rules are, as a page's `Speculation-Rules` header names it: a file, since an inline script would need to be allowed. */
export const SPECULATION_PATH = '/_dateline/speculation.json';

export const SPECULATION_TYPE = 'application/speculationrules+json';

/** Pages of this site; no file, and nothing that the server has for machines. */
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

/** The rules as JSON, in brotli for who takes that: they come with a reader's first page. None for a reader who asks to save data. */
export function speculationRules(saveData: boolean, encoding: Encoding): { body: Buffer; encoding: Encoding } {
  if (saveData) return { body: Buffer.from('{}'), encoding: 'identity' };
  return encoding === 'br' ? { body: BODIES.br, encoding } : { body: BODIES.plain, encoding: 'identity' };
}
