import type { Nodes, Paragraph, Parents, PhrasingContent, Root, RootContent, Text } from 'mdast';
import { defaultHandlers, type Handle } from 'mdast-util-to-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import { markdownProcessor } from '../markdown/parser.ts';
import { hasBlock } from './markdown-nodes.ts';

// The Markdown that came from HTML, as a person would have written it.

/**
 * Changes a tree: no empty paragraphs and headings, images in paragraphs of their own, headings from level 2
 * on.
 */
export function tidied(tree: Root): Root {
  tidyWithin(tree);
  closeLists(tree);
  tree.children = blocksOf(tree.children);
  raiseHeadings(tree);
  placeFootnotes(tree);
  return tree;
}

/** Recursive: a node is tidied after its children. */
function tidyWithin(parent: Parents): void {
  for (const child of parent.children) if ('children' in child) tidyWithin(child as Parents);
  const children = parent.children as RootContent[];
  if (children.some(isPhrasing)) parent.children = words(children as PhrasingContent[]) as never;
  else if (parent.type !== 'root') parent.children = blocksOf(children) as never;
}

/** No empty lines within a list, unless an item has several paragraphs. */
function closeLists(parent: Parents): void {
  for (const node of parent.children as RootContent[]) {
    if ('children' in node) closeLists(node as Parents);
    if (node.type !== 'list') continue;
    for (const item of node.children) item.spread = item.children.filter(({ type }) => type !== 'list').length > 1;
    node.spread = node.children.some((item) => item.spread);
  }
}

const MARKED = /^(?:strong|emphasis|delete)$/;
const PHRASING = /^(?:text|strong|emphasis|delete|link|image|break|inlineCode|footnoteReference)$/;

const isPhrasing = (node: Nodes): boolean => PHRASING.test(node.type);
const isSpace = (node: Nodes | undefined): boolean => node?.type === 'text' && /^[\s\u00a0]*$/.test(node.value);

/** Whether readers see nothing of a node. */
const isEmpty = (node: Nodes): boolean =>
  node.type !== 'html' && !hasImage(node) && !hasReference(node) && /^[\s\u00a0]*$/.test(plainText(node));

const hasImage = (node: Nodes): boolean =>
  node.type === 'image' || ('children' in node && node.children.some(hasImage));
const hasReference = (node: Nodes): boolean =>
  node.type === 'footnoteReference' || node.type === 'html' || ('children' in node && node.children.some(hasReference));

/**
 * Words without empty marks, with the spaces of marked words beside them, and marks that follow each other as
 * one.
 */
function words(children: readonly PhrasingContent[]): PhrasingContent[] {
  const found: PhrasingContent[] = [];
  const put = (node: PhrasingContent) => {
    const last = found.at(-1);
    if (last?.type === 'text' && node.type === 'text')
      found[found.length - 1] = { ...last, value: last.value + node.value };
    else if (last && MARKED.test(node.type) && last.type === node.type && 'children' in last && 'children' in node) {
      last.children = words([...last.children, ...node.children] as PhrasingContent[]) as never;
    } else found.push(node);
  };
  for (const node of children) {
    const isMarked = MARKED.test(node.type) || node.type === 'link';
    if ('children' in node) unwrapSame(node);
    if (isMarked && hasBlock(node)) {
      if ('children' in node) for (const child of node.children) put(child as PhrasingContent);
    } else if (!isMarked || !('children' in node)) {
      put(node);
    } else {
      const [before, inner, after] = withoutSpaces(node.children as PhrasingContent[]);
      if (before) put({ type: 'text', value: before });
      if (inner.length > 0) put({ ...node, children: inner } as PhrasingContent);
      if (after) put({ type: 'text', value: after });
    }
  }
  return found;
}

/** Leaves out a mark within the same one, such as `<b><strong>`. */
function unwrapSame(node: Extract<PhrasingContent, Parents>): void {
  node.children = node.children.flatMap((child) =>
    MARKED.test(child.type) && child.type === node.type && 'children' in child ? child.children : [child],
  ) as never;
}

/** Words, and the white space and line breaks that were at their ends, as one space each. */
function withoutSpaces(
  children: readonly PhrasingContent[],
): [before: string, inner: PhrasingContent[], after: string] {
  const inner = [...children];
  let [before, after] = ['', ''];
  while (isSpace(inner[0]) || inner[0]?.type === 'break') {
    inner.shift();
    before = ' ';
  }
  while (isSpace(inner.at(-1)) || inner.at(-1)?.type === 'break') {
    inner.pop();
    after = ' ';
  }
  const [first] = inner;
  if (first?.type === 'text' && /^[\s\u00a0]/.test(first.value)) {
    before = ' ';
    inner[0] = { ...first, value: first.value.trimStart() };
  }
  const last = inner.at(-1);
  if (last?.type === 'text' && /[\s\u00a0]$/.test(last.value)) {
    after = ' ';
    inner[inner.length - 1] = { ...last, value: last.value.trimEnd() };
  }
  return [before, inner, after];
}

