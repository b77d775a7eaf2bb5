import type { Element, Root } from 'hast';
import { imageKind } from '../routes/image-files.ts';
import { attribute, elementsIn, oneLine, visibleText } from './html-tree.ts';
import { isCaption } from './markdown-nodes.ts';

/** Where the links and images of a text lead now. */
export type NewAddresses = Readonly<{
  /** Null for a link that leads nowhere: its words stay. */
  link(href: string): Promise<string | null>;
  /** Null for an image that cannot be had. */
  image(src: string): Promise<string | null>;
  /** Begins to read or to fetch an image that is needed next. */
  prepare(src: string): void;
  /** The alt text of an image that has none and no caption; notes that. */
  altFor(src: string): string;
}>;

/** Changes the addresses in the tree of an HTML text. */
export async function setHtmlAddresses(tree: Root, to: NewAddresses): Promise<void> {
  nameImages(tree, to);
  const elements = [...elementsIn(tree)];
  const images = elements.filter(({ tagName }) => tagName === 'img');
  for (const element of elements) {
    if (element.tagName === 'img') {
      const next = images.indexOf(element) + 1;
      for (const src of images.slice(next, next + AT_ONCE).map(sourceOf)) if (src) to.prepare(src);
      await setImage(element, to);
    }
    if (/^(?:video|audio|source)$/.test(element.tagName)) {
      const src = attribute(element, 'src');
      const address = src === '' ? null : await to.link(src);
      element.properties = { ...element.properties, ...(address !== null && { src: address }) };
    } else if (element.tagName === 'a' && attribute(element, 'href') !== '') await setLink(element, to);
  }
}

async function setLink(element: Element, to: NewAddresses): Promise<void> {
  const href = attribute(element, 'href');
  const isOfImage = [...elementsIn(element)].some(({ tagName }) => tagName === 'img');
  // To its larger copy, or to the page of an attachment, which has nothing else.
  const leadsToImage = isOfImage && (isImage(href) || /\battachment\b/.test(attribute(element, 'rel')));
  const address = leadsToImage ? null : await to.link(href);
  if (address === null) delete element.properties.href;
  else element.properties.href = address;
}

const isImage = (href: string): boolean => imageKind(href.replace(/[?#].*$/s, '')) !== null;

async function setImage(element: Element, to: NewAddresses): Promise<void> {
  const src = sourceOf(element);
  const address = src === '' ? null : await to.image(src);
  element.properties = { src: address ?? '', alt: attribute(element, 'alt') };
}

/** The address of an image; empty for one of a pixel, which only counts readers. */
function sourceOf(element: Element): string {
  const isPixel = ['width', 'height'].some((name) => /^[01](?:px)?$/.test(attribute(element, name)));
  // Some themes load images later, and have a placeholder in their place.
  const written = ['src', 'dataSrc', 'dataLazySrc', 'dataOriginal'].map((name) => attribute(element, name).trim());
  return isPixel ? '' : (written.find((address) => address !== '' && !address.startsWith('data:')) ?? '');
}

/** Gives images without alt text their caption as one. */
function nameImages(tree: Root, to: NewAddresses): void {
  const captions = new Map<Element, string>();
  // The innermost one counts.
  for (const holder of elementsIn(tree)) {
    if (!/^(?:figure|li|dl)$/.test(holder.tagName)) continue;
    const caption = [...elementsIn(holder)].find((element) => isCaption(element) || element.tagName === 'dd');
    if (!caption) continue;
    for (const element of elementsIn(holder))
      if (element.tagName === 'img') captions.set(element, visibleText(caption));
  }
  for (const element of elementsIn(tree)) {
    if (element.tagName !== 'img' || oneLine(attribute(element, 'alt')) !== '') continue;
    const caption = oneLine(captions.get(element) ?? '');
    element.properties.alt = caption || to.altFor(attribute(element, 'src'));
  }
}

/** So many images are fetched while another one is placed. */
const AT_ONCE = 3;
