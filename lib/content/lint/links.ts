import type { Definition, Parents } from 'mdast';
import { slugOf } from '../../routes/urls.ts';

/** A link in a file to a page or file of the site: where it stands, the path that it leads to, and the id there, or empty. */
export type LinkMark = Readonly<{ line: number; column: number; path: string; anchor: string }>;

/** Where the address of a link leads. */
export type LinkTarget =
  | { kind: 'own'; path: string; anchor: string }
  /** To a heading of the same text. */
  | { kind: 'here'; anchor: string }
  | { kind: 'elsewhere' }
  | { kind: 'nowhere' }
  | { kind: 'unsafe'; scheme: string }
  /** To what depends on the page's own address; `fix` says what is meant, as far as that can be told. */
  | { kind: 'relative'; fix: string };

/** Where `url`, as it stands in a text, leads; `origin` is the address of the site, such as `https://courier.example`. */
export function leadsTo(url: string, origin: string): LinkTarget {
  const own = origin !== '' && (url === origin || url.startsWith(`${origin}/`));
  const address = own ? url.slice(origin.length) || '/' : url;
  if (address === '') return { kind: 'nowhere' };
  if (address.startsWith('#')) return { kind: 'here', anchor: decoded(address.slice(1)) };
  if (address.startsWith('//')) return { kind: 'elsewhere' };
  if (address.startsWith('/')) {
    const [, path = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address) ?? [];
    return { kind: 'own', path, anchor: decoded(anchor) };
  }
  const [, scheme] = /^([a-z][a-z\d+.-]*):/i.exec(address) ?? [];
  if (scheme === undefined) return { kind: 'relative', fix: meantBy(address) };
  return /^(?:https?|mailto)$/i.test(scheme) ? { kind: 'elsewhere' } : { kind: 'unsafe', scheme };
}

function meantBy(address: string): string {
  const [, name] = /([^/]+)\.md(?:#.*)?$/i.exec(address) ?? [];
  if (name) return `Write /articles/${slugOf(name)} for a story, /${slugOf(name)} for a page.`;
  if (/^www\.|^[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:com|org|net|edu|gov|info|eu)\b/i.test(address))
    return `Write https://${address}`;
  return 'Write the whole address, from “/” on, such as /articles/harbor-reopens.';
}

/** The definitions in a text (`[name]: address`), of which the first of a name counts. */
export function definitionsIn({ children }: Parents, found = new Map<string, Definition>()): Map<string, Definition> {
  for (const node of children) {
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node);
    if ('children' in node) definitionsIn(node, found);
  }
  return found;
}

function decoded(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}
