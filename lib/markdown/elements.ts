import type { Blockquote, Node, Paragraph, Parents, PhrasingContent, Root, Text } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import { toString as plainText } from 'mdast-util-to-string';
import type { Fault } from '../content/parse/diagnostic.ts';
import { didYouMean } from '../content/parse/suggestion.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import type { Messages } from '../i18n/messages.ts';

// What an article holds that Markdown has no sign for: `:::name[label]` … `:::` around a passage, `::name[label]{url=…}` on a line of its own. And quotations with a
// source, which need none.

/** What stands around a passage, and what its label says. */
const PASSAGES = {
  pullquote: 'who said it',
  aside: 'its title',
  gallery: 'the line below it',
  interview: '',
  poem: 'its title',
} as const;

/** What is shown elsewhere; no page of ours loads it. */
const LINKED = ['video', 'audio', 'post', 'map'] as const;
type Linked = (typeof LINKED)[number];

const isLinked = (name: string): name is Linked => (LINKED as readonly string[]).includes(name);

const NAMES = [...Object.keys(PASSAGES), ...LINKED];

type Directive = ContainerDirective | LeafDirective;

/** What is wrong with the elements of a text, in its order. */
export function elementFaults(tree: Parents, source: string): Fault[] {
  return (tree.children as Node[]).flatMap((node) => {
    const within = 'children' in node ? elementFaults(node as Parents, source) : [];
    const fault = isDirective(node)
      ? directiveFault(node, source)
      : node.type === 'paragraph'
        ? looseColons(node as Paragraph)
        : null;
    if (!fault) return within;
    const { line = 1, column = 1 } = node.position?.start ?? {};
    return [{ line, column, severity: 'error', ...fault }, ...within];
  });
}

type Said = Pick<Fault, 'rule' | 'reason' | 'fix'>;

function directiveFault(node: Directive, source: string): Said | null {
  const { name, type } = node;
  const isPassage = Object.hasOwn(PASSAGES, name);
  const colons = isPassage ? ':::' : '::';
  if (!NAMES.includes(name)) {
    const fix = didYouMean(name, NAMES, `The elements are ${NAMES.join(', ')}.`);
    return { rule: 'element-unknown', reason: `“${name}” is no element of a text.`, fix };
  }
  if (isPassage !== (type === 'containerDirective')) {
    const how = isPassage ? `:::${name}, the passage, and a line “:::”` : `::${name}[What it shows]{url="https://…"}`;
    return { rule: 'element-unknown', reason: `“${name}” is written with ${colons}.`, fix: `Write ${how}.` };
  }
  const allowed = isPassage ? [] : ['url'];
  const odd = Object.keys(node.attributes ?? {}).find((key) => !allowed.includes(key));
  if (odd !== undefined) {
    const otherwise =
      allowed.length > 0 ? `Write {${allowed[0]}="…"} and nothing else.` : 'Remove what stands in braces.';
    const fix = didYouMean(odd, allowed, otherwise);
    return { rule: 'element-unknown', reason: `“${odd}” means nothing to “${colons}${name}”.`, fix };
  }
  return type === 'containerDirective' ? passageFault(node, source) : linkFault(node);
}

function passageFault(node: ContainerDirective, source: string): Said | null {
  const { name, position } = node;
  const text = source.slice(position?.start.offset, position?.end.offset);
  if (!/\n[ \t>]*:{3,}[ \t]*$/.test(text)) {
    const fix = 'Add a line “:::” after its last paragraph.';
    return { rule: 'element-unclosed', reason: `The “:::${name}” that begins here never ends.`, fix };
  }
  const content = node.children.filter((child) => !isLabel(child));
  if (content.length === 0) {
    const fix = 'Write a passage between its two lines, or remove them.';
    return { rule: 'element-incomplete', reason: `The “:::${name}” is empty.`, fix };
  }
  if (name === 'gallery' && !content.some(hasImage)) {
    const fix = 'Write one in each paragraph: ![Three ferries in fog](ferries.jpg "The fleet.")';
    return { rule: 'element-incomplete', reason: 'The “:::gallery” has no image.', fix };
  }
  return null;
}

function linkFault({ name, attributes, children }: LeafDirective): Said | null {
  const like = `Write it like this: ::${name}[The first crossing]{url="https://video.example/crossing"}`;
  if (addressOf(attributes) === null) {
    const reason = `The “::${name}” has no address that begins with https://.`;
    return { rule: 'element-incomplete', reason, fix: like };
  }
  if (plainText(children).trim() === '') {
    return { rule: 'element-incomplete', reason: `The “::${name}” does not say what it shows.`, fix: like };
  }
  return null;
}

/** Colons that were meant to be an element, such as `::: aside`, or that end none. */
function looseColons(paragraph: Paragraph): Said | null {
  const [first] = paragraph.children;
  const written = first?.type === 'text' ? /^(:{2,})([ \t]*)([A-Za-z]*)/.exec(first.value) : null;
  if (!written) return null;
  const [, colons = '', blank = '', name = ''] = written;
  if (isLinked(name)) {
    const fix = `Write it on one line, the address in quotes: ::${name}[What it shows]{url="https://…"}`;
    return { rule: 'element-unknown', reason: `This “${colons}${name}” cannot be read.`, fix };
  }
  if (colons.length < 3 && !NAMES.includes(name)) return null;
  if (name === '') {
    const fix = 'Remove it, or begin an element above: :::aside';
    return { rule: 'element-unknown', reason: `No element ends with this “${colons}”.`, fix };
  }
  const fix = `Write the name right after three colons or more${blank ? ', without a blank' : ''}: :::aside`;
  return { rule: 'element-unknown', reason: `This “${colons}${blank}${name}” cannot be read.`, fix };
}

