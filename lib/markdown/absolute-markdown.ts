import { visit } from 'unist-util-visit';
import { parseMarkdown, stringifyMarkdown } from './parser.ts';

/**
 * A Markdown text for use outside of the site. Links to the site `origin`, or within the page at `address`, become absolute. `images` maps
 * the addresses of images in the text to public ones.
 */
export function absoluteMarkdown(
  markdown: string,
  address: string,
  origin: string,
  images: ReadonlyMap<string, string>,
): string {
  const absolute = (url: string) =>
    images.get(url) ?? (url.startsWith('#') ? address + url : /^\/(?!\/)/.test(url) ? origin + url : url);
  const tree = parseMarkdown(markdown);
  visit(tree, (node) => {
    if ('url' in node) node.url = absolute(node.url);
  });
  return stringifyMarkdown(tree);
}
