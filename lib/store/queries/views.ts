import type { Article, Image, TagName } from '../../content/article.ts';
import type { Author } from '../../content/records.ts';
import { SECTION_COLOURS, type SectionColour } from '../../content/schema.ts';
import type { ImageFacts } from '../../routes/image-files.ts';
import type { Edition } from '../../routes/urls.ts';
import { contentStore } from '../content-store.ts';
import { row, rows } from './asking.ts';
import { editionIn } from './published.ts';

// Records as pages show them: with the names that people and tags have in the language of the page, and with what is known of their images.

/** A name in a byline: whose, and what the person did (empty: wrote it). */
export type Contributor = Readonly<{ id: string; name: string; role: string }>;

/** A tag as pages in a language call it; `language` is that of the name (BCP 47), where it is another; `colour` is that of its stories, where it is not the usual. */
export type TagLink = TagName & Readonly<{ language?: string; colour?: SectionColour }>;

/** An image with its words, and what is known of its file. */
export type ImageView = Readonly<Omit<Image, 'src'> & { facts: ImageFacts }>;

/** The images in a Markdown text, by their addresses in it. Those that cannot be shown are left out. */
export type BodyImages = Readonly<Record<string, ImageFacts>>;

/** An article as lists show it. */
export type Summary = Readonly<
  Pick<Article, 'slug' | 'language' | 'type' | 'headline' | 'standfirst' | 'published' | 'keyPoints'> & {
    edition: Edition;
    section: TagLink | null;
    byline: readonly Contributor[];
    image: ImageView | null;
    /** Of who speaks, in a list that shows that. */
    portrait?: ImageFacts | null;
  }
>;

/** An author as a page in some language tells of the person; role and biography are in `language` (BCP 47). */
export type AuthorView = Readonly<Omit<Author, 'translations'> & { language: string }>;

/** An author as pages show them; `images` are those of the biography. */
export type AuthorProfile = Readonly<
  Omit<AuthorView, 'portrait'> & { portrait: ImageFacts | null; images: BodyImages }
>;

/** An article as its page shows it; `images` are those of the body. */
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

/** An article as the index keeps it, apart from its text. */
export type StoredArticle = Omit<Article, 'body'>;

/** An article with what its page says of its authors, tags and images; `images` are those of its file. */
export function storyOf({ file, draft, ...article }: Article, images: BodyImages): Story {
  const { language } = article;
  const ids = new Set(article.byline.map(({ author }) => author));
  return {
    ...article,
    edition: editionIn(language),
    ...namedTags(article),
    image: imageView(article.image, images),
    images,
    byline: contributors(article),
    authors: [...ids].map((id) => profile(language, id)).filter((author) => author !== null),
  };
}

/** An article as lists show it, from its record. */
export function summary(record: string): Summary {
  return summaryOf(JSON.parse(record) as StoredArticle);
}

/** An article as lists show it. */
export function summaryOf(stored: StoredArticle): Summary {
  const { slug, language, type, headline, standfirst, published, keyPoints } = stored;
  const image = stored.image && imageView(stored.image, imagesOf(stored.file));
  const { section } = namedTags({ ...stored, tags: [] });
  const byline = contributors(stored);
  const edition = editionIn(language);
  return { slug, language, edition, type, headline, standfirst, section, published, image, keyPoints, byline };
}

/** An author as pages in a language show the person, or null. */
export function profile(language: string, id: string): AuthorProfile | null {
  const found = row<{ record: string }>('SELECT record FROM authors WHERE id = ?', id);
  if (!found) return null;
  const author = authorIn(language, JSON.parse(found.record) as Author);
  const images = imagesOf(author.file);
  return { ...author, portrait: images[author.portrait] ?? null, images };
}

/** An author as pages in a language tell of the person. What is said of the person there is as complete as its editors want it: nothing is mixed with another language. */
export function authorIn(language: string, { translations, ...author }: Author): AuthorView {
  const there = translations[language];
  const told = there && (there.role !== undefined || there.biography !== undefined);
  return {
    ...author,
    name: there?.name ?? author.name,
    role: told ? (there.role ?? '') : author.role,
    biography: told ? (there.biography ?? '') : author.biography,
    language: told ? language : contentStore().publication().language,
  };
}

/** A tag as it is called in a language: as its file, or else the first article with it, spells it; null for one that is not known. */
export function tagIn(language: string, slug: string): TagLink | null {
  const found = row<{ there: string | null; name: string; colour: SectionColour | null }>(
    "SELECT record ->> ? AS there, name, record ->> 'colour' AS colour FROM tags WHERE slug = ?",
    nameAt(language),
    slug,
  );
  if (!found) return null;
  const { there, name, colour } = found;
  const own = contentStore().publication().language;
  return {
    slug,
    name: there ?? name,
    // What no file describes is called as an article in whichever language calls it.
    ...(there === null && colour !== null && language !== own ? { language: own } : {}),
    ...(colour === null || colour === USUAL ? {} : { colour }),
  };
}

/** The colour of stories whose section has none of its own. */
export const [USUAL] = SECTION_COLOURS;

/** The section and the tags of an article as they are called in its language. */
function namedTags({ section, tags, language }: Pick<StoredArticle, 'section' | 'tags' | 'language'>): {
  section: TagLink | null;
  tags: TagLink[];
} {
  const named = (tag: TagName) => tagIn(language, tag.slug) ?? tag;
  return { section: section && named(section), tags: tags.map(named) };
}

function contributors({ byline, language }: Pick<StoredArticle, 'byline' | 'language'>): Contributor[] {
  return byline.flatMap(({ author, role }) => {
    const name = nameIn(language, 'authors', 'id', author);
    return name === null ? [] : [{ id: author, name, role }];
  });
}

/** What an author or a tag is called in a language; null for one that is not known. */
function nameIn(language: string, table: 'authors' | 'tags', column: 'id' | 'slug', key: string): string | null {
  const sql = `SELECT coalesce(record ->> ?, name) AS name FROM ${table} WHERE ${column} = ?`;
  return row<{ name: string }>(sql, nameAt(language), key)?.name ?? null;
}

/** Where the record of an author or a tag has its name in a language (https://www.sqlite.org/json1.html#path_arguments). */
function nameAt(language: string): string {
  return `$.translations."${language}".name`;
}

/** The sound images that the last good record of a file names, by how it does. */
export function imagesOf(file: string): BodyImages {
  const sql =
    'SELECT src, facts FROM uses JOIN images ON path = image WHERE file = ? AND shown = 1 AND facts IS NOT NULL';
  const found = rows<{ src: string; facts: string }>(sql, file);
  return Object.fromEntries(found.map(({ src, facts }) => [src, JSON.parse(facts) as ImageFacts]));
}

function imageView(image: Image | null, images: BodyImages): ImageView | null {
  if (!image) return null;
  const { src, ...words } = image;
  const facts = images[src];
  return facts ? { ...words, facts } : null;
}
