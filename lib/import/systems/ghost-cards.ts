import type { Element } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import remarkHtml from 'remark-html';
import { escapeHtml } from '../../html-escape.ts';
import { checkTextLimits } from '../../markdown/check-text-limits.ts';
import { embeddedMedia } from '../embedded-media.ts';
import {
  allWithClass,
  cardHtml,
  classesOf,
  elementsOf,
  innerHtml,
  outerHtml,
  replaceWith,
  withClass,
  withTag,
  wordsOf,
} from './edited-html.ts';

// The cards of Ghost’s editor as HTML, in the forms that `html-to-markdown.ts` reads. Lexical and Mobiledoc
// have the same cards with the same values.

export type CardValues = Readonly<Record<string, unknown>>;

/** The HTML of a card; null for one that readers of the site do not see. `lost` says what is left out. */
export type CardHtml = Readonly<{ html: string; lost: string | null }>;

/** Markdown of an author becomes HTML, which is cleaned with the rest of the post. */
const markdown = remark().use(remarkGfm).use(remarkHtml, { sanitize: false }).freeze();

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const attribute = (value: unknown) => escapeHtml(text(value).trim());
const paragraph = (html: string) =>
  html.trim() === '' ? '' : /^\s*<(?:p|ul|ol|h\d|div)\b/i.test(html) ? html : `<p>${html}</p>`;
/** The content of a paragraph that is alone. */
const inOneParagraph = (html: string) => html.trim().replace(/^<p\b[^>]*>((?:(?!<\/?p\b)[\s\S])*)<\/p>$/i, '$1');
const caption = (html: unknown) => (text(html).trim() === '' ? '' : `<figcaption>${text(html)}</figcaption>`);
const button = (words: unknown, url: unknown) =>
  text(words).trim() === '' || text(url).trim() === ''
    ? ''
    : `<p><a href="${attribute(url)}">${attribute(words)}</a></p>`;
const group = (value: unknown): CardValues =>
  typeof value === 'object' && value !== null ? (value as CardValues) : {};

function image({ src, alt, href, caption: words, cardWidth: _ }: CardValues): string {
  if (text(src) === '') return '';
  const img = `<img src="${attribute(src)}" alt="${attribute(alt)}">`;
  const linked = text(href) === '' ? img : `<a href="${attribute(href)}">${img}</a>`;
  return `<figure>${linked}${caption(words)}</figure>`;
}

function gallery({ images, caption: words }: CardValues): string {
  const list = Array.isArray(images) ? images.map(group) : [];
  return `<div data-passage="gallery">${list.map(image).join('')}${caption(words)}</div>`;
}

function embed({ url, html, metadata, caption: words }: CardValues): string {
  const title = attribute(group(metadata).title);
  const code = text(html);
  // A player has the title of what it plays.
  const titled = code.replace(/<iframe(?![^>]*\stitle=)/i, `<iframe title="${title}"`);
  if (/<(?:iframe|blockquote)/i.test(code)) return `<figure>${titled}${caption(words)}</figure>`;
  const known = embeddedMedia(text(url));
  if (known)
    return cardHtml(known.name, known.url, text(group(metadata).title) || known.title) + paragraph(text(words));
  return text(url) === '' ? code : `<p><a href="${attribute(url)}">${attribute(url)}</a></p>${paragraph(text(words))}`;
}

function bookmark({ url, metadata, caption: words }: CardValues): string {
  const { url: target, title, description, author, publisher } = group(metadata);
  const address = attribute(url || target);
  const source = [text(author), text(publisher)].filter((one) => one.trim() !== '').map(escapeHtml);
  const lines = [`<a href="${address}">${attribute(title) || address}</a>`, attribute(description), source.join(', ')];
  return `<p>${lines.filter(Boolean).join('<br>')}</p>${paragraph(text(words))}`;
}

