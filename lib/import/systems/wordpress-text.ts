import { z } from 'zod';
import { escapeHtml } from '../../html-escape.ts';
import { type TagRange, tagRanges } from './tag-ranges.ts';
import { withParagraphs } from './wordpress-paragraphs.ts';
import { withoutShortcodes } from './wordpress-shortcodes.ts';

/** An image or another file of the library of WordPress. */
export type Attachment = Readonly<{ id: string; url: string; alt: string; caption: string; parent: string }>;

/** What the text of a post can refer to. */
export type TextContext = Readonly<{
  attachment(id: string): Attachment | undefined;
  attachmentsOf(post: string): readonly Attachment[];
  reusableBlock(id: string): string | undefined;
  post: string;
  /** The notes of a post as its meta data has them: JSON. */
  footnotes: string;
  /** Notes what has no text in the archive: an unknown shortcode, a block that a program fills. */
  leaveOut(what: string, words: string): void;
}>;

/** How deep blocks may contain others that are kept once and used in several posts. */
const MAX_DEPTH = 5;

/** Returns the HTML of the text of a post, without what only WordPress understands. */
export function wordPressHtml(content: string, context: TextContext): string {
  const text = withoutShortcodes(content.replace(/\r\n?/g, '\n'), {
    figures: (ids) => figuresOf(ids, context),
    unknown: (name, words) => context.leaveOut(`shortcode [${name}]`, words),
  });
  const html = text.includes('<!-- wp:') ? htmlOfBlocks(text, context, 0) : withParagraphs(text);
  const whole = withLibrary(html, context);
  return whole + notesOf(whole, context.footnotes);
}

