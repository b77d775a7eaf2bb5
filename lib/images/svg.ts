import { Parser } from 'htmlparser2';
import { escapeHtml } from '../html-escape.ts';

/** A sanitised SVG, and its size in CSS pixels. */
export type SafeSvg = Readonly<{ svg: string; width: number; height: number }>;

/**
 * Why an SVG is refused: it loads or runs something (`unsafe`), or it cannot be read (`broken`). The message
 * completes “The SVG …”.
 */
export class UnsafeSvgError extends Error {
  readonly kind: 'unsafe' | 'broken';

  constructor(kind: 'unsafe' | 'broken', reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/**
 * Elements that are kept (https://www.w3.org/TR/SVG2/eltindex.html): they draw. Others, such as metadata of an
 * SVG editor, are removed with their content.
 */
const DRAWS = new Set(
  `svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon text tspan textPath linearGradient
  radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
  feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge
  feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`.split(/\s+/),
);

/** Elements that run something, hold another document or link: an SVG with one is refused. */
const ACTS = new Set(
  'script foreignobject iframe object embed audio video canvas link handler listener image feimage a'.split(' '),
);

/**
 * Attributes of SVG. Those with a prefix belong to SVG editors, except for `xlink:href`, the old name of
 * `href`.
 */
const NAME = /^[a-z][\w.-]*$/i;

/** Characters that XML forbids (https://www.w3.org/TR/xml/#charsets), except for lone surrogates. */
const NOT_XML = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu;

/**
 * The limit of elements, each counted as often as it is drawn: a few nested references could draw billions.
 */
const MAX_PARTS = 50_000;

const MAX_DEPTH = 200;

/** The greatest width and height, in CSS pixels. */
const MAX_SIZE = 16_000;

/**
 * Returns an SVG rewritten from allowed elements and attributes only. Throws `UnsafeSvgError` when it holds a
 * script, an event handler, another document or image, or a reference outside of itself; and when it is no
 * SVG.
 */
export function sanitizeSvg(source: string): SafeSvg {
  const unsafe = (reason: string): never => {
    throw new UnsafeSvgError('unsafe', reason);
  };
  const broken = (reason: string): never => {
    throw new UnsafeSvgError('broken', reason);
  };
  const out: string[] = [];
  const open: string[] = [];
  const references = new References();
  let size: { width: number; height: number } | null = null;
  let dropped = 0; // depth within a removed element
  let style: string[] | null = null;

  const parser = new Parser(
    {
      onprocessinginstruction(name, data) {
        if (/^!doctype/i.test(name) && /\[|<!entity/i.test(data)) unsafe('defines entities of its own');
        if (/^\?xml-/i.test(name)) unsafe('names a style sheet outside of itself');
      },
      onopentag(written, given) {
        const attributes = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, wellFormed(value)]));
        const name = written.replace(/^svg:/, '');
        if (ACTS.has(name.toLowerCase().replace(/^.*:/, ''))) unsafe(`holds a <${written}>`);
        for (const [attribute, value] of Object.entries(attributes)) {
          if (/^on/i.test(attribute)) unsafe(`holds the event handler “${attribute}”`);
          if (/(?:^|:)href$/i.test(attribute) && !value.trim().startsWith('#')) {
            unsafe(`refers to “${shortened(value)}”, outside of itself`);
          }
          refuseExternal(value);
        }
        if (dropped > 0 || !DRAWS.has(name)) {
          dropped++;
          return;
        }
        if (open.length === 0) {
          if (name !== 'svg' || size) broken('is not one <svg> element');
          size = sizeOf(attributes);
        }
        open.push(name);
        if (open.length > MAX_DEPTH) broken(`has more than ${MAX_DEPTH} parts inside of each other`);
        references.enter(attributes.id);
        const safe = safeAttributes(attributes);
        for (const value of Object.values(safe)) references.record(value);
        if (name === 'svg') safe.xmlns = 'http://www.w3.org/2000/svg';
        const list = Object.entries(safe).map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`);
        out.push(`<${name}${list.join('')}>`);
        if (name === 'style') style = [];
      },
      ontext(text) {
        if (dropped > 0 || open.length === 0) return;
        if (style) style.push(wellFormed(text));
        else out.push(escapeXml(text));
      },
      onclosetag() {
        if (dropped > 0) {
          dropped--;
          return;
        }
        const name = open.pop() ?? broken('ends within a tag');
        references.leave();
        if (style && name === 'style') {
          const css = style.join('');
          if (/@import/i.test(css)) unsafe('imports a style sheet');
          refuseExternal(css);
          references.record(css);
          out.push(escapeXml(css));
          style = null;
        }
        out.push(`</${name}>`);
      },
    },
    { xmlMode: true, recognizeSelfClosing: true },
  );
  parser.end(source.replace(/^\uFEFF/, ''));
  if (!size) return broken('is not one <svg> element');
  if (references.parts() > MAX_PARTS) broken('has more parts than can be drawn');
  return { svg: out.join(''), ...(size as { width: number; height: number }) };

  /** Throws for a value that loads something. A backslash could hide one. */
  function refuseExternal(value: string): void {
    for (const address of loadedBy(value)) {
      if (!address.startsWith('#'))
        unsafe(`refers to “${shortened(address.split(')', 1)[0] ?? '')}”, outside of itself`);
    }
    if (/\\/.test(value)) unsafe('holds a backslash, which could hide an address');
    if (/(?:java|vb)script\s*:/i.test(value)) unsafe('holds a script’s address');
  }

  function sizeOf(attributes: Record<string, string>): { width: number; height: number } {
    const pixels = (length = '') => Number(/^(\d+(?:\.\d+)?|\.\d+)(?:px)?$/.exec(length.trim())?.[1] ?? Number.NaN);
    const box = (attributes.viewBox ?? '')
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [, , boxWidth = Number.NaN, boxHeight = Number.NaN] = box;
    let [width, height] = [pixels(attributes.width), pixels(attributes.height)];
    if (!(width > 0 && height > 0)) [width, height] = [boxWidth, boxHeight];
    if (!(width > 0 && height > 0)) broken('has no size: its <svg> needs a viewBox, or a width and a height in pixels');
    if (width > MAX_SIZE || height > MAX_SIZE) broken(`is larger than ${MAX_SIZE} pixels`);
    return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
  }
}

/** What follows each `url(` and the like in a value, without the spaces and the quotation mark before the address. */
function* loadedBy(value: string): Generator<string> {
  for (const { index, 0: name } of value.matchAll(/(?:\b(?:url|src)|image-set|cross-fade)\(/gi)) {
    const written = value.slice(index + name.length).trimStart();
    yield /^["']/.test(written) ? written.slice(1).trimStart() : written;
  }
}

function safeAttributes(attributes: Record<string, string>): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'href') safe.href = value.trim();
    else if (name === 'xlink:href') safe.href ??= value.trim();
    else if (NAME.test(name) && name !== 'xmlns' && !/^src/i.test(name)) safe[name] = value;
  }
  return safe;
}

function shortened(address: string): string {
  return address.length > 60 ? `${address.slice(0, 60)}…` : address.trim();
}

/** A text without the characters that XML forbids. Checked before they are removed, a value could become another by that. */
function wellFormed(text: string): string {
  return text.toWellFormed().replace(NOT_XML, '');
}

function escapeXml(text: string): string {
  return escapeHtml(wellFormed(text));
}

/** An element with an id, or the whole SVG: its own elements, and the ids of the parts that it holds or refers to. */
type Part = { elements: number; readonly draws: string[] };

/** The longest chain of parts that draw each other. */
const MAX_CHAIN = 1_000;

/** Counts the elements of an SVG, those drawn by reference as often as they are. The whole SVG is the part `''`. */
class References {
  /** The ids of the open parts, once for each open element: that of the innermost part that it is in. */
  readonly #within = [''];
  readonly #parts = new Map<string, Part>();

  enter(id: string | undefined): void {
    const around = this.#within.at(-1) ?? '';
    const isPart = id !== undefined && !this.#within.includes(id);
    if (isPart) this.#part(around).draws.push(id);
    const innermost = isPart ? id : around;
    this.#within.push(innermost);
    this.#part(innermost).elements++;
  }

  leave(): void {
    this.#within.pop();
  }

  /** Records the ids to which an attribute or a style refers: `#x`, `url(#x) url(#y)`. */
  record(value: string): void {
    const { draws } = this.#part(this.#within.at(-1) ?? '');
    for (const [, id = ''] of value.matchAll(/(?:^\s*|url\(\s*(?:["']\s*)?)#([^"')\s]+)/gi)) draws.push(id);
  }

  /** The number of elements that are drawn; infinite when a part contains itself. */
  parts(): number {
    const counted = new Map<string, number>();
    const count = (id: string, chain: number): number => {
      const known = counted.get(id);
      if (known !== undefined) return known;
      const part = this.#parts.get(id);
      if (!part) return 0;
      counted.set(id, Number.POSITIVE_INFINITY);
      if (chain > MAX_CHAIN) return Number.POSITIVE_INFINITY;
      const total = part.draws.reduce((sum, drawn) => sum + count(drawn, chain + 1), part.elements);
      counted.set(id, total);
      return total;
    };
    return count('', 0);
  }

  #part(id: string): Part {
    const part = this.#parts.get(id) ?? { elements: 0, draws: [] };
    this.#parts.set(id, part);
    return part;
  }
}
