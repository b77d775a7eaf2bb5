import type { Html, Node } from 'mdast';
import { visit } from 'unist-util-visit';
import { writeHtml } from './html-text.ts';
import { parseWithRawHtml, stringifyMarkdown } from './parser.ts';
import { removeInvisible } from './raw-html.ts';

/**
 * A Markdown text for use outside of the site, without comments, scripts and styles. Links to the site `origin`, or within the page at
 * `address`, become absolute. `images` maps the addresses of images in the text to public ones.
 */
export function absoluteMarkdown(
  markdown: string,
  address: string,
  origin: string,
  images: ReadonlyMap<string, string>,
): string {
  const absolute = (url: string) =>
    images.get(url) ?? (url.startsWith('#') ? address + url : /^\/(?!\/)/.test(url) ? origin + url : url);
  const tree = parseWithRawHtml(markdown);
  for (const [node, tokens] of removeInvisible(tree)) node.value = writeHtml(tokens, absolute);
  visit(tree, (node) => {
    if ('url' in node) node.url = absolute(node.url);
    if ('children' in node)
      node.children = node.children.filter((child) => !isEmptyHtml(child)) as typeof node.children;
  });
  return stringifyMarkdown(tree);
}

const isEmptyHtml = (node: Node) => node.type === 'html' && (node as Html).value.trim() === '';
