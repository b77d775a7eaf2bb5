import { hash } from 'node:crypto';
import { Parser } from 'htmlparser2';
import { escapeHtml, escapeText } from '../html-escape.ts';
import type { Style, Stylesheets } from './stylesheets.ts';

/**
 * A page ready to be sent: its HTML, and the hash of its style as a Content-Security-Policy names it
 * (`sha256-…`), or null where it has none.
 */
export type StrippedPage = Readonly<{ html: string; styleHash: string | null }>;

/** Thrown for HTML that must not reach a reader; the message gives the reason. */
export class UnsafeHtmlError extends Error {}

/**
 * The `type`s of `<script>` that no browser runs
 * (https://html.spec.whatwg.org/multipage/scripting.html#data-block).
 */
const DATA_BLOCKS = ['application/ld+json'];

/**
 * Elements that load or hold another document, wait for a script, style the page from within its text, or
 * (SVG's animations) can write a link's address.
 */
const NEVER_SENT = ['iframe', 'object', 'embed', 'base', 'template', 'frame', 'portal', 'set', 'style'];

/** The elements into which React streams what it has not rendered yet: boundaries, placeholders, segments. */
const STREAMED_ID = /^[BPS]:[\da-f]+$/;

/** Elements without an end tag. */
const VOID = ['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'];

/** The later pages of a list, at the end of their paths. */
const LATER_PAGE = /\/page\/\d+$/;

/**
 * Names as React writes them. With others (`=x`, `a"b`) a browser may see other attributes than the parser
 * here.
 */
const NAME = /^[a-z][\w:.-]*$/i;

const ADDRESSES = ['href', 'src', 'action', 'formaction', 'xlink:href', 'poster'];

/**
 * Removes Next's client runtime from a page: scripts and their preloads, flight data, React's comments, and
 * the empty hidden div of its metadata. The rules that it needs of the stylesheets that it links are inlined
 * in its head, together with its own styles, so that a reader needs one response. (Next's own `inlineCss`
 * writes all of them twice, as HTML and as flight data.) The style of a theme, which
 * `readStyles` reads, is treated as a stylesheet is.
 *
 * Throws `UnsafeHtmlError` for a page that could still run something, is Next's error document, hides content
 * that only a script would show, or is incomplete. Text and attributes are written anew, so that a browser
 * finds no tag that was not checked here.
 *
 * Navigation links to the current page get `aria-current`: Next renders head and foot without knowing the
 * page.
 */
export function stripPage(
  source: string,
  stylesheets: Stylesheets,
  readStyles: (css: string) => readonly Style[] = () => [],
): StrippedPage {
  const out: string[] = [];
  const names = new Set<string>(); // the elements, classes, ids, attributes and languages of the page
  const languages: string[][] = []; // of the elements that are open
  const linked: string[] = [];
  const styles: string[] = []; // those of the page's own
  let theme: string | null = null;
  let isTheme = false; // inside the style of the theme
  let styleAt: number | null = null; // where in `out` they will stand
  let dropped = false; // inside a script that is left out
  let raw: string[] | null = null; // the text of a style or a data block, which is not escaped
  let hidden = false; // inside React's hidden div, which must be empty
  let svg = 0;
  let nav = 0;
  let own: string | null = null; // the page's path, which its head names

  const write = (text: string) => {
    if (hidden) throw new UnsafeHtmlError('it hides content that only a script would show');
    out.push(text);
  };

  const note = (name: string, attributes: Record<string, string>) => {
    const ranges = attributes.lang === undefined ? (languages.at(-1) ?? []) : rangesOf(attributes.lang);
    const words = [name, ...(attributes.class?.split(/\s+/).map((word) => `.${word}`) ?? [])];
    for (const word of words) {
      names.add(word);
      for (const range of ranges) names.add(word + range);
    }
    for (const range of ranges) names.add(range);
    for (const attribute of Object.keys(attributes)) names.add(`[${attribute}]`);
    if (attributes.id) names.add(`#${attributes.id}`);
    if (!VOID.includes(name)) languages.push(ranges);
  };

  const linkStylesheet = (href = '') => {
    if (!stylesheets.has(href))
      throw new UnsafeHtmlError(`it links the stylesheet ${href}, which the build does not hold`);
    linked.push(href);
    styleAt ??= out.push('') - 1;
  };

  const parser = new Parser(
    {
      onprocessinginstruction(_name, data) {
        write(`<${data}>`);
      },
      oncomment(data) {
        if (/^\$[?!]/.test(data))
          throw new UnsafeHtmlError('it holds a Suspense boundary that only a script would fill');
      },
      onopentag(name, written) {
        const attributes = lowerCased(written);
        if (name === 'script' && !DATA_BLOCKS.includes(attributes.type ?? '')) dropped = true;
        if (dropped) return;
        if (name === 'link' && isForRuntime(attributes)) return;
        if (raw) throw new UnsafeHtmlError('it holds a tag inside of a style or a data block');
        if (name === 'style' && !names.has('body')) {
          styleAt ??= out.push('') - 1;
          isTheme = attributes['data-precedence'] === 'theme';
          raw = [];
          return;
        }
        if (name === 'link' && /(?:^|\s)stylesheet(?:\s|$)/i.test(attributes.rel ?? '')) {
          linkStylesheet(attributes.href);
          return;
        }
        refuseUnsafe(name, attributes);
        if (name === 'div' && Object.keys(attributes).join() === 'hidden') {
          hidden = true;
          return;
        }
        if (name === 'link' && attributes.rel === 'canonical') own = URL.parse(attributes.href ?? '')?.pathname ?? null;
        if (name === 'nav') nav++;
        if (name === 'a' && nav > 0 && own !== null && !attributes.rel)
          Object.assign(attributes, currentOn(own, attributes.href));
        note(name, attributes);
        if (name === 'svg') svg++;
        // React writes `charSet` and `dateTime`; in SVG the case has a meaning (`viewBox`).
        write(startTag(name, svg > 0 ? written : attributes));
        if (name === 'script') raw = [];
      },
      ontext(text) {
        if (dropped) return;
        if (raw) raw.push(text);
        else write(escapeText(text));
      },
      onclosetag(name, implied) {
        if (VOID.includes(name)) return;
        // React closes all that it opens, except that in SVG an element may close itself.
        if (implied && svg === 0) throw new UnsafeHtmlError(`it ends in the middle of <${name}>`);
        if (dropped) {
          if (name === 'script') dropped = false;
          return;
        }
        if (hidden && name === 'div') {
          hidden = false;
          return;
        }
        if (raw) {
          const text = rawText(raw.join(''));
          raw = null;
          if (name === 'style') {
            if (isTheme) theme = text;
            else styles.push(text);
            return;
          }
          write(text);
        }
        if (name === 'svg') svg--;
        if (name === 'nav') nav--;
        languages.pop();
        write(`</${name}>`);
      },
    },
    { lowerCaseAttributeNames: false },
  );
  parser.end(source);
  if (!out.includes('</html>')) throw new UnsafeHtmlError('it is no complete document');
  if (styleAt === null) return { html: out.join(''), styleHash: null };
  const themeStyles = theme === null ? [] : readStyles(theme);
  const css = stylesheets.css(linked, names, themeStyles) + styles.join('').replace(/\r\n?/g, '\n'); // as a browser reads and hashes it
  out[styleAt] = `<style>${css}</style>`;
  return { html: out.join(''), styleHash: `sha256-${hash('sha256', css, 'base64')}` };
}

