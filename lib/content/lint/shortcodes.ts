import { mediaOf } from '../../markdown/players.ts';

// What to write instead of a shortcode of another system: with the words, files and addresses that it names.

/** The parts of a shortcode. */
export type Shortcode = Readonly<{
  name: string;
  /** The values without a name, in their order. */
  values: readonly string[];
  named: Readonly<Record<string, string>>;
  /** The address in it, if it has one. */
  address: string | undefined;
  /** What ends its passage, as it is written, such as `{{< /note >}}`; null if it has no passage. */
  end: string | null;
  /** Whether it is the address of a link. */
  isAddress: boolean;
  /** Whether nothing else is on its line. */
  isAlone: boolean;
}>;

const ARGUMENT = /([\w-]+)\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|([^\s"',]+))|"([^"]*)"|'([^']*)'|([^\s"',]+)/g;
/** Arguments are read from so many characters. */
const MAX_ARGUMENTS = 2_000;

/** Returns the arguments that follow the name of a shortcode: `src="a.jpg" width=300`, `"a.jpg" "Two ferries"`. */
export function argumentsIn(text: string): Pick<Shortcode, 'values' | 'named' | 'address'> {
  const values: string[] = [];
  const named: Record<string, string> = {};
  for (const [, key, ...found] of text.slice(0, MAX_ARGUMENTS).matchAll(ARGUMENT)) {
    const value = (found.find((one) => one !== undefined) ?? '').trim();
    if (key !== undefined) named[key] ??= value;
    else if (value !== '-' && value !== '/') values.push(value); // `{%- x -%}`, `{{< x />}}`
  }
  const [address] = /https?:\/\/[^\s"'<>[\]&|{}”“]+/.exec(text) ?? [];
  return { values, named, address };
}

const REMOVE_BRACES = 'Remove it: braces need no protection here.';
const CONTROLS: readonly string[] = ['for', 'if', 'unless', 'case', 'assign', 'capture', 'with', 'range'];

const FIXES: Readonly<Record<string, (code: Shortcode) => string>> = {
  caption: ({ end }) =>
    `Remove it${end ? ` and “${end}”` : ''}, and write the caption with the image: ![alt text](image.jpg "Caption")`,
  gallery: ({ isAlone }) =>
    `Write :::gallery[Caption]${onItsLine(isAlone)} instead, the images below it, and then a line “:::”.`,
  raw: ({ end }) => (end ? `Remove it and “${end}”: braces need no protection here.` : REMOVE_BRACES),
  comment: ({ end }) => `Write <!-- instead${end ? `, and --> instead of “${end}”` : ''}.`,
  highlight: ({ values: [language], end, isAlone }) =>
    language === undefined
      ? `Write <mark> instead${end ? `, and </mark> instead of “${end}”` : ''}.`
      : `Write ${'```'}${language}${onItsLine(isAlone)} instead${end ? `, and ${'```'} instead of “${end}”` : ''}.`,
  ...Object.fromEntries(CONTROLS.map((name) => [name, () => 'Remove it, and write the words that it would produce.'])),
};

/** Fixes by patterns of names: a site can make shortcodes for itself. The first pattern counts. */
const KINDS: readonly (readonly [RegExp, (code: Shortcode) => string])[] = [
  [/^(?:audio|playlist|soundcloud)$/, (code) => embed('audio', code)],
  [/^(?:tweet|twitter|x|instagram)$/, (code) => embed('post', code)],
  [/(?:^|[-_])(?:ima?ge?|figure|photo|picture)s?(?:$|[-_.])/, image],
  [/(?:^|[-_])(?:video|vimeo|youtube|audio|iframe|embed|player)(?:$|[-_])/, (code) => embed('video', code)],
  [/quote/, quotation],
  [/^(?:note|box|card|callout|alert|info|tip|warning|aside)(?:$|[-_])/, passage],
  [/(?:^|[-_])(?:link|button|file|asset|resource)(?:$|[-_])/, link],
];

/** What to write instead of a shortcode: a sentence. */
export function insteadOf(code: Shortcode): string {
  const [included = ''] = code.values;
  const name = /^include/.test(code.name) ? included : code.name;
  if (Object.hasOwn(FIXES, name)) return (FIXES[name] as (code: Shortcode) => string)(code);
  const ofKind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (ofKind) return ofKind(code);
  if (code.isAddress) return 'Write the address that it stands for, or remove the link and keep its words.';
  if (code.end !== null) return passage(code);
  return 'Remove it, and write what readers should see; content/README.md has the elements.';
}

/** The longest text of a shortcode that a fix repeats. */
const MAX_TEXT = 200;

const onItsLine = (isAlone: boolean) => (isAlone ? '' : ' on a line of its own');
/** An image or a card within other words would stay in their line. */
const apart = (isAlone: boolean) => (isAlone ? '' : ' in a paragraph of its own');

/** A text of a shortcode for between square brackets; `otherwise` if there is none, or it is long. */
function label(text: string | undefined, otherwise: string): string {
  const words = (text ?? '').replace(/\s+/g, ' ').trim();
  return words === '' || words.length > MAX_TEXT ? otherwise : words.replace(/[[\]\\]/g, '\\$&');
}

function image({ name, named, values, isAlone, isAddress }: Shortcode): string {
  const path = named.src ?? named.image ?? named.file ?? named.path ?? values[0] ?? '';
  const given = named.alt ?? (/^include/.test(name) ? undefined : values[name.includes('class') ? 2 : 1]);
  const alt = label(given, given ? '…' : 'what it shows');
  const rest = alt === '…' ? ' Put its alt text in place of “…”.' : '';
  const caption = named.caption?.trim() ? ` "${label(named.caption, 'its caption').replaceAll('"', '\\"')}"` : '';
  // Some systems put Markdown into shortcodes: `harbor\_night.jpg`.
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\\(?=[_*])/g, '');
  const isFile = /^[^\s{}]+\.\w+$/.test(file);
  if (isAddress) return `Put the image beside this file, and write ${isFile ? file : 'its file name'} instead.`;
  const written = (src: string) => `![${alt}](${src}${caption})${apart(isAlone)} instead.${rest}`;
  if (/^https?:/.test(path)) return `Write ${written(path)}`;
  if (isFile) return `Put ${file} beside this file, and write ${written(/[()]/.test(file) ? `<${file}>` : file)}`;
  const which = file === '' || /[{}]/.test(file) ? '' : ` “${file}”`;
  return `Put the image${which} beside this file, and write ${written('its-file-name.jpg')}`;
}

function embed(kind: 'audio' | 'post' | 'video', { name, named, values, address, isAlone }: Shortcode): string {
  const id = [named.id, ...values].find((value) => value !== undefined && /^[\w-]+$/.test(value));
  // The interface of SoundCloud is nothing to read or hear.
  const src = /^https?:\/\/api\.soundcloud\.com\//.test(address ?? '')
    ? `https://w.soundcloud.com/player/?url=${encodeURIComponent(address ?? '')}`
    : (address ?? '');
  const player = mediaOf('iframe', { src }, '');
  const [videoId] = (/[?;&]v=([\w-]+)|youtu\.be\/([\w-]+)/.exec(address ?? '') ?? []).slice(1).filter(Boolean);
  const url = videoId ? urlOf('youtube', named, videoId) : (player?.url ?? address ?? urlOf(name, named, id));
  const title = label(named.title ?? named.embed, 'Title');
  return `Write ::${kind}[${title}]{url="${url}"}${apart(isAlone)} instead.`;
}

