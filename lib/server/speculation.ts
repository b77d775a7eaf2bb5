// What a browser may load before it is asked to (https://html.spec.whatwg.org/multipage/speculative-loading.html). Pages run nothing and know no
// reader, so that rendering one ahead can do no harm; it is only done when the reader has begun to press, since it loads the page's pictures too.

/** Where the rules are, as a page's `Speculation-Rules` header names it: a file, since an inline script would need to be allowed. */
export const SPECULATION_PATH = '/_dateline/speculation.json';

export const SPECULATION_TYPE = 'application/speculationrules+json';

/** Pages of this site; no file, and nothing that the server has for machines. */
const pages = {
  and: [
    { href_matches: '/*' },
    { not: { href_matches: '/_dateline/*' } },
    { not: { href_matches: '/*.*' } },
    { not: { selector_matches: '[download], [target=_blank], [rel~=nofollow]' } },
  ],
};

const RULES = {
  prefetch: [{ where: pages, eagerness: 'moderate' }],
  prerender: [{ where: pages, eagerness: 'conservative' }],
};

/** The rules as JSON; none for a reader who asks to save data. */
export function speculationRules(saveData: boolean): string {
  return JSON.stringify(saveData ? {} : RULES);
}
