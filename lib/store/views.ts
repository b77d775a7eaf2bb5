import { type Article, descriptionOf, type Image } from '../content/article.ts';
import type { Author } from '../content/author.ts';
import { SECTION_COLOURS, type SectionColour } from '../content/schema/tag-schema.ts';
import type { TagName } from '../content/tag-names.ts';
import type { Edition } from '../routes/editions.ts';
import type { ImageFacts } from '../routes/image-files.ts';
import type { ContentStore } from './content-store.ts';
import { authorKey, imagesKey, presenceKey, readBy, tagKey } from './dependency-keys.ts';
import { editionIn, type QueryContext } from './query-context.ts';
import { mostWritten } from './tag-spellings.ts';

// Records as pages show them: names of authors and tags in the language of the page, and images with the
// facts of their files.

/** A person in a byline, and what the person did (empty: wrote it). */
export type Contributor = Readonly<{ id: string; name: string; role: string }>;

/**
 * A tag with its name in the language of a page. `language` (BCP 47) is that of the name if it differs from
 * the page's; `colour` is left out where it is `DEFAULT_COLOUR`.
 */
export type TagLink = TagName & Readonly<{ language?: string; colour?: TagColour }>;

/** A colour of sections by its name, or by the position (from 1) of the tag among those with a colour in the theme. */
export type TagColour = SectionColour | `own-${number}`;

/** An image with its alt text, caption and credit, and the facts of its file. */
export type ImageView = Readonly<Omit<Image, 'src'> & { facts: ImageFacts }>;

/**
 * The images of a Markdown text, by the `src` that the text gives them. Broken and missing images are left
 * out.
 */
export type BodyImages = Readonly<Record<string, ImageFacts>>;

/** An article as lists show it. */
export type Summary = Readonly<
  Pick<Article, 'slug' | 'language' | 'type' | 'headline' | 'published' | 'keyPoints'> & {
    edition: Edition;
    /** The standfirst, or else the first sentence of the text. */
    standfirst: string;
    section: TagLink | null;
    byline: readonly Contributor[];
    image: ImageView | null;
    /** The first author's portrait, in lists that show one. */
    portrait?: ImageFacts | null;
  }
>;

/** An author in the language of a page. `role` and `biography` are in `language` (BCP 47). */
export type AuthorView = Readonly<Omit<Author, 'translations'> & { language: string }>;

/**
 * An author as the author's page and the foot of an article show the person. `images` are those of the
 * biography.
 */
export type AuthorProfile = Readonly<
  Omit<AuthorView, 'portrait'> & { portrait: ImageFacts | null; images: BodyImages }
>;

/** An article as its page shows it. `images` are those of the body. */
export type Story = Readonly<
  Omit<Article, 'byline' | 'file' | 'draft' | 'image' | 'section' | 'tags'> & {
    edition: Edition;
    section: TagLink | null;
    tags: readonly TagLink[];
    byline: readonly Contributor[];
    authors: readonly AuthorProfile[];
    image: ImageView | null;
    images: BodyImages;
  }
>;

/** The record of an article, which does not hold the body. */
export type StoredArticle = Omit<Article, 'body'>;

/** The colour of stories whose section has none of its own. */
export const [DEFAULT_COLOUR] = SECTION_COLOURS;

/** An article as its page shows it. `images` are those of its file. */
export function storyView(store: ContentStore, { file, draft, ...article }: Article, images: BodyImages): Story {
  const context = { store, language: article.language };
  const ids = new Set(article.byline.map(({ author }) => author));
  return {
    ...article,
    edition: editionIn(store, article.language),
    section: article.section && namedTag(context, article.section),
    tags: article.tags.map((tag) => namedTag(context, tag)),
    image: imageView(article.image, images),
    images,
    byline: contributors(context, article.byline),
    authors: [...ids].map((id) => authorProfile(context, id)).filter((author) => author !== null),
  };
}

/** An article as lists show it. */
export function summaryView(store: ContentStore, article: StoredArticle): Summary {
  const { slug, language, type, headline, published, keyPoints } = article;
  const context = { store, language };
  return {
    slug,
    language,
    edition: editionIn(store, language),
    type,
    headline,
    standfirst: descriptionOf(article),
    section: article.section && namedTag(context, article.section),
    published,
    image: article.image && imageView(article.image, imagesOf(store, article.file)),
    keyPoints,
    byline: contributors(context, article.byline),
  };
}

