import type { Element } from 'hast';
import type { Table } from 'mdast';
import { defaultHandlers, type Handlers } from 'mdast-util-to-hast';
import { visit } from 'unist-util-visit';
import type { Messages } from '../i18n/messages.ts';
import { colourClass, sourcesFor } from '../routes/image-files.ts';
import type { Contents } from './headings.ts';
import type { HtmlTable } from './html-nodes.ts';
import type { Figure, Illustration } from './illustrations.ts';
import { withMailto } from './references.ts';

/**
 * Which HTML each Markdown node becomes, where that differs from mdast-util-to-hast; labels are in the
 * language of `messages`.
 */
export const htmlHandlers = (messages: Messages): Handlers => {
  /** A wide table scrolls in a frame, which a keyboard must reach. */
  const framed = (table: Element) =>
    element('div', { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: messages.table }, [table]);
  return {
    link: (state, node) => defaultHandlers.link(state, { ...node, url: withMailto(node.url) }),
    root: (state, node) => {
      // remark-html does not pass these options on.
      Object.assign(state.options, { footnoteLabel: messages.footnotes, footnoteBackLabel: backLabel(messages) });
      return defaultHandlers.root(state, node) as unknown as Element; // a root, which the types leave out
    },
    table: (state, node) => {
      // The default drops cells beyond the columns of the header.
      const columns = Math.max(...(node as Table).children.map(({ children }) => children.length));
      const align = Array.from({ length: columns }, (_, column) => node.align?.[column] ?? null);
      const table = defaultHandlers.table(state, { ...node, align });
      alignByClass(table);
      return framed(table);
    },
    htmlTable: (state, node: HtmlTable) =>
      framed(element('table', {}, state.all(node as never) as Element['children'])),
    code: (state, node) => {
      // mdast-util-to-hast splits at any white space, of which Markdown keeps some in the name of the
      // language.
      const pre = defaultHandlers.code(state, { ...node, lang: node.lang?.trim() || null });
      pre.properties.tabIndex = 0; // long lines scroll
      return pre;
    },
    listItem: (state, node, parent) => {
      const item = defaultHandlers.listItem(state, node, parent);
      if (typeof node.checked === 'boolean') labelCheckbox(item, node.checked ? messages.done : messages.notDone);
      return item;
    },
    contents: (state, node: Contents) => {
      const title = element('p', {}, [{ type: 'text', value: messages.inThisArticle }]);
      return element('nav', { className: ['contents'], ariaLabel: messages.inThisArticle }, [
        title,
        ...state.all(node),
      ] as Element['children']);
    },
    illustration: (_state, node: Illustration) => imageElement(node),
    figure: (_state, { illustration }: Figure) => {
      const figcaption = element('figcaption', {}, [{ type: 'text', value: illustration.title }]);
      return element('figure', {}, [imageElement(illustration), ...(illustration.title ? [figcaption] : [])]);
    },
    // `setIllustrations` leaves only references to images that are not defined.
    image: () => undefined,
    imageReference: () => undefined,
  };
};

/**
 * The label of the link from a footnote back to the text: `2-3` for the third reference to the second
 * footnote.
 */
const backLabel = (messages: Messages) => (footnote: number, reference: number) =>
  messages.backToReference(`${footnote + 1}${reference > 1 ? `-${reference}` : ''}`);

function element(tagName: string, properties: Element['properties'], children: Element['children'] = []): Element {
  return { type: 'element', tagName, properties, children };
}

function imageElement({ alt, facts, slot }: Illustration): Element {
  const { sources, src, width, height } = sourcesFor(facts, slot);
  // The stylesheet makes an upright image narrower than its box: a colour of the box would show beside it.
  const isUpright = facts.height > facts.width;
  const className = facts.svg ? ['svg'] : isUpright ? ['upright'] : [colourClass(facts)].filter(Boolean);
  const img = element('img', { src, alt, width, height, loading: 'lazy', decoding: 'async', className });
  return sources.length === 0
    ? img
    : element('picture', {}, [...sources.map((source) => element('source', source)), img]);
}

/** Labels the checkbox of a task; it stands in the item or in the item's first paragraph. */
function labelCheckbox(item: Element, label: string): void {
  for (const child of item.children) {
    if (child.type !== 'element') continue;
    if (child.tagName === 'input') child.properties.ariaLabel = label;
    else if (child.tagName === 'p') labelCheckbox(child, label);
  }
}

/** Replaces the obsolete attribute `align` of cells by a class. */
function alignByClass(table: Element): void {
  visit(table, 'element', (cell) => {
    const { align, ...properties } = cell.properties;
    if (typeof align === 'string') cell.properties = { ...properties, className: [align] };
  });
}
