import { isLanguage } from '../../content/language-code.ts';
import { withoutEntities } from '../../content/parse/html-in-keys.ts';
import { withoutTags } from '../../markdown/html-text.ts';
import type { ImportedImage } from '../imported-item.ts';
import type { ForeignKeys } from './foreign-front-matter.ts';

// What the front matter of other systems says about a page. Each of their themes has its own names for the
// same.

/** The names of a key, the most telling first; a dot leads into a group (`cover.image`). */
const NAMES = {
  title: ['title', 'headline'],
  standfirst: ['deck', 'description', 'excerpt', 'summary', 'subtitle', 'subheading', 'lead', 'teaser'],
  date: ['date', 'publishdate', 'publish_date', 'pubdate', 'published_at', 'published'],
  updated: [
    'lastmod',
    'last_modified_at',
    'last_modified',
    'updated',
    'updated_at',
    'last_updated',
    'modified',
    'dateupdated',
  ],
  authors: ['authors', 'author', 'byline', 'params.author', 'params.authors'],
  section: ['kicker', 'section'],
  language: ['lang', 'language', 'locale'],
  aliases: ['aliases', 'alias', 'redirect_from', 'redirectfrom'],
  slug: ['slug'],
  permalink: ['permalink', 'url'],
  draft: ['draft'],
  image: [
    'image',
    'cover',
    'cover.image',
    'featured_image',
    'featuredimage',
    'featureimage',
    'hero_image',
    'header.image',
    'header.overlay_image',
    'header.teaser',
    'banner',
    'primary_image',
    'thumbnail',
    'images',
    'resources',
  ],
  alt: ['image_alt', 'imagealt', 'alt', 'cover.alt', 'featured_image_alt', 'thumbnail_alt'],
  caption: ['image_caption', 'image_figcaption', 'cover.caption', 'header.caption', 'imagecaption'],
  credit: ['image_credit', 'photo_credit', 'cover.credit', 'header.credit'],
} as const;

export type PageKey = keyof typeof NAMES;

/** Keys that are about how a site works, not about what it says. */
const TECHNICAL =
  /^(?:layout|type|weight|published|permalink|url|comments?|share|toc|math|mathjax|sitemap|robots|noindex|pin|pinned|featured|hidden|readtime|classes|author_profile|related|read_time|menus?|nav_order|parent|collection|hero|cms_date|tumblr_url|id|uid|aliases|outputs|build|_build|cascade|markup|keywords|cssclass|path|eleventy\w*|tags|categor(?:y|ies)|topics?|tag|taxonomies|draft|expirydate|headless|path|date|iscjklanguage|linktitle|slug)$/;

/** The front matter of a page by the names in lower case, as Hugo reads them. */
export class PageKeys {
  readonly #keys: ReadonlyMap<string, unknown>;

  constructor(keys: ForeignKeys, defaults: ForeignKeys = {}) {
    const entries = [...Object.entries(defaults), ...Object.entries(keys)];
    this.#keys = new Map(entries.map(([key, value]) => [key.toLowerCase(), value]));
  }

  /** The value of a key by its own name; `cover.image` leads into a group. */
  get(name: string): unknown {
    const [first = '', ...rest] = name.split('.');
    return rest.reduce<unknown>((value, step) => (isGroup(value) ? value[step] : undefined), this.#keys.get(first));
  }

  /** The first value that a page has under the names of a key, without those of another kind. */
  #first<Value>(key: PageKey, read: (value: unknown) => Value | null): Value | null {
    for (const name of NAMES[key]) {
      const value = read(this.get(name));
      if (value !== null) return value;
    }
    return null;
  }

  /** A value as text without markup; null if there is none. */
  text(key: PageKey): string | null {
    return this.#first(key, (value) => plainText(scalar(value) ?? ''));
  }

  /** A value as it is written. */
  written(key: PageKey): string | null {
    return this.#first(key, (value) => scalar(value)?.trim() || null);
  }