/** Returns the HTML of a text as a site has sent it, with the alt texts of the library. */
export function renderedHtml(html: string, context: TextContext): string {
  // Its footnotes are links to a list, as those of other systems.
  return withLibrary(html.replace(/ data-fn="[^"]*"/g, ''), context);
}

function figuresOf(ids: readonly string[] | null, context: TextContext): string[] {
  const found = ids?.flatMap((id) => context.attachment(id) ?? []) ?? context.attachmentsOf(context.post);
  return found
    .filter(({ url }) => /\.(?:jpe?g|png|gif|webp|avif|svg)$/i.test(url))
    .map(({ url, alt, caption }) => {
      const words = caption ? `<figcaption>${caption}</figcaption>` : '';
      return `<figure><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}">${words}</figure>`;
    });
}

/** A comment that begins or ends a block, or is one: `name`, its attributes as JSON. */
type BlockMark = Readonly<{ at: number; end: number; name: string; json: string; isEnd: boolean; isAlone: boolean }>;

function blockMarks(html: string): BlockMark[] {
  const marks: BlockMark[] = [];
  let done = 0;
  for (const { index, 0: start, 1: slash, 2: name = '' } of html.matchAll(/<!--\s+(\/?)wp:([a-z][\w/-]*)/g)) {
    if (index < done) continue;
    const end = html.indexOf('-->', index + start.length);
    if (end === -1) break;
    done = end;
    const inside = html.slice(index + start.length, end).trim();
    const isAlone = inside.endsWith('/');
    const json = (isAlone ? inside.slice(0, -1) : inside).trim();
    marks.push({ at: index, end: end + 3, name: name.replace(/^core\//, ''), json, isEnd: slash === '/', isAlone });
  }
  return marks;
}

/** Blocks that have no text. */
const EMPTY = /^(?:more|nextpage|spacer|separator|footnotes|page-break|shortcode)$/;

function htmlOfBlocks(html: string, context: TextContext, depth: number): string {
  let done = '';
  let from = 0;
  let open = 0;
  const marks = blockMarks(html);
  for (const [index, { at, end, name, json, isEnd, isAlone }] of marks.entries()) {
    const between = html.slice(from, at);
    // What stands between blocks is from the classic editor.
    done += open === 0 && between.trim() !== '' ? withParagraphs(between) : between;
    from = end;
    if (isEnd) open = Math.max(0, open - 1);
    else if (!isAlone) {
      open++;
      if (name === 'cover') done += coverImage(json, html.slice(end, marks[index + 1]?.at));
    } else if (name === 'block') done += htmlOfReusable(json, context, depth);
    else if (/^(?:core-)?embed/.test(name)) done += `<p>${escapeHtml(attributesOf(json).url ?? '')}</p>`;
    else if (name === 'social-link' && attributesOf(json).url) done += socialLink(json);
    else if (!EMPTY.test(name)) context.leaveOut(`block “${name}”`, '');
  }
  const rest = html.slice(from);
  return done + (rest.trim() === '' ? '' : withParagraphs(rest));
}

/** The image of a cover that only a style sheet shows. */
function coverImage(json: string, start: string): string {
  const { url = '', id = '' } = attributesOf(json);
  if (url === '' || /<(?:img|video)\b/.test(start)) return '';
  return `<figure><img class="wp-image-${escapeHtml(id)}" src="${escapeHtml(url)}"></figure>`;
}

/** A link to a profile, which WordPress shows as the sign of the network. */
function socialLink(json: string): string {
  const { url = '', label, service = url } = attributesOf(json);
  const name = service.charAt(0).toUpperCase() + service.slice(1);
  return `<li><a href="${escapeHtml(url)}">${escapeHtml(label?.trim() || name)}</a></li>`;
}

const text = z.coerce.string().optional();
const attributesSchema = z.object({ ref: text, id: text, url: text, label: text, service: text });

function attributesOf(json: string): z.infer<typeof attributesSchema> {
  try {
    return attributesSchema.parse(JSON.parse(json));
  } catch {
    return {};
  }
}

function htmlOfReusable(json: string, context: TextContext, depth: number): string {
  const found = context.reusableBlock(attributesOf(json).ref ?? '');
  if (found === undefined) context.leaveOut('reusable block that the export does not have', '');
  return found !== undefined && depth < MAX_DEPTH ? htmlOfBlocks(found, context, depth + 1) : '';
}

/**
 * HTML with the alt texts of the library, with references to notes as readers of systems write them, and
 * without the buttons that repeat the link to a file.
 */
function withLibrary(html: string, { attachment }: TextContext): string {
  if (!/wp-image-|data-fn|wp-block-file__button/.test(html)) return html;
  const ranges = tagRanges(html);
  let done = '';
  let hidden = ''; // the tag of an element that is left out
  for (const { kind, tag, attributes, start, end } of ranges) {
    const source = html.slice(start, end);
    if (hidden !== '') {
      if (kind === 'close' && tag === hidden) hidden = '';
    } else if (kind !== 'open') done += source;
    else if (tag === 'sup' && attributes['data-fn'] !== undefined) {
      done += `<sup data-footnote="${escapeHtml(attributes['data-fn'])}"></sup>`;
      hidden = tag;
    } else if (tag === 'a' && /\bwp-block-file__button\b/.test(attributes.class ?? '')) hidden = tag;
    else done += tag === 'img' ? withAlt(source, attributes, attachment) : source;
  }
  return done;
}

function withAlt(source: string, attributes: TagRange['attributes'], attachment: TextContext['attachment']): string {
  const [, id = ''] = /\bwp-image-(\d{1,20})\b/.exec(attributes.class ?? '') ?? [];
  const { alt = '' } = attachment(id) ?? {};
  if (alt === '' || attributes.alt?.trim()) return source;
  // Of two attributes with one name the first counts.
  return `<img alt="${escapeHtml(alt)}"${source.slice('<img'.length)}`;
}

const notesSchema = z.array(z.object({ id: z.string(), content: z.string() }));

/** The notes of a post, as the block of footnotes has them. */
function notesOf(html: string, json: string): string {
  if (!html.includes('data-footnote') || json === '') return '';
  try {
    const notes = notesSchema.parse(JSON.parse(json));
    return notes.map(({ id, content }) => `<div data-footnote-text="${escapeHtml(id)}">${content}</div>`).join('');
  } catch {
    return '';
  }
}
