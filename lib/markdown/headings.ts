import type { Heading, Link, List, ListItem, Node, Parents, PhrasingContent, Root } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { slugOf } from '../routes/urls.ts';

// What the headings of a text lead to: each has an address of its own, and a long text begins with a list of them.

/** The list of what a text contains; in HTML a `nav`. */
export interface Contents extends Node {
  type: 'contents';
  children: [List];
}

declare module 'mdast' {
  interface RootContentMap {
    contents: Contents;
  }
}

/** From so many headings, and so many characters (some 1,000 words) on, a text has a list of them. */
const LONG = { headings: 4, characters: 6_000 };

/** Ids that the page has beside the text: its main part, its sections, the heading of the footnotes. */
const TAKEN = ['content', 'key-points', 'corrections', 'related', 'footnote-label'];

/** The headline is the page's only first-level heading: a body that has one has all its headings moved down by one. */
export function lowerHeadings() {
  return (tree: Root) => {
    const headings = headingsIn(tree);
    if (!headings.some((heading) => heading.depth === 1)) return;
    for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as typeof heading.depth;
  };
}

/** The ids that a link within the page can name: those of the text's headings, and those of the page. */
export function anchorsOf(tree: Root): Set<string> {
  return new Set([...TAKEN, ...idsOf(tree).values()]);
}

function idsOf(tree: Root): Map<Heading, string> {
  const used = new Set(TAKEN);
  return new Map(headingsIn(tree).map((heading) => [heading, unused(slugOf(plainText(heading)) || 'section', used)]));
}

/** Gives each heading an id and a link to itself; and a long text the list of its sections, before the first of them. */
export function addAnchors() {
  return (tree: Root, file: { value: unknown }) => {
    const ids = idsOf(tree);
    for (const [heading, id] of ids) {
      heading.data = { ...heading.data, hProperties: { id } };
      // A link cannot stand in a link.
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

/** The id of a heading that says `words`: a second one of its kind gets a number. */
function unused(words: string, used: Set<string>): string {
  // Footnotes have such ids; and one that begins with a digit no selector can name as it stands.
  const base = /^(?:fn(?:ref)?-|\p{N})/u.test(words) ? `section-${words}` : words;
  let id = base;
  for (let number = 2; used.has(id); number++) id = `${base}-${number}`;
  used.add(id);
  return id;
}

function linkTo(id: string, children: Heading['children']): Link {
  return { type: 'link', url: `#${encodeURIComponent(id)}`, children: children as PhrasingContent[] };
}

function hasLink(node: Node): boolean {
  if (/^(?:link|linkReference|footnoteReference)$/.test(node.type)) return true;
  return 'children' in node && (node.children as Node[]).some(hasLink);
}

/** All headings, also those in quotations and lists. */
function headingsIn({ children }: Parents): Heading[] {
  return children.flatMap((node) => {
    if (node.type === 'heading') return [node];
    return 'children' in node ? headingsIn(node) : [];
  });
}
