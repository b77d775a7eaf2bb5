import { escapeHtml, escapeText } from '../../html-escape.ts';
import { checkTextLimits } from '../../markdown/check-text-limits.ts';
import { readableParagraphs } from '../../markdown/plain-text.ts';
import { embeddedMedia } from '../embedded-media.ts';
import type { TemplateTag } from './template-tags.ts';

// What the tags of templates become: Markdown, and the elements of `markdown/elements.ts`.

/**
 * Where a tag stands: alone on its line, in a line with other text, in HTML, where Markdown is not read, or in the
 * address of a link or an image.
 */
export type TagPosition = 'alone' | 'inline' | 'html' | 'address';

/** What a site knows that its tags name. Each returns null for what it does not know. */
export type TemplateContext = Readonly<{
  /** The address of a page by its file (`2014-03-12-first-ferry`, `/posts/ferry.md`). */
  addressOf(reference: string): string | null;
  /** A text of the site or the page by its name: `site.title`, `page.author`. */
  valueOf(name: string): string | null;
  /** An image by its path or an id: `src` is relative to the page, or begins with a slash. */
  imageOf(path: string): Readonly<{ src: string; alt: string; caption: string }> | null;
}>;

type Form = (tag: TemplateTag, position: TagPosition, inner: string | null, context: TemplateContext) => string | null;

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const label = (text: string) => oneLine(text).replace(/[[\]\\]/g, '\\$&');
const target = (url: string) => (/[\s()<>]/.test(url) ? `<${url.replace(/[<>\n]/g, encodeURIComponent)}>` : url);

