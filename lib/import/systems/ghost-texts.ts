import { escapeHtml, escapeText } from '../../html-escape.ts';
import { type CardValues, cardToHtml } from './ghost-cards.ts';

// The texts of Ghost’s editors as HTML: Lexical (since Ghost 5) and Mobiledoc
// (https://github.com/bustle/mobiledoc-kit).

export type GhostText = Readonly<{ html: string; lost: readonly string[] }>;

/** Nodes are nested no deeper. */
const MAX_DEPTH = 100;

type LexicalNode = CardValues & Readonly<{ type?: string; children?: readonly LexicalNode[] }>;

/** The formats of a text in Lexical are bits, from the innermost element. */
const FORMATS: readonly (readonly [bit: number, tag: string])[] = [
  [16, 'code'],
  [1, 'strong'],
  [2, 'em'],
  [4, 's'],
  [32, 'sub'],
  [64, 'sup'],
  [128, 'mark'],
];

/** Tags around the children of a node of Lexical. */
const ELEMENTS: Readonly<Record<string, (node: LexicalNode) => string>> = {
  paragraph: () => 'p',
  heading: ({ tag }) => (/^h[1-6]$/.test(String(tag)) ? String(tag) : 'h2'),
  quote: () => 'blockquote',
  aside: () => 'blockquote',
  list: ({ listType, tag }) => (listType === 'number' || tag === 'ol' ? 'ol' : 'ul'),
  listitem: () => 'li',
};

/** The HTML of a text in Lexical. Throws if it is not JSON. */
export function lexicalHtml(source: string): GhostText {
  const { root } = JSON.parse(source) as { root?: LexicalNode };
  const lost: string[] = [];
  const inside = (node: LexicalNode, depth: number): string =>
    depth > MAX_DEPTH || !Array.isArray(node.children)
      ? ''
      : node.children.map((child) => htmlOf(child, depth + 1)).join('');
  const htmlOf = (node: LexicalNode, depth: number): string => {
    const type = String(node?.type ?? '').replace(/^extended-/, '');
    if (type === 'text') return formatted(String(node.text ?? ''), Number(node.format ?? 0));
    if (type === 'linebreak') return '<br>';
    if (type === 'link' || type === 'autolink' || type === 'at-link') {
      return `<a href="${escapeHtml(String(node.url ?? ''))}">${inside(node, depth)}</a>`;
    }
    if (Object.hasOwn(ELEMENTS, type)) {
      const tag = (ELEMENTS[type] as (node: LexicalNode) => string)(node);
      const start = tag === 'ol' && Number(node.start) > 1 ? ` start="${Number(node.start)}"` : '';
      return `<${tag}${start}>${inside(node, depth)}</${tag}>`;
    }
    if (type === 'root' || Array.isArray(node?.children)) return inside(node, depth);
    const { html, lost: left } = cardToHtml(type, node ?? {});
    if (left !== null) lost.push(left);
    return html;
  };
  return { html: root ? htmlOf(root, 0) : '', lost };
}

function formatted(text: string, format: number): string {
  const tags = FORMATS.filter(([bit]) => (format & bit) !== 0).map(([, tag]) => tag);
  return tags.reduce((html, tag) => `<${tag}>${html}</${tag}>`, escapeText(text));
}

type Marker = readonly [type: number, opened: readonly number[], closed: number, value: unknown];
type Mobiledoc = Readonly<{
  markups?: readonly (readonly [tag: string, attributes?: readonly string[]])[];
  atoms?: readonly (readonly [name: string, text: string, payload: unknown])[];
  cards?: readonly (readonly [name: string, payload: CardValues])[];
  sections?: readonly (readonly unknown[])[];
}>;

const MARKUPS = /^(?:a|b|strong|i|em|s|del|u|code|sub|sup|mark)$/i;
const SECTIONS = /^(?:p|h[1-6]|blockquote|aside|pull-quote)$/i;

/** The HTML of a text in Mobiledoc. Throws if it is not JSON. */
export function mobiledocHtml(source: string): GhostText {
  const { markups = [], atoms = [], cards = [], sections = [] } = JSON.parse(source) as Mobiledoc;
  const lost: string[] = [];
  const markersHtml = (markers: unknown): string => {
    if (!Array.isArray(markers)) return '';
    const open: string[] = [];
    let html = '';
    for (const [type, opened, closed, value] of markers as Marker[]) {
      for (const index of opened ?? []) {
        const [tag = '', attributes = []] = markups[index] ?? [];
        open.push(tag);
        if (MARKUPS.test(tag)) html += tag === 'a' ? `<a href="${escapeHtml(hrefIn(attributes))}">` : `<${tag}>`;
      }
      if (type === 1)
        html += atoms[Number(value)]?.[0] === 'soft-return' ? '<br>' : escapeText(atoms[Number(value)]?.[1] ?? '');
      else html += escapeText(String(value ?? ''));
      for (let left = Math.min(closed ?? 0, open.length); left > 0; left--) {
        const tag = open.pop() ?? '';
        if (MARKUPS.test(tag)) html += `</${tag}>`;
      }
    }
    return html;
  };
  const sectionHtml = ([type, ...values]: readonly unknown[]): string => {
    if (type === 1) {
      const tag = SECTIONS.test(String(values[0])) ? String(values[0]).toLowerCase() : 'p';
      const name = tag === 'aside' || tag === 'pull-quote' ? 'blockquote' : tag;
      return `<${name}>${markersHtml(values[1])}</${name}>`;
    }
    if (type === 2) return `<figure><img src="${escapeHtml(String(values[0]))}" alt=""></figure>`;
    if (type === 3) {
      const tag = values[0] === 'ol' ? 'ol' : 'ul';
      const items = Array.isArray(values[1]) ? values[1].map((item) => `<li>${markersHtml(item)}</li>`) : [];
      return `<${tag}>${items.join('')}</${tag}>`;
    }
    if (type !== 10) return '';
    const [name = '', payload = {}] = cards[Number(values[0])] ?? [];
    const { html, lost: left } = cardToHtml(name, payload);
    if (left !== null) lost.push(left);
    return html;
  };
  return { html: sections.map(sectionHtml).join('\n'), lost };
}

/** The address in a list of names and values. */
function hrefIn(attributes: readonly string[]): string {
  const at = attributes.indexOf('href');
  return at === -1 ? '' : String(attributes[at + 1] ?? '');
}
