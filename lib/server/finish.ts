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

const NEVER_SENT = ['iframe', 'object', 'embed', 'base', 'template', 'frame', 'portal'];

const ADDRESSES = ['href', 'src', 'action', 'formaction', 'xlink:href', 'poster'];

/**
 * Takes Next's client runtime out of a page: scripts and their preloads, flight data, React's comments, and the empty hidden div of its
 * metadata. The page is refused (`UnfitPage`) when what is left could still run something, is Next's error document, or hides content
 * that only a script would show. Text and attributes are written anew, with no more escaping than HTML asks for.
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

  const parser = new Parser(
    {
      onprocessinginstruction(_name, data) {
        write(`<${data}>`);
      },
      oncomment(data) {
        if (/^\$[?!]/.test(data)) throw new UnfitPage('it holds a Suspense boundary that only a script would fill');
      },
      onopentag(name, attributes) {
        if (name === 'script' && !DATA_BLOCKS.includes(attributes.type ?? '')) dropped = true;
        if (dropped) return;
        if (name === 'link' && (attributes.as === 'script' || attributes.rel === 'modulepreload')) return;
        refuseUnfit(name, attributes);
        if (name === 'div' && Object.keys(attributes).join() === 'hidden') {
          hidden = true;
          return;
        }
        if (name === 'svg') svg++;
        write(startTag(name, attributes, svg > 0));
        if (name === 'style' || name === 'script') raw = [];
      },
      ontext(text) {
        if (dropped) return;
        if (raw) raw.push(text);
        else write(escapeText(text));
      },
      onclosetag(name, implied) {
        if (name === 'script' && dropped) {
          dropped = false;
          return;
        }
        if (dropped) return;
        if (hidden && name === 'div') {
          hidden = false;
          return;
        }
        if (raw && (name === 'style' || name === 'script')) {
          const text = raw.join('').trim();
          if (name === 'style') styleHashes.push(`sha256-${hash('sha256', text, 'base64')}`);
          write(text);
          raw = null;
        }
        if (name === 'svg') svg--;
        if (!implied) write(`</${name}>`);
      },
    },
    { lowerCaseAttributeNames: false },
  );
  parser.end(source);
  if (dropped || hidden || raw) throw new UnfitPage('it ends in the middle');
  return { html: out.join(''), styleHashes };
}

function refuseUnfit(name: string, attributes: Record<string, string>): void {
  if (attributes.id === '__next_error__') throw new UnfitPage('it is an error document of Next');
  if (NEVER_SENT.includes(name)) throw new UnfitPage(`it holds a <${name}>`);
  for (const [attribute, value] of Object.entries(attributes)) {
    const lower = attribute.toLowerCase();
    if (lower.startsWith('on') || lower === 'srcdoc') throw new UnfitPage(`it holds the attribute ${attribute}`);
    // Browsers pass over white space and control characters in a scheme.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
    const address = ADDRESSES.includes(lower) ? value.replace(/[\u0000-\u0020]/g, '').toLowerCase() : '';
    if (/^(?:javascript|vbscript|data):/.test(address)) throw new UnfitPage(`it holds the address ${value}`);
  }
  if (name === 'meta' && attributes['http-equiv'] !== undefined) throw new UnfitPage('it holds a <meta http-equiv>');
}

function startTag(name: string, attributes: Record<string, string>, foreign: boolean): string {
  let tag = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (RUNTIME_ATTRIBUTES.includes(attribute)) continue;
    // React writes `charSet` and `dateTime`; in SVG the case has a meaning (`viewBox`).
    tag += ` ${foreign ? attribute : attribute.toLowerCase()}`;
    if (value !== '') tag += `="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  }
  return `${tag}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
