import { createReadStream } from 'node:fs';
import path from 'node:path';
import { SaxesParser } from 'saxes';

type Attributes = Readonly<Record<string, string>>;

// The export of WordPress (WXR): RSS with elements of its own. It is read as a stream, so that it can have any size.

/** The texts of the elements in one element, by name; of several with one name the last. */
type Texts = ReadonlyMap<string, string>;

export type WxrCategory = Readonly<{ domain: string; nicename: string; name: string }>;

/** A post, a page, an attachment or another item. `meta` has the values of each key. */
export type WxrItem = Readonly<{
  texts: Texts;
  categories: readonly WxrCategory[];
  meta: ReadonlyMap<string, string>;
  comments: number;
}>;

/** A part of an export, in the order of the file. */
export type WxrPart =
  | Readonly<{ kind: 'site'; texts: Texts }>
  | Readonly<{ kind: 'author' | 'category' | 'tag' | 'term'; texts: Texts }>
  | Readonly<{ kind: 'item'; item: WxrItem }>;

/**
 * Where parts come from; `read` can be called several times. `notShown` is what it cannot have; `close` frees
 * what it holds.
 */
export type WxrSource = Readonly<{ read(): AsyncIterable<WxrPart>; notShown: readonly string[]; close(): void }>;

const PARTS: Readonly<Record<string, 'author' | 'category' | 'tag' | 'term'>> = {
  'wp:author': 'author',
  'wp:category': 'category',
  'wp:tag': 'tag',
  'wp:term': 'term',
};

/** The longest text of an element, in characters. */
const MAX_TEXT = 20_000_000;

/** How deep elements may be within each other; in an export it is six. */
const MAX_DEPTH = 50;

/** What XML 1.0 forbids, and exports of old archives have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the point.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Yields the parts of an export. Throws an error with the position for a file that is none, that is not
 * complete, or that has a document type: its entities could make a small file large.
 */
export async function* readWxr(file: string): AsyncGenerator<WxrPart> {
  const found: WxrPart[] = [];
  const reader = new WxrReader(path.basename(file), (part) => found.push(part));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined }).replace(FORBIDDEN, ' ');
    } catch {
      throw reader.error('The file is not UTF-8 text: export it again, or convert it.');
    }
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    reader.write(decoded(chunk as Buffer));
    yield* found.splice(0);
  }
  reader.write(decoded());
  reader.end();
  yield* found.splice(0);
}

/** An element that is open, and the texts of those in it. */
type Open = { name: string; attributes: Attributes; text: string; texts: Map<string, string> };

class WxrReader {
  readonly #name: string;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #emit: (part: WxrPart) => void;
  readonly #open: Open[] = [];
  #categories: WxrCategory[] = [];
  #meta = new Map<string, string>();
  #comments = 0;
  #failure: Error | null = null;
  /** The characters since the parser last said something. */
  #waiting = 0;
  #isExport = false;

  constructor(name: string, emit: (part: WxrPart) => void) {
    this.#name = name;
    this.#emit = emit;
    this.#parser.on('error', ({ message }) => this.#fail(reasonOf(message, this.#open.at(-1)?.name)));
    this.#parser.on('doctype', () =>
      this.#fail('An export of WordPress has no document type (DOCTYPE), and none is read.'),
    );
    this.#parser.on('opentag', ({ name, attributes }) => this.#begin(name, attributes));
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('closetag', () => this.#end());
  }

  /** Throws at the first error. */
  write(text: string): void {
    this.#waiting += text.length;
    this.#parser.write(text);
    if (this.#waiting > MAX_TEXT) this.#fail(`The text that ends here has more than ${MAX_TEXT} characters.`);
    if (this.#failure) throw this.#failure;
  }

  /** Throws if the file is not complete, or no export. */
  end(): void {
    this.#parser.close();
    if (!this.#isExport && !this.#failure) this.#fail('This is no export of WordPress: it has no “wp:wxr_version”.');
    if (this.#failure) throw this.#failure;
  }

  error(reason: string): Error {
    return new Error(`${this.#name}:${this.#parser.line}:${this.#parser.columnIndex + 1}: ${reason}`);
  }

  #fail(reason: string): void {
    this.#failure ??= this.error(reason);
  }

  #begin(name: string, attributes: Attributes): void {
    this.#waiting = 0;
    if (this.#open.length > MAX_DEPTH) this.#fail(`More than ${MAX_DEPTH} elements are within each other.`);
    if (this.#open.length === 0 && name !== 'rss')
      this.#fail(`This is no export of WordPress: it begins with “<${name}>”, not with “<rss>”.`);
    this.#open.push({ name, attributes, text: '', texts: new Map() });
  }

  #addText(text: string): void {
    this.#waiting = 0;
    const open = this.#open.at(-1);
    if (!open || this.#failure) return;
    open.text += text;
    if (open.text.length > MAX_TEXT) this.#fail(`The text of “<${open.name}>” has more than ${MAX_TEXT} characters.`);
  }

  #end(): void {
    this.#waiting = 0;
    const ended = this.#open.pop();
    const parent = this.#open.at(-1);
    if (!ended || !parent || this.#failure) return;
    const { name, attributes, text, texts } = ended;
    const kind = PARTS[name];
    if (name === 'wp:wxr_version') this.#isExport = true;
    if (name === 'item') this.#endItem(texts);
    else if (name === 'wp:comment') this.#comments++;
    else if (name === 'wp:postmeta') {
      this.#meta.set(texts.get('wp:meta_key') ?? '', texts.get('wp:meta_value') ?? '');
    } else if (name === 'category' && parent.name === 'item') {
      const { domain = '', nicename = '' } = attributes;
      this.#categories.push({ domain, nicename, name: text.trim() });
    } else if (kind) this.#emit({ kind, texts });
    else {
      parent.texts.set(name, text);
      if (parent.name === 'channel') this.#emit({ kind: 'site', texts: new Map([[name, text]]) });
    }
  }

  #endItem(texts: Texts): void {
    this.#emit({
      kind: 'item',
      item: { texts, categories: this.#categories, meta: this.#meta, comments: this.#comments },
    });
    this.#categories = [];
    this.#meta = new Map();
    this.#comments = 0;
  }
}

/** A sentence for an error of the parser; `open` is the element that it is in. */
function reasonOf(message: string, open: string | undefined): string {
  const reason = message.replace(/^\d+:\d+: /, '');
  if (/^unclosed tag|unexpected end/.test(reason)) {
    return `The file ends in the middle${open ? ` of “<${open}>”` : ''}: it is not complete. Export or download it again.`;
  }
  return `The XML is damaged: ${reason}`;
}
