import type { Element } from 'hast';
import type { State } from 'hast-util-to-mdast';
import type { Image, PhrasingContent, RootContent } from 'mdast';
import { isRemote } from '../markdown/illustrations.ts';
import { embeddedMedia, isAddressAlone } from './embedded-media.ts';
import { attribute, childElements, elementsIn, oneLine, visibleText } from './html-tree.ts';
import { blockHtml } from './kept-html.ts';
import {
  captionOf,
  card,
  flowOf,
  isCaption,
  linkTo,
  paragraph,
  passage,
  phrasingOf,
  text,
  withoutCaption,
} from './markdown-nodes.ts';

// Figures, galleries, quotations and poems.

/** Blocks beside which an image does not stand alone. */
const OTHER_BLOCKS = /^(?:iframe|embed|object|video|audio|table|pre|blockquote|h[1-6])$/;

/** Whether an element holds images, and no words but their captions. */
export const hasOnlyImages = (node: Element): boolean =>
  imagesIn(node).length > 0 &&
  ![...elementsIn(node)].some(({ tagName }) => OTHER_BLOCKS.test(tagName)) &&
  wordsBesideCaptions(node).trim() === '';

function wordsBesideCaptions({ children }: Element): string {
  return children
    .map((child) => {
      if (child.type === 'text') return child.value;
      return child.type !== 'element' || isCaption(child) || child.tagName === 'dd' ? '' : wordsBesideCaptions(child);
    })
    .join('');
}

const imagesIn = (node: Element) => [...elementsIn(node)].filter(({ tagName }) => tagName === 'img');

/** An image, perhaps in a link, with its caption, which is its alt text if it has no other. */
function imageWith(img: Element, caption: string, link = ''): RootContent[] {
  const url = attribute(img, 'src').trim();
  const alt = oneLine(attribute(img, 'alt')) || caption;
  if (url === '') return caption ? [paragraph([text(caption)])] : [];
  // Of an image on another site readers see a link, without the caption.
  const isApart = isRemote(url) && caption !== '' && caption !== alt;
  const image: Image = { type: 'image', url, alt, title: isApart ? null : caption || null };
  const made = paragraph([link === '' ? image : linkTo(link, [image])]);
  return isApart ? [made, paragraph([text(caption)])] : [made];
}

/** A gallery: each image in a paragraph of its own. */
export function gallery(state: State, node: Element): RootContent[] {
  const captions = new Map<Element, string>();
  // The innermost one counts.
  for (const holder of elementsIn(node)) {
    if (!/^(?:figure|li|dl)$/.test(holder.tagName)) continue;
    const caption = [...elementsIn(holder)].find((element) => isCaption(element) || element.tagName === 'dd');
    for (const img of imagesIn(holder)) captions.set(img, caption ? oneLine(visibleText(caption)) : '');
  }
  const images = imagesIn(node).flatMap((img) => imageWith(img, captions.get(img) ?? ''));
  return passage('gallery', captionOf(state, node), images);
}

/** A figure: an image, media, a quotation or a table with its caption. */
export function figure(state: State, node: Element): RootContent[] {
  const caption = childElements(node).find(isCaption);
  const words = caption ? oneLine(visibleText(caption)) : '';
  const body = withoutCaption(node);
  const [img, ...more] = imagesIn(body);
  if (img && more.length === 0 && hasOnlyImages(body)) return imageFigure(node, img, caption);
  const address = oneLine(visibleText(body));
  if (isAddressAlone(address) && !img) {
    const found = embeddedMedia(address);
    return [
      found
        ? card(found.name, found.url, words || found.title)
        : paragraph([linkTo(address, [text(words || address)])]),
    ];
  }
  const children = flowOf(state, body);
  if (words === '') return children;
  const [only, ...others] = children;
  if (others.length === 0 && (only?.type as string) === 'leafDirective') {
    return [{ ...only, children: captionOf(state, node) } as RootContent];
  }
  if (others.length === 0 && only?.type === 'blockquote') {
    only.children.push(paragraph([text('— '), ...captionOf(state, node)]));
    return children;
  }
  const hasTable = childElements(body).some(({ tagName }) => tagName === 'table');
  return hasTable ? [blockHtml(node)] : [...children, paragraph(captionOf(state, node))];
}

