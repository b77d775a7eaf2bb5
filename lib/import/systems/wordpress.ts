import { isLanguage } from '../../content/language-code.ts';
import { slugOf } from '../../routes/slugs.ts';
import { textOfHtml } from '../html-tree.ts';
import type {
  Archive,
  ImportedAuthor,
  ImportedImage,
  ImportedItem,
  ImportedStory,
  ImportedTag,
  LeftOut,
} from '../imported-item.ts';
import { isUncategorized, type WordPressAuthor, WordPressLibrary, type WordPressTerm } from './wordpress-library.ts';
import { renderedHtml, type TextContext, wordPressHtml } from './wordpress-text.ts';
import { readWxr, type WxrItem, type WxrSource } from './wxr-items.ts';

/**
 * Opens exports of WordPress (Tools, Export: WXR files), which may be the parts of one, or a site by its address.
 * Throws for what is none, or is damaged, before anything is imported. `progress` hears of posts that have come.
 */
export async function openWordPress(
  names: readonly string[],
  progress: (rows: number) => void = () => {},
): Promise<Archive> {
  if (names.length === 0) throw new Error('Name the export: npm run import -- wordpress export.xml');
  const sources: WxrSource[] = [];
  const close = () => {
    for (const source of sources) source.close();
  };
  try {
    for (const name of names) sources.push(await sourceOf(name, progress));
    const library = new WordPressLibrary();
    for (const source of sources) for await (const part of source.read()) library.read(part);
    return {
      origin: URL.parse(library.address)?.origin ?? null,
      mediaHosts: [...library.mediaHosts],
      items: () => itemsOf(sources, library),
      files: async () => null, // an export has none
      close: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function sourceOf(name: string, progress: (rows: number) => void): Promise<WxrSource> {
  if (!/^https?:\/\//i.test(name)) return { read: () => readWxr(name), notShown: [], close: () => {} };
  return (await import('./wordpress-site.ts')).fetchWordPress(name, { progress });
}

async function* itemsOf(sources: readonly WxrSource[], library: WordPressLibrary): AsyncGenerator<ImportedItem> {
  for (const what of sources.flatMap(({ notShown }) => notShown)) yield leftOut(library.address, what);
  const home = URL.parse(library.address)?.pathname.replace(/\/$/, '') ?? '';
  for (const author of library.authors.values()) {
    yield authorOf(author, home);
    if (author.hasEmail) yield leftOut(`author ${author.login}`, 'e-mail address of an author');
  }
  for (const guest of library.guests.values()) {
    yield {
      ...noAuthor,
      source: `guest author ${guest.post}`,
      id: `guest ${guest.slug}`,
      name: guest.name,
      biography: guest.biography ? { format: 'html', text: guest.biography } : null,
      oldAddresses: [`${home}/author/${guest.slug}/`],
    };
  }
  for (const term of library.terms()) yield tagOf(term, home);
  for (const source of sources) {
    for await (const part of source.read()) if (part.kind === 'item') yield* new Post(part.item, library, home).items();
  }
}

const leftOut = (source: string, what: string, words = ''): LeftOut => ({
  kind: 'left-out',
  source,
  what,
  ...(words && { words }),
});

const noAuthor = { kind: 'author', role: null, biography: null, portrait: null, links: [], oldAddresses: [] } as const;

function authorOf({ login, id, name, biography }: WordPressAuthor, home: string): ImportedAuthor {
  const oldAddresses = [`${home}/author/${slugOf(login)}/`, ...(id ? [`${home}/?author=${id}`] : [])];
  const text = biography === '' ? null : ({ format: 'html', text: biography } as const);
  return { ...noAuthor, source: `author ${login}`, id: login, name, biography: text, oldAddresses };
}

function tagOf({ taxonomy, id, slug, name, description, path }: WordPressTerm, home: string): ImportedTag {
  const byNumber = taxonomy === 'category' ? (id ? [`${home}/?cat=${id}`] : []) : [`${home}/?tag=${slug}`];
  const oldAddresses = [`${home}/${taxonomy}/${taxonomy === 'category' ? path : slug}/`, ...byNumber];
  return { kind: 'tag', source: `${taxonomy} ${slug}`, name, description: description || null, oldAddresses };
}

/** States of a post that readers see, or will see. */
const PUBLIC = /^(?:publish|future)$/;
const DRAFT = /^(?:draft|pending)$/;
/** Items that WordPress keeps for itself. */
const INTERNAL =
  /^(?:attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|guest-author|acf-field(?:-group)?)$/;

class Post {
  readonly #item: WxrItem;
  readonly #library: WordPressLibrary;
  readonly #home: string;

  constructor(item: WxrItem, library: WordPressLibrary, home: string) {
    this.#item = item;
    this.#library = library;
    this.#home = home;
  }

  /** The post, or why it is not imported; and what belongs to it and is not imported. */
  *items(): Generator<ImportedItem> {
    const type = this.#text('wp:post_type') || 'post';
    const status = this.#text('wp:status') || 'publish';
    // Files that a program has made may have no numbers.
    const number = this.#text('wp:post_id') || this.#text('link').trim() || this.#text('title').trim();
    const source = `${type === 'page' ? 'page' : 'post'} ${number}`;
    for (let count = 0; count < this.#item.comments; count++) yield leftOut(source, 'comment');
    if (INTERNAL.test(type)) return;
    if (type !== 'post' && type !== 'page')
      yield leftOut(source, `item of the type “${type}”`, textOfHtml(this.#text('title')));
    else if (this.#text('wp:post_password') !== '') yield leftOut(source, `${type} with a password`);
    else if (status === 'private') yield leftOut(source, `private ${type}`);
    else if (!PUBLIC.test(status) && !DRAFT.test(status)) yield leftOut(source, `${type} in the state “${status}”`);
    else yield* this.#story(source, type === 'page' ? 'page' : 'story', DRAFT.test(status));
  }

  *#story(source: string, kind: ImportedStory['kind'], draft: boolean): Generator<ImportedItem> {
    const missing: LeftOut[] = [];
    const context: TextContext = {
      attachment: (id) => this.#library.attachment(id),
      attachmentsOf: (post) => this.#library.attachmentsOf(post),
      reusableBlock: (id) => this.#library.reusableBlock(id),
      post: this.#text('wp:post_id'),
      footnotes: this.#item.meta.get('footnotes') ?? '',
      leaveOut: (what, words) => missing.push(leftOut(source, what, words)),
    };
    const made = this.#item.texts.get('content:rendered');
    const html =
      made === undefined ? wordPressHtml(this.#text('content:encoded'), context) : renderedHtml(made, context);
    const address = this.#address(draft);
    const { section, tags } = this.#subjects();
    yield {
      kind,
      source,
      title: this.#text('title'),
      text: { format: 'html', text: html },
      base: address,
      slug: this.#text('wp:post_name') || null,
      date: dateOf(this.#text('wp:post_date_gmt'), this.#text('wp:post_date')),
      updated: dateOf(this.#text('wp:post_modified_gmt'), this.#text('wp:post_modified')),
      authors: this.#authors(),
      tags,
      section,
      standfirst: this.#text('excerpt:encoded').trim() || null,
      language: this.#language(),
      image: this.#image(),
      draft,
      // Of a scheduled post nobody knows an address yet.
      oldAddresses: this.#text('wp:status') === 'publish' ? this.#oldAddresses(kind, address) : [],
    };
    yield* missing;
  }

  #text(name: string): string {
    return this.#item.texts.get(name) ?? '';
  }

  /** The path of a published post; null for a draft, which has none of its own. */
  #address(draft: boolean): string | null {
    const url = URL.parse(this.#text('link').trim());
    const isOwn = url && url.host === URL.parse(this.#library.address)?.host;
    return url && isOwn && !draft && url.search === '' ? url.pathname : null;
  }

  #oldAddresses(kind: ImportedStory['kind'], address: string | null): string[] {
    const id = this.#text('wp:post_id');
    const byNumber = id ? [`${this.#home}/?${kind === 'page' ? 'page_id' : 'p'}=${id}`] : [];
    if (address === null) return byNumber;
    const slug = this.#text('wp:post_name');
    const formerSlug = this.#item.meta.get('_wp_old_slug') ?? '';
    const former = slug !== '' && formerSlug !== '' ? address.replace(`/${slug}`, () => `/${formerSlug}`) : address;
    return [address, ...(former === address ? [] : [former]), ...byNumber];
  }

  #authors(): string[] {
    const named = this.#item.categories.filter(({ domain }) => domain === 'author');
    if (named.length === 0) return [this.#text('dc:creator').trim()].filter(Boolean);
    return named.map(({ nicename, name }) => {
      const login = nicename.replace(/^cap-/, '');
      if (this.#library.guests.has(login)) return `guest ${login}`;
      return this.#library.authors.has(login) ? login : textOfHtml(name) || login;
    });
  }

  #subjects(): { section: string | null; tags: string[] } {
    const of = (taxonomy: string) =>
      this.#item.categories
        .filter(({ domain, nicename }) => domain === taxonomy && !isUncategorized(nicename))
        .map(({ name }) => textOfHtml(name));
    const categories = of('category');
    const primary = this.#library.categoryName(this.#item.meta.get('_yoast_wpseo_primary_category') ?? '');
    const section = primary !== null && categories.includes(primary) ? primary : (categories[0] ?? null);
    return { section, tags: [...categories, ...of('post_tag')] };
  }

  /** The language of a post, as plugins for several languages note it. */
  #language(): string | null {
    const code = this.#item.categories.find(({ domain }) => domain === 'language')?.nicename ?? '';
    return code !== '' && isLanguage(code) ? code : null;
  }

  #image(): ImportedImage | null {
    const found = this.#library.attachment(this.#item.meta.get('_thumbnail_id') ?? '');
    return found ? { src: found.url, alt: found.alt || null, caption: found.caption || null, credit: null } : null;
  }
}

/** A date of WordPress as ISO 8601: in UTC if that is known; null for one that is not set. */
function dateOf(utc: string, local: string): string | null {
  const isSet = (date: string) => /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date.trim());
  if (isSet(utc)) return `${utc.trim().replace(' ', 'T')}Z`;
  return isSet(local) ? local.trim().replace(' ', 'T') : null;
}
