import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { anchorsOf } from '../../markdown/headings.ts';
import { definitionsIn, linkAddress } from '../../markdown/references.ts';
import { hasTemplateMarkup } from '../../markdown/template-markup.ts';
import { percentDecoded } from '../../percent-encoding.ts';
import { slugOf } from '../../routes/slugs.ts';
import { startOf, type TextDiagnostic } from '../parse/diagnostic.ts';
import { closest, didYouMean } from '../parse/suggestion.ts';

/**
 * A link to a page or file of the site: its position, the path that it leads to, and the fragment (an id) or
 * an empty string. The path may be markup of another system; see `isPathMarkup`.
 */
export type LinkMark = Readonly<{ line: number; column: number; path: string; anchor: string }>;

/** Where a link leads. */
export type LinkTarget =
  | { kind: 'site'; path: string; anchor: string }
  /** A heading of the same text. */
  | { kind: 'anchor'; anchor: string }
  | { kind: 'elsewhere' }
  | { kind: 'empty' }
  | { kind: 'unsafe'; scheme: string }
  /** Relative to the address of the page, which no link here should be; `fix` says what to write instead. */
  | { kind: 'relative'; fix: string };

/** The schemes of links that are published. */
const SCHEMES = ['https', 'http', 'mailto'];
/** So many links of a text are checked. */
export const MAX_LINKS = 500;
/** So many anchors of a text are compared with its headings. */
const MAX_COMPARED = 20;

/**
 * Whether a text may have a link to check: much faster than parsing it, and never wrong about a text that
 * does.
 */
export function mayNeedLinkLint(markdown: string, origin: string): boolean {
  if (origin !== '' && markdown.includes(origin)) return true;
  const links = markdown.replace(FOOTNOTE, '').match(LINK) ?? [];
  return links.some((link) => !/^(?:\][(:]\s*)?<?(?:https?|mailto):$/i.test(link));
}

/** The mark before the text of a footnote. */
const FOOTNOTE = /\[\^[^[\]\n]*\]:/g;

/** The beginning of a link, of the definition of one, or of a bare address, with its scheme if it has one. */
const LINK = /\][(:]\s*<?(?:[a-z][a-z\d+.-]*:)?|<[a-z][a-z\d+.-]*:|xmpp:/gi;

/**
 * Where `url` leads, as written in a text; `origin` is the address of the site, such as
 * `https://courier.example`.
 */
export function linkTarget(url: string, origin: string): LinkTarget {
  const isOwn = origin !== '' && (url === origin || url.startsWith(`${origin}/`));
  const address = isOwn ? url.slice(origin.length) || '/' : url;
  if (address === '') return { kind: 'empty' };
  if (address.startsWith('#')) return { kind: 'anchor', anchor: percentDecoded(address.slice(1)) };
  if (address.startsWith('//')) return { kind: 'elsewhere' };
  if (address.startsWith('/')) {
    const [, path = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address) ?? [];
    return { kind: 'site', path, anchor: percentDecoded(anchor) };
  }
  const [, scheme] = /^([a-z][a-z\d+.-]*):/i.exec(address) ?? [];
  if (scheme === undefined) return { kind: 'relative', fix: absoluteAdvice(address) };
  return SCHEMES.includes(scheme.toLowerCase()) ? { kind: 'elsewhere' } : { kind: 'unsafe', scheme };
}

function schemeAdvice(scheme: string): string {
  const meant = closest(scheme.toLowerCase(), SCHEMES, 2);
  return meant === null
    ? 'Link to https, http or mailto; or remove the link and keep its words.'
    : `Did you mean “${meant}:”?`;
}

function absoluteAdvice(address: string): string {
  const [, within] = /^\(+(https?:[^()]+)\)*$/i.exec(address) ?? [];
  if (within !== undefined) return `Write the address without parentheses of its own: ${within}`;
  const [path = ''] = address.split('#', 1);
  const name = /\.md$/i.test(path) ? slugOf(path.slice(path.lastIndexOf('/') + 1, -'.md'.length)) : '';
  if (name) return `Write /articles/${name} for a story, /${name} for a page.`;
  const [host = ''] = /^[a-z\d-][a-z\d.-]*/i.exec(address) ?? [];
  if (/^www\.|\.(?:com|org|net|edu|gov|info|eu)(?:\.|$)/i.test(host)) return `Write https://${address}`;
  return 'Write the whole path, from “/” on, such as /articles/harbor-reopens.';
}

/** A warning for each link that is empty, unsafe, relative, or names no heading of the text. */
export function lintLinks(tree: Root, origin: string): TextDiagnostic[] {
  const anchors = anchorsOf(tree);
  let compared = 0;
  return linksIn(tree).flatMap(({ line, column, url }): TextDiagnostic[] => {
    if (hasTemplateMarkup(url)) return [];
    const target = linkTarget(url, origin);
    const warning = (rule: 'link-invalid' | 'link-anchor', reason: string, fix: string): TextDiagnostic[] => [
      { line, column, severity: 'warning', rule, reason, fix },
    ];
    switch (target.kind) {
      case 'empty':
        return warning(
          'link-invalid',
          'The link has no address.',
          'Write one between the parentheses: [words](/about)',
        );
      case 'unsafe':
        return warning(
          'link-invalid',
          `Links that begin with “${target.scheme}:” are not published.`,
          schemeAdvice(target.scheme),
        );
      case 'relative':
        return warning(
          'link-invalid',
          `“${url}” is not an address on this site: it does not begin with “/”.`,
          target.fix,
        );
      case 'anchor': {
        if (target.anchor === '' || anchors.has(target.anchor) || compared++ >= MAX_COMPARED) return [];
        const withPrefix = `section-${slugOf(target.anchor)}`; // of a heading that begins with a digit
        const inSmallLetters = target.anchor.toLowerCase();
        const fix = anchors.has(withPrefix)
          ? `Write “#${withPrefix}”: the address of a heading begins with a letter.`
          : anchors.has(inSmallLetters)
            ? `Write “#${inSmallLetters}”: addresses of headings have small letters only.`
            : didYouMean(
                `#${target.anchor}`,
                [...anchors].map((anchor) => `#${anchor}`),
                'Write # and the words of a heading, with hyphens between them.',
              );
        return warning('link-anchor', `The text has no heading “#${target.anchor}”.`, fix);
      }
      default:
        return [];
    }
  });
}

/** The links of a text to pages and files of the site, in the order of the text. */
export function linksToSite(tree: Root, origin: string): LinkMark[] {
  return linksIn(tree).flatMap(({ line, column, url }) => {
    const target = linkTarget(url, origin);
    return target.kind === 'site' ? [{ line, column, path: target.path, anchor: target.anchor }] : [];
  });
}

/** All links of a text, those by reference with the address of their definition. */
function linksIn(tree: Root): { line: number; column: number; url: string }[] {
  const definitions = definitionsIn(tree);
  const links: { line: number; column: number; url: string }[] = [];
  visit(tree, (node) => {
    const url = linkAddress(node, definitions);
    if (url !== null) links.push({ ...startOf(node), url });
  });
  return links;
}
