import path from 'node:path';
import type { Archive, ImportedAuthor, ImportedItem, ImportedTag, LeftOut } from '../imported-item.ts';
import { ownText } from '../own-text.ts';
import { siteDate } from './foreign-dates.ts';
import { ghostHtml } from './ghost-cards.ts';
import { type GhostText, lexicalHtml, mobiledocHtml } from './ghost-texts.ts';
import { rowsOf } from './json-rows.ts';
import { plainText } from './page-keys.ts';
import { jekyllAddress } from './permalinks.ts';
import { pathOfAddress, SiteFiles } from './site-files.ts';
import { profileLinks } from './site-people.ts';

// The export of Ghost: one file of JSON with its tables. Posts are read one by one; the other tables are
// small.

type Row = Readonly<Record<string, unknown>>;

/** What posts refer to. */
type Tables = {
  tags: Map<string, Row>;
  users: Map<string, Row>;
  /** Ids of tags and users by posts, in their order. */
  tagsOf: Map<string, [order: number, id: string][]>;
  authorsOf: Map<string, [order: number, id: string][]>;
  meta: Map<string, Row>;
  permalink: string | null;
};

const SMALL_TABLES = ['tags', 'users', 'posts_tags', 'posts_authors', 'posts_meta', 'settings'];

/** What is read of the data about a post. */
const META_KEYS = ['feature_image_alt', 'feature_image_caption'];

/** So much of the small tables fits into the memory of an import, in characters. */
const MAX_KEPT = 100_000_000;

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');

/** Opens an export. Images are beside it, in the folder `content/` of Ghost. Throws if it has no posts. */
export async function openGhost(file: string): Promise<Archive> {
  const tables = await readTables(file);
  const files = new SiteFiles(path.dirname(file));
  return {
    origin: null,
    mediaHosts: ['storage.ghost.io'],
    items: () => itemsOf(file, tables),
    files: async (address) => files.stream([pathOfAddress(address)]),
    close: async () => {},
  };
}

async function readTables(file: string): Promise<Tables> {
  const tables: Tables = {
    tags: new Map(),
    users: new Map(),
    tagsOf: new Map(),
    authorsOf: new Map(),
    meta: new Map(),
    permalink: null,
  };
  const relate = (map: Tables['tagsOf'], row: Row, id: string) => {
    const post = ownText(text(row.post_id));
    const ids = map.get(post) ?? [];
    ids.push([Number(row.sort_order ?? 0), ownText(id)]);
    map.set(post, ids);
  };
  let posts = 0;
  let kept = 0;
  /** A row of a table that is kept, or `keys` of it. */
  const own = (row: Row, keys?: readonly string[]): Row => {
    const json = JSON.stringify(row, keys?.slice());
    kept += json.length;
    if (kept > MAX_KEPT)
      throw new Error(`“${path.basename(file)}” has more than ${MAX_KEPT} characters about authors and tags.`);
    return JSON.parse(json) as Row;
  };
  for await (const { table, row } of rowsOf(file, [...SMALL_TABLES, 'posts'])) {
    if (table === 'posts') posts++;
    if (table === 'tags') tables.tags.set(ownText(text(row.id)), own(row));
    if (table === 'users') tables.users.set(ownText(text(row.id)), own(row));
    if (table === 'posts_tags') relate(tables.tagsOf, own(row), text(row.tag_id));
    if (table === 'posts_authors') relate(tables.authorsOf, own(row), text(row.author_id));
    if (table === 'posts_meta') tables.meta.set(ownText(text(row.post_id)), own(row, META_KEYS));
    if (table === 'settings' && row.key === 'permalinks') tables.permalink = text(row.value) || null;
  }
  if (posts > 0) return tables;
  const name = path.basename(file);
  throw new Error(`“${name}” is no export of Ghost: it has no posts. Name the .json file of Settings, Import/Export.`);
}

async function* itemsOf(file: string, tables: Tables): AsyncGenerator<ImportedItem> {
  for (const row of tables.users.values()) yield* authorOf(row);
  for (const row of tables.tags.values()) yield tagOf(row);
  for await (const { row } of rowsOf(file, ['posts'])) yield* postOf(row, tables);
}

const isInternal = (tag: Row) => text(tag.visibility) === 'internal' || text(tag.name).startsWith('#');

function* authorOf(row: Row): Generator<ImportedAuthor | LeftOut> {
  const source = `user ${text(row.id)}`;
  const biography = text(row.bio);
  yield {
    kind: 'author',
    source,
    id: text(row.id),
    name: text(row.name) || text(row.slug),
    role: null,
    biography: biography === '' ? null : { format: 'markdown', text: biography },
    portrait: withoutOrigin(text(row.profile_image) || text(row.image)) || null,
    links: profileLinks(row),
    oldAddresses: text(row.slug) === '' ? [] : [`/author/${text(row.slug)}/`],
  };
  if (text(row.email) !== '') yield { kind: 'left-out', source, what: 'the mail address of an author' };
  const place = text(row.location);
  if (place !== '') yield { kind: 'left-out', source, what: 'the place of an author', words: place };
}

