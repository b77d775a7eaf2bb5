import { parse as parseCsv } from 'csv-parse';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { Archive, ImportedItem, LeftOut } from '../imported-item.ts';
import { cardHtml, elementsOf, outerHtml } from './edited-html.ts';
import { replaceEmbeds } from './substack-embeds.ts';
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
    mediaHosts: [
      'substack-post-media.s3.amazonaws.com',
      'bucketeer-e05bbc84-baa3-437e-9518-adb32be77984.s3.amazonaws.com',
    ],
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

/** The text of a post with our elements instead of Substack’s own, and links to posts of the export. */
function cleanedText(
  html: string,
  podcast: string,
  slugs: ReadonlySet<string>,
): { html: string; dropped: Set<string> } {
  const document = parseDocument(html);
  const dropped = replaceEmbeds(document);
  for (const { attribs, children } of elementsOf(document, 'a')) {
    const [, slug = ''] = /^\/p\/([\w-]+)\/?$/.exec(URL.parse(attribs.href ?? '')?.pathname ?? '') ?? [];
    if (slugs.has(slug)) attribs.href = `/p/${slug}`;
    // Substack links each image to a larger copy of it.
    const [img] = DomUtils.getElementsByTagName('img', children);
    if (attribs.class?.includes('image-link') && img && ENLARGED.test(attribs.href ?? '')) {
      attribs.href = img.attribs.src ?? '';
    }
  }
  const sound = /^https?:/.test(podcast) ? cardHtml('audio', podcast, '') : '';
  return { html: sound + outerHtml(document), dropped };
}

/** The addresses of images that Substack keeps. */
const ENLARGED = /^https:\/\/(?:(?:cdn\.)?substackcdn\.com|cdn\.substack\.com|[\w.-]*\.amazonaws\.com)\//;
