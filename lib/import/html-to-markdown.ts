import type { Element, Root } from 'hast';
import { defaultHandlers, type Handle, type State, toMdast } from 'hast-util-to-mdast';
import type { PhrasingContent, RootContent, Root as TextRoot } from 'mdast';
import { EMBEDS, PASSAGES } from '../markdown/elements.ts';
import { INLINE_TAGS } from '../markdown/html-tags.ts';
import { mediaOf } from '../markdown/players.ts';
import { percentDecoded } from '../percent-encoding.ts';
import { embeddedMedia, isAddressAlone, withoutEmbedly } from './embedded-media.ts';
import { figure, gallery, hasOnlyImages, poem, pullQuote, quotation } from './html-blocks.ts';
import { attribute, elementsIn, hasClass, oneLine, visibleText } from './html-tree.ts';
import { anchorHtml, blockHtml, inlineTags } from './kept-html.ts';
import {
  captionOf,
  card,
  flowOf,
  hasBlock,
  linkTo,
  paragraph,
  passage,
  phrasingOf,
  text,
  withoutCaption,
} from './markdown-nodes.ts';
import { isPlainTable } from './plain-table.ts';
import { tidied } from './tidy-markdown.ts';

// HTML of other systems becomes Markdown with our elements, and the HTML that Markdown has no sign for.
//
// Readers of systems can write our elements into their HTML:
//   <div data-passage="pullquote"><p>…</p><figcaption>Source</figcaption></div>   also aside, gallery, interview, poem
//   <div data-card="video" data-url="https://…">Title</div>                     also audio, post, map
//   <sup data-footnote="a"></sup> … <div data-footnote-text="a">…</div>
//   <figure><img src="…" alt="…"><figcaption>Caption</figcaption></figure>

/**
 * Returns the Markdown tree of a text whose footnotes are marked (see `markFootnotes`). `writeMarkdown` makes a
 * text of it.
 */
export function markdownTree(tree: Root): TextRoot {
  return tidied(toMdast(tree, { document: true, handlers: handlersFor(linkedIds(tree)) }) as TextRoot);
}