/** Gives the elements of a text the HTML that they become. What has a fault is a passage like any other. */
export function setElements() {
  return (tree: Root, file: { data: Record<string, unknown> }) =>
    setWithin(tree, messagesIn(String(file.data.language ?? '')).embeds);
}

/** What each kind of thing that is shown elsewhere is called. */
type Kinds = Messages['embeds'];

function setWithin(parent: Parents, kinds: Kinds): void {
  const children = (parent.children as Node[]).map((node) => {
    if ('children' in node) setWithin(node as Parents, kinds);
    if (node.type === 'blockquote') return withSource(node as Blockquote);
    return isDirective(node) ? setDirective(node, kinds) : node;
  });
  parent.children = children as typeof parent.children;
}

function setDirective(node: Directive, kinds: Kinds): Node {
  const label = node.children.find(isLabel) as Paragraph | undefined;
  const rest = (node.children as Node[]).filter((child) => !isLabel(child));
  const title = label ? [html('p', 'title', label.children)] : [];
  const caption = label ? [html('figcaption', null, label.children)] : [];
  switch (node.name) {
    case 'pullquote':
      return html('figure', 'pull-quote', [html('blockquote', null, rest), ...caption]);
    case 'aside':
      // Parenthetic, and no landmark of the page.
      return html('div', 'aside', [...title, ...rest], { role: 'note' });
    case 'gallery':
      return html('figure', 'gallery', [html('div', 'images', rest), ...caption]);
    case 'interview':
      return html('div', 'interview', rest.map(asQuestion));
    case 'poem':
      return html('div', 'poem', [...title, ...rest.map(inVerses)]);
  }
  const address = node.type === 'leafDirective' ? addressOf(node.attributes) : null;
  if (!address || !isLinked(node.name)) return html('div', null, node.children);
  const kind = kinds[node.name];
  const link: Node & { url: string; children: Node[] } = {
    type: 'link',
    url: address.href,
    children: [
      html('span', 'kind', [text(kind)]),
      text(' '),
      html('span', 'what', [text(plainText(node.children))]),
      text(' '),
      html('span', 'host', [text(address.hostname.replace(/^www\./, ''))]),
    ],
  };
  return html('p', 'embed', [link]);
}

/** A quotation whose last paragraph begins with a dash: that is its source. */
function withSource(quotation: Blockquote): Node {
  const last = quotation.children.at(-1);
  const [first] = last?.type === 'paragraph' ? last.children : [];
  const dash = first?.type === 'text' ? /^(?:[—–―]|-{2,3})\s+/.exec(first.value) : null;
  if (!dash || last?.type !== 'paragraph' || quotation.children.length === 1) return quotation;
  const source = [text((first as Text).value.slice(dash[0].length)), ...last.children.slice(1)];
  quotation.children.pop();
  return html('figure', 'quotation', [quotation, html('figcaption', null, source)]);
}

/** In an interview a paragraph in bold type is a question. */
function asQuestion(node: Node): Node {
  if (node.type !== 'paragraph') return node;
  const { children } = node as Paragraph;
  const [first] = children;
  return children.length === 1 && first?.type === 'strong' ? html('p', 'question', first.children) : node;
}

/** In a poem each line of a paragraph is a verse. */
function inVerses(node: Node): Node {
  if (!('children' in node)) return node;
  const children = (node.children as Node[]).flatMap((child): Node[] => {
    if (child.type !== 'text') return [inVerses(child)];
    const verses = (child as Text).value.split('\n');
    return verses.flatMap((verse, at): Node[] => (at > 0 ? [{ type: 'break' }, text(verse)] : [text(verse)]));
  });
  return { ...node, children } as Node;
}

/** An element of HTML; what reads the tree later sees its children. */
function html(tagName: string, className: string | null, children: readonly Node[], more = {}): Node {
  const hProperties = className ? { className: [className], ...more } : more;
  return { type: 'element', children, data: { hName: tagName, hProperties } } as Node;
}

function text(value: string): Text {
  return { type: 'text', value };
}

function addressOf(attributes: Directive['attributes']): URL | null {
  const address = URL.parse(attributes?.url ?? '');
  return address?.protocol === 'https:' || address?.protocol === 'http:' ? address : null;
}

function isDirective(node: Node): node is Directive {
  return node.type === 'containerDirective' || node.type === 'leafDirective';
}

function isLabel(node: Node): boolean {
  return node.type === 'paragraph' && (node as Paragraph).data?.directiveLabel === true;
}

function hasImage(node: Node): boolean {
  if (/^image/.test(node.type)) return true;
  return 'children' in node && (node.children as PhrasingContent[]).some(hasImage);
}

/** Whether the images below a node, as `setElements` left it, stand side by side. */
export function isGallery({ data }: Node): boolean {
  const { hProperties } = (data ?? {}) as { hProperties?: { className?: string[] } };
  return hProperties?.className?.[0] === 'images';
}