/** Blocks without empty ones; paragraphs are divided where HTML has two line breaks, or an image. */
function blocksOf(children: readonly RootContent[]): RootContent[] {
  return children.flatMap((node): RootContent[] => {
    if (node.type === 'paragraph') return node.data?.directiveLabel ? [node] : partsOf(node);
    if (node.type === 'heading') {
      const images = node.children.filter(({ type }) => type === 'image');
      const [only, ...more] = node.children.filter((child) => child.type !== 'image');
      const unmarked = only?.type === 'strong' && more.length === 0 ? only.children : only ? [only, ...more] : [];
      const inLine = unmarked.map(
        (child): PhrasingContent => (child.type === 'break' ? { type: 'text', value: ' ' } : child),
      );
      const heading = { ...node, children: withoutSpaces(inLine)[1] };
      return [
        ...images.map((image): Paragraph => ({ type: 'paragraph', children: [image] })),
        ...(isEmpty(heading) ? [] : [heading]),
      ];
    }
    if ('children' in node && node.children.length === 0 && node.type !== 'tableCell') return [];
    return [node];
  });
}

function partsOf(paragraph: Paragraph): RootContent[] {
  const parts: RootContent[] = [];
  let words: PhrasingContent[] = [];
  const end = (block?: RootContent) => {
    const part = { ...paragraph, children: withoutSpaces(words)[1] };
    if (part.children.length > 0 && !isEmpty(part)) parts.push(part);
    if (block) parts.push(block);
    words = [];
  };
  const isBreak = (node: Nodes | undefined) => node?.type === 'break';
  const { children } = paragraph;
  for (const [index, node] of children.entries()) {
    const next = children.slice(index + 1).find((other) => !isSpace(other));
    const isFirst = words.every((other) => isSpace(other) || isBreak(other));
    if (hasBlock(node)) end(node);
    else if (isImage(node) && (isFirst || !next || isBreak(next))) end({ type: 'paragraph', children: [node] });
    else if (isBreak(node) && isBreak(next)) end();
    else words.push(node);
  }
  end();
  return parts;
}

/** Whether a node is an image, or a link around one. */
const isImage = (node: Nodes): boolean =>
  node.type === 'image' || (node.type === 'link' && node.children.length === 1 && node.children[0]?.type === 'image');

/** The headline of a page has level 1: the highest headings of its text have level 2. */
function raiseHeadings(tree: Root): void {
  const depths = headingsIn(tree).map(({ depth }) => depth);
  const by = 2 - Math.min(...depths);
  for (const heading of headingsIn(tree)) heading.depth = Math.min(heading.depth + by, 6) as 2;
}

function headingsIn(parent: Parents): Extract<RootContent, { type: 'heading' }>[] {
  return (parent.children as RootContent[]).flatMap((node) =>
    node.type === 'heading' ? [node] : 'children' in node ? headingsIn(node as Parents) : [],
  );
}

/** Footnotes stand at the end. What is no footnote, since nothing refers to it, becomes a paragraph. */
function placeFootnotes(tree: Root): void {
  const referred = new Set<string>();
  const notes: RootContent[] = [];
  const visit = (parent: Parents): void => {
    for (const node of parent.children as RootContent[]) {
      if (node.type === 'footnoteReference') referred.add(node.identifier);
      if ('children' in node) visit(node as Parents);
    }
  };
  visit(tree);
  const defined = new Set<string>();
  const without = (children: readonly RootContent[]): RootContent[] =>
    children.flatMap((node): RootContent[] => {
      if (node.type === 'footnoteDefinition') {
        if (!referred.has(node.identifier) || defined.has(node.identifier)) return node.children as RootContent[];
        defined.add(node.identifier);
        notes.push(node);
        return [];
      }
      if (!('children' in node) || node.type === 'paragraph') return [node];
      const rest = without(node.children as RootContent[]);
      return rest.length === 0 && node.children.length > 0 ? [] : [{ ...node, children: rest } as RootContent];
    });
  tree.children = [...without(tree.children), ...notes];
  forgetReferences(tree, defined);
}

/** A reference to a footnote that the text does not have becomes its number. */
function forgetReferences(parent: Parents, defined: ReadonlySet<string>): void {
  parent.children = (parent.children as RootContent[]).map((node): RootContent => {
    if (node.type === 'footnoteReference' && !defined.has(node.identifier)) {
      return { type: 'text', value: `[${node.label ?? node.identifier}]` } satisfies Text;
    }
    if ('children' in node) forgetReferences(node as Parents, defined);
    return node;
  }) as never;
}

/** A handler that leaves a “&” that begins no entity, and a “_” within a word, as they are. */
function readable(handle: Handle & { peek?: unknown }): Handle {
  const made: Handle = (node, parent, state, info) =>
    handle(node, parent, state, info)
      .replace(/(?<!\\)\\&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});)/g, '&')
      .replace(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, '_');
  return Object.assign(made, handle.peek ? { peek: handle.peek } : {});
}

const { text, link, image } = defaultHandlers;

const writer = markdownProcessor()
  .use(plainSigns)
  .data('settings', {
    bullet: '-',
    rule: '-',
    listItemIndent: 'one',
    handlers: { text: readable(text), link: readable(link), image: readable(image) },
  })
  .freeze();

/** The Markdown of a tree. */
export function writeMarkdown(tree: Root): string {
  return writer.stringify(tree).trim();
}

/** Leaves “:”, “@” and “.” within words as they are: the site's parser knows no directives within a line. */
function plainSigns(this: unknown): void {
  type Extension = { unsafe?: { character: string; atBreak?: boolean }[]; extensions?: Extension[] };
  const { toMarkdownExtensions = [] } = (this as { data(): { toMarkdownExtensions?: Extension[] } }).data();
  const change = (extension: Extension): void => {
    extension.extensions?.forEach(change);
    extension.unsafe =
      extension.unsafe?.filter(({ character, atBreak }) => atBreak || !':@.'.includes(character)) ?? [];
  };
  for (const extension of toMarkdownExtensions.flat()) change(extension);
}
