import { slugOf } from '../../routes/slugs.ts';
import { textOfHtml } from '../html-tree.ts';
import { ownText } from '../own-text.ts';
import type { Attachment } from './wordpress-text.ts';
import type { WxrItem, WxrPart } from './wxr-items.ts';

/** A person of a site: `login` is how posts name them. An export has no biographies. */
export type WordPressAuthor = Readonly<{
  login: string;
  id: string;
  name: string;
  biography: string;
  hasEmail: boolean;
}>;

/** A category or a tag; `path` is its part of an address, with those of the categories that it is in. */
export type WordPressTerm = Readonly<{
  id: string;
  taxonomy: 'category' | 'tag';
  slug: string;
  name: string;
  description: string;
  path: string;
}>;

/** A person whom a plugin (Co-Authors Plus) knows, who has no account. */
export type GuestAuthor = Readonly<{ slug: string; name: string; biography: string; post: string }>;

/** So much of what posts refer to fits into the memory of an import, in characters: a million images. */
const MAX_KEPT = 200_000_000;

/** What the posts of a site refer to: it can stand anywhere in an export, and is read before them. */
export class WordPressLibrary {
  readonly authors = new Map<string, WordPressAuthor>();
  readonly guests = new Map<string, GuestAuthor>();
  /** The hosts of all images and files. */
  readonly mediaHosts = new Set<string>();
  readonly #terms = new Map<string, Omit<WordPressTerm, 'path'> & { parent: string }>();
  readonly #attachments = new Map<string, Attachment>();
  readonly #ofPosts = new Map<string, Attachment[]>();
  readonly #blocks = new Map<string, string>();
  #address = '';
  #fallback = '';
  #kept = 0;

  /** The address of the site, without a slash at its end; empty if the export does not say it. */
  get address(): string {
    return (this.#address || this.#fallback).replace(/\/$/, '');
  }

  /** Notes a part of an export. */
  read(part: WxrPart): void {
    if (part.kind === 'item') this.#readItem(part.item);
    else if (part.kind === 'site') {
      this.#address ||= part.texts.get('wp:base_blog_url')?.trim() ?? '';
      this.#fallback ||= part.texts.get('link')?.trim() ?? '';
    } else if (part.kind === 'author') this.#readAuthor(part.texts);
    else if (part.kind === 'category' || part.kind === 'tag') this.#readTerm(part.kind, part.texts);
  }

  attachment(id: string): Attachment | undefined {
    return this.#attachments.get(id);
  }

  attachmentsOf(post: string): readonly Attachment[] {
    return this.#ofPosts.get(post) ?? [];
  }

  reusableBlock(id: string): string | undefined {
    return this.#blocks.get(id);
  }

  /** The categories and tags, without the one for posts that have none. */
  terms(): WordPressTerm[] {
    return [...this.#terms.values()]
      .filter((term) => !isUncategorized(term.slug))
      .map((term) => ({ ...term, path: this.#pathOf(term.slug, 0) }));
  }

  /** The name of the category with this number; null if there is none. */
  categoryName(id: string): string | null {
    return [...this.#terms.values()].find((term) => term.taxonomy === 'category' && term.id === id)?.name ?? null;
  }

  /** A text that is kept. */
  #own(written: string): string {
    this.#kept += written.length + 40; // and what holds it
    if (this.#kept > MAX_KEPT)
      throw new Error(`The export has more than ${MAX_KEPT} characters about images, authors and blocks: divide it.`);
    return ownText(written);
  }

  #pathOf(slug: string, depth: number): string {
    const { parent = '' } = this.#terms.get(`category ${slug}`) ?? {};
    return parent === '' || depth > 10 ? slug : `${this.#pathOf(parent, depth + 1)}/${slug}`;
  }

  #readAuthor(texts: ReadonlyMap<string, string>): void {
    const own = (name: string) => this.#own(texts.get(`wp:author_${name}`)?.trim() ?? '');
    const login = own('login');
    const name = textOfHtml(own('display_name') || `${own('first_name')} ${own('last_name')}`) || login;
    const hasEmail = (texts.get('wp:author_email')?.trim() ?? '') !== '';
    if (login !== '' && !this.authors.has(login))
      this.authors.set(login, { login, id: own('id'), name, biography: own('description'), hasEmail });
  }

  #readTerm(taxonomy: 'category' | 'tag', texts: ReadonlyMap<string, string>): void {
    const named = taxonomy === 'category' ? ['wp:category_nicename', 'wp:cat_name'] : ['wp:tag_slug', 'wp:tag_name'];
    const own = (key: string) => this.#own(texts.get(key)?.trim() ?? '');
    const [slug = '', name = ''] = named.map(own);
    const description = own(`wp:${taxonomy}_description`);
    const term = { id: own('wp:term_id'), taxonomy, slug, name: textOfHtml(name), description };
    const parent = own('wp:category_parent');
    if (slug !== '') this.#terms.set(`${taxonomy} ${slug}`, { ...term, parent });
  }

  #readItem({ texts, meta }: WxrItem): void {
    const type = texts.get('wp:post_type');
    if (type !== 'wp_block' && type !== 'guest-author' && type !== 'attachment') return;
    const id = this.#own(texts.get('wp:post_id') ?? '');
    if (type === 'wp_block') this.#blocks.set(id, this.#own(texts.get('content:encoded') ?? ''));
    if (type === 'guest-author') {
      const name = this.#own(meta.get('cap-display_name') || texts.get('title') || '');
      const slug = this.#own((meta.get('cap-user_login') || slugOf(name)).toLowerCase());
      const biography = this.#own(meta.get('cap-description') ?? '');
      this.guests.set(slug, { slug, name: textOfHtml(name), biography, post: id });
    }
    if (type !== 'attachment') return;
    const attachment: Attachment = {
      id,
      url: this.#own(texts.get('wp:attachment_url')?.trim() ?? ''),
      alt: this.#own(textOfHtml(meta.get('_wp_attachment_image_alt') ?? '')),
      caption: this.#own(texts.get('excerpt:encoded')?.trim() ?? ''),
      parent: this.#own(texts.get('wp:post_parent') ?? '0'),
    };
    this.#attachments.set(id, attachment);
    const host = URL.parse(attachment.url)?.host;
    if (host) this.mediaHosts.add(host);
    const siblings = this.#ofPosts.get(attachment.parent) ?? [];
    siblings.push(attachment);
    if (attachment.parent !== '0') this.#ofPosts.set(attachment.parent, siblings);
  }
}

/** Whether a category is that of posts without one, in the languages in which WordPress is used most. */
export function isUncategorized(slug: string): boolean {
  return /^(?:uncategori[sz]ed|allgemein|unkategorisiert|non-classe|sin-categoria|sem-categoria|senza-categoria|geen-categorie)$/.test(
    slug,
  );
}