/** An author with portrait and images, or null for an unknown id. */
export function authorProfile(context: QueryContext, id: string): AuthorProfile | null {
  const sql = 'SELECT record FROM authors WHERE id = ?';
  const found = readBy([authorKey(id)], () => context.store.row<{ record: string }>(sql, id));
  if (!found) return null;
  const author = authorView(context, JSON.parse(found.record) as Author);
  const images = imagesOf(context.store, author.file);
  return { ...author, portrait: images[author.portrait] ?? null, images };
}

/**
 * An author in the language of a page. A translation with a role or a biography replaces both, so that
 * languages are not mixed.
 */
export function authorView({ store, language }: QueryContext, { translations, ...author }: Author): AuthorView {
  const translation = translations[language];
  const name = translation?.name ?? author.name;
  if (translation?.role === undefined && translation?.biography === undefined) {
    return { ...author, name, language: store.publication().language };
  }
  return { ...author, name, role: translation.role ?? '', biography: translation.biography ?? '', language };
}

/**
 * A tag with its name in the language of a page, or null if neither a file nor a story of that language names
 * it.
 */
export function tagLink({ store, language }: QueryContext, slug: string): TagLink | null {
  const sql = "SELECT record ->> ? AS translated, name, record ->> 'colour' AS colour FROM tags WHERE slug = ?";
  const presence = presenceKey(`tag:${slug}`, language);
  // The same keys with and without a file: it may be one that only unpublished stories need.
  const found = readBy([tagKey(slug), presence], () =>
    store.row<{ translated: string | null; name: string; colour: SectionColour }>(sql, namePath(language), slug),
  );
  if (!found) {
    const name = readBy([presence], () => store.read((db) => mostWritten(db, slug, language, store.clock())));
    return name === null ? null : { slug, name, ...colourView(tagColour(store, slug, DEFAULT_COLOUR)) };
  }
  const { translated, name, colour } = found;
  const own = store.publication().language;
  return {
    slug,
    name: translated ?? name,
    ...(translated === null && language !== own ? { language: own } : {}),
    ...colourView(tagColour(store, slug, colour)),
  };
}

/** The colour of a tag in the theme, or else the one of its file. */
export function tagColour(store: ContentStore, slug: string, colour: SectionColour): TagColour {
  const at = store.publication().theme?.colours?.sections.findIndex((section) => section.slug === slug) ?? -1;
  return at === -1 ? colour : `own-${at + 1}`;
}

const colourView = (colour: TagColour) => (colour === DEFAULT_COLOUR ? {} : { colour });

/** The images that a file names, without broken ones, by the `src` that it gives them. */
export function imagesOf(store: ContentStore, file: string): BodyImages {
  const sql =
    'SELECT src, facts FROM image_references JOIN images ON path = image WHERE file = ? AND in_record = 1 AND facts IS NOT NULL';
  const found = readBy([imagesKey(file)], () => store.rows<{ src: string; facts: string }>(sql, file));
  return Object.fromEntries(found.map(({ src, facts }) => [src, JSON.parse(facts) as ImageFacts]));
}

function namedTag(context: QueryContext, tag: TagName): TagLink {
  return tagLink(context, tag.slug) ?? tag;
}

function contributors({ store, language }: QueryContext, byline: StoredArticle['byline']): Contributor[] {
  const sql = 'SELECT coalesce(record ->> ?, name) AS name FROM authors WHERE id = ?';
  return byline.flatMap(({ author, role }) => {
    const found = readBy([authorKey(author)], () => store.row<{ name: string }>(sql, namePath(language), author));
    return found ? [{ id: author, name: found.name, role }] : [];
  });
}

/**
 * The JSON path of a translated name in the record of an author or a tag
 * (https://www.sqlite.org/json1.html#path_arguments).
 */
function namePath(language: string): string {
  return `$.translations."${language}".name`;
}

function imageView(image: Image | null, images: BodyImages): ImageView | null {
  if (!image) return null;
  const { src, ...texts } = image;
  const facts = images[src];
  return facts ? { ...texts, facts } : null;
}