function code({ code: written, language, caption: words }: CardValues): string {
  const name = /^[\w+#-]+$/.test(text(language)) ? ` class="language-${text(language)}"` : '';
  const pre = `<pre><code${name}>${escapeHtml(text(written))}</code></pre>`;
  return text(words).trim() === '' ? pre : `<figure>${pre}${caption(words)}</figure>`;
}

function product(values: CardValues): string {
  const { productImageSrc: src, productTitle: title, productDescription: description } = values;
  const { productButtonEnabled: hasButton, productButton: words, productUrl: url } = values;
  const { productRatingEnabled: hasRating, productStarRating: stars } = values;
  return [
    text(src) === '' ? '' : `<figure><img src="${attribute(src)}" alt=""></figure>`,
    text(title) === '' ? '' : `<h4>${text(title)}</h4>`,
    hasRating && text(stars) !== '' ? `<p>${attribute(stars)}/5</p>` : '',
    paragraph(text(description)),
    hasButton ? button(words, url) : '',
  ].join('');
}

function header({
  header: title,
  heading,
  subheader,
  buttonEnabled,
  buttonText,
  buttonUrl,
  backgroundImageSrc: src,
}: CardValues) {
  return [
    text(src) === '' ? '' : `<figure><img src="${attribute(src)}" alt=""></figure>`,
    text(title || heading) === '' ? '' : `<h2>${text(title || heading)}</h2>`,
    paragraph(text(subheader)),
    buttonEnabled ? button(buttonText, buttonUrl) : '',
  ].join('');
}

function media(tag: 'audio' | 'video', { src, title, fileName, caption: words }: CardValues): string {
  if (text(src) === '') return '';
  return `<figure><${tag} src="${attribute(src)}" title="${attribute(title || fileName)}"></${tag}>${caption(words)}</figure>`;
}

function markdownCard({ markdown: written, cardName: _ }: CardValues): string {
  const source = text(written);
  return checkTextLimits(source) ? `<pre>${escapeHtml(source)}</pre>` : String(markdown.processSync(source));
}

const CARDS: Readonly<Record<string, (values: CardValues) => string>> = {
  image,
  gallery,
  embed,
  bookmark,
  code,
  codeblock: code,
  product,
  header,
  'header-v2': header,
  html: ({ html }) => text(html),
  markdown: markdownCard,
  'card-markdown': markdownCard,
  'markdown-card': markdownCard,
  hr: () => '<hr>',
  horizontalrule: () => '<hr>',
  callout: ({ calloutEmoji, calloutText }) =>
    `<div data-passage="aside">${paragraph([attribute(calloutEmoji), inOneParagraph(text(calloutText))].filter(Boolean).join(' '))}</div>`,
  toggle: ({ heading, content }) => `<details><summary>${text(heading)}</summary>${paragraph(text(content))}</details>`,
  button: ({ buttonText, buttonUrl }) => button(buttonText, buttonUrl),
  video: (values) => media('video', values),
  audio: (values) => media('audio', values),
  file: ({ src, fileTitle, fileName, fileCaption }) =>
    `<p><a href="${attribute(src)}">${attribute(fileTitle || fileName) || attribute(src)}</a></p>${paragraph(attribute(fileCaption))}`,
  'call-to-action': ({
    textValue,
    showButton,
    buttonText,
    buttonUrl,
    hasImage,
    imageUrl,
    hasSponsorLabel,
    sponsorLabel,
  }) =>
    [
      hasSponsorLabel ? text(sponsorLabel) : '',
      hasImage && text(imageUrl) !== '' ? `<figure><img src="${attribute(imageUrl)}" alt=""></figure>` : '',
      paragraph(text(textValue)),
      showButton ? button(buttonText, buttonUrl) : '',
    ].join(''),
};

/** Cards that are no part of the page. */
const DROPPED: Readonly<Record<string, string>> = {
  email: 'a passage that only mails have',
  'email-cta': 'a passage that only mails have',
  signup: 'a form to subscribe',
  'before-after': 'a slider of two images',
  collection: 'a list of posts that Ghost makes',
  transistor: 'a player for members',
};

/** The HTML of a card by its name. */
export function cardToHtml(name: string, values: CardValues): CardHtml {
  if (name === 'paywall') return { html: '', lost: 'the place from which only members read on' };
  if (Object.hasOwn(DROPPED, name)) return { html: '', lost: DROPPED[name] as string };
  if (Object.hasOwn(CARDS, name)) return { html: (CARDS[name] as (values: CardValues) => string)(values), lost: null };
  return { html: '', lost: `the unknown card “${name}”` };
}

const inner = (root: Element, name: string) => {
  const found = withClass(root, name);
  return found ? innerHtml(found).trim() : '';
};
const words = (root: Element, name: string) => wordsOf(withClass(root, name));
const figcaption = (root: Element) => {
  const found = withTag(root, 'figcaption');
  return found ? innerHtml(found) : '';
};

/** The cards in Ghost’s HTML by their classes, with the values that they were made of. */
const HTML_CARDS: Readonly<Record<string, (root: Element) => readonly [name: string, values: CardValues]>> = {
  'kg-gallery-card': (root) => {
    const images = elementsOf(root, 'img').map(({ attribs }) => attribs);
    return ['gallery', { images, caption: figcaption(root) }];
  },
  'kg-bookmark-card': (root) => {
    const metadata = {
      title: words(root, 'kg-bookmark-title'),
      description: words(root, 'kg-bookmark-description'),
      author: words(root, 'kg-bookmark-author'),
      publisher: words(root, 'kg-bookmark-publisher'),
    };
    return ['bookmark', { url: withTag(root, 'a')?.attribs.href, metadata, caption: figcaption(root) }];
  },
  'kg-callout-card': (root) => [
    'callout',
    { calloutEmoji: words(root, 'kg-callout-emoji'), calloutText: inner(root, 'kg-callout-text') },
  ],
  'kg-toggle-card': (root) => [
    'toggle',
    { heading: inner(root, 'kg-toggle-heading-text'), content: inner(root, 'kg-toggle-content') },
  ],
  'kg-button-card': (root) => {
    const link = withTag(root, 'a');
    return ['button', { buttonText: wordsOf(link), buttonUrl: link?.attribs.href }];
  },
  'kg-audio-card': (root) => [
    'audio',
    { src: withTag(root, 'audio')?.attribs.src, title: words(root, 'kg-audio-title') },
  ],
  'kg-video-card': (root) => ['video', { src: withTag(root, 'video')?.attribs.src, caption: figcaption(root) }],
  'kg-file-card': (root) => [
    'file',
    {
      src: withTag(root, 'a')?.attribs.href,
      fileTitle: words(root, 'kg-file-card-title'),
      fileName: words(root, 'kg-file-card-filename'),
      fileCaption: words(root, 'kg-file-card-caption'),
    },
  ],
  'kg-product-card': (root) => {
    const link = elementsOf(root, 'a').find(({ attribs }) => /button/.test(attribs.class ?? '')) ?? null;
    const stars = allWithClass(root, 'kg-product-card-rating-active').length;
    return [
      'product',
      {
        productImageSrc: withTag(root, 'img')?.attribs.src,
        productTitle: inner(root, 'kg-product-card-title'),
        productDescription: inner(root, 'kg-product-card-description'),
        productRatingEnabled: stars > 0,
        productStarRating: stars,
        productButtonEnabled: link !== null,
        productButton: wordsOf(link),
        productUrl: link?.attribs.href,
      },
    ];
  },
  'kg-signup-card': () => ['signup', {}],
};

/** Ghost’s own HTML with its cards in the forms of the import; `lost` names what is left out. */
export function ghostHtml(html: string): Readonly<{ html: string; lost: readonly string[] }> {
  const lost: string[] = /<!--members-only-->/.test(html) ? ['the place from which only members read on'] : [];
  if (!html.includes('kg-')) return { html, lost };
  const document = parseDocument(html);
  for (const element of elementsOf(document)) {
    const name = classesOf(element).find((one) => Object.hasOwn(HTML_CARDS, one));
    if (name === undefined) continue;
    const [card, values] = (HTML_CARDS[name] as (root: Element) => readonly [string, CardValues])(element);
    const made = cardToHtml(card, values);
    if (made.lost !== null) lost.push(made.lost);
    replaceWith(element, made.html);
  }
  return { html: outerHtml(document), lost };
}
