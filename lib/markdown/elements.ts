import type { Blockquote, Node, Paragraph, Parents, Root, Text } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import { toString as plainText } from 'mdast-util-to-string';
import { messagesIn } from '../i18n/catalogue.ts';
import type { Messages } from '../i18n/messages.ts';

// Elements that Markdown has no sign for: a passage between `:::name[label]` and `:::`, or an embed `::name[label]{url=…}` on one line.
// And quotations with a source.

/** The elements around a passage. Their label is a source, a title or a caption. */
export const PASSAGES: readonly string[] = ['pullquote', 'aside', 'gallery', 'interview', 'poem'];

/** The elements that link to media on another site. No page of ours loads that. */
export const EMBEDS = ['video', 'audio', 'post', 'map'] as const;
type Embed = (typeof EMBEDS)[number];

export const isEmbed = (name: string): name is Embed => (EMBEDS as readonly string[]).includes(name);

/** The names of all elements. */
export const ELEMENT_NAMES = [...PASSAGES, ...EMBEDS];

export type Directive = ContainerDirective | LeafDirective;

/** A remark plugin: replaces elements and quotations by their HTML. An unknown or incomplete element becomes a plain `div`. */
export function setElements() {
  return (tree: Root, file: { data: Record<string, unknown> }) =>
    setWithin(tree, messagesIn(String(file.data.language ?? '')).embeds);
}

/** The name of each kind of embed, in the language of the text. */
type EmbedLabels = Messages['embeds'];

/** Recursive: a node is replaced after its children. */
function setWithin(parent: Parents, labels: EmbedLabels): void {
  const children = (parent.children as Node[]).map((node) => {
    if ('children' in node) setWithin(node as Parents, labels);
    if (node.type === 'blockquote') return withSource(node as Blockquote);
    return isDirective(node) ? htmlOfDirective(node, labels) : node;
  });
  parent.children = children as typeof parent.children;
}

function htmlOfDirective(node: Directive, labels: EmbedLabels): Node {
  const label = node.children.find(isLabel) as Paragraph | undefined;
  const rest = (node.children as Node[]).filter((child) => !isLabel(child));
  const title = label ? [html('p', 'title', label.children)] : [];
  const caption = label ? [html('figcaption', null, label.children)] : [];
  switch (node.name) {
    case 'pullquote':
      return html('figure', 'pull-quote', [html('blockquote', null, rest), ...caption]);
    case 'aside':
      // Not an `aside`, which would be a landmark of the page.
      return html('div', 'aside', [...title, ...rest], { role: 'note' });
    case 'gallery':
      return html('figure', 'gallery', [html('div', 'images', rest), ...caption]);
    case 'interview':
      return html('div', 'interview', rest.map(asQuestion));
    case 'poem':
      return html('div', 'poem', [...title, ...rest.map(inVerses)]);
  }
  const url = node.attributes?.url ?? '';
  const isOwn = /^\/(?![/\\])/.test(url);
  const address = node.type === 'leafDirective' && !isOwn ? addressOf(node.attributes) : null;
  if (!(address || isOwn) || !isEmbed(node.name)) return html('div', null, node.children);
  const parts = [
    ['kind', labels[node.name]],
    ['what', plainText(node.children)],
    ['host', address ? address.hostname.replace(/^www\./, '') : ''],
  ] as const;
  const spans = parts.filter(([, words]) => words !== '').map(([name, words]) => html('span', name, [text(words)]));
  const children = spans.flatMap((span, index) => (index > 0 ? [text(' '), span] : [span]));
  return html('p', 'embed', [{ type: 'link', url: address?.href ?? url, children } as Node]);
}

/** A quotation as a figure, if its last paragraph begins with a dash: that paragraph is the source. */
function withSource(quotation: Blockquote): Node {
  const last = quotation.children.at(-1);
  const [first] = last?.type === 'paragraph' ? last.children : [];
  const dash = first?.type === 'text' ? /^(?:[—–―]|-{2,3})\s+/.exec(first.value) : null;
  if (!dash || last?.type !== 'paragraph' || quotation.children.length === 1) return quotation;
  const source = [text((first as Text).value.slice(dash[0].length)), ...last.children.slice(1)];
  quotation.children.pop();
  return html('figure', 'quotation', [quotation, html('figcaption', null, source)]);
}

/** A paragraph of an interview: one that is all bold is a question. */
function asQuestion(node: Node): Node {
  if (node.type !== 'paragraph') return node;
  const { children } = node as Paragraph;
  const [first] = children;
  return children.length === 1 && first?.type === 'strong' ? html('p', 'question', first.children) : node;
}

/** A paragraph of a poem, with a line break after each line. */
function inVerses(node: Node): Node {
  if (!('children' in node)) return node;
  const children = (node.children as Node[]).flatMap((child): Node[] => {
    if (child.type !== 'text') return [inVerses(child)];
    const verses = (child as Text).value.split('\n');
    return verses.flatMap((verse, at): Node[] => (at > 0 ? [{ type: 'break' }, text(verse)] : [text(verse)]));
  });
  return { ...node, children } as Node;
}

/** A node that becomes an HTML element, and whose children later plugins see. */
function html(tagName: string, className: string | null, children: readonly Node[], more = {}): Node {
  const hProperties = className ? { className: [className], ...more } : more;
  return { type: 'element', children, data: { hName: tagName, hProperties } } as Node;
}

function text(value: string): Text {
  return { type: 'text', value };
}

/** The address of an embed; null when it is not http or https. */
export function addressOf(attributes: Directive['attributes']): URL | null {
  const address = URL.parse(attributes?.url ?? '');
  return address?.protocol === 'https:' || address?.protocol === 'http:' ? address : null;
}

export function isDirective(node: Node): node is Directive {
  return node.type === 'containerDirective' || node.type === 'leafDirective';
}

/** Whether a node is the label of an element, which the parser puts first among its children. */
export function isLabel(node: Node): boolean {
  return node.type === 'paragraph' && (node as Paragraph).data?.directiveLabel === true;
}

/** Whether a node, after `setElements`, holds the images of a gallery. */
export function isGallery({ data }: Node): boolean {
  const { hProperties } = (data ?? {}) as { hProperties?: { className?: string[] } };
  return hProperties?.className?.[0] === 'images';
}
