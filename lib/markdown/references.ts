import type { Definition, Image, Node, Root } from 'mdast';
import { visit } from 'unist-util-visit';

/** The definitions of a text (`[name]: address`) by identifier; of two with one identifier the first counts, as in CommonMark. */
export function definitionsIn(tree: Root): Map<string, Definition> {
  const found = new Map<string, Definition>();
  visit(tree, 'definition', (node) => {
    if (!found.has(node.identifier)) found.set(node.identifier, node);
  });
  return found;
}

/** The image that a node is, with its address also where it is a reference (`![alt][name]`); null for another node. */
export function imageOf(node: Node, definitions: ReadonlyMap<string, Definition>): Image | null {
  if (node.type === 'image') return node as Image;
  if (node.type !== 'imageReference') return null;
  const { identifier, alt, position } = node as Node & { identifier: string; alt?: string };
  const definition = definitions.get(identifier);
  return definition ? { type: 'image', url: definition.url, title: definition.title, alt, position } : null;
}

/** The `mailto:` address of a link to a bare mail address (`ida@courier.example`), which would lead nowhere; other addresses as they are. */
export function withMailto(url: string): string {
  return /^[^\s@:/?#]+@[^\s@:/?#]+\.[a-z]{2,}$/i.test(url) ? `mailto:${url}` : url;
}

/** The address of a link, also of one by reference (`[words][name]`); null for another node. */
export function linkAddress(node: Node, definitions: ReadonlyMap<string, Definition>): string | null {
  if (node.type === 'link') return withMailto((node as Node & { url: string }).url);
  if (node.type !== 'linkReference') return null;
  return definitions.get((node as Node & { identifier: string }).identifier)?.url ?? null;
}