function tagOf(row: Row): ImportedTag | LeftOut {
  const source = `tag ${text(row.id)}`;
  const name = text(row.name);
  if (isInternal(row)) return { kind: 'left-out', source, what: 'an internal tag', words: name };
  const description = plainText(text(row.description));
  return { kind: 'tag', source, name, description, oldAddresses: [`/tag/${text(row.slug)}/`] };
}

/** The address that Ghost writes for its own site. */
const withoutOrigin = (address: string) => address.replaceAll('__GHOST_URL__', '');

/** Names of rows in the order of a post. */
function inOrder(ids: readonly [number, string][] | undefined): string[] {
  return (ids ?? []).toSorted(([a], [b]) => a - b).map(([, id]) => id);
}

function* postOf(row: Row, tables: Tables): Generator<ImportedItem> {
  const id = text(row.id);
  const source = `post ${id} (${text(row.slug)})`;
  const leftOut = (what: string, words = ''): LeftOut => ({ kind: 'left-out', source, what, ...(words && { words }) });
  const found = textOf(row);
  if ('problem' in found) return yield leftOut(`a post that cannot be read: ${found.problem}`);
  for (const what of new Set(found.lost)) yield leftOut(what);
  const html = withoutOrigin(found.html);
  const meta = tables.meta.get(id) ?? row;
  const image = withoutOrigin(text(row.feature_image) || text(row.image));
  if (html.trim() === '' && image === '') return yield leftOut('a post without a text');
  for (const key of ['codeinjection_head', 'codeinjection_foot']) {
    if (text(row[key]) !== '') yield leftOut('code that Ghost puts into a page');
  }
  const status = text(row.status);
  const visibility = text(row.visibility) || 'public';
  const isOpen = visibility === 'public';
  if (!isOpen && status !== 'draft')
    yield leftOut(`the access for ${visibility} only to a post, which becomes a draft`);
  if (status === 'sent') yield leftOut('a post that was only mailed, which becomes a draft');
  const canonical = URL.parse(text(row.canonical_url));
  if (canonical) yield leftOut('the address of a post’s original', canonical.href);
  const address = addressOf(row, tables);
  const published = isoTime(row.published_at);
  const tags = inOrder(tables.tagsOf.get(id)).flatMap((tag): Row[] =>
    [tables.tags.get(tag) ?? {}].filter(({ name }) => name),
  );
  const authors = inOrder(tables.authorsOf.get(id)).filter((author) => tables.users.has(author));
  const single = [row.author_id, row.created_by].map(text).find((author) => tables.users.has(author));
  yield {
    kind: row.type === 'page' || row.page === 1 || row.page === true ? 'page' : 'story',
    source,
    title: plainText(text(row.title)) ?? 'Untitled',
    text: { format: 'html', text: html },
    base: address,
    slug: text(row.slug) || null,
    date: published ?? isoTime(row.created_at),
    updated: updatedAt(published, isoTime(row.updated_at)),
    authors: authors.length > 0 ? authors : single === undefined ? [] : [single],
    tags: tags.filter((tag) => !isInternal(tag)).map((tag) => text(tag.name)),
    section: null,
    standfirst: plainText(text(row.custom_excerpt)),
    language: null,
    image:
      image === ''
        ? null
        : {
            src: image,
            alt: plainText(text(meta.feature_image_alt)),
            caption: plainText(text(meta.feature_image_caption)),
            credit: null,
          },
    draft: !isOpen || !['published', 'scheduled'].includes(status),
    oldAddresses: address === null ? [] : [address],
  };
}

/** The text of a post: Ghost’s HTML, or that of its editor’s format. */
function textOf(row: Row): GhostText | { problem: string } {
  try {
    if (text(row.html) !== '') return ghostHtml(text(row.html));
    if (text(row.lexical) !== '') return lexicalHtml(text(row.lexical));
    if (text(row.mobiledoc) !== '') return mobiledocHtml(text(row.mobiledoc));
    return { html: '', lost: [] };
  } catch (error) {
    return { problem: `its text is damaged (${(error as Error).message})` };
  }
}

function addressOf(row: Row, { permalink }: Tables): string | null {
  const slug = text(row.slug);
  if (slug === '') return null;
  const isPage = row.type === 'page' || row.page === 1 || row.page === true;
  if (permalink === null || isPage) return `/${slug}/`;
  const date = siteDate(text(row.published_at), null);
  return (
    jekyllAddress(permalink, { date, title: '', slug, fileName: slug, folders: [], categories: [] }) ?? `/${slug}/`
  );
}

/**
 * A time of Ghost (`2021-03-01 09:30:00` in UTC, ISO 8601, or milliseconds) in ISO 8601; null if there is
 * none.
 */
function isoTime(value: unknown): string | null {
  if (typeof value === 'number') return new Date(value).toISOString();
  const written = text(value);
  if (written === '') return null;
  const instant = Date.parse(/Z|[+-]\d\d:?\d\d$/i.test(written) ? written : `${written.replace(' ', 'T')}Z`);
  return Number.isNaN(instant) ? null : new Date(instant).toISOString();
}

const DAY = 86_400_000;

/** When a post last changed, if that was a day after it appeared: Ghost counts each save. */
function updatedAt(published: string | null, updated: string | null): string | null {
  if (published === null || updated === null) return null;
  return Date.parse(updated) - Date.parse(published) > DAY ? updated : null;
}