/** The address of what a shortcode names by an id. */
function urlOf(name: string, { user = 'i' }: Shortcode['named'], id: string | undefined): string {
  if (id === undefined) return 'https://…';
  if (name === 'youtube') return `https://www.youtube.com/watch?v=${id}`;
  if (name === 'vimeo') return `https://vimeo.com/${id}`;
  if (name === 'instagram') return `https://www.instagram.com/p/${id}/`;
  return /^(?:tweet|twitter|x)$/.test(name) ? `https://x.com/${user}/status/${id}` : 'https://…';
}

function quotation({ named, end, isAlone }: Shortcode): string {
  const source = named.cite ?? named.source ?? named.author ?? '';
  const below =
    source === '' ? '' : `; then a line “>”, and “> — ” and its source, ${label(source, 'as it is written here')}`;
  if (named.text) return `Write “> ” and the quotation${apart(isAlone)} instead${below}.`;
  return `Write “> ” before each line of the quotation instead${below}${end ? `; and remove “${end}”` : ''}.`;
}

function passage({ named, end }: Shortcode): string {
  const title = named.title ?? named.kicker ?? '';
  const opening = `:::aside${title === '' ? '' : `[${label(title, 'its title')}]`}`;
  const more = Object.entries(named).filter(
    ([key, value]) => !['title', 'kicker'].includes(key) && /\s\S|^https?:/.test(value),
  );
  const rest = more.length === 0 ? '' : ` Write into it what ${more.map(([key]) => `“${key}”`).join(', ')} says.`;
  const closing = end === null ? 'the passage below it, and then a line “:::”' : `and ::: instead of “${end}”`;
  return `Write ${opening} instead, ${closing}, each on a line of its own.${rest}`;
}

function link({ named, values, isAddress }: Shortcode): string {
  const target = named.href ?? named.url ?? named.link ?? named.file ?? named.src ?? values[0] ?? '';
  const words = label(named.text ?? named.label ?? named.title ?? named.kicker, 'words');
  const written = (address: string) => (isAddress ? address : `[${words}](${address})`);
  if (/^https?:|^\//.test(target)) return `Write ${written(target)} instead.`;
  if (/\.(?!md$|html?$)\w+$/i.test(target)) {
    return `Put the file at public/${target}, and write ${written(`/${target}`)} instead.`;
  }
  const meant = target === '' || /[{}]/.test(target) ? 'it' : `“${target}”`;
  return `Write ${isAddress ? '' : `[${words}](…) with `}the address that ${meant} stands for.`;
}
