import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Document, type Element, Text } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import mammoth from 'mammoth';
import { slugOf } from '../../routes/slugs.ts';
import type { Archive, ImportedItem, ImportedStory, LeftOut } from '../imported-item.ts';
import { elementsOf, outerHtml, wordsOf } from './edited-html.ts';
import { plainText } from './page-keys.ts';
import { ZipArchive } from './zip-archive.ts';

// Documents of Word: one story each. mammoth makes HTML of the styles that authors used.

/** Unpacked parts that are no images, and all of them with the images, in bytes: mammoth reads a document as a whole. */
const MAX_PARTS = 100_000_000;
const MAX_DOCUMENT = 200_000_000;
const MEDIA = /^word\/media\//;

const STYLES = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p.subtitle:fresh",
  "p[style-name='Caption'] => p.caption:fresh",
  "p[style-name='caption'] => p.caption:fresh",
  ...['Quote', 'Intense Quote', 'Block Text'].map((name) => `p[style-name='${name}'] => blockquote > p:fresh`),
  ...['HTML Preformatted', 'Source Code', 'Code'].map((name) => `p[style-name='${name}'] => pre:separator('\\n')`),
  ...['HTML Code', 'Verbatim Char'].map((name) => `r[style-name='${name}'] => code`),
];

/** Where an image of a document is. */
type Media = Readonly<{ file: string; name: string }>;

/** Opens documents. Each is read when its story is. */
export async function openDocuments(files: readonly string[]): Promise<Archive> {
  const media = new Map<string, Media>();
  const open = new Map<string, ZipArchive>();
  const zipOf = async (file: string) => {
    const zip = open.get(file) ?? (await ZipArchive.open(file));
    open.set(file, zip);
    return zip;
  };
  const close = async () => {
    for (const zip of open.values()) await zip.close();
    open.clear();
  };
  return {
    origin: null,
    async *items() {
      for (const file of files) {
        yield* documentItems(file, media);
      }
    },
    async files(address) {
      const found = media.get(decodeURI(address));
      return found ? (await zipOf(found.file)).stream(found.name) : null;
    },
    close,
  };
}

async function* documentItems(file: string, media: Map<string, Media>): AsyncGenerator<ImportedItem> {
  const source = path.basename(file);
  if (/\.doc$/i.test(file)) {
    throw new Error(`“${source}” is in the old format of Word. Open it in Word or LibreOffice, and save it as .docx.`);
  }
  const zip = await ZipArchive.open(file);
  try {
    const parts = zip.names.filter((name) => !MEDIA.test(name));
    if (!parts.some((name) => /^word\/document\d*\.xml$/.test(name))) {
      throw new Error(`“${source}” is no document of Word: it has no text. Save it as .docx.`);
    }
    const sizeOf = (names: readonly string[]) => names.reduce((sum, name) => sum + zip.sizeOf(name), 0);
    if (sizeOf(parts) > MAX_PARTS) throw new Error(`“${source}” has more than ${MAX_PARTS} bytes of text. Divide it.`);
    if (sizeOf(zip.names) > MAX_DOCUMENT)
      throw new Error(`“${source}” has more than ${MAX_DOCUMENT} bytes. Make its images smaller, or divide it.`);
    const folder = slugOf(path.basename(file, path.extname(file))) || 'document';
    const images = await imagesOf(zip);
    const html = await htmlOf(file, source, (hash) => {
      const name = images.get(hash);
      if (name === undefined) return '';
      const address = `/${folder}/${path.posix.basename(name)}`;
      media.set(address, { file, name });
      return address;
    });
    const leftOut = (what: string): LeftOut => ({ kind: 'left-out', source, what });
    if (zip.names.includes('word/comments.xml')) yield leftOut('the comments of a document');
    yield storyOf(source, folder, html, await propertiesOf(zip));
  } finally {
    await zip.close();
  }
}

/** The names of images by the hashes of their bytes: mammoth gives an image’s bytes, but not its name. */
async function imagesOf(zip: ZipArchive): Promise<Map<string, string>> {
  const images = new Map<string, string>();
  for (const name of zip.names.filter((name) => MEDIA.test(name))) {
    const hash = createHash('sha256');
    for await (const chunk of (await zip.stream(name)) ?? []) hash.update(chunk as Buffer);
    images.set(hash.digest('hex'), name);
  }
  return images;
}

async function htmlOf(file: string, source: string, addressOf: (hash: string) => string): Promise<string> {
  const convertImage = mammoth.images.imgElement(async (image) => {
    const bytes = await image.readAsBuffer();
    return { src: addressOf(createHash('sha256').update(bytes).digest('hex')) };
  });
  try {
    // A document could bring a style map of its own, or name files of this machine.
    const safe = { includeEmbeddedStyleMap: false, externalFileAccess: false };
    const { value } = await mammoth.convertToHtml({ path: file }, { ...safe, convertImage, styleMap: STYLES });
    return value;
  } catch (error) {
    throw new Error(`“${source}” cannot be read (${(error as Error).message}): open it in Word, and save it again.`);
  }
}

type Properties = Readonly<Record<'title' | 'creator' | 'created' | 'modified' | 'description' | 'keywords', string>>;

/** The properties of a document (ECMA-376, part 2, core properties). */
async function propertiesOf(zip: ZipArchive): Promise<Properties> {
  const document = parseDocument((await zip.text('docProps/core.xml')) ?? '', { xmlMode: true });
  const text = (name: string) => {
    const found = DomUtils.findOne((element) => element.name.replace(/^.*:/, '') === name, document.children);
    return found ? DomUtils.textContent(found).trim() : '';
  };
  return {
    title: text('title'),
    creator: text('creator'),
    created: text('created'),
    modified: text('modified'),
    description: text('description'),
    keywords: text('keywords'),
  };
}

