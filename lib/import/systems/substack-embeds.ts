import type { Document, Element } from 'domhandler';
import { DomUtils } from 'htmlparser2';
import { escapeHtml } from '../../html-escape.ts';
import { percentDecoded } from '../../percent-encoding.ts';
import {
  allWithClass,
  cardHtml,
  classesOf,
  elementsOf,
  innerHtml,
  replaceWith,
  withClass,
  withTag,
  wordsOf,
} from './edited-html.ts';

// What the editor of Substack puts between paragraphs, in the forms that `html-to-markdown.ts` reads. Most of it
// is empty in an export: what it shows is in `data-attrs`, as JSON.

/** A value of an element by its name; a name of several parts leads into it. Empty without one. */
type Value = (...names: string[]) => string;

/** The HTML of an element; empty if the export does not have what it shows. */
type Form = (value: Value, element: Element) => string;

/** What readers of Substack see and use there only, by classes, and what the report calls it. */
const DROPPED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:subscription-widget|subscribe-widget|subscription-form)/, 'a form to subscribe'],
  [/^(?:install-substack-app|community-chat|directMessage)/, 'an advertisement of Substack'],
  [/^poll-embed/, 'a poll'],
  [/^paywall/, 'a paywall'],
  [/^native-video-embed/, 'a video that the export does not have'],
  [/^native-audio-embed/, 'a sound that the export does not have'],
  [/^(?:image-link-expand|hide-text)$/, ''],
];

const link = (url: string, words: string) =>
  url === '' ? escapeHtml(words) : `<a href="${escapeHtml(url)}">${escapeHtml(words || url)}</a>`;

/** A link to a page, and what that page says of itself. */
const bookmark = (url: string, title: string, description = '') =>
  url === '' ? '' : `<p>${[link(url, title), escapeHtml(description)].filter(Boolean).join('<br>')}</p>`;

/** A post of a social network: its words, and the card that leads to it. */
function post(url: string, words: string, author: string): string {
  if (url === '') return '';
  const source = author === '' ? '' : `<p>— ${escapeHtml(author)}</p>`;
  const quotation = words === '' ? '' : `<blockquote><p>${escapeHtml(words)}</p>${source}</blockquote>`;
  return quotation + cardHtml('post', url, author);
}

const named = (name: string, handle: string) =>
  [name, handle && `@${handle.replace(/^@/, '')}`].filter(Boolean).join(' ');

const video: Form = (value) =>
  value('videoId') && cardHtml('video', `https://www.youtube.com/watch?v=${value('videoId')}`, '');
const sound: Form = (value) => value('url') && cardHtml('audio', value('url'), value('title') || value('podcastTitle'));
const tweet: Form = (value) => post(value('url'), value('full_text'), named(value('name'), value('username')));
const embeddedPost: Form = (value) =>
  bookmark(value('url') || value('canonical_url'), value('title'), value('caption'));

const bluesky: Form = (value) => {
  const author = value('authorHandle') || value('authorDid');
  const url = value('postId') && author && `https://bsky.app/profile/${author}/post/${value('postId')}`;
  return post(url, value('text'), named(value('authorName'), value('authorHandle')));
};

const chart: Form = (value) => {
  const [image, title] = [value('thumbnail_url_full') || value('thumbnail_url'), value('title')];
  if (image === '') return bookmark(value('url'), title, value('description'));
  const img = `<img src="${escapeHtml(image)}" alt="${escapeHtml(title)}">`;
  const caption = [title, value('description')].filter(Boolean).map(escapeHtml).join(' ');
  return `<figure><a href="${escapeHtml(value('url'))}">${img}</a><figcaption>${caption}</figcaption></figure>`;
};

const gallery: Form = (value, element) => {
  const { images = [] } = groupOf(dataOf(element).gallery) as { images?: unknown };
  const figures = (Array.isArray(images) ? images : []).map(groupOf).flatMap(({ src }) => {
    const alt = escapeHtml(value('gallery', 'alt'));
    return typeof src === 'string' ? [`<figure><img src="${escapeHtml(src)}" alt="${alt}"></figure>`] : [];
  });
  if (figures.length === 0) return '';
  const words = value('gallery', 'caption');
  const caption = words === '' ? '' : `<figcaption>${escapeHtml(words)}</figcaption>`;
  return `<div data-passage="gallery">${figures.join('')}${caption}</div>`;
};

const file: Form = (_, element) => {
  const words = (name: string) => wordsOf(withClass(element, name));
  const size = words('file-embed-details-h2');
  const url = withClass(element, 'file-embed-button')?.attribs.href ?? '';
  return url && `<p>${link(url, words('file-embed-details-h1'))}${size && ` (${escapeHtml(size)})`}</p>`;
};

