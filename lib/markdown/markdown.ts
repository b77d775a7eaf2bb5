import type { Element } from 'hast';
import { defaultSchema, type Schema } from 'hast-util-sanitize';
import type { Definition, Image, Node, Paragraph, Parents, Root, RootContent } from 'mdast';
import { defaultHandlers, type Handlers } from 'mdast-util-to-hast';
import { toString as plainText } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import remarkHtml from 'remark-html';
import type { ImageMark } from '../content/lint/image-references.ts';
import { definitionsIn, type LinkMark } from '../content/lint/links.ts';
import { ownLinks, proseFaults } from '../content/lint/markdown-lint.ts';
import { slipFaults } from '../content/lint/markdown-typos.ts';
import type { Fault } from '../content/parse/diagnostic.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import type { Messages } from '../i18n/messages.ts';
import { setMarks } from '../i18n/typography.ts';
import { colourClass, type ImageFacts, type ImageSlot, sourcesFor } from '../routes/image-files.ts';
import { elementFaults, isGallery, setElements } from './elements.ts';
import { addAnchors, anchorsOf, type Contents, lowerHeadings } from './headings.ts';

/**
 * What a body may become. Raw HTML is never passed on (remark-html drops it), so every id is one of ours: prefixing them as well, as
 * the default does, would break the links between footnotes.
 */
const allowed: Schema = {
  ...defaultSchema,
  clobberPrefix: '',
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
  attributes: {
    ...defaultSchema.attributes,
    div: [['className', 'table', 'aside', 'images', 'interview', 'poem'], 'tabIndex', 'ariaLabel', 'role'],
    figure: [['className', 'pull-quote', 'gallery', 'quotation']],
    input: [...(defaultSchema.attributes?.input ?? []), 'ariaLabel'],
    pre: ['tabIndex'],
    nav: [['className', 'contents'], 'ariaLabel'],
    p: [['className', 'title', 'question', 'embed']],
    span: [['className', 'kind', 'what', 'host']],
    td: [['className', 'left', 'right', 'center']],
    th: [['className', 'left', 'right', 'center']],
    source: ['type', 'srcSet', 'sizes'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'decoding', ['className', 'drawing', /^c[\da-f]{3}$/]],
  },
  tagNames: [...(defaultSchema.tagNames ?? []), 'figure', 'figcaption', 'nav'],
};

/** The images that a text may show: what is known of each, by its address as the text has it, and the room that there is for one in the text and in a gallery. */
export type Illustrations = Readonly<{
  images: Readonly<Record<string, ImageFacts>>;
  slot: ImageSlot;
  gallerySlot: ImageSlot;
}>;

/** An image of the site in a text; in HTML the only kind of image there is. */
interface Illustration extends Node {
  type: 'illustration';
  alt: string;
  title: string;
  facts: ImageFacts;
  slot: ImageSlot;
}
/** An image with a paragraph to itself; its Markdown title is the line below it. */
interface Figure extends Node {
  type: 'figure';
  illustration: Illustration;
}

declare module 'mdast' {
  interface RootContentMap {
    illustration: Illustration;
    figure: Figure;
  }
  interface PhrasingContentMap {
    illustration: Illustration;
  }
}

/**
 * A wide table scrolls in a frame of its own, which must be reachable by keyboard; and its cells are aligned by class, since HTML has no
 * `align` any more.
 */
const handlersIn = (words: Messages): Handlers => ({
  root: (state, node) => {
    // remark-html does not pass these on.
    Object.assign(state.options, { footnoteLabel: words.footnotes, footnoteBackLabel: backLabel(words) });
    return defaultHandlers.root(state, node) as unknown as Element; // a root, which the types leave out
  },
  table: (state, node) => {
    const table = defaultHandlers.table(state, node);
    alignByClass(table);
    return {
      type: 'element',
      tagName: 'div',
      properties: { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: words.table },
      children: [table],
    };
  },
  code: (state, node) => {
    const pre = defaultHandlers.code(state, node);
    pre.properties.tabIndex = 0; // long lines scroll
    return pre;
  },
  listItem: (state, node, parent) => {
    const item = defaultHandlers.listItem(state, node, parent);
    if (typeof node.checked === 'boolean') sayTask(item, node.checked ? words.done : words.notDone);
    return item;
  },
  contents: (state, node: Contents) => {
    const title = element('p', {}, [{ type: 'text', value: words.inThisArticle }]);
    return element('nav', { className: ['contents'], ariaLabel: words.inThisArticle }, [
      title,
      ...state.all(node),
    ] as Element['children']);
  },
  illustration: (_state, node: Illustration) => imageElement(node),
  figure: (_state, { illustration }: Figure) => {
    const figcaption = element('figcaption', {}, [{ type: 'text', value: illustration.title }]);
    return element('figure', {}, [imageElement(illustration), ...(illustration.title ? [figcaption] : [])]);
  },
  // Those that are left name no image that can be shown.
  image: () => undefined,
  imageReference: () => undefined,
});

