import { slugOf } from '../../routes/slugs.ts';
import { textOfHtml } from '../html-tree.ts';
import type { Attachment } from './wordpress-text.ts';
import type { WxrItem, WxrPart } from './wxr-items.ts';

/** A person of a site: `login` is how posts name them. */
export type WordPressAuthor = Readonly<{ login: string; id: string; name: string; hasEmail: boolean }>;

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

/** So many images and files fit into the memory of an import. */
const MAX_ATTACHMENTS = 1_000_000;

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

  #pathOf(slug: string, depth: number): string {
    const { parent = '' } = this.#terms.get(`category ${slug}`) ?? {};
    return parent === '' || depth > 10 ? slug : `${this.#pathOf(parent, depth + 1)}/${slug}`;
  }

  #readAuthor(texts: ReadonlyMap<string, string>): void {
    const login = texts.get('wp:author_login')?.trim() ?? '';
    const given = texts.get('wp:author_display_name')?.trim() ?? '';
    const full = ['wp:author_first_name', 'wp:author_last_name'].map((name) => texts.get(name)?.trim() ?? '').join(' ');
    const name = textOfHtml(given || full) || login;
    const hasEmail = (texts.get('wp:author_email')?.trim() ?? '') !== '';
    if (login !== '' && !this.authors.has(login))
      this.authors.set(login, { login, id: texts.get('wp:author_id') ?? '', name, hasEmail });
  }

  #readTerm(taxonomy: 'category' | 'tag', texts: ReadonlyMap<string, string>): void {
    const named = taxonomy === 'category' ? ['wp:category_nicename', 'wp:cat_name'] : ['wp:tag_slug', 'wp:tag_name'];
    const [slug = '', name = ''] = named.map((key) => texts.get(key)?.trim() ?? '');
    const description = texts.get(`wp:${taxonomy}_description`)?.trim() ?? '';
    const term = { id: texts.get('wp:term_id') ?? '', taxonomy, slug, name: textOfHtml(name), description };
    const parent = texts.get('wp:category_parent')?.trim() ?? '';
    if (slug !== '') this.#terms.set(`${taxonomy} ${slug}`, { ...term, parent });
  }

  #readItem({ texts, meta }: WxrItem): void {
    const id = texts.get('wp:post_id') ?? '';
    const type = texts.get('wp:post_type');
    if (type === 'wp_block') this.#blocks.set(id, texts.get('content:encoded') ?? '');
    if (type === 'guest-author') {
      const name = meta.get('cap-display_name') || texts.get('title') || '';
      const slug = (meta.get('cap-user_login') || slugOf(name)).toLowerCase();
      this.guests.set(slug, { slug, name: textOfHtml(name), biography: meta.get('cap-description') ?? '', post: id });
    }
    if (type !== 'attachment') return;
    if (this.#attachments.size === MAX_ATTACHMENTS)
      throw new Error(`The export has more than ${MAX_ATTACHMENTS} images and files: divide it.`);
    const attachment: Attachment = {
      id,
      url: texts.get('wp:attachment_url')?.trim() ?? '',
      alt: textOfHtml(meta.get('_wp_attachment_image_alt') ?? ''),
      caption: texts.get('excerpt:encoded')?.trim() ?? '',
      parent: texts.get('wp:post_parent') ?? '0',
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
