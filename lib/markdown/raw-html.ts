import type { Html, Node, Paragraph, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { percentDecoded } from '../percent-encoding.ts';
import { HtmlBuilder } from './html-builder.ts';
import { flow, isBlock, phrasing } from './html-nodes.ts';
import { mayHaveRawHtml } from './html-tags.ts';
import { type HtmlToken, htmlTokens, INVISIBLE } from './html-tokens.ts';

type Parent = Node & { children: Node[] };
type VisibleToken = Exclude<HtmlToken, { kind: 'unclosed-comment' }>;

/**
 * Replaces the raw HTML of a tree, which `source` was parsed to, by nodes of Markdown and elements, as `html-tags.ts` says. Comments, scripts
 * and styles are removed. Takes linear time.
 */
export function parseRawHtml(tree: Root, source: string): void {
  if (!mayHaveRawHtml(source)) return;
  const tokens = removeInvisible(tree);
  if (tokens.size > 0) new RawHtml(tokens, source).setWithin(tree);
}

/** The tokens of each raw HTML node of a tree, in the order of the text. */
export function tokensIn(tree: Root): Map<Html, HtmlToken[]> {
  const found = new Map<Html, HtmlToken[]>();
  visit(tree, 'html', (node) => {
    found.set(node, htmlTokens(node.value));
  });
  return found;
}

/** Of the tags that begin a script or a style sheet, those that a later tag ends. */
export function endsOfInvisible(tokens: ReadonlyMap<Html, readonly HtmlToken[]>): ReadonlySet<HtmlToken> {
  const ended = new Set<HtmlToken>();
  const closing = new Set<string>();
  for (const token of [...tokens.values()].flat().reverse()) {
    if (token.kind === 'close') closing.add(token.tag);
    else if (token.kind === 'open' && INVISIBLE.includes(token.tag) && closing.has(token.tag)) ended.add(token);
  }
  return ended;
}

/**
 * Removes the nodes of a tree that are in a script or a style sheet, which may begin in one HTML node and end in another. Returns the tokens
 * of the HTML nodes without those of comments, scripts and styles.
 */
export function removeInvisible(tree: Root): Map<Html, VisibleToken[]> {
  const tokens = tokensIn(tree);
  const visible = new Map<Html, VisibleToken[]>();
  if (tokens.size === 0) return visible;
  const ended = endsOfInvisible(tokens);
  let hidden = ''; // the tag of the script or style sheet that is open

  const readNode = (node: Html): void => {
    const ofNode: VisibleToken[] = [];
    for (const token of tokens.get(node) ?? []) {
      if (hidden !== '') {
        if (token.kind === 'close' && token.tag === hidden) hidden = '';
      } else if (token.kind === 'open' && INVISIBLE.includes(token.tag)) {
        if (!ended.has(token)) break; // it never ends: the rest of the node is its content
        hidden = token.tag;
      } else if (token.kind !== 'unclosed-comment') ofNode.push(token);
    }
    visible.set(node, ofNode);
  };
  // Recursive, in the order of the text.
  const isVisible = (node: Node): boolean => {
    const wasHidden = hidden !== '';
    if (node.type === 'html') {
      readNode(node as Html);
      return true;
    }
    if (!('children' in node)) return !wasHidden;
    const parent = node as Parent;
    parent.children = parent.children.filter(isVisible);
    return !wasHidden || parent.children.length > 0;
  };
  isVisible(tree);
  return visible;
}

class RawHtml {
  readonly #tokens: ReadonlyMap<Html, readonly VisibleToken[]>;
  readonly #lines: readonly string[];
  readonly #fragments: ReadonlySet<string>;

  constructor(tokens: ReadonlyMap<Html, readonly VisibleToken[]>, source: string) {
    this.#tokens = tokens;
    this.#lines = source.split('\n');
    this.#fragments = new Set(
      [...source.matchAll(/#([^\s"'()<>[\]#]+)/g)].map(([, name = '']) => percentDecoded(name)),
    );
  }

  /** Recursive: what surrounds a node decides on what its HTML becomes. */
  setWithin(parent: Parent): void {
    const replaced = (node: Node) => ('children' in node ? this.#replaced(node as Parent) : [node]);
    if (!parent.children.some((node) => node.type === 'html')) {
      parent.children = parent.children.flatMap(replaced);
      return;
    }
    const builder = new HtmlBuilder(this.#fragments);
    for (const node of parent.children) {
      if (node.type === 'html') this.#addHtml(node as Html, builder);
      else for (const one of replaced(node)) builder.add(one);
    }
    const nodes = builder.end();
    if (FLOW.has(parent.type)) parent.children = flow(nodes);
    else parent.children = parent.type === 'tableCell' || isParagraph(parent) ? nodes : phrasing(nodes);
  }

  #replaced(node: Parent): Node[] {
    const hadHtml = node.children.some(({ type }) => type === 'html');
    this.setWithin(node);
    if (!hadHtml || !isParagraph(node)) return [node];
    const blocks = flow(node.children);
    return node.children.some(isBlock) ? blocks : blocks.map((block) => ({ ...node, ...block }));
  }

  #addHtml(node: Html, builder: HtmlBuilder): void {
    const pointAt = pointsIn(node, this.#lines);
    for (const token of this.#tokens.get(node) ?? []) {
      if (token.kind === 'text') builder.addText(token.value);
      else if (token.kind === 'close') builder.closeTag(token.tag);
      else {
        const point = pointAt(token.at);
        builder.openTag(token, { start: point, end: point });
      }
    }
  }
}

/** Returns the line and column in a text, whose lines are `lines`, of an offset in one of its HTML nodes. Each offset must be higher than the one before. */
export function pointsIn(
  { value, position }: Html,
  lines: readonly string[],
): (at: number) => { line: number; column: number } {
  const { line = 1, column = 1 } = position?.start ?? {};
  let index = 0; // of the line in the node
  let start = 0; // its offset
  let end = value.indexOf('\n');
  return (at) => {
    while (end !== -1 && at > end) {
      index++;
      start = end + 1;
      end = value.indexOf('\n', start);
    }
    if (index === 0) return { line, column: column + at };
    // A line of the node is the end of a line of the text, which may begin with the marks of quotations and lists.
    const length = value.slice(start, end === -1 ? undefined : end).trimEnd().length;
    const marks = Math.max((lines[line - 1 + index] ?? '').trimEnd().length - length, 0);
    return { line: line + index, column: marks + at - start + 1 };
  };
}

const FLOW: ReadonlySet<string> = new Set([
  'root',
  'blockquote',
  'listItem',
  'footnoteDefinition',
  'containerDirective',
]);

/** Whether a node is a paragraph that others can take the place of. */
const isParagraph = (node: Node): boolean => node.type === 'paragraph' && !(node as Paragraph).data?.directiveLabel;