/** A note may be referred to several times: `2-3` is the third reference to the second. */
const backLabel = (words: Messages) => (note: number, reference: number) =>
  words.backToReference(`${note + 1}${reference > 1 ? `-${reference}` : ''}`);

function element(tagName: string, properties: Element['properties'], children: Element['children'] = []): Element {
  return { type: 'element', tagName, properties, children };
}

function imageElement({ alt, facts, slot }: Illustration): Element {
  const { sources, src, width, height } = sourcesFor(facts, slot);
  const className = facts.svg ? ['drawing'] : [colourClass(facts)].filter(Boolean);
  const img = element('img', { src, alt, width, height, loading: 'lazy', decoding: 'async', className });
  return sources.length === 0
    ? img
    : element('picture', {}, [...sources.map((source) => element('source', source)), img]);
}

/** Says in words what the box of a task shows. */
function sayTask(item: Element, words: string): void {
  for (const child of item.children) {
    if (child.type !== 'element') continue;
    if (child.tagName === 'input') child.properties.ariaLabel = words;
    else if (child.tagName === 'p') sayTask(child, words);
  }
}

function alignByClass(element: Element): void {
  const { align, ...properties } = element.properties;
  if (typeof align === 'string') element.properties = { ...properties, className: [align] };
  for (const child of element.children) if (child.type === 'element') alignByClass(child);
}

/**
 * Puts the images of the site in place of the images that name them. An image on another site becomes a link to it, since loading it would tell that site who
 * reads; an image that is neither goes.
 */
function illustrate() {
  return (tree: Root, file: { data: Record<string, unknown> }) => {
    const words = messagesIn(String(file.data.language ?? ''));
    const { images = {}, slot, gallerySlot } = (file.data.illustrations ?? {}) as Partial<Illustrations>;
    const definitions = definitionsIn(tree);
    const replace = (parent: Parents, linked: boolean, slot: ImageSlot | undefined): void => {
      const children: Node[] = (parent.children as RootContent[]).flatMap((node): Node[] => {
        if ('children' in node)
          replace(
            node as Parents,
            linked || node.type === 'link' || node.type === 'linkReference',
            isGallery(node) ? gallerySlot : slot,
          );
        const image = imageOf(node, definitions);
        if (image) {
          const facts = Object.hasOwn(images, image.url) ? images[image.url] : undefined;
          const alt = image.alt ?? '';
          const title = image.title ?? '';
          if (facts && slot) return [{ type: 'illustration', alt, title, facts, slot } as Illustration];
          if (!isRemote(image.url)) return [];
          const text = { type: 'text', value: alt || words.image };
          return [linked ? text : ({ type: 'link', url: image.url, children: [text] } as Node)];
        }
        return node.type === 'paragraph' ? figuresIn(node) : [node];
      });
      parent.children = children as typeof parent.children;
    };
    replace(tree, false, slot);
  };
}

const isRemote = (url: string) => /^(?:https?:)?\/\//i.test(url);

/** The image that a node is, also one that is named (`![alt][name]`) and defined elsewhere. */
function imageOf(node: Node, definitions: ReadonlyMap<string, Definition>): Image | null {
  if (node.type === 'image') return node as Image;
  if (node.type !== 'imageReference') return null;
  const { identifier, alt, position } = node as Node & { identifier: string; alt?: string };
  const definition = definitions.get(identifier);
  return definition ? { type: 'image', url: definition.url, title: definition.title, alt, position } : null;
}

/** What becomes of a paragraph: figures where it holds nothing but images, nothing where it holds nothing any more. */
function figuresIn(paragraph: Paragraph): Node[] {
  const rest = paragraph.children.filter(
    (node) => !(node.type === 'break' || (node.type === 'text' && !node.value.trim())),
  );
  if (!rest.every((node) => node.type === 'illustration')) return [paragraph];
  return rest.map((illustration) => ({ type: 'figure', illustration }) satisfies Figure);
}

/**
 * Bare addresses become links by the search of the finished text alone (mdast-util-gfm-autolink-literal does both). Where the parser looks for them
 * as well, it tries at every letter, and each word walks back over all that stands between it and a bracket that was never closed: half of
 * the time that a body takes, or quadratic time.
 */
function addressesInText(this: unknown) {
  const { micromarkExtensions = [] } = (this as ReturnType<typeof remark>).data();
  for (const { text = {} } of micromarkExtensions) {
    for (const [character, constructs] of Object.entries(text)) {
      const others = [constructs ?? []]
        .flat()
        .filter(({ name = '' }) => !/^(?:email|www|protocol)Autolink$/.test(name));
      // At a character that may begin something the parser stops, so an empty list will not do.
      if (others.length > 0) text[character] = others;
      else delete text[character];
    }
  }
}

/** Elements stand on lines of their own: within a line, `10:30` or `Note:this` is text. */
function elementsOnLines(this: unknown) {
  const { micromarkExtensions = [] } = (this as ReturnType<typeof remark>).data();
  for (const extension of micromarkExtensions) if (extension.flow && COLON in extension.flow) delete extension.text;
}

const COLON = 58;

