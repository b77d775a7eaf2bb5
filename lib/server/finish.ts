import { hash } from 'node:crypto';
import { Parser } from 'htmlparser2';

/** A page ready to be sent: its HTML, and the hashes of its styles as a Content-Security-Policy names them (`sha256-…`). */
export type FinishedPage = Readonly<{ html: string; styleHashes: readonly string[] }>;

/** Thrown for HTML that must not reach a reader; the message says why. */
export class UnfitPage extends Error {}

/** The `type`s of `<script>` that no browser runs (https://html.spec.whatwg.org/multipage/scripting.html#data-block). */
const DATA_BLOCKS = ['application/ld+json'];

/** Attributes by which Next's runtime finds its own again in the browser. */
const RUNTIME_ATTRIBUTES = ['data-precedence', 'data-href'];

/** Elements that load or hold another document, wait for a script, or (SVG's animations) can write a link's address. */
const NEVER_SENT = ['iframe', 'object', 'embed', 'base', 'template', 'frame', 'portal', 'set'];

/** The elements into which React streams what it has not rendered yet: boundaries, placeholders, segments. */
const STREAMED_ID = /^[BPS]:[\da-f]+$/;

/** Elements without an end tag. */
const VOID = ['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'];

/** Names as React writes them. With others (`=x`, `a"b`) a browser may see other attributes than the parser here. */
const NAME = /^[a-z][\w:.-]*$/i;

const ADDRESSES = ['href', 'src', 'action', 'formaction', 'xlink:href', 'poster'];

/**
 * Takes Next's client runtime out of a page: scripts and their preloads, flight data, React's comments, and the empty hidden div of its
 * metadata. The page is refused (`UnfitPage`) when what is left could still run something, is Next's error document, hides content that
 * only a script would show, or ends before it is complete. Text and attributes are written anew, with no more escaping than HTML asks for;
 * so, however a browser reads the result, it finds no tag that was not checked here.
 */
export function finishPage(source: string): FinishedPage {
  const out: string[] = [];
  const styleHashes: string[] = [];
  let dropped = false; // inside a script that is left out
  let raw: string[] | null = null; // the text of a style or a data block, which is not escaped
  let hidden = false; // inside React's hidden div, which must be empty
  let svg = 0;

  const write = (text: string) => {
    if (hidden) throw new UnfitPage('it hides content that only a script would show');
    out.push(text);
  };

  /** A style or a data block as it is sent; a style's hash is noted. */
  const rawText = (name: string, text: string) => {
    // Between other tags (SVG, noscript) a browser would read it as HTML; JSON can write `\u003c`, and CSS needs none.
    if (/<[a-z/!?]/i.test(text)) throw new UnfitPage(`it holds what may be a tag inside of a <${name}>`);
    if (name !== 'style') return text;
    const css = text.trim().replace(/\r\n?/g, '\n'); // as a browser reads and hashes it
    styleHashes.push(`sha256-${hash('sha256', css, 'base64')}`);
    return css;
  };

  const parser = new Parser(
    {
      onprocessinginstruction(_name, data) {
        write(`<${data}>`);
      },
      oncomment(data) {
        if (/^\$[?!]/.test(data)) throw new UnfitPage('it holds a Suspense boundary that only a script would fill');
      },
      onopentag(name, written) {
        const attributes = lowerCased(written);
        if (name === 'script' && !DATA_BLOCKS.includes(attributes.type ?? '')) dropped = true;
        if (dropped) return;
        if (name === 'link' && isForScripts(attributes)) return;
        if (raw) throw new UnfitPage('it holds a tag inside of a style or a data block');
        refuseUnfit(name, attributes);
        if (name === 'div' && Object.keys(attributes).join() === 'hidden') {
          hidden = true;
          return;
        }
        if (name === 'svg') svg++;
        // React writes `charSet` and `dateTime`; in SVG the case has a meaning (`viewBox`).
        write(startTag(name, svg > 0 ? written : attributes));
        if (name === 'style' || name === 'script') raw = [];
      },
      ontext(text) {
        if (dropped) return;
        if (raw) raw.push(text);
        else write(escapeText(text));
      },
      onclosetag(name, implied) {
        if (VOID.includes(name)) return;
        // React closes all that it opens, except that in SVG an element may close itself.
        if (implied && svg === 0) throw new UnfitPage(`it ends in the middle of <${name}>`);
        if (dropped) {
          if (name === 'script') dropped = false;
          return;
        }
        if (hidden && name === 'div') {
          hidden = false;
          return;
        }
        if (raw) {
          write(rawText(name, raw.join('')));
          raw = null;
        }
        if (name === 'svg') svg--;
        write(`</${name}>`);
      },
    },
    { lowerCaseAttributeNames: false },
  );
  parser.end(source);
  if (!out.includes('</html>')) throw new UnfitPage('it is no complete document');
  return { html: out.join(''), styleHashes };
}

/** The same attributes with names in lower case; of two with one name the first counts, as in a browser. */
function lowerCased(attributes: Record<string, string>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) lower[name.toLowerCase()] ??= value;
  return lower;
}

/** Links that only prepare for a script: its preload, or (`expect`) the order to paint nothing before it is there. */
function isForScripts({ rel, as }: Record<string, string>): boolean {
  return as === 'script' || rel === 'modulepreload' || rel === 'expect';
}

function refuseUnfit(name: string, attributes: Record<string, string>): void {
  if (attributes.id === '__next_error__') throw new UnfitPage('it is an error document of Next');
  if (STREAMED_ID.test(attributes.id ?? '')) throw new UnfitPage('it holds a segment that only a script would show');
  if (NEVER_SENT.includes(name) || name.startsWith('animate')) throw new UnfitPage(`it holds a <${name}>`);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith('on') || attribute === 'srcdoc')
      throw new UnfitPage(`it holds the attribute ${attribute}`);
    // Browsers pass over white space and control characters in a scheme.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    const address = ADDRESSES.includes(attribute) ? value.replace(/[\u0000-\u0020]/g, '').toLowerCase() : '';
    if (/^(?:javascript|vbscript|data):/.test(address)) throw new UnfitPage(`it holds the address ${value}`);
  }
  const odd = [name, ...Object.keys(attributes)].find((written) => !NAME.test(written));
  if (odd !== undefined) throw new UnfitPage(`it holds the name ${odd}`);
  if (name === 'meta' && attributes['http-equiv'] !== undefined) throw new UnfitPage('it holds a <meta http-equiv>');
}

function startTag(name: string, attributes: Record<string, string>): string {
  let tag = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (RUNTIME_ATTRIBUTES.includes(attribute)) continue;
    tag += ` ${attribute}`;
    if (value !== '') tag += `="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  }
  return `${tag}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
