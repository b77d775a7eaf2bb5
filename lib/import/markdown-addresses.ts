import type { Image, Nodes, Parents } from 'mdast';
import { visit } from 'unist-util-visit';
import { parseWithRawHtml } from '../markdown/parser.ts';
import { oneLine } from './html-tree.ts';
import { tagRanges } from './systems/tag-ranges.ts';
import type { NewAddresses } from './text-addresses.ts';

// New addresses in texts that are Markdown already: only the addresses change, and what has none any more.

type Edit = Readonly<{ start: number; end: number; text: string }>;

/** Returns a text in Markdown with its new addresses; all else is as it was. */
export async function withNewAddresses(markdown: string, to: NewAddresses): Promise<string> {
  const tree = parseWithRawHtml(markdown);
  const nodes: { node: Nodes; parent: Parents | undefined }[] = [];
  visit(tree, (node, _, parent) => {
    nodes.push({ node, parent });
  });
  const images = new Set<string>();
  for (const { node } of nodes) if (node.type === 'imageReference') images.add(node.identifier);
  const edits: Edit[] = [];
  const dead = new Set<string>();
  const open = { isDead: false };
  for (const { node, parent } of nodes) {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined) continue;
    const source = markdown.slice(start, end);
    // In a quotation the lines of HTML begin with marks that its value does not have.
    if (node.type === 'html' && unindented(source) === unindented(node.value))
      edits.push(...(await editsOfHtml(source, start, to, open)));
    else if (node.type === 'image')
      edits.push(...(await editsOfImage(source, start, node, parent?.type === 'link', to)));
    else if (node.type === 'link') edits.push(...(await editsOfLink(source, start, node, to)));
    else if (node.type === 'definition') {
      const address = images.has(node.identifier) ? await to.image(node.url) : await to.link(node.url);
      if (address === null) dead.add(node.identifier);
      edits.push(...(address === null ? [{ start, end, text: '' }] : replacing(source, start, node.url, address)));
    }
  }
  for (const { node } of nodes) {
    if (node.type === 'linkReference' && dead.has(node.identifier)) edits.push(...wordsOnly(node));
    if (node.type === 'imageReference' && dead.has(node.identifier)) edits.push(...removing(node));
  }
  edits.sort((a, b) => b.start - a.start);
  let text = markdown;
  for (const edit of edits) text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}

/** HTML without the white space at the beginnings of its lines, which the parser leaves out. */
const unindented = (html: string): string => html.replace(/\n[ \t]+/g, '\n');

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
  { url, alt, title }: Image,
  isInLink: boolean,
  to: NewAddresses,
): Promise<Edit[]> {
  const address = await to.image(url);
  // A link needs words; otherwise only the caption says something without the image.
  const words = oneLine((isInLink ? alt || title : title) ?? '');
  if (address === null) return [{ start, end: start + source.length, text: escaped(words) }];
  const edits = replacing(source, start, url, address);
  if (oneLine(alt ?? '') !== '' || !source.startsWith('![](')) return edits;
  return [...edits, { start: start + 2, end: start + 2, text: escaped(oneLine(title ?? '') || to.altFor(url)) }];
}

const escaped = (words: string): string => words.replace(/[[\]\\]/g, '\\$&');

async function editsOfLink(
  source: string,
  start: number,
  node: Parents & { url: string },
  to: NewAddresses,
): Promise<Edit[]> {
  const address = await to.link(node.url);
  if (address !== null) return replacing(source, start, node.url, address);
  return wordsOnly(node);
}

/** Edits that remove a link from around its words. */
function wordsOnly(node: Parents): Edit[] {
  const [start, end] = [node.position?.start.offset, node.position?.end.offset];
  const first = node.children[0]?.position?.start.offset;
  const last = node.children.at(-1)?.position?.end.offset;
  if (start === undefined || end === undefined || first === undefined || last === undefined) return [];
  return [
    { start, end: first, text: '' },
    { start: last, end, text: '' },
  ];
}

function removing({ position }: Nodes): Edit[] {
  const [start, end] = [position?.start.offset, position?.end.offset];
  return start === undefined || end === undefined ? [] : [{ start, end, text: '' }];
}

/** The value of another attribute, or an address. */
const VALUE = /"[^"]*"|'[^']*'|\b(href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/**
 * `open` says whether the tags of the link that began last are removed: its end may be in another part of the
 * text.
 */
async function editsOfHtml(html: string, start: number, to: NewAddresses, open: { isDead: boolean }): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const { kind, tag, attributes, start: at, end } of tagRanges(html)) {
    if (kind === 'close' && tag === 'a' && open.isDead) {
      edits.push(removedTag(html, at, end, start));
      open.isDead = false;
    }
    if (kind !== 'open') continue;
    if (tag === 'a') open.isDead = false;
    const isOfImage = tag === 'img';
    const source = isOfImage || /^(?:video|audio|source)$/.test(tag) ? 'src' : 'href';
    for (const { index, 0: whole, 1: name = '', 2: double, 3: single } of html.slice(at, end).matchAll(VALUE)) {
      const written = (double ?? single ?? '').replaceAll('&amp;', '&');
      if (written === '' || ![source, 'href'].includes(name.toLowerCase())) continue;
      const address = isOfImage ? await to.image(written) : await to.link(written);
      const isPlace = attributes.id !== undefined || attributes.name !== undefined;
      if (address === null && (isOfImage || (tag === 'a' && !isPlace))) {
        edits.push(removedTag(html, at, end, start));
        open.isDead ||= tag === 'a';
      } else {
        const text = address === null ? '' : `${name}="${inAttribute(address)}"`;
        const from = start + at + index;
        edits.push({ start: from, end: from + whole.length, text });
        const after = start + at + '<img'.length;
        // Of two attributes with one name the first counts.
        if (isOfImage && !attributes.alt?.trim())
          edits.push({ start: after, end: after, text: ` alt="${inAttribute(to.altFor(written))}"` });
      }
    }
  }
  return edits;
}

/** Removes a tag, with its line if nothing else is in it: an empty line would end the HTML around it. */
function removedTag(html: string, at: number, end: number, start: number): Edit {
  const lineStart = html.lastIndexOf('\n', at) + 1;
  const next = html.indexOf('\n', end);
  const isAlone = next !== -1 && html.slice(lineStart, at).trim() === '' && html.slice(end, next).trim() === '';
  return { start: start + (isAlone ? lineStart : at), end: start + (isAlone ? next + 1 : end), text: '' };
}

const inAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