function imageFigure(node: Element, img: Element, caption: Element | undefined): RootContent[] {
  const words = caption ? oneLine(visibleText(caption)) : '';
  const links = [...elementsIn(withoutCaption(node))].filter(({ tagName }) => tagName === 'a');
  const link = links.find((element) => !['', attribute(img, 'src')].includes(attribute(element, 'href').trim()));
  const hasMarkup = caption && [...elementsIn(caption)].some(({ tagName }) => /^(?:a|sup|sub)$/.test(tagName));
  if (hasMarkup && attribute(img, 'src') !== '') {
    if (attribute(img, 'alt') === '') img.properties.alt = words;
    return [blockHtml({ ...node, children: [link ?? img, caption] })];
  }
  return imageWith(img, words, link ? attribute(link, 'href').trim() : '');
}

/** A quotation: its source is a last paragraph that begins with a dash. */
export function quotation(state: State, node: Element): RootContent[] {
  const { body, source } = sourceOf(state, node);
  const children = flowOf(state, body);
  if (source.length > 0) children.push(paragraph(children.length > 0 ? [text('— '), ...source] : source));
  return children.length > 0 ? [{ type: 'blockquote', children: children as never }] : [];
}

/** A passage of a story that is set apart: its source is the label. */
export function pullQuote(state: State, node: Element): RootContent[] {
  const quote = childElements(node).find(({ tagName }) => tagName === 'blockquote') ?? node;
  const { body, source } = sourceOf(state, quote);
  const label = source.length > 0 ? source : captionOf(state, node);
  return passage('pullquote', label, flowOf(state, withoutCaption(body)));
}

/** The words of the source of a quotation, without a dash, and the quotation without it. */
function sourceOf(state: State, node: Element): { body: Element; source: PhrasingContent[] } {
  const last = childElements(node).at(-1);
  if (!last) return { body: node, source: [] };
  const source = /^(?:cite|footer)$/.test(last.tagName) ? last : citeAtEnd(last);
  if (!source) return { body: node, source: [] };
  const before = source === last ? [] : [{ ...last, children: last.children.slice(0, last.children.indexOf(source)) }];
  const body = { ...node, children: [...node.children.slice(0, node.children.indexOf(last)), ...before] };
  if (visibleText(source).trim() === '') return { body, source: [] };
  const [first, ...rest] = phrasingOf(state, source);
  if (first?.type !== 'text') return { body, source: first ? [first, ...rest] : [] };
  return { body, source: [text(first.value.replace(/^\s*(?:[—–―]|-{1,3}\s)\s*/, '')), ...rest] };
}

/** The `cite` with which a paragraph ends, on a line of its own. */
function citeAtEnd(node: Element): Element | undefined {
  const children = node.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const [before, last] = [children.at(-2), children.at(-1)];
  const isAlone = before === undefined || (before.type === 'element' && before.tagName === 'br');
  return node.tagName === 'p' && isAlone && last?.type === 'element' && last.tagName === 'cite' ? last : undefined;
}

/** A poem: each line break of its source is one of the text. */
export function poem(state: State, node: Element): RootContent[] {
  if (node.tagName !== 'pre') return passage('poem', captionOf(state, node), flowOf(state, withoutCaption(node)));
  const stanzas: PhrasingContent[][] = [[]];
  for (const child of state.all(node) as PhrasingContent[]) {
    const parts = child.type === 'text' ? child.value.split(/\n[ \t]*\n\s*/).map(text) : [child];
    stanzas.at(-1)?.push(...parts.slice(0, 1));
    for (const part of parts.slice(1)) stanzas.push([part]);
  }
  return passage('poem', [], stanzas.filter((lines) => lines.length > 0).map(paragraph));
}