/**
 * A style or a data block as it is sent. Between other tags (SVG, noscript) a browser would read it as HTML;
 * JSON can write `\u003c`, and CSS needs none.
 */
function rawText(text: string): string {
  if (/<[a-z/!?]/i.test(text))
    throw new UnsafeHtmlError('it holds what may be a tag inside of a style or a data block');
  return text;
}

/** The selectors that match a language: `:lang(zh)` and `:lang(zh-Hant)` for `zh-Hant`. */
function rangesOf(language: string): string[] {
  const parts = language.split('-');
  return parts.map((_, index) => `:lang(${parts.slice(0, index + 1).join('-')})`);
}

/**
 * `aria-current` for a link on the page at the path `own`: to that page, or to the first page of its list
 * (https://www.w3.org/TR/wai-aria-1.2/#aria-current).
 */
function currentOn(own: string, href: string | undefined): { 'aria-current'?: 'page' | 'true' } {
  if (href === own) return { 'aria-current': 'page' };
  return LATER_PAGE.test(own) && href === (own.replace(LATER_PAGE, '') || '/') ? { 'aria-current': 'true' } : {};
}

/** The same attributes with names in lower case; of two with one name the first counts, as in a browser. */
function lowerCased(attributes: Record<string, string>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) lower[name.toLowerCase()] ??= value;
  return lower;
}

/**
 * Links that only prepare for a script or a stylesheet: its preload, or (`expect`) the order to paint nothing
 * before it is there.
 */
function isForRuntime({ rel, as }: Record<string, string>): boolean {
  return as === 'script' || as === 'style' || rel === 'modulepreload' || rel === 'expect';
}

function refuseUnsafe(name: string, attributes: Record<string, string>): void {
  if (attributes.id === '__next_error__') throw new UnsafeHtmlError('it is an error document of Next');
  if (STREAMED_ID.test(attributes.id ?? ''))
    throw new UnsafeHtmlError('it holds a segment that only a script would show');
  if (NEVER_SENT.includes(name) || name.startsWith('animate')) throw new UnsafeHtmlError(`it holds a <${name}>`);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith('on') || attribute === 'srcdoc')
      throw new UnsafeHtmlError(`it holds the attribute ${attribute}`);
    // Browsers pass over white space and control characters in a scheme.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    const address = ADDRESSES.includes(attribute) ? value.replace(/[\u0000-\u0020]/g, '').toLowerCase() : '';
    if (/^(?:javascript|vbscript|data):/.test(address)) throw new UnsafeHtmlError(`it holds the address ${value}`);
  }
  const odd = [name, ...Object.keys(attributes)].find((written) => !NAME.test(written));
  if (odd !== undefined) throw new UnsafeHtmlError(`it holds the name ${odd}`);
  if (name === 'meta' && attributes['http-equiv'] !== undefined)
    throw new UnsafeHtmlError('it holds a <meta http-equiv>');
}

function startTag(name: string, attributes: Record<string, string>): string {
  let tag = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    tag += ` ${attribute}`;
    if (value !== '') tag += `="${escapeHtml(value)}"`;
  }
  return `${tag}>`;
}
