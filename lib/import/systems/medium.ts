import type { Element } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { escapeHtml } from '../../html-escape.ts';
import type { Archive, ImportedImage, ImportedItem, ImportedStory, LeftOut } from '../imported-item.ts';
import { allWithClass, elementsOf, innerHtml, replaceWith, withClass, withTag, wordsOf } from './edited-html.ts';
import { ZipArchive } from './zip-archive.ts';

// The export of Medium: a file of HTML for each post (`posts/2019-03-01_The-title-1a2b3c.html`,
// `posts/draft_…`) in the classes of microformats (http://microformats.org/wiki/h-entry), and one for its
// author (`profile/profile.html`).

/** Opens an export. Throws if the archive is none. */
export async function openMedium(file: string): Promise<Archive> {
  const zip = await ZipArchive.open(file);
  if (!zip.names.some((name) => POST.test(name))) {
    await zip.close();
    throw new Error(
      `“${file}” is no export of Medium: it has no posts/….html. Name the ZIP file that Medium has sent you.`,
    );
  }
  return {
    origin: null,
    mediaHosts: ['cdn-images-1.medium.com', 'cdn-images-2.medium.com', 'miro.medium.com'],
    items: () => itemsOf(zip),
    files: async (path) => zip.stream(path.replace(/^\//, '')),
    close: () => zip.close(),
  };
}

const POST = /(?:^|\/)posts\/[^/]*\.html?$/i;
const PROFILE = /(?:^|\/)profile\/profile\.html$/i;
/** What Medium knows of its user, which is nothing to publish. */
const PRIVATE =
  /(?:^|\/)(bookmarks|claps|highlights|interests|ips|sessions|lists|pubs-following|topics-following|users-following|blocks|partner-program|twitter|series|drafts)\//;

async function* itemsOf(zip: ZipArchive): AsyncGenerator<ImportedItem> {
  for (const source of zip.names) {
    const [, folder] = PRIVATE.exec(source) ?? [];
    if (folder !== undefined) yield { kind: 'left-out', source, what: `private data of Medium (${folder})` };
    else if (PROFILE.test(source)) yield* profileOf(source, (await zip.text(source)) ?? '');
  }
  const profile = zip.names.find((name) => PROFILE.test(name));
  const card = profile === undefined ? null : withClass(parseDocument((await zip.text(profile)) ?? ''), 'h-card');
  const owner = card ? wordsOf(withClass(card, 'p-name')) : '';
  const posts = zip.names.filter((name) => POST.test(name));
  const ids = new Set(posts.map((name) => idIn(name.replace(/\.html?$/i, ''))));
  for (const source of posts) yield postOf(source, (await zip.text(source)) ?? '', ids, owner);
}

/** The id at the end of an address or a name; empty if it has none. */
const idIn = (text: string) => /[-/_]([\da-f]{8,})$/i.exec(text)?.[1] ?? '';

function* profileOf(source: string, html: string): Generator<ImportedItem> {
  const card = withClass(parseDocument(html), 'h-card');
  const name = card ? wordsOf(withClass(card, 'p-name')) : '';
  if (!card || name === '') return;
  const links = elementsOf(card, 'a').map(({ attribs }) => attribs.href ?? '');
  yield {
    kind: 'author',
    source,
    id: name,
    name,
    role: null,
    biography: null,
    portrait: withClass(card, 'u-photo')?.attribs.src ?? null,
    links: [...new Set(links.filter((link) => /^https?:/.test(link)))],
    oldAddresses: [],
  };
  if (/mail address/i.test(html)) yield { kind: 'left-out', source, what: 'the mail addresses of an author' };
}

/** `owner` is the author of what names none: drafts. */
function postOf(source: string, html: string, ids: ReadonlySet<string>, owner: string): ImportedStory | LeftOut {
  const document = parseDocument(html);
  const entry = withClass(document, 'h-entry') ?? document;
  const body = withClass(entry, 'e-content');
  const leftOut = (what: string): LeftOut => ({ kind: 'left-out', source, what });
  if (!body) return leftOut('a file without a post');
  const fileName = source.slice(source.lastIndexOf('/') + 1).replace(/\.html?$/i, '');
  const isDraft = /^draft_/i.test(fileName);
  const title = wordsOf(withClass(entry, 'p-name'));
  const subtitle = wordsOf(withClass(entry, 'p-summary'));
  removeFirst(body, 'graf--title', title);
  removeFirst(body, 'graf--subtitle', subtitle);
  if (isComment(body, title)) return leftOut('a response to a story of somebody else');
  removeFirst(body, 'graf', title);
  for (const divider of allWithClass(body, 'section-divider').filter(({ name }) => name === 'div')) {
    // The first section has a line above it that no reader sees.
    const section = divider.parent as Element | null;
    if (section?.attribs.class?.includes('section--first') || !DomUtils.prevElementSibling(section ?? divider)) {
      DomUtils.removeElement(divider);
    }
  }
  for (const code of elementsOf(body, 'pre')) delete code.attribs.name;
  for (const card of allWithClass(body, 'graf--mixtapeEmbed')) setLinkCard(card);
  for (const row of allWithClass(body, 'sectionLayout--outsetRow')) row.attribs['data-passage'] = 'gallery';
  setOwnLinks(body, ids);
  const image = leadImage(body);
  const text = innerHtml(body).trim();
  if (wordsOf(body) === '' && !/<(?:img|iframe)/.test(text)) return leftOut('a post without a text');
  const canonical = withClass(entry, 'p-canonical')?.attribs.href ?? null;
  const address = URL.parse(canonical ?? '')?.pathname ?? null;
  const author = wordsOf(withClass(entry, 'p-author')) || owner;
  const published = withClass(entry, 'dt-published')?.attribs.datetime ?? null;
  return {
    kind: 'story',
    source,
    title: title || wordsOf(withTag(document, 'title')) || 'Untitled',
    text: { format: 'html', text },
    base: null,
    slug: slugOf(address, fileName),
    date: published,
    updated: null,
    authors: author === '' ? [] : [author],
    tags: allWithClass(entry, 'p-tag').map(wordsOf).filter(Boolean),
    section: null,
    // Without a subtitle, Medium has the first words of the text there.
    standfirst: firstWords(body).startsWith(subtitle.replace(/…$/, '')) ? null : subtitle,
    language: null,
    image,
    draft: isDraft || published === null,
    oldAddresses: oldAddresses(address, fileName),
  };
}

/** A link to a page with what it says of itself: each of these parts gets its line. */
function setLinkCard(card: Element): void {
  const link = withClass(card, 'markup--mixtapeEmbed-anchor');
  if (!link) return;
  const [title, description] = ['strong', 'em'].map((tag) => wordsOf(withTag(link, tag)));
  const host = DomUtils.textContent(link.children.filter(({ type }) => type === 'text')).trim();
  const lines = [description === 'Edit description' ? '' : description, host].filter(Boolean) as string[];
  const address = escapeHtml(link.attribs.href ?? '');
  const anchor = `<a href="${address}">${escapeHtml(title || host)}</a>`;
  replaceWith(card, `<p>${[anchor, ...lines.map(escapeHtml)].join('<br>')}</p>`);
}

/** Links to other stories of the export lead to these. */
function setOwnLinks(body: Element, ids: ReadonlySet<string>): void {
  for (const link of elementsOf(body, 'a')) {
    const id = idIn(URL.parse(link.attribs.href ?? '')?.pathname ?? '');
    if (id !== '' && ids.has(id)) link.attribs.href = `/p/${id}`;
  }
}

/** Medium repeats the title and the subtitle in the text. */
function removeFirst(body: Element, name: string, text: string): void {
  const found = withClass(body, name);
  if (found && wordsOf(found) === text) DomUtils.removeElement(found);
}

const firstWords = (body: Element) => wordsOf(allWithClass(body, 'graf').find(({ name }) => name !== 'figure') ?? null);

/** A response has no title of its own: Medium takes its first words. */
function isComment(body: Element, title: string): boolean {
  const blocks = allWithClass(body, 'graf');
  if (blocks.length === 0 || blocks.some((block) => /^(?:h\d|figure)$/.test(block.name))) return false;
  return blocks.length === 1 && title.length > 0 && wordsOf(blocks[0] ?? null).startsWith(title.replace(/…$/, ''));
}

/** An image that stands before all words leads the story. It stays in the text until it is found. */
function leadImage(body: Element): ImportedImage | null {
  const block = withClass(body, 'graf');
  if (block?.name !== 'figure') return null;
  const img = withTag(block, 'img');
  if (!img?.attribs.src) return null;
  const caption = wordsOf(withTag(block, 'figcaption'));
  return { src: img.attribs.src, alt: img.attribs.alt || null, caption: caption || null, credit: null };
}

/** The slug without the id that Medium puts behind it. */
function slugOf(address: string | null, fileName: string): string {
  const written = address?.split('/').filter(Boolean).at(-1) ?? fileName.replace(/^(?:draft|\d{4}-\d\d-\d\d)_/i, '');
  return written.replace(/-{1,2}[\da-f]{8,}$/i, '').toLowerCase();
}

/** Former addresses on the publication’s own domain: with the title, and with the id alone. */
function oldAddresses(address: string | null, fileName: string): string[] {
  const id = idIn(address ?? fileName);
  const last = address?.split('/').filter(Boolean).at(-1);
  return [...new Set([...(last === undefined ? [] : [`/${last}`]), ...(id === '' ? [] : [`/p/${id}`])])];
}
