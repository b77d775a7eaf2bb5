import type { Definition, Node, Paragraph, Parents, Root, RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { messagesIn } from '../i18n/catalogue.ts';
import type { ImageFacts, ImageSlot } from '../routes/image-files.ts';
import { isGallery } from './elements.ts';
import { definitionsIn, imageOf } from './references.ts';

/**
 * The images that a text may show, by their addresses in the text; and the space for one in the text and in a
 * gallery.
 */
export type Illustrations = Readonly<{
  images: Readonly<Record<string, ImageFacts>>;
  slot: ImageSlot;
  gallerySlot: ImageSlot;
}>;

/** An image of the site in a text. No other kind of image reaches the HTML. */
export interface Illustration extends Node {
  type: 'illustration';
  alt: string;
  title: string;
  facts: ImageFacts;
  slot: ImageSlot;
}

/** An image in a paragraph of its own; its Markdown title is the caption. */
export interface Figure extends Node {
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

/** Nodes whose children are parts of one kind, between which no text may stand. */
const HOLDS_PARTS: ReadonlySet<string> = new Set(['list', 'table', 'tableRow']);

/** What the walk knows of the nodes around an image. */
type Surroundings = Readonly<{ isInLink: boolean; isInFigure: boolean; slot: ImageSlot | undefined }>;

/**
 * A remark plugin: replaces images by illustrations of the site. An image on another site becomes a link,
 * because loading it would tell that site who reads. Any other image, and one with neither alt text nor
 * caption, is removed; a link keeps its words.
 */
export function setIllustrations() {
  return (tree: Root, file: { data: Record<string, unknown> }) => {
    const messages = messagesIn(String(file.data.language ?? ''));
    const { images = {}, slot, gallerySlot } = (file.data.illustrations ?? {}) as Partial<Illustrations>;
    const definitions = definitionsIn(tree);

    // Recursive: a node is replaced by several, after its children, by what surrounds it.
    const replaceWithin = (parent: Parents, { isInLink, isInFigure, slot }: Surroundings): void => {
      const written = parent.children as RootContent[];
      const children = (HOLDS_PARTS.has(parent.type) ? written : apart(written)).flatMap((node): Node[] => {
        if ('children' in node) {
          const isLink = node.type === 'link' || node.type === 'linkReference';
          replaceWithin(node, {
            isInLink: isInLink || isLink,
            isInFigure: isInFigure || isFigure(node),
            slot: isGallery(node) ? gallerySlot : slot,
          });
        }
        if (node.type === 'paragraph') return figuresOrParagraph(node, isInFigure);
        return replacementFor(node, definitions, isInLink, slot) ?? [node];
      });
      parent.children = children as typeof parent.children;
    };

    const replacementFor = (
      node: Node,
      definitions: ReadonlyMap<string, Definition>,
      isInLink: boolean,
      slot: ImageSlot | undefined,
    ): Node[] | null => {
      const image = imageOf(node, definitions);
      if (!image) return null;
      const facts = Object.hasOwn(images, image.url) ? images[image.url] : undefined;
      const title = image.title ?? '';
      // An empty alt text would tell a screen reader that the image is decoration.
      const alt = image.alt || title;
      if (facts && slot && alt) return [{ type: 'illustration', alt, title, facts, slot } as Illustration];
      if (!isRemote(image.url) && !isInLink) return [];
      const text = { type: 'text', value: alt || messages.image };
      return [isInLink ? text : ({ type: 'link', url: image.url, children: [text] } as Node)];
    };
    const isRemoteImage = (node: Node | undefined) => {
      const image = node && imageOf(node, definitions);
      return image ? !Object.hasOwn(images, image.url) && isRemote(image.url) : false;
    };
    /** The alt text of a remote image becomes words of the line, with spaces around it. */
    const apart = (nodes: readonly RootContent[]): RootContent[] =>
      nodes.flatMap((node, index): RootContent[] => {
        const before = nodes[index - 1];
        if (!before || !(isRemoteImage(innermost(node, 0)) || isRemoteImage(innermost(before, -1)))) return [node];
        return needsSpace(before, node) ? [{ type: 'text', value: ' ' }, node] : [node];
      });

    replaceWithin(tree, { isInLink: false, isInFigure: false, slot });
  };
}

/** The first (0) or last (-1) leaf of a node, such as the image in a link. */
function innermost(node: RootContent, at: 0 | -1): Node | undefined {
  let found: Node | undefined = node;
  while (found && 'children' in found) found = (found as Parents).children.at(at);
  return found;
}

/** Whether the words of two nodes would be one word. */
function needsSpace(before: Node, node: Node): boolean {
  if (before.type === 'break' || node.type === 'break') return false;
  return !/[\s([]$/.test(plainText(before)) && !/^[\s.,;:!?)\]}’”»]/.test(plainText(node));
}

/** Whether an address leads to another site. */
export const isRemote = (url: string) => /^(?:https?:)?\/\//i.test(url);

/** Whether a node is a figure in HTML. */
function isFigure({ data }: Node): boolean {
  const { hName, hProperties } = (data ?? {}) as { hName?: string; hProperties?: object };
  return hName === 'figure' && !('className' in (hProperties ?? {}));
}

/**
 * Figures for a paragraph that holds only images, or the images where it is in one; nothing for an empty one,
 * else the paragraph.
 */
function figuresOrParagraph(paragraph: Paragraph, isInFigure: boolean): Node[] {
  if (paragraph.data?.hName) return [paragraph]; // a cell of a table in HTML
  const rest = paragraph.children.filter(
    (node) => !(node.type === 'break' || (node.type === 'text' && !node.value.trim())),
  );
  if (!rest.every((node) => node.type === 'illustration')) return [paragraph];
  if (isInFigure) return rest;
  return rest.map((illustration) => ({ type: 'figure', illustration }) satisfies Figure);
}
