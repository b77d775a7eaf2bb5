import type { Element, ElementContent, Properties } from 'hast';
import { toHtml } from 'hast-util-to-html';
import type { Html } from 'mdast';
import { BLOCK_TAGS, INLINE_TAGS, propertiesOf, RENAMED } from '../markdown/html-tags.ts';
import { attribute, childElements, isWithinWords } from './html-tree.ts';

// HTML that Markdown has no sign for, and that a text keeps: see `markdown/html-tags.ts`.

const OWN_LINES: ReadonlySet<string> = new Set('table thead tbody tfoot tr ul ol dl figure details'.split(' '));
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img']);

/** The attributes of an element that a text keeps. */
function keptProperties(element: Element): Properties {
  const names: Record<string, string> = { dateTime: 'datetime', colSpan: 'colspan', rowSpan: 'rowspan' };
  const written = Object.keys(element.properties).map((name) => [names[name] ?? name, attribute(element, name)]);
  const { className, ...kept } = propertiesOf(element.tagName, Object.fromEntries(written));
  const align = (className as string[] | undefined)?.[0];
  const more = [
    ...(element.tagName === 'a' ? ['href'] : []),
    ...(element.tagName === 'img' ? ['src', 'alt', 'title'] : []),
  ].flatMap((name) => (attribute(element, name) === '' ? [] : [[name, attribute(element, name)]]));
  return { ...(kept as Properties), ...(align && { align }), ...Object.fromEntries(more) };
}

/** The tags around what is within a paragraph; null if the text does not keep the element. */
export function inlineTags(element: Element): [open: Html, close: Html] | null {
  const tagName = RENAMED.get(element.tagName) ?? element.tagName;
  const properties = keptProperties({ ...element, tagName });
  const isKept = tagName === 'span' ? Object.keys(properties).length > 0 : INLINE_TAGS.has(tagName);
  if (!isKept) return null;
  const end = `</${tagName}>`;
  const whole = toHtml({ type: 'element', tagName, properties, children: [] });
  return [html(whole.slice(0, -end.length), true), html(end, true)];
}

/** The place that a link to `#id` leads to. */
export function anchorHtml(id: string): Html {
  return html(toHtml({ type: 'element', tagName: 'a', properties: { id }, children: [] }), true);
}

/** A block as HTML, with the tags and attributes that a text keeps. */
export function blockHtml(element: Element): Html {
  const [kept] = keptNodes([element], false);
  // An empty line would end the block.
  return html(kept ? toHtml(kept).replace(/\n(?:[ \t]*\n)+/g, '\n') : '', false);
}

function html(value: string, isInline: boolean): Html {
  // By this name hast-util-to-mdast knows that it stands within a paragraph.
  return { type: 'html', value, ...(isInline && { data: { hName: 'span' } }) } as Html;
}

function keptNodes(nodes: readonly ElementContent[], isVerbatim: boolean): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === 'text') return [{ ...node, value: isVerbatim ? node.value : node.value.replace(/\s+/g, ' ') }];
    if (node.type !== 'element') return [];
    const tagName = RENAMED.get(node.tagName) ?? node.tagName;
    if (/^(?:iframe|embed|object|video|audio)$/.test(tagName)) return [linkToMedia(node)];
    const footnote = attribute(node, 'dataFootnote');
    if (footnote !== '') return [{ ...node, properties: {}, children: [{ type: 'text', value: footnote }] }];
    const children = keptNodes(node.children, isVerbatim || tagName === 'pre');
    const renamed = { ...node, tagName };
    if (!INLINE_TAGS.has(tagName) && !BLOCK_TAGS.has(tagName) && !VOID.has(tagName)) {
      const space: ElementContent[] = isWithinWords(tagName) ? [] : [{ type: 'text', value: ' ' }];
      return [...space, ...children, ...space];
    }
    return [{ type: 'element', tagName, properties: keptProperties(renamed), children: onLines(tagName, children) }];
  });
}

/** The parts of a table or a list, each on its line. */
function onLines(tagName: string, children: ElementContent[]): ElementContent[] {
  if (!OWN_LINES.has(tagName)) return children;
  const line: ElementContent = { type: 'text', value: '\n' };
  const parts = children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  return [...parts.flatMap((part) => [line, part]), line];
}

function linkToMedia(element: Element): ElementContent {
  const source = childElements(element).find(({ tagName }) => tagName === 'source');
  const href = attribute(element, 'src') || attribute(element, 'data') || (source ? attribute(source, 'src') : '');
  const words = attribute(element, 'title') || href;
  return { type: 'element', tagName: 'a', properties: { href }, children: [{ type: 'text', value: words }] };
}