// Made anew for each processor: a copy of a frozen one has each extension twice, and tries each twice at every mark.
const dialect = () => remark().use(remarkGfm).use(addressesInText).use(remarkDirective).use(elementsOnLines);
const parser = dialect().data('settings', { bullet: '-', rule: '-' }).freeze();

const htmlProcessor = (words: Messages) =>
  dialect()
    .use(lowerHeadings)
    .use(setElements)
    .use(illustrate)
    .use(setMarks)
    .use(addAnchors)
    .use(remarkHtml, { sanitize: allowed, handlers: handlersIn(words) })
    .freeze();

const htmlProcessors = new Map<Messages, ReturnType<typeof htmlProcessor>>();

function toHtmlIn(language: string): ReturnType<typeof htmlProcessor> {
  const words = messagesIn(language);
  const processor = htmlProcessors.get(words) ?? htmlProcessor(words);
  htmlProcessors.set(words, processor);
  return processor;
}

/**
 * The HTML of a Markdown text (CommonMark 0.31; GitHub's tables, footnotes, strikethrough and task lists; the elements of body-elements.ts), its marks set and its labels
 * said as in `language` (BCP 47): sanitised, with no raw HTML, no links but http, https, mailto and those within the site, and no images but those in `illustrations`.
 */
export function renderMarkdown(markdown: string, language: string, illustrations?: Illustrations): string {
  return String(toHtmlIn(language).processSync({ value: markdown, data: { language, illustrations } })).trim();
}

/**
 * A Markdown text for those who read it elsewhere: links within the site `origin`, or within its page at `address`, are made whole, and images that `images` knows by how
 * the text names them have its addresses.
 */
export function absoluteMarkdown(
  markdown: string,
  address: string,
  origin: string,
  images: ReadonlyMap<string, string>,
): string {
  const absolute = (url: string) =>
    images.get(url) ?? (url.startsWith('#') ? address + url : /^\/(?!\/)/.test(url) ? origin + url : url);
  const makeWhole = (node: Node): void => {
    if ('url' in node && typeof node.url === 'string') node.url = absolute(node.url);
    if ('children' in node) for (const child of (node as Parents).children) makeWhole(child);
  };
  const tree = parser.parse(markdown);
  makeWhole(tree);
  return parser.stringify(tree);
}

/** What a Markdown text holds that is to be checked, in its order; where each stands in it (from 1). */
export type BodyParts = Readonly<{
  images: readonly (ImageMark & { line: number; column: number })[];
  /** The links to what is on the site. */
  links: readonly LinkMark[];
  faults: readonly Fault[];
}>;

/** Takes a Markdown text apart; `origin` is the address of the site. */
export function partsOf(markdown: string, origin: string): BodyParts {
  const tree = parser.parse(markdown);
  const definitions = definitionsIn(tree);
  const imagesIn = ({ children }: Parents): (ImageMark & { line: number; column: number })[] =>
    children.flatMap((node) => {
      const image = imageOf(node, definitions);
      const { line = 1, column = 1 } = node.position?.start ?? {};
      if (image) return [{ src: image.url, alt: image.alt ?? '', line, column }];
      return 'children' in node ? imagesIn(node) : [];
    });
  const faults = [...elementFaults(tree, markdown), ...proseFaults(tree, origin), ...slipFaults(tree, markdown)];
  return {
    images: imagesIn(tree),
    links: ownLinks(tree, origin),
    faults: faults.sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

/** The ids that a link to the page of this text can name. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  return anchorsOf(parser.parse(markdown));
}

/** A Markdown text as it is read, without its marks: its paragraphs, headings, list items, lines of tables and lines that say what a card shows, in their order. What is no part of the page is left out. */
export function readableParagraphs(markdown: string): string[] {
  const words = (node: Node) => plainText(node, { includeHtml: false }).trim();
  const collect = (node: Node): string[] => {
    if (node.type === 'tableRow') return [(node as Parents).children.map(words).join(' | ')];
    if (READ_WHOLE.includes(node.type)) return [words(node)];
    return 'children' in node ? (node as Parents).children.flatMap(collect) : [];
  };
  return collect(parser.parse(markdown)).filter((text) => text !== '');
}

const READ_WHOLE = ['paragraph', 'heading', 'code', 'leafDirective'];

/** The first paragraph of a Markdown text without its marks, cut at a word to at most `limit` characters: for descriptions. */
export function firstWords(markdown: string, limit: number): string {
  // What is not near the beginning is no description, and need not be parsed for one.
  const paragraphs = parser.parse(markdown.slice(0, 20_000)).children.filter((node) => node.type === 'paragraph');
  const words = (node: Node) =>
    plainText(node, { includeHtml: false, includeImageAlt: false }).replace(/\s+/g, ' ').trim();
  const text = paragraphs.map(words).find((words) => words !== '') ?? '';
  if (text.length <= limit) return text;
  // Where there are no spaces the cut must not fall inside a character of two code units.
  const cut = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/\s+\S*$/, '')}…`;
}

/** A description for search engines and link previews, in characters that they show: the standfirst, or else the text's beginning. */
export function descriptionOf(standfirst: string, markdown: string): string {
  return standfirst || firstWords(markdown, 200);
}