function storyOf(source: string, folder: string, html: string, properties: Properties): ImportedStory {
  const document = parseDocument(html);
  const blocks = document.children.filter((node): node is Element => node.type === 'tag');
  const heading = blocks[0]?.name === 'h1' ? blocks[0] : null;
  if (heading) DomUtils.removeElement(heading);
  const subtitle = blocks.find(({ attribs }) => attribs.class === 'subtitle');
  const isAtStart = subtitle !== undefined && blocks.indexOf(subtitle) <= 1;
  if (isAtStart) DomUtils.removeElement(subtitle);
  setCaptions(blocks);
  setTables(document);
  joinDropCaps(blocks);
  setFootnotes(document.children.filter((node): node is Element => node.type === 'tag'));
  const title = heading ? plainText(DomUtils.textContent(heading)) : null;
  return {
    kind: 'story',
    source,
    title: title ?? (properties.title || folder.replaceAll('-', ' ')),
    text: { format: 'html', text: outerHtml(document) },
    base: null,
    slug: slugOf(title ?? '') || folder,
    date: properties.created || properties.modified || null,
    updated: null,
    authors: partsOf(properties.creator, ';').filter((name) => !NOBODY.test(name)),
    tags: partsOf(properties.keywords, /[,;]/),
    section: null,
    standfirst: (isAtStart ? plainText(DomUtils.textContent(subtitle)) : null) ?? (properties.description || null),
    language: null,
    image: null,
    draft: false,
    oldAddresses: [],
  };
}

/** What programs write where the name of an author belongs. */
const NOBODY = /^(?:un-?named|unknown|author|user|admin(?:istrator)?|microsoft office user|python-docx)$/i;

const partsOf = (text: string, separator: string | RegExp) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);

/** An image with a paragraph of the style “Caption” below it becomes a figure. */
function setCaptions(blocks: readonly Element[]): void {
  for (const [index, caption] of blocks.entries()) {
    const before = blocks[index - 1];
    if (caption.attribs.class !== 'caption' || !before) continue;
    const images = elementsOf(before, 'img');
    if (images.length === 0 || wordsOf(before) !== '') continue;
    before.name = 'figure';
    caption.name = 'figcaption';
    caption.attribs = {};
    DomUtils.removeElement(caption);
    DomUtils.appendChild(before, caption);
  }
}

/** mammoth has a paragraph in each cell. A first row in bold has the headings of its columns. */
function setTables(document: Document): void {
  for (const cell of [...elementsOf(document, 'td'), ...elementsOf(document, 'th')]) {
    const [only, ...more] = cell.children;
    if (more.length === 0 && only?.type === 'tag' && only.name === 'p') unwrap(only);
  }
  for (const table of elementsOf(document, 'table')) {
    const [first, ...rows] = elementsOf(table, 'tr');
    const cells = first ? elementsOf(first, 'td') : [];
    const isHead = cells.some(isBold) && cells.every((cell) => isBold(cell) || wordsOf(cell) === '');
    if (!isHead || rows.length === 0 || elementsOf(table, 'th').length > 0) continue;
    for (const cell of cells) {
      cell.name = 'th';
      for (const strong of elementsOf(cell, 'strong')) unwrap(strong);
    }
  }
}

function isBold({ children: [only, ...more] }: Element): boolean {
  return more.length === 0 && only?.type === 'tag' && only.name === 'strong';
}

function unwrap(element: Element): void {
  for (const child of element.children.slice()) DomUtils.prepend(element, child);
  DomUtils.removeElement(element);
}

/** A letter that is a paragraph in front of the rest of its word is a drop cap. */
function joinDropCaps(blocks: readonly Element[]): void {
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    if (block.name !== 'p' || next?.name !== 'p' || !block.parent) continue;
    if (!/^\p{Lu}$/u.test(wordsOf(block)) || !/^\p{Ll}/u.test(DomUtils.textContent(next))) continue;
    DomUtils.prependChild(next, new Text(wordsOf(block)));
    DomUtils.removeElement(block);
  }
}

const NOTE = /^#?(?:footnote|endnote)-(?!ref-)(\d+)$/;

/** mammoth writes footnotes as links to a list at the end: they get the form of `html-to-markdown.ts`. */
function setFootnotes(blocks: readonly Element[]): void {
  for (const link of DomUtils.findAll(
    ({ name, attribs }) => name === 'a' && NOTE.test(attribs.href ?? ''),
    [...blocks],
  )) {
    const sup = link.parent as Element | null;
    if (sup?.name !== 'sup') continue;
    sup.attribs = { 'data-footnote': (link.attribs.href ?? '').slice(1) };
    sup.children = [];
  }
  for (const item of DomUtils.findAll(
    ({ name, attribs }) => name === 'li' && NOTE.test(attribs.id ?? ''),
    [...blocks],
  )) {
    for (const back of DomUtils.findAll(
      ({ attribs }) => /^#(?:foot|end)note-ref-/.test(attribs.href ?? ''),
      item.children,
    )) {
      DomUtils.removeElement(back);
    }
    const list = item.parent as Element | null;
    item.name = 'div';
    item.attribs = { 'data-footnote-text': item.attribs.id ?? '' };
    if (list?.name === 'ol') list.name = 'div';
  }
}
