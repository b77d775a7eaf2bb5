import type { Element, Root } from 'hast';
import type { Html, Nodes, Parents } from 'mdast';
import { visit } from 'unist-util-visit';
import { parseWithRawHtml } from '../markdown/parser.ts';
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

type Edit = Readonly<{ start: number; end: number; text: string }>;

/** Returns a text in Markdown with its new addresses; all else is as it was. */
export async function withNewAddresses(markdown: string, to: NewAddresses): Promise<string> {
  const tree = parseWithRawHtml(markdown);
  const nodes: Nodes[] = [];
  visit(tree, (node) => {
    nodes.push(node);
  });
  const images = new Set<string>();
  for (const node of nodes) if (node.type === 'imageReference') images.add(node.identifier);
  const edits: Edit[] = [];
  for (const node of nodes) {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined) continue;
    const source = markdown.slice(start, end);
    // In a quotation the lines of HTML begin with marks that its value does not have.
    if (node.type === 'html' && source === node.value) edits.push(...(await editsOfHtml(node, start, to)));
    else if (node.type === 'image') edits.push(...(await editsOfImage(source, start, node, to)));
    else if (node.type === 'link') edits.push(...(await editsOfLink(source, start, node, to)));
    else if (node.type === 'definition') {
      const address = images.has(node.identifier) ? await to.image(node.url) : await to.link(node.url);
      if (address !== null) edits.push(...replacing(source, start, node.url, address));
    }
  }
  edits.sort((a, b) => b.start - a.start);
  let text = markdown;
  for (const edit of edits) text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}

/** The last place of an address in the source of a node: its words may have the same one. */
function replacing(source: string, start: number, written: string, address: string): Edit[] {
  const spelled = [written, written.replaceAll('&', '&amp;')].find((one) => source.includes(one));
  if (written === address || spelled === undefined || spelled === '') return [];
  const at = start + source.lastIndexOf(spelled);
  return [{ start: at, end: at + spelled.length, text: address }];
}

async function editsOfImage(
  source: string,
  start: number,
  { url, alt, title }: { url: string; alt?: string | null | undefined; title?: string | null | undefined },
  to: NewAddresses,
): Promise<Edit[]> {
  const address = await to.image(url);
  const edits = address === null ? [] : replacing(source, start, url, address);
  if (oneLine(alt ?? '') !== '' || !source.startsWith('![](')) return edits;
  const words = oneLine(title ?? '') || to.altFor(url);
  return [...edits, { start: start + 2, end: start + 2, text: words.replace(/[[\]\\]/g, '\\$&') }];
}

async function editsOfLink(
  source: string,
  start: number,
  node: Parents & { url: string },
  to: NewAddresses,
): Promise<Edit[]> {
  const address = await to.link(node.url);
  if (address !== null) return replacing(source, start, node.url, address);
  const first = node.children[0]?.position?.start.offset;
  const last = node.children.at(-1)?.position?.end.offset;
  if (first === undefined || last === undefined) return [];
  return [
    { start, end: first, text: '' },
    { start: last, end: start + source.length, text: '' },
  ];
}

const ADDRESS = /\b(href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

async function editsOfHtml({ value }: Html, start: number, to: NewAddresses): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const { index, 0: whole, 1: name = '', 2: double, 3: single } of value.matchAll(ADDRESS)) {
    const tag = value.slice(value.lastIndexOf('<', index), index);
    const written = (double ?? single ?? '').replaceAll('&amp;', '&');
    const isOfImage = /^<img\b/i.test(tag);
    if (written === '' || (name.toLowerCase() === 'src' && !isOfImage && !/^<(?:video|audio|source)\b/i.test(tag)))
      continue;
    const address = isOfImage ? await to.image(written) : await to.link(written);
    const text =
      address === null
        ? isOfImage
          ? whole
          : ''
        : `${name}="${address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
    edits.push({ start: start + index, end: start + index + whole.length, text });
  }
  return edits;
}