  /** Values of a list, or of a single one. Of groups the name counts. */
  list(key: PageKey): string[] {
    return this.#first(key, (value) => nonEmpty(texts(value))) ?? [];
  }

  /** The texts under a name of its own. With `bySpaces` a text has several, as in Jekyll. */
  named(name: string, bySpaces = false): string[] {
    const value = this.get(name);
    return bySpaces && typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : texts(value);
  }

  get language(): string | null {
    const code = this.written('language')?.replaceAll('_', '-').split('.')[0] ?? null;
    return code !== null && /^[a-z]{2,3}(?:-[a-z\d]+)*$/i.test(code) && isLanguage(code) ? code : null;
  }

  /** Whether the page is not for readers yet. */
  get isDraft(): boolean {
    return isTrue(this.get('draft')) || isFalse(this.get('published')) || /^draft$/i.test(String(this.get('status')));
  }

  /** The lead image as the page names it: a path, a URL or an id. */
  get image(): ImportedImage | null {
    const found = this.#first('image', (value) => imageOf(Array.isArray(value) ? value[0] : value));
    if (!found) return null;
    return {
      src: found.src,
      alt: found.alt ?? this.text('alt'),
      caption: found.caption ?? this.text('caption'),
      credit: found.credit ?? this.text('credit'),
    };
  }

  /** Lists of links to read after a text, such as `further_reading`, by their keys. Empty without one. */
  get linkLists(): { key: string; links: { title: string; url: string; source: string }[] }[] {
    return [...this.#keys].flatMap(([key, value]) => {
      if (!LINK_LISTS.test(key) || !Array.isArray(value)) return [];
      const links = value.filter(isGroup).map((link) => {
        const [title = '', url = '', source = ''] = [link.title, link.url, link.source].map((one) => scalar(one) ?? '');
        return { title: plainText(title) ?? '', url: url.trim(), source: plainText(source) ?? '' };
      });
      const isWhole = links.length === value.length && links.every(({ title, url }) => title && /^https?:/.test(url));
      return isWhole && links.length > 0 ? [{ key, links }] : [];
    });
  }

  /** The names of keys that say something to readers and have no place in a story. */
  unused(known: ReadonlySet<string>): string[] {
    const names = new Set(Object.values(NAMES).flatMap((list) => list.map((name) => name.split('.')[0])));
    return [...this.#keys].flatMap(([key, value]) =>
      names.has(key) || known.has(key) || TECHNICAL.test(key) || texts(value).length === 0 ? [] : [key],
    );
  }
}

const LINK_LISTS = /^(?:further[-_]?reading|read[-_]?more|references|sources|related[-_]?links|see[-_]?also)$/;

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTrue = (value: unknown) => value === true || /^(?:true|yes|on|1)$/i.test(String(value));
const isFalse = (value: unknown) => value === false || /^(?:false|no|off|0)$/i.test(String(value));
const nonEmpty = (list: string[]) => (list.length > 0 ? list : null);

function scalar(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The texts of a value: of a list each, of a group its name. */
function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => {
    const name = isGroup(one) ? (one.name ?? one.title ?? one.id ?? one.label) : one;
    return plainText(scalar(name) ?? '') ?? [];
  });
}

function imageOf(value: unknown): ImportedImage | null {
  const text = (one: unknown) => plainText(scalar(one) ?? '');
  if (typeof value === 'string' && value.trim() !== '') {
    return { src: value.trim(), alt: null, caption: null, credit: null };
  }
  if (!isGroup(value)) return null;
  const src = scalar(value.src ?? value.url ?? value.path ?? value.image ?? value.file ?? value.feature);
  if (!src?.trim()) return null;
  return { src: src.trim(), alt: text(value.alt), caption: text(value.caption), credit: text(value.credit) };
}

/** A text without its HTML, on one line; null for an empty one. `<name>` alone is meant to be read. */
export function plainText(text: string): string | null {
  const plain = /<\/[a-z][a-z\d]*>|<br *\/?>/i.test(text) ? withoutTags(text) : withoutEntities(text);
  return plain.replace(/\s+/g, ' ').trim() || null;
}
