import type { Element, ElementContent, Root, RootContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { type HtmlToken, htmlTokens, INVISIBLE } from '../markdown/html-tokens.ts';

// The HTML of a text as a tree that the rest of the import can walk.

/** How deep elements may be nested. What is deeper loses its tags, and keeps its words. */
const MAX_DEPTH = 40;

type Parent = Root | Element;

/** Elements that are deeper than this are the work of a program: their parser takes very long. */
const MAX_PARSED_DEPTH = 150;
/** Elements whose end tags are often left out. */
const ENDS_BY_ITSELF =
  /^(?:p|li|d[dt]|t[dhr]|thead|tbody|tfoot|option|area|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;

/** Returns the tree of a text in HTML, without comments, scripts, style sheets and positions. A gist becomes a link. */
export function parseHtml(html: string): Root {
  const tokens = isDeep(html) ? htmlTokens(html) : null;
  if (tokens) return { type: 'root', children: [textOf(tokens)] };
  return copyOf(fromHtml(html, { fragment: true }));
}

function isDeep(html: string): boolean {
  // Most texts have fewer tags.
  if (html.split('<', MAX_PARSED_DEPTH + 2).length <= MAX_PARSED_DEPTH + 1) return false;
  let depth = 0;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'open' && !ENDS_BY_ITSELF.test(token.tag)) depth++;
    else if (token.kind === 'close' && !ENDS_BY_ITSELF.test(token.tag)) depth = Math.max(0, depth - 1);
    if (depth > MAX_PARSED_DEPTH) return true;
  }
  return false;
}

function textOf(tokens: readonly HtmlToken[]): RootContent {
  return { type: 'text', value: tokens.map((token) => (token.kind === 'text' ? token.value : ' ')).join('') };
}

/** Not recursive: the tree may be deeper than the stack. */
function copyOf(root: Root): Root {
  const copy: Root = { type: 'root', children: [] };
  const open: { node: RootContent; parent: Parent; depth: number }[] = [];
  const add = (children: readonly RootContent[], parent: Parent, depth: number) => {
    for (const node of children.toReversed()) open.push({ node, parent, depth });
  };
  add(root.children, copy, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent, depth } = next;
    if (node.type === 'text') parent.children.push({ type: 'text', value: node.value });
    if (node.type !== 'element') continue;
    if (INVISIBLE.includes(node.tagName)) {
      const [, gist] =
        /^(?:https?:)?\/\/gist\.github\.com\/([\w-]+\/\w+)(?:\.js)?(?:\?|$)/.exec(attribute(node, 'src')) ?? [];
      if (gist !== undefined) parent.children.push(linkToGist(gist));
      continue;
    }
    if (depth >= MAX_DEPTH) {
      const space: ElementContent = { type: 'text', value: ' ' };
      add([space, ...node.children, space], parent, depth);
      continue;
    }
    const element: Element = { type: 'element', tagName: node.tagName, properties: node.properties, children: [] };
    parent.children.push(element);
    add(node.children, element, depth + 1);
  }
  return copy;
}

/** Code on GitHub, which a script would have put into the page. */
function linkToGist(gist: string): Element {
  const link: Element = {
    type: 'element',
    tagName: 'a',
    properties: { href: `https://gist.github.com/${gist}` },
    children: [{ type: 'text', value: `gist.github.com/${gist}` }],
  };
  return { type: 'element', tagName: 'p', properties: {}, children: [link] };
}

/** All elements of a tree, in the order of the text. */
export function* elementsIn(parent: Parent): Generator<Element> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue;
    yield child;
    yield* elementsIn(child);
  }
}

/** The elements within a paragraph; before and after others there is a space between words. */
const WITHIN_WORDS: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** Whether a tag stands within words, so that there is no space before and after it. */
export const isWithinWords = (tagName: string): boolean => WITHIN_WORDS.has(tagName);

/** The text of a tree as readers see it, with the alt texts of its images. */
export function visibleText(parent: Parent): string {
  let text = '';
  for (const child of parent.children) {
    if (child.type === 'text') text += child.value;
    if (child.type !== 'element') continue;
    const space = isWithinWords(child.tagName) ? '' : ' ';
    text += space + (child.tagName === 'img' ? attribute(child, 'alt') : visibleText(child)) + space;
  }
  return text;
}

/** The text of HTML in one line: for headlines and captions. */
export function textOfHtml(html: string): string {
  const text = /[<&]/.test(html) ? visibleText(parseHtml(html)) : html;
  return oneLine(text);
}

/** A text with single spaces, and none at its ends. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The value of an attribute as text; empty if the element does not have it. `name` is that of the property:
 * `className`.
 */
export function attribute({ properties }: Element, name: string): string {
  const value = properties[name];
  return Array.isArray(value) ? value.join(' ') : value === undefined || value === null ? '' : String(value);
}

/** Whether one of the classes of an element matches a pattern. */
export function hasClass(element: Element, pattern: RegExp): boolean {
  return attribute(element, 'className')
    .split(' ')
    .some((name) => pattern.test(name));
}

/** The children of an element that are elements themselves. */
export function childElements({ children }: Parent): Element[] {
  return (children as RootContent[]).filter((child) => child.type === 'element');
}
