import type { Heading, Link, List, ListItem, Node, PhrasingContent, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { EXIT, visit } from 'unist-util-visit';
import { slugOf } from '../routes/slugs.ts';
import type { HtmlElement } from './html-nodes.ts';

// Each heading has an id, and a long text has a table of contents.

/** The table of contents; in HTML a `nav`. */
export interface Contents extends Node {
  type: 'contents';
  children: [List];
}

declare module 'mdast' {
  interface RootContentMap {
    contents: Contents;
  }
}

/** A text with at least so many headings and characters (some 1,000 words) has a table of contents. */
const LONG = { headings: 4, characters: 6_000 };

/** Ids that the page uses outside of the text. */
const PAGE_IDS = ['content', 'key-points', 'corrections', 'related', 'footnote-label'];

/** A remark plugin: moves all headings down a level if one is of level 1, since that level belongs to the headline. */
export function lowerHeadings() {
  return (tree: Root) => {
    const headings = headingsIn(tree);
    if (!headings.some((heading) => heading.depth === 1)) return;
    for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as typeof heading.depth;
  };
}

/** The ids that a link to the page can name: those of the text's headings and HTML, and those of the page itself. */
export function anchorsOf(tree: Root): Set<string> {
  const { headings, anchors } = idsOf(tree);
  return new Set([...PAGE_IDS, ...headings.values(), ...anchors.keys()]);
}

/** The ids of headings, and those of HTML by what the text calls them. */
function idsOf(tree: Root): { headings: Map<Heading, string>; anchors: Map<string, string> } {
  const used = new Map(PAGE_IDS.map((id) => [id, 2]));
  const headings = new Map(
    headingsIn(tree).map((heading) => [heading, uniqueId(slugOf(plainText(heading)) || 'section', used)]),
  );
  const anchors = new Map<string, string>();
  visit(tree as Node, 'element', ({ anchor }: HtmlElement) => {
    if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, uniqueId(slugOf(anchor) || 'section', used));
  });
  return { headings, anchors };
}

/** Gives the anchors of HTML their ids, and changes the links that lead to them. */
function setHtmlAnchors(tree: Root, anchors: ReadonlyMap<string, string>): void {
  if (anchors.size === 0) return;
  const taken = new Set<string>();
  visit(tree as Node, 'element', (node: HtmlElement) => {
    if (node.anchor === undefined || taken.has(node.anchor)) return;
    taken.add(node.anchor);
    node.data = { ...node.data, hProperties: { id: anchors.get(node.anchor) } } as Node['data'];
  });
  visit(tree, 'link', (link) => {
    const id = link.url.startsWith('#') ? anchors.get(link.url.slice(1)) : undefined;
    if (id !== undefined) link.url = `#${encodeURIComponent(id)}`;
  });
}

/** A remark plugin: gives each heading an id and a link to itself, and a long text a table of contents before its first section. */
export function addAnchors() {
  return (tree: Root, file: { value: unknown }) => {
    const { headings: ids, anchors } = idsOf(tree);
    setHtmlAnchors(tree, anchors);
    for (const [heading, id] of ids) {
      heading.data = { ...heading.data, hProperties: { id } };
      // HTML allows no link inside a link.
      if (!hasLink(heading)) heading.children = [linkTo(id, heading.children)];
    }
    const sections = tree.children.filter((node) => node.type === 'heading' && node.depth === 2) as Heading[];
    const [first] = sections;
    if (!first || sections.length < LONG.headings || String(file.value).length < LONG.characters) return;
    const items = sections.map((section): ListItem => {
      const link = linkTo(ids.get(section) ?? '', [{ type: 'text', value: plainText(section) }]);
      return { type: 'listItem', spread: false, children: [{ type: 'paragraph', children: [link] }] };
    });
    const list: List = { type: 'list', ordered: true, spread: false, children: items };
    tree.children.splice(tree.children.indexOf(first), 0, { type: 'contents', children: [list] });
  };
}

/**
 * An id for the heading `slug` that is not in `used`, to which it is added: the second `vote` is `vote-2`. `used` has the number that each
 * id would get next.
 */
function uniqueId(slug: string, used: Map<string, number>): string {
  // Footnotes use `fn-…` and `fnref-…`. An id that begins with a digit would have to be escaped in a CSS selector.
  const base = /^(?:fn(?:ref)?-|\p{N})/u.test(slug) ? `section-${slug}` : slug;
  let number = used.get(base);
  while (number !== undefined && used.has(`${base}-${number}`)) number++;
  const id = number === undefined ? base : `${base}-${number}`;
  if (number !== undefined) used.set(base, number + 1);
  used.set(id, 2);
  return id;
}

function linkTo(id: string, children: Heading['children']): Link {
  return { type: 'link', url: `#${encodeURIComponent(id)}`, children: children as PhrasingContent[] };
}

function hasLink(heading: Heading): boolean {
  let found = false;
  visit(heading, ['link', 'linkReference', 'footnoteReference'], () => {
    found = true;
    return EXIT;
  });
  return found;
}

/** All headings, also those in quotations and lists. */
function headingsIn(tree: Root): Heading[] {
  const headings: Heading[] = [];
  visit(tree, 'heading', (heading) => {
    headings.push(heading);
  });
  return headings;
}
