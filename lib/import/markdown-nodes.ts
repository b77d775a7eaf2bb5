import type { Element } from 'hast';
import type { State } from 'hast-util-to-mdast';
import type { Link, Nodes, Paragraph, PhrasingContent, RootContent } from 'mdast';
import type { EMBEDS } from '../markdown/elements.ts';
import { childElements, oneLine } from './html-tree.ts';

// The parts from which the Markdown of an HTML text is made.

export const text = (value: string): PhrasingContent => ({ type: 'text', value });

export const paragraph = (children: PhrasingContent[]): Paragraph => ({ type: 'paragraph', children });

export const linkTo = (url: string, children: PhrasingContent[]): Link => ({
  type: 'link',
  url,
  title: null,
  children,
});

/** An element on one line that leads to media on another site; a link for a file of the publication. */
export function card(name: (typeof EMBEDS)[number], url: string, title: string): RootContent {
  const words = [text(oneLine(title) || (URL.parse(url)?.hostname ?? url))];
  if (!/^https?:/.test(url)) return paragraph([linkTo(url, words)]);
  return { type: 'leafDirective', name, attributes: { url }, children: words } as RootContent;
}

/** An element around blocks, with its label if that has words. An empty one is its label alone. */
export function passage(
  name: string,
  label: readonly PhrasingContent[],
  children: readonly RootContent[],
): RootContent[] {
  if (children.length === 0) return label.length > 0 ? [paragraph([...label])] : [];
  const first = { ...paragraph([...label]), data: { directiveLabel: true } };
  const all = label.length > 0 ? [first, ...children] : children;
  return [{ type: 'containerDirective', name, attributes: {}, children: all } as RootContent];
}

const BLOCKS =
  /^(?:paragraph|heading|list|listItem|blockquote|table|tableRow|code|thematicBreak|containerDirective|leafDirective|footnoteDefinition)$/;

const isBlock = ({ type }: Nodes): boolean => BLOCKS.test(type);

/** Whether a node is a block, or holds one. */
export const hasBlock = (node: Nodes): boolean => isBlock(node) || ('children' in node && node.children.some(hasBlock));

/** What the children of an element become, as blocks. */
export const flowOf = (state: State, node: Element): RootContent[] => state.toFlow(state.all(node) as RootContent[]);

/** What an element says, without its blocks: for captions and labels. */
export function phrasingOf(state: State, node: Element): PhrasingContent[] {
  const found = (state.all(node) as RootContent[]).flatMap(withoutBlocks);
  const isBreak = ({ type }: PhrasingContent) => type === 'break';
  return found.map((child) => (isBreak(child) ? text(' ') : child));
}

function withoutBlocks(node: RootContent): PhrasingContent[] {
  if (!isBlock(node)) return [node as PhrasingContent];
  return 'children' in node ? [...(node.children as RootContent[]).flatMap(withoutBlocks), text(' ')] : [];
}

export const isCaption = ({ tagName }: Element): boolean => tagName === 'figcaption';

/** What the caption of an element says; empty without one. */
export function captionOf(state: State, node: Element): PhrasingContent[] {
  const caption = childElements(node).find(isCaption);
  return caption ? phrasingOf(state, caption) : [];
}

/** An element without its caption. */
export function withoutCaption(node: Element): Element {
  return { ...node, children: node.children.filter((child) => child.type !== 'element' || !isCaption(child)) };
}