/** `![alt](src "caption")`. */
export function imageMarkdown(src: string, alt: string, caption: string): string {
  const words = oneLine(caption).replace(/[\\"]/g, '\\$&');
  return `![${label(alt)}](${target(src.trim())}${words === '' ? '' : ` "${words}"`})`;
}

const linkMarkdown = (words: string, url: string) => `[${label(words) || label(url)}](${target(url.trim())})`;

/** An element for media of another site; within a line a link. `kind` is that of a site that is not known. */
export function embedMarkdown(kind: string, title: string, address: string, position: TagPosition): string {
  const media = embeddedMedia(address);
  const url = (media?.url ?? address).replaceAll('"', '%22').trim();
  if (position === 'address') return url;
  if (position === 'html') return `<a href="${escapeHtml(url)}">${escapeText(title || url)}</a>`;
  if (position !== 'alone') return linkMarkdown(title || url, url);
  // An element needs a title.
  const name = title.trim() || (media?.title ?? URL.parse(url)?.hostname ?? url);
  return `::${media?.name ?? kind}[${label(name)}]{url="${url}"}`;
}

/** A passage between `:::name[title]` and as many colons, one more than any in it. */
function passageMarkdown(name: string, title: string, inner: string): string {
  const longest = Math.max(2, ...[...inner.matchAll(/^ *(:{3,})/gm)].map(([, colons = '']) => colons.length));
  const colons = ':'.repeat(longest + 1);
  const heading = title.trim() === '' ? '' : `[${label(title)}]`;
  return `${colons}${name}${heading}\n\n${inner.trim()}\n\n${colons}`;
}

const firstOf = (named: TemplateTag['named'], names: readonly string[]) =>
  names.map((name) => named[name]).find((value) => value !== undefined && value !== '');

/** The name by which a tag is known: that of the file that it includes, or its own. */
export function formName({ name, values }: Pick<TemplateTag, 'name' | 'values'>): string {
  const file = /^(?:include|render|partial)/.test(name) ? (values[0] ?? name) : name;
  return file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/\.\w+$/, '')
    .toLowerCase();
}

/** The values without a name; those of an include begin with its file. */
const valuesOf = ({ name, values }: TemplateTag) =>
  /^(?:include|render|partial)/.test(name) ? values.slice(1) : values;

const image: Form = (tag, position, inner, context) => {
  const { named } = tag;
  const values = valuesOf(tag);
  const path = firstOf(named, ['src', 'image', 'file', 'path', 'url', 'image_path', 'name', 'id']) ?? values[0] ?? '';
  const known = /^(?:https?:)?\/\//.test(path) ? null : context.imageOf(path);
  const src = known?.src ?? path;
  if (position === 'address') return src;
  const second = /class/.test(tag.name) ? values[2] : values[1];
  const alt = named.alt ?? named.image_alt ?? second ?? known?.alt ?? '';
  const written = ['title', 'caption', 'attr', 'credit', 'source'].map((name) => named[name] ?? '');
  const caption =
    written
      .concat(inner ?? '')
      .filter((words) => words.trim() !== '')
      .join(' ') ||
    (known?.caption ?? '');
  if (src === '') return [alt, caption].filter(Boolean).join(' ');
  if (position === 'html') {
    const words = withoutMarkup(caption);
    const img = `<img src="${escapeHtml(src)}" alt="${escapeHtml(oneLine(alt))}">`;
    return words === '' ? img : `${img} ${escapeText(words)}`;
  }
  const markdown = imageMarkdown(src, alt, withoutMarkup(caption));
  const link = firstOf(named, ['link', 'href']);
  return link ? `[${markdown}](${target(link)})` : markdown;
};

/** A caption is text: links in it keep their words. */
const withoutMarkup = (text: string) => (checkTextLimits(text) ? text : readableParagraphs(text).join(' '));

const SITES: readonly (readonly [
  name: RegExp,
  kind: string,
  url: (id: string, named: TemplateTag['named']) => string,
])[] = [
  [/youtube/, 'video', (id) => `https://www.youtube.com/watch?v=${id}`],
  [/vimeo/, 'video', (id) => `https://vimeo.com/${id}`],
  [
    /^(?:tweet|twitter|x|x-simple|twitter_simple)$/,
    'post',
    (id, { user = 'i' }) => `https://x.com/${user}/status/${id}`,
  ],
  [/instagram/, 'post', (id) => `https://www.instagram.com/p/${id}/`],
  [/speakerdeck|slideshare/, 'post', (id) => `https://speakerdeck.com/player/${id}`],
  [/codepen/, 'post', (id, { user = 'pen' }) => `https://codepen.io/${user}/pen/${id}`],
  [/spotify/, 'audio', (id) => `https://open.spotify.com/track/${id}`],
];

const embed =
  (kind: string): Form =>
  (tag, position, inner) => {
    const { named } = tag;
    const values = valuesOf(tag);
    const name = formName(tag);
    const written =
      firstOf(named, ['url', 'src', 'link', 'id', 'videoid', 'video', 'v']) ?? values.find((value) => value !== '');
    if (written === undefined) return null;
    const title = named.title ?? named.caption ?? named.alt ?? inner ?? '';
    const own = /^(?:https?:)?\/\//.test(written) ? written.replace(/^\/\//, 'https://') : null;
    if (own !== null) return embedMarkdown(kind, title, own, position);
    const site = SITES.find(([pattern]) => pattern.test(name));
    // `{{< tweet 877500564405444608 >}}`, and `{% youtube ID %}` with more behind.
    if (site && /^[\w-]+$/.test(written)) return embedMarkdown(site[1], title, site[2](written, named), position);
    return /^\/|\.\w+$/.test(written) ? linkMarkdown(title || written, written) : null;
  };

const quotation: Form = (tag, position, inner) => {
  const { named } = tag;
  const words = (inner ?? firstOf(named, ['text', 'quote', 'content']) ?? valuesOf(tag)[0] ?? '').trim();
  if (words === '') return null;
  const source = ['cite', 'source', 'author', 'attribution', 'name']
    .map((name) => named[name]?.trim() ?? '')
    .filter(Boolean);
  if (position !== 'alone') return source.length > 0 ? `${words} — ${source.join(', ')}` : words;
  const lines = words.split('\n').map((line) => `> ${line}`.trimEnd());
  return source.length > 0 ? `${lines.join('\n')}\n>\n> — ${source.join(', ')}` : lines.join('\n');
};

const note: Form = (tag, position, inner, context) => {
  const title = firstOf(tag.named, ['title', 'heading']) ?? '';
  const kicker = firstOf(tag.named, ['kicker', 'intro']) ?? '';
  const heading = [kicker, title].filter(Boolean).join(': ');
  const rest = leftovers(tag, ['title', 'heading', 'kicker', 'intro'], context);
  const body = [inner?.trim() ?? '', rest].filter(Boolean).join('\n\n');
  if (position !== 'alone') return [heading, body].filter(Boolean).join(' ');
  return body === '' ? (heading === '' ? '' : `**${oneLine(heading)}**`) : passageMarkdown('aside', heading, body);
};

const link: Form = (tag, position, inner, context) => {
  const { named } = tag;
  const values = valuesOf(tag);
  const url = firstOf(named, ['href', 'url', 'link', 'file', 'src', 'relref', 'ref']) ?? values[0] ?? '';
  const address = /^(?:https?:|mailto:|\/)/.test(url)
    ? url
    : (context.addressOf(url) ?? (/\.\w+$/.test(url) ? `/${url}` : ''));
  if (position === 'address') return address === '' ? url : address;
  const words = inner?.trim() || (firstOf(named, ['text', 'label', 'title', 'name']) ?? values[1] ?? '');
  return address === '' ? words || null : linkMarkdown(words, address);
};

const reference: Form = (tag, position, inner, context) => {
  const written = firstOf(tag.named, ['path', 'page']) ?? tag.values[0] ?? tag.inside.trim();
  const [path = '', anchor] = written.split('#');
  const address =
    path === ''
      ? ''
      : (context.addressOf(path) ??
        `/${path.replace(/^\//, '').replace(/(?:\/?_?index)?\.(?:md|html|markdown)$/, '')}`);
  const url = anchor === undefined ? address : `${address}#${anchor}`;
  return position === 'address' ? url : linkMarkdown(inner ?? url, url);
};

/** The language of code between tags, whose text is no Markdown; null for other tags, and if it has none. */
export function codeLanguage({ name, values }: TemplateTag): string | null {
  const [language = ''] = values;
  return CODE.test(name) && /^[\w+#-]+$/.test(language) ? language : null;
}

const CODE = /^(?:highlight|code|codeblock)$/;

const code: Form = (tag, position, inner) => {
  const language = codeLanguage(tag);
  // Without a language a site's own `highlight` marks a passage.
  if (inner === null || language === null || position !== 'alone') return inner;
  const longest = Math.max(2, ...[...inner.matchAll(/^ *(`{3,})/gm)].map(([, ticks = '']) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${inner.replace(/^[ \t]*\n/, '').trimEnd()}\n${fence}`;
};

const details: Form = (tag, _, inner) => {
  const summary = firstOf(tag.named, ['summary', 'title', 'label']) ?? valuesOf(tag)[0] ?? '';
  if (inner === null) return null;
  const words = summary === '' ? '' : `<summary>${escapeHtml(oneLine(summary))}</summary>`;
  return `<details>${words}\n\n${inner.trim()}\n\n</details>`;
};

const gist: Form = (tag, position) => {
  const values = valuesOf(tag);
  const id = values.length > 1 && /^\w{6,}$/.test(values[1] ?? '') ? `${values[0]}/${values[1]}` : values[0];
  if (id === undefined) return null;
  const url = /^https?:/.test(id) ? id : `https://gist.github.com/${id}`;
  return position === 'address' ? url : linkMarkdown(url.replace(/^https?:\/\//, ''), url);
};

const value: Form = (tag, _, __, context) =>
  context.valueOf(`page.${tag.values[0] ?? ''}`) ?? context.valueOf(`site.${tag.values[0] ?? ''}`);
const innerOnly: Form = (_, __, inner) => inner;

/** Forms by names. The first pattern that matches counts. */
const FORMS: readonly (readonly [RegExp, Form])[] = [
  [/^(?:ref|relref|post_url|link_to)$/, reference],
  [CODE, code],
  [/^(?:param|params)$/, value],
  [/^(?:details|accordion|collapse|spoiler|expand)$/, details],
  [/gist/, gist],
  [/^(?:tweet|twitter|x|instagram|twitter_simple|x-simple|speakerdeck|codepen|mastodon|bluesky)$/, embed('post')],
  [/^(?:audio|playlist|soundcloud|spotify|podcast)$/, embed('audio')],
  [/(?:^|[-_])(?:video|vimeo|youtube|iframe|embed|player|audio)(?:$|[-_])/, embed('video')],
  [/(?:^|[-_])(?:ima?ge?|figure|photo|picture|responsive)s?(?:$|[-_.])/, image],
  [/quote/, quotation],
  [/^(?:note|box|card|callout|alert|info|tip|warning|notice|admonition|aside|panel|hint|danger)(?:$|[-_])/, note],
  [/(?:^|[-_])(?:link|button|btn|file|asset|resource|download)(?:$|[-_])/, link],
  [/^(?:p|div|span|center|markdown|markdownify|lead|row|columns?|tabs?|rawhtml|html|unsafe|capture)$/, innerOnly],
];

/** The parameters that readers see in some form. */
const WORDS =
  /^(?:title|heading|header|kicker|intro|text|prompt|caption|alt|label|quote|cite|source|content|body|description|summary|name|author)$/;
const LINKS: readonly string[] = ['href', 'url', 'link', 'src', 'file'];

/** What a tag without a form says to readers: its words, and its link. */
function leftovers(tag: TemplateTag, done: readonly string[], context: TemplateContext): string {
  const entries = Object.entries(tag.named).filter(([key]) => !done.includes(key));
  const words = entries
    .filter(([key, words]) => WORDS.test(key) && /\p{L}/u.test(words))
    .map(([, words]) => words.trim());
  const [, url] = entries.find(([key, words]) => LINKS.includes(key) && /^(?:https?:|\/)/.test(words)) ?? [];
  const own = url ?? valuesOf(tag).find((one) => /^https?:\/\//.test(one));
  if (own === undefined) return words.join('\n\n');
  const [last = context.addressOf(own) ?? own, ...others] = words.toReversed();
  return [...others.toReversed(), linkMarkdown(last, own)].join('\n\n');
}

/**
 * What a tag becomes; `inner` is the converted text of its passage. `isKnown` is false if only its words are
 * kept.
 */
export function formOf(
  tag: TemplateTag,
  position: TagPosition,
  inner: string | null,
  context: TemplateContext,
): Readonly<{ text: string; isKnown: boolean }> {
  const name = tag.name === 'link' && !/=/.test(tag.inside) ? 'link_to' : formName(tag);
  const form = FORMS.find(([pattern]) => pattern.test(name))?.[1];
  const text = form?.(tag, position, inner, context) ?? null;
  if (text !== null) return { text, isKnown: true };
  if (position === 'address') return { text: context.addressOf(tag.values[0] ?? '') ?? '', isKnown: false };
  const words = leftovers(tag, [], context);
  return { text: [words, inner?.trim() ?? ''].filter(Boolean).join('\n\n'), isKnown: false };
}
