import { parse as parseCsv } from 'csv-parse';
import type { Element } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { escapeHtml } from '../../html-escape.ts';
import type { Archive, ImportedItem, LeftOut } from '../imported-item.ts';
import {
  cardHtml,
  classesOf,
  elementsOf,
  innerHtml,
  outerHtml,
  replaceWith,
  withClass,
  withTag,
} from './edited-html.ts';
import { ZipArchive } from './zip-archive.ts';

// The export of Substack: a table of posts, and their texts in HTML (`posts/12345.the-slug.html`).

/** A row of `posts.csv`. Columns that an older export has not are missing. */
type Row = Readonly<Record<string, string | undefined>>;

/** Opens an export. Throws if the archive is none. */
export async function openSubstack(file: string): Promise<Archive> {
  const zip = await ZipArchive.open(file);
  const table = zip.names.find((name) => /(?:^|\/)posts\.csv$/.test(name));
  if (table === undefined) {
    await zip.close();
    throw new Error(`“${file}” is no export of Substack: it has no posts.csv. Name the ZIP file of Settings, Exports.`);
  }
  return {
    origin: null,
    items: () => itemsOf(zip, table),
    files: async (path) => zip.stream(path.replace(/^\//, '')),
    close: () => zip.close(),
  };
}

async function* itemsOf(zip: ZipArchive, table: string): AsyncGenerator<ImportedItem> {
  const folder = table.slice(0, -'posts.csv'.length);
  const other = zip.names.filter((name) => /\.csv$/i.test(name) && name !== table);
  for (const source of other) yield { kind: 'left-out', source, what: 'a table of subscribers or of what they opened' };
  const rows = parseCsv({
    columns: true,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    relax_quotes: true,
  });
  rows.end((await zip.text(table)) ?? '');
  const slugs = new Set(zip.names.flatMap((name) => /(?:^|\/)posts\/\d+\.([^/]*)\.html$/.exec(name)?.[1] ?? []));
  const seen = new Set<string>();
  try {
    for await (const row of rows as AsyncIterable<Row>) {
      const start = `${folder}posts/${row.post_id ?? ''}.`;
      const name = zip.names.find((one) => one.startsWith(start)) ?? `${start}html`;
      seen.add(name);
      yield* postOf(row, name, (await zip.text(name)) ?? '', slugs);
    }
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    if (lines === undefined) throw error;
    throw new Error(
      `“${table}” cannot be read: line ${lines}: ${message}. Export again, and do not open the table in between.`,
    );
  }
  for (const source of zip.names) {
    if (/\/?posts\/[^/]*\.html$/.test(source) && !seen.has(source)) {
      yield { kind: 'left-out', source, what: 'a text that posts.csv does not name' };
    }
  }
}

function* postOf(row: Row, source: string, html: string, slugs: ReadonlySet<string>): Generator<ImportedItem> {
  const leftOut = (what: string): LeftOut => ({ kind: 'left-out', source, what });
  const {
    post_id: id = '',
    title = '',
    subtitle = '',
    type = '',
    audience = 'everyone',
    podcast_url: podcast = '',
  } = row;
  if (type === 'thread') return yield leftOut('a discussion thread of readers');
  if (type === 'restack') return yield leftOut('a restack');
  const { html: text, dropped } = cleanedText(html, podcast, slugs);
  if (text.trim() === '') return yield leftOut('a post without a text');
  const isPublished = /^true$/i.test(row.is_published ?? '');
  const isOpen = audience === 'everyone' || audience === '';
  if (isPublished && !isOpen) yield leftOut('the paywall of a post for subscribers, which becomes a draft');
  for (const what of dropped) yield leftOut(what);
  const slug = id.slice(id.indexOf('.') + 1);
  yield {
    kind: type === 'page' ? 'page' : 'story',
    source,
    title: title.trim() || slug.replaceAll('-', ' '),
    text: { format: 'html', text },
    base: `/p/${slug}`,
    slug,
    date: row.post_date?.trim() || row.email_sent_at?.trim() || null,
    updated: null,
    authors: [],
    tags: [],
    section: null,
    standfirst: subtitle.trim() || null,
    language: null,
    image: null,
    draft: !isPublished || !isOpen,
    oldAddresses: [`/p/${slug}`],
  };
}

/** What Substack puts between the paragraphs of a post, and what it is called in the report. */
const DROPPED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:subscription-widget|subscribe-widget|subscription-form)/, 'a form to subscribe'],
  [
    /^(?:install-substack-app|community-chat|directmessage|embedded-publication|digest-post-embed)/,
    'an advertisement of Substack',
  ],
  [/^(?:poll-embed)/, 'a poll'],
  [/^(?:paywall|paywall-jump)/, 'a paywall'],
  [/^image-link-expand/, ''],
];

