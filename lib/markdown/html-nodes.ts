import type { Node, RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { BLOCK_TAGS, INLINE_TAGS, MEDIA_TAGS, propertiesOf } from './html-tags.ts';
import { mediaOf } from './players.ts';

// The nodes of a Markdown tree that HTML elements become: those of Markdown where it has them, so that links, images, headings and texts
// are treated alike, however they are written.

declare module 'mdast' {
  interface RootContentMap {
    htmlTable: HtmlTable;
  }
}

type Parent = Node & { children: Node[] };

/** An element that is open. */
export type OpenElement = {
  /** Empty for what holds all elements. */
  tag: string;
  attributes: Readonly<Record<string, string>>;
  position: Node['position'];
  children: Node[];
  /** The address in the first `source` of a video or audio element. */
  source: string;
};

/** An element that Markdown has no sign for. */
export interface HtmlElement extends Node {
  type: 'element';
  children: Node[];
  /** The id that it has in the text, which `addAnchors` makes unique. */
  anchor?: string;
}

/** A table in HTML. */
export interface HtmlTable extends Node {
  type: 'htmlTable';
  children: RootContent[];
}

const BLOCK_TYPES: ReadonlySet<string> = new Set([
  ...['blockquote', 'code', 'containerDirective', 'definition', 'footnoteDefinition', 'heading', 'htmlTable'],
  ...['leafDirective', 'list', 'listItem', 'paragraph', 'table', 'thematicBreak'],
]);

const nameOf = ({ data }: Node) => ((data ?? {}) as { hName?: string }).hName ?? '';

/** Whether a node stands for itself, not within a paragraph. */
export const isBlock = (node: Node) =>
  BLOCK_TYPES.has(node.type) || BLOCK_TAGS.has(nameOf(node)) || nameOf(node) === 'div';

export function element(tag: string, children: readonly Node[], properties: Record<string, unknown> = {}): HtmlElement {
  return { type: 'element', children: [...children], data: { hName: tag, hProperties: properties } as Node['data'] };
}

/** The place that a link to `#id` leads to. */
export const anchor = (id: string): HtmlElement => ({ ...element('span', []), anchor: id });

const isAnchor = (node: Node) => node.type === 'element' && (node as HtmlElement).anchor !== undefined;
const isSpace = (node: Node | undefined) =>
  node?.type === 'text' && !NOT_SPACE.test((node as Node & { value: string }).value);

/** The nodes of an element that ends. */
export function nodesOf({ tag, attributes, position, children, source }: OpenElement): Node[] {
  const properties = propertiesOf(tag, attributes);
  const at = (node: object): Node => ({ ...node, ...(position && { position }) }) as Node;
  if (MEDIA_TAGS.has(tag)) {
    const media = mediaOf(tag, attributes, source);
    if (!media) return children;
    const title = media.title ? [{ type: 'text', value: media.title }] : [];
    return [
      at({ type: 'leafDirective', name: media.name, attributes: { url: media.url }, children: title }),
      ...children,
    ];
  }
  if (tag === 'a') {
    const { href, title } = attributes;
    if (href === undefined) return children;
    return around(children, (words) =>
      at({ type: 'link', url: href.trim(), title: title ?? null, children: withoutLinks(words) }),
    );
  }
  if (/^(?:code|kbd|samp)$/.test(tag))
    return around(children, (words) => element(tag, words.map(verbatim), properties));
  if (INLINE_TAGS.has(tag) || tag === 'span') return around(children, (words) => element(tag, words, properties));
  switch (tag) {
    case 'div':
      return 'lang' in properties || 'dir' in properties
        ? [element('div', flow(children), properties)]
        : flow(children);
    case 'p':
      return flow(children).map((node) => (node.type === 'paragraph' ? withProperties(node, properties) : node));
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return hasWords(children)
        ? [at({ type: 'heading', depth: Number(tag[1]), children: trimmed(phrasing(children)) })]
        : children;
    case 'pre': {
      const text = phrasing(children).map(textOf).join('');
      let end = text.length;
      while (text[end - 1] === '\n') end--;
      const value = text.slice(text.startsWith('\n') ? 1 : 0, end);
      return value.trim() ? [at({ type: 'code', lang: null, meta: null, value })] : [];
    }
    case 'blockquote':
      return flow(children).length > 0 ? [at({ type: 'blockquote', children: flow(children) })] : [];
    case 'table':
      return children.length > 0 ? [{ type: 'htmlTable', children, data: { hProperties: properties } } as Node] : [];
    case 'ul':
    case 'ol':
      return listOf(tag, 'li', children, properties);
    case 'dl':
      return listOf(tag, 'dd', children, properties);
    case 'td':
    case 'th':
      return [holding(tag, children, properties)];
    case 'thead':
    case 'tbody':
    case 'tfoot':
    case 'tr':
      return children.length > 0 ? [element(tag, children, properties)] : [];
    case 'figure':
    case 'details':
      return children.every(isSpace) ? [] : [element(tag, flow(children), properties)];
    default:
      return children.every(isSpace) ? [] : [holding(tag, children, properties)];
  }
}

/** A block with words: a paragraph with the name of its tag, or an element with blocks. */
function holding(tag: string, children: readonly Node[], properties: Record<string, unknown>): Node {
  if (children.some(isBlock)) return element(tag, flow(children), properties);
  return { ...element(tag, trimmed(children), properties), type: 'paragraph' } as Node;
}

/** A list, in which what is no item becomes one. */
function listOf(tag: string, item: string, children: readonly Node[], properties: Record<string, unknown>): Node[] {
  const isItem = (node: Node) => /^(?:li|dt|dd)$/.test(nameOf(node));
  const items = children.filter((node) => !isSpace(node));
  const whole = items.map((node) => (isItem(node) ? node : holding(item, [node], {})));
  return whole.length > 0 ? [element(tag, whole, properties)] : [];
}

/** Blocks only: each run of words becomes a paragraph. */
export function flow(children: readonly Node[]): Node[] {
  const blocks: Node[] = [];
  let run: Node[] = [];
  const endRun = (next?: Node) => {
    if (run.every((node) => isSpace(node) || isAnchor(node))) {
      const anchors = run.filter(isAnchor);
      if (next && anchors.length > 0 && /^(?:paragraph|heading)$/.test(next.type)) {
        (next as Parent).children.unshift(...anchors);
      }
    } else blocks.push({ type: 'paragraph', children: trimmed(run) } as Node);
    run = [];
  };
  for (const node of children) {
    if (isBlock(node)) {
      endRun(node);
      blocks.push(node);
    } else run.push(node);
  }
  endRun();
  return blocks;
}

/** Words only: each block is replaced by what it holds, between spaces. */
export function phrasing(children: readonly Node[]): Node[] {
  const space = { type: 'text', value: ' ' } as Node;
  return children.flatMap((node): Node[] => {
    if (!isBlock(node)) return [node];
    if (node.type === 'thematicBreak' || node.type === 'definition') return [space];
    return [space, ...('children' in node ? phrasing((node as Parent).children) : [verbatim(node)]), space];
  });
}

/** An inline element around words; around blocks it goes into each of them. */
function around(children: readonly Node[], make: (words: readonly Node[]) => Node): Node[] {
  if (!children.some(isBlock)) return children.every(isAnchor) ? [...children] : [make(children)];
  return flow(children).map((block) => inside(block, make));
}

function inside(block: Node, make: (words: readonly Node[]) => Node): Node {
  if (!('children' in block)) return block;
  const { children } = block as Parent;
  const within = children.some(isBlock)
    ? children.map((child) => (isBlock(child) ? inside(child, make) : child))
    : [make(children)];
  return { ...block, children: within } as Node;
}

/** HTML allows no link inside a link. */
function withoutLinks(children: readonly Node[]): Node[] {
  return children.flatMap((node): Node[] => {
    if (!('children' in node)) return [node];
    const inner = withoutLinks((node as Parent).children);
    return node.type === 'link' || node.type === 'linkReference' ? inner : [{ ...node, children: inner } as Node];
  });
}

/** A node whose texts get no typographic marks. */
function verbatim(node: Node): Node {
  if ('children' in node) return { ...node, children: (node as Parent).children.map(verbatim) } as Node;
  return node.type === 'text' || 'value' in node ? ({ type: 'verbatim', value: textOf(node) } as Node) : node;
}

const textOf = (node: Node): string => (node.type === 'break' ? '\n' : plainText(node));

const hasWords = (children: readonly Node[]) =>
  children.some((node) => plainText(node).trim() !== '' || node.type === 'image');

function withProperties(node: Node, properties: Record<string, unknown>): Node {
  return Object.keys(properties).length > 0
    ? ({ ...node, data: { ...node.data, hProperties: properties } } as Node)
    : node;
}

/** Words without the spaces and line breaks at their ends. */
function trimmed(children: readonly Node[]): Node[] {
  const isVoid = (node: Node | undefined) => isSpace(node) || node?.type === 'break';
  let [start, end] = [0, children.length];
  while (start < end && isVoid(children[start])) start++;
  while (end > start && isVoid(children[end - 1])) end--;
  return children.slice(start, end).map((node, index, { length }) => {
    if (node.type !== 'text') return node;
    const { value } = node as Node & { value: string };
    const from = index === 0 ? value.search(NOT_SPACE) : 0;
    let to = value.length;
    if (index === length - 1) while (to > from && SPACE.includes(value[to - 1] ?? '')) to--;
    return { ...node, value: value.slice(from, to) } as Node;
  });
}

/** White space that HTML takes for one space, which the no-break space is not. */
const SPACE = ' \t\r\n\f';
const NOT_SPACE = /[^ \t\r\n\f]/;
