import { argumentsIn, type Shortcode } from '../../content/lint/shortcodes.ts';
import { escapeHtml } from '../../html-escape.ts';
import { elementRanges, tagRanges } from './tag-ranges.ts';

// Shortcodes of WordPress: `[gallery ids="1,2"]`, `[caption]…[/caption]`.

/** What the shortcodes of a text can need. */
export type ShortcodeContext = Readonly<{
  /** The images with these ids; of null, those of the story. As figures. */
  figures(ids: readonly string[] | null): readonly string[];
  /** Notes a shortcode that is not known. `words` is what readers could see of it. */
  unknown(name: string, words: string): void;
}>;

type Arguments = Pick<Shortcode, 'values' | 'named' | 'address'>;

/** The notes of a text, in order. */
type Notes = string[];

const SHORTCODE = /\[(\/?)([a-zA-Z][\w-]*)((?:[\s=][^[\]]*)?)\]/g;
/** How deep shortcodes may contain each other. */
const MAX_DEPTH = 8;
/** The elements in which no shortcode is one. */
const CODE = ['pre', 'code', 'script', 'style'];

/**
 * Returns the HTML of a text with its shortcodes replaced by what they say. The text of one that is not known
 * stays.
 */
export function withoutShortcodes(html: string, context: ShortcodeContext): string {
  if (!html.includes('[')) return html;
  const notes: Notes = [];
  let done = '';
  let from = 0;
  for (const { start, end } of elementRanges(tagRanges(html), CODE)) {
    done += replaced(html.slice(from, start), context, notes, 0) + html.slice(start, end);
    from = end;
  }
  done += replaced(html.slice(from), context, notes, 0);
  const texts = notes.map((note, index) => `\n\n<div data-footnote-text="shortcode-${index + 1}">${note}</div>`);
  return done + texts.join('');
}

function replaced(html: string, context: ShortcodeContext, notes: Notes, depth: number): string {
  const found = [...html.matchAll(SHORTCODE)];
  const lastEnds = new Map(
    found.flatMap(({ 1: slash, 2: name = '', index }) => (slash ? [[name, index] as const] : [])),
  );
  let text = '';
  let from = 0;
  for (const { index, 0: whole, 1: slash, 2: name = '', 3: rest = '' } of found) {
    if (index < from || slash) continue;
    const after = index + whole.length;
    // `[[gallery]]` is how a text shows a shortcode.
    if (html[index - 1] === '[' && html[after] === ']') {
      text += html.slice(from, index - 1) + whole;
      from = after + 1;
      continue;
    }
    const closing = `[/${name}]`;
    const end = (lastEnds.get(name) ?? -1) > index && !rest.trimEnd().endsWith('/') ? html.indexOf(closing, after) : -1;
    const make = Object.hasOwn(KNOWN, name.toLowerCase()) ? KNOWN[name.toLowerCase()] : undefined;
    const hasArguments = /^\s[^=]*=\s*["'\w]/.test(rest) || /^\s+https?:/.test(rest) || rest.startsWith('=');
    if (!make && end === -1 && !hasArguments) continue;
    const content = end === -1 ? '' : html.slice(after, end);
    const inner = depth < MAX_DEPTH ? replaced(content, context, notes, depth + 1) : content;
    // Editors put the address of a video between tags, or after a sign of equality.
    const given = argumentsIn(
      rest
        .replace(/^=/, ' ')
        .replace(/<[^<>]*>/g, ' ')
        .replaceAll('&amp;', '&'),
    );
    const made = make?.(given, inner, context, notes);
    if (made === undefined || made === null) context.unknown(name, textOf(given));
    text += html.slice(from, index) + (made ?? inner);
    from = end === -1 ? after : end + closing.length;
  }
  return text + html.slice(from);
}

const textOf = ({ named, values }: Arguments): string =>
  [...Object.values(named), ...values].filter((value) => /\p{L}\s+\p{L}/u.test(value)).join(' ');

type Make = (given: Arguments, content: string, context: ShortcodeContext, notes: Notes) => string | null;

const block = (html: string) => `\n\n${html}\n\n`;
const attribute = (value: string) => escapeHtml(value);
const addressAlone = (address: string | undefined) => (address ? block(`<p>${escapeHtml(address)}</p>`) : null);

const caption: Make = ({ named }, content) => {
  const [image = ''] = /^\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?/i.exec(content) ?? [];
  const words = named.caption ?? content.slice(image.length).trim();
  if (image === '') return content;
  return block(`<figure>${image.trim()}${words ? `<figcaption>${words}</figcaption>` : ''}</figure>`);
};

const gallery: Make = ({ named }, _, { figures }) => {
  const ids = (named.ids ?? named.include ?? '').split(/[\s,]+/).filter(Boolean);
  const found = figures(ids.length > 0 ? ids : null);
  return found.length > 0 ? block(`<div data-passage="gallery">${found.join('')}</div>`) : null;
};

const AUDIO_AND_VIDEO = ['src', 'mp4', 'm4v', 'webm', 'ogv', 'mp3', 'm4a', 'ogg', 'wav', 'flac'];

const file =
  (tag: 'audio' | 'video'): Make =>
  ({ named, values, address }) => {
    const src = AUDIO_AND_VIDEO.map((name) => named[name]).find(Boolean) ?? address ?? values[0];
    return src ? block(`<${tag} src="${attribute(src)}" title="${attribute(named.title ?? '')}"></${tag}>`) : null;
  };

/** The page of what a shortcode names by its address or its id. */
const page =
  (of: (id: string) => string): Make =>
  ({ named, values, address }, content) => {
    const written = address ?? /https?:\/\/[^\s<>"]+/.exec(content)?.[0];
    const id = [named.id, named.v, ...values, content.trim()].find((value) => value && /^[\w-]+$/.test(value));
    return addressAlone(written ?? (id ? of(id) : undefined));
  };

const note: Make = (_, content, __, notes) => {
  if (content.trim() === '') return null;
  return `<sup data-footnote="shortcode-${notes.push(content.trim())}"></sup>`;
};

const pullQuote: Make = ({ named }, content) => {
  const source = named.author ?? named.cite ?? named.source ?? '';
  const label = source ? `<figcaption>${escapeHtml(source)}</figcaption>` : '';
  return content.trim() ? block(`<div data-passage="pullquote"><p>${content.trim()}</p>${label}</div>`) : null;
};

const KNOWN: Readonly<Record<string, Make>> = {
  caption,
  wp_caption: caption,
  gallery,
  embed: page((id) => id),
  audio: file('audio'),
  video: file('video'),
  youtube: page((id) => `https://www.youtube.com/watch?v=${id}`),
  vimeo: page((id) => `https://vimeo.com/${id}`),
  dailymotion: page((id) => `https://www.dailymotion.com/video/${id}`),
  tweet: page((id) => `https://x.com/i/status/${id}`),
  twitter: page((id) => `https://x.com/i/status/${id}`),
  instagram: page((id) => `https://www.instagram.com/p/${id}/`),
  soundcloud: ({ address }) =>
    addressAlone(address && `https://w.soundcloud.com/player/?url=${encodeURIComponent(address)}`),
  spotify: ({ address }) => addressAlone(address),
  googlemaps: ({ address }) => addressAlone(address),
  ref: note,
  footnote: note,
  fn: note,
  efn_note: note,
  mfn: note,
  pullquote: pullQuote,
  'pull-quote': pullQuote,
};