/** The text of a post with our elements instead of Substack’s own, and links to posts of the export. */
function cleanedText(
  html: string,
  podcast: string,
  slugs: ReadonlySet<string>,
): { html: string; dropped: Set<string> } {
  const dropped = new Set<string>();
  const document = parseDocument(html);
  for (const element of elementsOf(document)) {
    const classes = classesOf(element);
    const drop = DROPPED.find(([pattern]) => classes.some((name) => pattern.test(name)));
    if (drop) {
      if (drop[1] !== '') dropped.add(drop[1]);
      DomUtils.removeElement(element);
    } else if (classes.includes('button-wrapper') || classes.includes('captioned-button-wrap')) {
      if (isOfSubstack(element)) DomUtils.removeElement(element);
    } else if (classes.includes('footnote-anchor')) {
      replaceWith(element, `<sup data-footnote="${escapeHtml(noteOf(element.attribs.href))}"></sup>`);
    } else if (classes.includes('footnote')) {
      const content = withClass(element, 'footnote-content');
      const note = noteOf(element.attribs.id);
      replaceWith(element, `<div data-footnote-text="${escapeHtml(note)}">${content ? innerHtml(content) : ''}</div>`);
    } else if (element.name === 'a') {
      const [, slug = ''] = /^\/p\/([\w-]+)\/?$/.exec(URL.parse(element.attribs.href ?? '')?.pathname ?? '') ?? [];
      if (slugs.has(slug)) element.attribs.href = `/p/${slug}`;
    } else {
      const card = cardOf(element, classes);
      if (card !== null) replaceWith(element, card);
    }
  }
  const sound = /^https?:/.test(podcast) ? cardHtml('audio', podcast, '') : '';
  return { html: sound + outerHtml(document), dropped };
}

const noteOf = (reference = '') => reference.replace(/^#?footnote-(?:anchor-)?/, '');

/** Whether a button leads to what only Substack has: to subscribe, share or comment. */
function isOfSubstack(element: Element): boolean {
  const link = withTag(element, 'a');
  return /%%\w+%%|\/subscribe\b|[?&]action=|\/comments\b|\/survey\/|utm_source=substack/.test(link?.attribs.href ?? '');
}

/** An embed of Substack as a card, from the data in its attributes. */
function cardOf(element: Element, classes: readonly string[]): string | null {
  const data = attributesOf(element);
  const text = (name: string) => (typeof data?.[name] === 'string' ? (data[name] as string) : '');
  if (classes.includes('youtube-wrap') && text('videoId')) {
    return cardHtml('video', `https://www.youtube.com/watch?v=${text('videoId')}`, '');
  }
  if (classes.includes('vimeo-wrap') && text('videoId'))
    return cardHtml('video', `https://vimeo.com/${text('videoId')}`, '');
  if (classes.some((name) => /^(?:tweet|twitter-embed)$/.test(name)) && text('url')) {
    const words = text('full_text');
    const author = [text('name'), text('username') && `@${text('username')}`].filter(Boolean).join(' ');
    const quotation =
      words === '' ? '' : `<blockquote><p>${escapeHtml(words)}</p><p>— ${escapeHtml(author)}</p></blockquote>`;
    return quotation + cardHtml('post', text('url'), author);
  }
  if (classes.includes('instagram') && text('instagram_id')) {
    return cardHtml('post', `https://www.instagram.com/p/${text('instagram_id')}/`, text('title'));
  }
  if (
    classes.some((name) => /^(?:soundcloud-wrap|spotify-wrap|apple-podcast-container|bandcamp-wrap)$/.test(name)) &&
    text('url')
  ) {
    return cardHtml('audio', text('url'), text('title'));
  }
  if (classes.some((name) => /^(?:embedded-post-wrap|embedded-post)$/.test(name)) && text('url')) {
    return `<p><a href="${escapeHtml(text('url'))}">${escapeHtml(text('title') || text('url'))}</a></p>`;
  }
  if (classes.some((name) => /^(?:native-video-embed|native-audio-embed)$/.test(name))) return '';
  return null;
}

function attributesOf(element: Element): Readonly<Record<string, unknown>> | null {
  try {
    const data = JSON.parse(element.attribs['data-attrs'] ?? 'null') as unknown;
    return typeof data === 'object' && data !== null ? { ...data } : null;
  } catch {
    return null;
  }
}