/** The ids that a text links to. */
function linkedIds(tree: Root): ReadonlySet<string> {
  const links = [...elementsIn(tree)].map((element) => (element.tagName === 'a' ? attribute(element, 'href') : ''));
  // “#” alone leads to the top.
  return new Set(links.filter((href) => /^#./.test(href)).map((href) => percentDecoded(href.slice(1))));
}

type Handlers = Record<string, Handle>;

const tags = (names: Iterable<string>, handle: Handle): Handlers =>
  Object.fromEntries([...names].map((name) => [name, handle]));

const BLOCKS =
  'address article aside blockquote center div figcaption figure footer form header main nav ol p pre section ul'.split(
    ' ',
  );

function handlersFor(linked: ReadonlySet<string>): Handlers {
  const { code, del, em, strong, ul } = defaultHandlers;
  const all: Handlers = {
    ...defaultHandlers,
    ...tags([...INLINE_TAGS, 'span', 'acronym'], inlineElement),
    ...tags(['b', 'strong'], strong),
    ...tags(['i', 'em'], em),
    ...tags(['del', 's', 'strike'], del),
    ...tags(['td', 'th'], (state, node) => ({ type: 'tableCell', children: phrasingOf(state, node) })),
    u: (state, node) => state.all(node),
    ...tags(['iframe', 'embed', 'object', 'video', 'audio'], media),
    ...tags(['dl', 'details'], (_, node) => blockHtml(node)),
    ...tags(['input', 'select', 'textarea'], () => undefined),
    ...tags(BLOCKS, block),
    a: link,
    code,
    img: image,
    menu: ul,
    table: (state, node) => (isPlainTable(node) ? defaultHandlers.table(state, node) : blockHtml(node)),
  };
  return Object.fromEntries(Object.entries(all).map(([tag, handle]) => [tag, withAnchors(handle, linked)]));
}

/** A handler that keeps the places to which links of the text lead. */
function withAnchors(handle: Handle, linked: ReadonlySet<string>): Handle {
  return (state, node, parent) => {
    const made = handle(state, node, parent);
    const id = [attribute(node, 'id'), attribute(node, 'name')].find((one) => linked.has(one));
    if (id === undefined) return made;
    const nodes = (Array.isArray(made) ? made : made ? [made] : []) as RootContent[];
    const holder = firstWords(nodes[0]);
    if (!holder) return [anchorHtml(id), ...nodes];
    holder.children.unshift(anchorHtml(id));
    return nodes;
  };
}

/** The paragraph or heading with which a block begins. */
function firstWords(node: RootContent | undefined): { children: PhrasingContent[] } | null {
  if (node?.type === 'paragraph' || node?.type === 'heading') return node;
  const isHolder = node?.type === 'list' || node?.type === 'listItem' || node?.type === 'blockquote';
  return isHolder ? firstWords(node.children[0]) : null;
}

const inlineElement: Handle = (state, node) => {
  const footnote = attribute(node, 'dataFootnote');
  if (footnote !== '') return { type: 'footnoteReference', identifier: footnote, label: footnote };
  const children = state.all(node) as PhrasingContent[];
  const isOfWords = children.every((child) => !hasBlock(child) && child.type !== 'image');
  const around = isOfWords && visibleText(node).trim() !== '' ? inlineTags(node) : null;
  return around ? [around[0], ...children, around[1]] : children;
};

const link: Handle = (state, node) => {
  const url = attribute(node, 'href').trim();
  const children = state.all(node) as PhrasingContent[];
  const [only] = children;
  const isToItself = children.length === 1 && only?.type === 'image' && only.url === url;
  return url === '' || isToItself || children.length === 0 ? children : linkTo(url, children);
};

const image: Handle = (_, node) => {
  const url = attribute(node, 'src').trim();
  return url === '' ? undefined : { type: 'image', url, alt: oneLine(attribute(node, 'alt')), title: null };
};

/** A player, or a video or audio file; a link to what is no known player. */
const media: Handle = (state, node) => {
  const source = [...elementsIn(node)].find(({ tagName }) => tagName === 'source');
  const written = attribute(node, 'src') || attribute(node, 'data') || (source ? attribute(source, 'src') : '');
  const src = withoutEmbedly(written);
  const title = attribute(node, 'title');
  const site = embeddedMedia(src);
  const found = mediaOf(node.tagName, { src, title }, '') ?? site;
  if (found) return card(found.name, found.url, found.title || (site?.title ?? ''));
  const url = URL.parse(src.replace(/^\/\//, 'https://'));
  const isAddress = /^https?:$/.test(url?.protocol ?? '') || /^\/(?!\/)/.test(src);
  return isAddress ? paragraph([linkTo(url?.href ?? src, [text(title || url?.hostname || src)])]) : flowOf(state, node);
};

const GALLERY =
  /^(?:gallery|image-gallery|tiled-gallery|wp-block-gallery|wp-block-jetpack-tiled-gallery|blocks-gallery-grid|kg-gallery-card)$/;
const PULL_QUOTE = /^(?:wp-block-)?pull-?quote$|--pullquote$/;
const POEM = /^(?:wp-block-verse|poem|poetry|verse)$/;

/** The name of the element of ours that an element stands for, or null. */
function passageName(node: Element): string | null {
  const given = attribute(node, 'dataPassage');
  if (PASSAGES.includes(given)) return given;
  if (hasClass(node, GALLERY) && hasOnlyImages(node)) return 'gallery';
  if (hasClass(node, PULL_QUOTE)) return 'pullquote';
  if (hasClass(node, POEM)) return 'poem';
  return node.tagName === 'aside' ? 'aside' : null;
}

/** An element that stands for itself. What it becomes depends on its name, its classes, and what it holds. */
const block: Handle = (state, node, parent) => {
  const embed = EMBEDS.find((name) => name === attribute(node, 'dataCard'));
  if (embed) {
    const url = attribute(node, 'dataUrl');
    return card(embed, url, visibleText(node).trim() || (embeddedMedia(url)?.title ?? ''));
  }
  const note = attribute(node, 'dataFootnoteText');
  if (note !== '') {
    return { type: 'footnoteDefinition', identifier: note, label: note, children: flowOf(state, node) as never };
  }
  return passageOf(state, node) ?? bare(state, node) ?? plainBlock(state, node, parent);
};

function passageOf(state: State, node: Element): RootContent[] | null {
  const name = passageName(node);
  switch (name) {
    case null:
      return node.tagName === 'figure'
        ? figure(state, node)
        : node.tagName === 'blockquote'
          ? quotation(state, node)
          : null;
    case 'gallery':
      return gallery(state, node);
    case 'pullquote':
      return pullQuote(state, node);
    case 'poem':
      return poem(state, node);
    default:
      return passage(name, captionOf(state, node), flowOf(state, withoutCaption(node)));
  }
}

/** The element for an address that is alone in its paragraph: other systems embed what is there. */
function bare(state: State, node: Element): RootContent | null {
  if (!/^(?:p|div)$/.test(node.tagName)) return null;
  const address = visibleText(node).trim();
  const found = isAddressAlone(address) ? embeddedMedia(address) : null;
  return found && state.all(node).every(({ type }) => type === 'text')
    ? card(found.name, found.url, found.title)
    : null;
}

const plainBlock: Handle = (state, node, parent) => {
  const { [node.tagName === 'figcaption' ? 'p' : node.tagName]: handle } = defaultHandlers as Handlers;
  const hasHandler = /^(?:p|pre|ul|ol|figcaption)$/.test(node.tagName);
  return hasHandler && handle ? handle(state, node, parent) : flowOf(state, node);
};
