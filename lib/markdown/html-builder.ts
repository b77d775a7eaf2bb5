import type { Node } from 'mdast';
import { anchor, isBlock, nodesOf, type OpenElement } from './html-nodes.ts';
import {
  BLOCK_TAGS,
  BOUNDARY_TAGS,
  ENDED_BY,
  INLINE_TAGS,
  MEDIA_TAGS,
  PARENTS,
  propertiesOf,
  RENAMED,
  TABLE_TAGS,
  VOID_TAGS,
} from './html-tags.ts';
import type { HtmlToken } from './html-tokens.ts';
import { MAX_TEXT_DEPTH } from './text-limits.ts';

type Open = Extract<HtmlToken, { kind: 'open' }>;
type Position = Node['position'];

/** White space between words, of which HTML shows one space. */
const SPACES = /[ \t\r\n\f]+/g;

/**
 * Builds the nodes of HTML whose tags stand among Markdown, as a browser would: some tags end other elements, a tag without its other half
 * is ended with the text around it, and what cannot stand in a table stands before it. Each step costs at most `MAX_TEXT_DEPTH`.
 */
export class HtmlBuilder {
  readonly #root: OpenElement = { tag: '', attributes: {}, position: undefined, children: [], source: '' };
  readonly #open: OpenElement[] = [this.#root];
  /** The fragments that the text links to. */
  readonly #fragments: ReadonlySet<string>;

  constructor(fragments: ReadonlySet<string>) {
    this.#fragments = fragments;
  }

  /** Adds a node of Markdown. */
  add(node: Node): void {
    if (isBlock(node)) this.#end(new Set(['p']), PARAGRAPH_LIMITS);
    this.#put(node);
  }

  addText(value: string): void {
    const isIn = (tags: readonly string[]) => this.#open.some(({ tag }) => tags.includes(tag));
    const text = isIn(['pre']) ? value : value.replace(SPACES, ' ');
    this.#put({ type: 'text', value: text } as Node);
  }

  openTag({ tag: written, attributes }: Open, position: Position): void {
    const tag = RENAMED.get(written) ?? written;
    if (VOID_TAGS.has(tag)) {
      this.#addVoid(tag, attributes, position);
      return;
    }
    const ended = ENDED_BY.get(tag);
    if (ended) this.#end(ended.ends, ended.within);
    const parents = PARENTS.get(tag);
    const isPlaced = !parents || this.#open.some((open) => parents.has(open.tag));
    const isKept = isPlaced && (INLINE_TAGS.has(tag) || BLOCK_TAGS.has(tag));
    const isSpan = tag === 'span' && Object.keys(propertiesOf(tag, attributes)).length > 0;
    const name = isKept || isSpan || MEDIA_TAGS.has(tag) ? tag : BOUNDARY_TAGS.has(tag) ? 'div' : '';
    if (BLOCK_TAGS.has(name) || name === 'div') this.#end(new Set(['p']), PARAGRAPH_LIMITS);
    const linked = [attributes.id, attributes.name].find((id) => id !== undefined && this.#fragments.has(id));
    const isAround = !HOLD_WORDS.has(name) && !INLINE_TAGS.has(name);
    if (linked !== undefined && isAround) this.#put(anchor(linked));
    if (name !== '' && this.#open.length <= MAX_TEXT_DEPTH) {
      this.#open.push({ tag: name, attributes, position, children: [], source: '' });
    }
    if (linked !== undefined && !isAround) this.#put(anchor(linked));
  }

  closeTag(written: string): void {
    const tag = RENAMED.get(written) ?? written;
    const isOpen = this.#open.some((open) => open.tag === tag);
    const limits = tag === 'table' ? NOTHING : PARENTS.get(tag)?.has('table') ? TABLE : CELL_LIMITS;
    this.#end(new Set([isOpen || !BOUNDARY_TAGS.has(tag) ? tag : 'div']), limits);
  }

  /** Ends all elements and returns the nodes. */
  end(): Node[] {
    while (this.#open.length > 1) this.#endLast();
    return this.#root.children;
  }

  #addVoid(tag: string, attributes: Open['attributes'], position: Position): void {
    const at = (node: object) => this.add({ ...node, ...(position && { position }) } as Node);
    const isPixel = [attributes.width, attributes.height].some((size) => /^[01](?:px)?$/.test(size ?? ''));
    if (tag === 'br') at({ type: 'break' });
    else if (tag === 'hr') at({ type: 'thematicBreak' });
    else if (tag === 'img' && attributes.src && !isPixel) {
      at({ type: 'image', url: attributes.src.trim(), alt: attributes.alt ?? '', title: attributes.title ?? null });
    } else if (tag === 'source') {
      const media = this.#open.findLast(({ tag }) => tag === 'video' || tag === 'audio');
      if (media) media.source ||= attributes.src ?? '';
    }
  }

  /** Ends the innermost open element of `tags`, and those in it, unless one of `limits` is in between. */
  #end(tags: ReadonlySet<string>, limits: ReadonlySet<string>): void {
    for (let index = this.#open.length - 1; index > 0; index--) {
      const { tag = '' } = this.#open[index] ?? {};
      if (tags.has(tag)) {
        while (this.#open.length > index) this.#endLast();
        return;
      }
      if (limits.has(tag)) return;
    }
  }

  #endLast(): void {
    const ended = this.#open.pop();
    if (!ended) return;
    for (const node of nodesOf(ended)) this.#put(node, ended.tag);
  }

  /** Puts a node, made by `tag`, at the end of the innermost element that can hold it. */
  #put(node: Node, tag = ''): void {
    let index = this.#open.length - 1;
    const holder = this.#open[index];
    if (holder && TABLE_TAGS.has(holder.tag) && !PARENTS.get(tag)?.has('table')) {
      if (node.type === 'text' && !(node as Node & { value: string }).value.trim()) return;
      index = this.#open.findLastIndex((open) => open.tag === 'table') - 1;
    }
    this.#open[Math.max(index, 0)]?.children.push(node);
  }
}

const NOTHING: ReadonlySet<string> = new Set();
const TABLE: ReadonlySet<string> = new Set(['table']);
/** No tag within a cell ends an element around the table. */
const CELL_LIMITS: ReadonlySet<string> = new Set(['td', 'th', 'caption']);
/** A block within these does not end a paragraph around them. */
const PARAGRAPH_LIMITS: ReadonlySet<string> = new Set(['td', 'th', 'caption', 'li', 'dd', 'figure', 'details']);
/** Blocks that hold words. An anchor stands within these, and before others. */
const HOLD_WORDS: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 li dt dd td th caption figcaption summary'.split(' '),
);