/** Code on GitHub: its lines, and the link to it. */
const gist: Form = (_, element) => {
  const lines = allWithClass(element, 'js-file-line').map((line) => DomUtils.textContent(line));
  const links = elementsOf(element, 'a').map(({ attribs }) => attribs.href ?? '');
  const url = links.find((href) => /^https:\/\/gist\.github\.com\/[^/]+\/\w+(?:#|$)/.test(href)) ?? '';
  if (lines.length === 0) return '';
  return `<pre><code>${escapeHtml(lines.join('\n'))}</code></pre>${bookmark(url, url.replace(/^https:\/\/|#.*/g, ''))}`;
};

/** The forms of elements by their classes. */
const FORMS: Readonly<Record<string, Form>> = {
  'youtube-wrap': video,
  'vimeo-wrap': (value) => value('videoId') && cardHtml('video', `https://vimeo.com/${value('videoId')}`, ''),
  'tiktok-wrap': (value) => value('url') && cardHtml('video', value('url'), value('title')),
  'soundcloud-wrap': sound,
  'spotify-wrap': sound,
  'apple-podcast-container': sound,
  'bandcamp-wrap': sound,
  tweet,
  'twitter-embed': tweet,
  'bluesky-wrap': bluesky,
  comment: (value) =>
    post(value('url'), value('comment', 'body'), named(value('comment', 'name'), value('comment', 'handle'))),
  instagram: (value) =>
    post(value('instagram_id') && `https://www.instagram.com/p/${value('instagram_id')}/`, '', value('title')),
  'embedded-post': embeddedPost,
  'embedded-post-wrap': embeddedPost,
  'digest-post-embed': embeddedPost,
  'embedded-publication': (value) => bookmark(value('base_url'), value('name'), value('hero_text')),
  'embedded-publication-wrap': (value) => bookmark(value('base_url'), value('name'), value('hero_text')),
  'datawrapper-wrap': chart,
  'image-gallery-embed': gallery,
  'file-embed-wrapper': file,
  'github-gist': gist,
  'latex-rendered': (value) =>
    value('persistentExpression') &&
    `<pre><code class="language-latex">${escapeHtml(value('persistentExpression'))}</code></pre>`,
  'mention-wrap': (value) => escapeHtml(value('name')),
  'cashtag-wrap': (value) => escapeHtml(value('symbol')),
  'preformatted-block': (_, element) => {
    const poem = withTag(element, 'pre');
    return poem ? `<pre class="poem">${innerHtml(poem)}</pre>` : '';
  },
  'callout-block': (_, element) => `<div data-passage="aside">${innerHtml(element)}</div>`,
  'footnote-anchor': (_, { attribs }) => `<sup data-footnote="${escapeHtml(noteOf(attribs.href))}"></sup>`,
  footnote: (_, element) => {
    const content = withClass(element, 'footnote-content');
    const note = escapeHtml(noteOf(element.attribs.id ?? withClass(element, 'footnote-number')?.attribs.id));
    return `<div data-footnote-text="${note}">${content ? innerHtml(content) : ''}</div>`;
  },
};

const noteOf = (reference = '') => reference.replace(/^#?footnote-(?:anchor-)?/, '');

/**
 * Replaces what only Substack understands within a text. Returns what is left out, as the report calls it.
 */
export function replaceEmbeds(document: Document): Set<string> {
  const dropped = new Set<string>();
  // From within: what is replaced is read once.
  for (const element of elementsOf(document).toReversed()) {
    const classes = classesOf(element);
    const what = DROPPED.find(([pattern]) => classes.some((name) => pattern.test(name)))?.[1];
    if (what !== undefined) {
      if (what !== '') dropped.add(what);
      DomUtils.removeElement(element);
    } else if (classes.includes('button-wrapper') || classes.includes('captioned-button-wrap')) {
      if (isOfSubstack(element)) DomUtils.removeElement(element);
    } else if (element.name === 'img') {
      element.attribs.src = originalOf(element.attribs.src ?? '');
    } else {
      replaceEmbed(element, classes, dropped);
    }
  }
  return dropped;
}

/** The address of an image of which Substack shows a smaller copy. */
function originalOf(src: string): string {
  const [, original] =
    /^https:\/\/(?:cdn\.substack|substackcdn)\.com\/image\/fetch\/.*\/(https%3A%2F%2F[^/]+)$/.exec(src) ?? [];
  return original === undefined ? src : percentDecoded(original);
}

function replaceEmbed(element: Element, classes: readonly string[], dropped: Set<string>): void {
  const data = dataOf(element);
  const value: Value = (...names) => {
    const found = names.reduce<unknown>((group, name) => groupOf(group)[name], data);
    return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
  };
  const name = classes.find((one) => Object.hasOwn(FORMS, one));
  const html = name === undefined ? '' : (FORMS[name] as Form)(value, element);
  if (html !== '') replaceWith(element, html);
  if (html !== '' || element.attribs['data-attrs'] === undefined || wordsOf(element) !== '') return;
  const parts = [element, ...elementsOf(element)];
  if (parts.some((part) => VISIBLE.test(part.name))) return;
  const url = value('url') || value('canonical_url');
  if (/^https?:/.test(url)) replaceWith(element, bookmark(url, value('title')));
  else if (!parts.some((part) => part.name === 'iframe'))
    dropped.add(`an element that the export has without its content (${nameOf(element, classes)})`);
}

/** Elements that show something without words. */
const VISIBLE = /^(?:img|video|audio|hr)$/;

const nameOf = ({ attribs }: Element, [first = 'no name']: readonly string[]) =>
  (attribs['data-component-name'] || first).slice(0, 60);

/** Whether a button leads to what only Substack has: to subscribe, share or comment. */
function isOfSubstack(element: Element): boolean {
  const href = withTag(element, 'a')?.attribs.href ?? '';
  return /%%\w+%%|\/subscribe\b|[?&]action=|\/comments\b|\/survey\/|utm_source=substack/.test(href);
}

function dataOf({ attribs }: Element): Readonly<Record<string, unknown>> {
  try {
    return groupOf(JSON.parse(attribs['data-attrs'] ?? 'null'));
  } catch {
    return {};
  }
}

const groupOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
