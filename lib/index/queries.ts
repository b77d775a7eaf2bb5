import type { SQLInputValue } from 'node:sqlite';
import type { Article, Picture, TagName } from '../content/article.ts';
import type { Author, Page, Publication, Tag } from '../content/masthead.ts';
import { isoDay } from '../dates.ts';
import type { PictureFacts } from '../pictures.ts';
import { newsroom } from './newsroom.ts';
import * as statement from './statement.ts';
import { noted } from './trace.ts';

// Every question that a page may ask. Answers are plain data, and hold nothing that is not published at the moment of asking.

/** A name in a byline: whose, and what the person did (empty: wrote it). */
export type Contributor = Readonly<{ id: string; name: string; role: string }>;

/** A picture with its words, and what is known of its file. */
export type ShownPicture = Readonly<Omit<Picture, 'src'> & { facts: PictureFacts }>;

/** The pictures in a Markdown text, by their addresses in it. Those that cannot be shown are left out. */
export type BodyPictures = Readonly<Record<string, PictureFacts>>;

/** An article as lists show it. */
export type Summary = Readonly<
  Pick<Article, 'slug' | 'language' | 'type' | 'headline' | 'standfirst' | 'section' | 'published' | 'keyPoints'> & {
    byline: readonly Contributor[];
    image: ShownPicture | null;
  }
>;

/** An author as pages show them; `pictures` are those of the biography. */
export type Profile = Readonly<Omit<Author, 'portrait'> & { portrait: PictureFacts | null; pictures: BodyPictures }>;

/** An article as its page shows it; `pictures` are those of the body. */
export type Story = Readonly<
  Omit<Article, 'byline' | 'file' | 'draft' | 'image'> & {
    byline: readonly Contributor[];
    authors: readonly Profile[];
    image: ShownPicture | null;
    pictures: BodyPictures;
  }
>;

/** One page of a list. `pages` is at least 1. */
export type ListPage<Item> = Readonly<{ items: readonly Item[]; page: number; pages: number; total: number }>;

export const STORIES_A_PAGE = 24;
export const NAMES_A_PAGE = 60;

type Stored = Omit<Article, 'body'>;

/** Every question by its name. */
export const questions = {
  /** The publication. */
  publication(): Publication {
    return newsroom().publication();
  },

  /** The calendar day in the publication's zone: `2024-01-14`. */
  today(): string {
    return isoDay(newsroom().clock(), questions.publication().timeZone);
  },

  /** The published article at `slug` in the publication's language, or null. */
  story(slug: string): Story | null {
    const found = row<{ record: string; body: string }>(
      'SELECT record, body FROM articles WHERE language = ? AND slug = ? AND draft = 0 AND published <= ?',
      questions.publication().language,
      slug,
      newsroom().clock(),
    );
    if (!found) return null;
    const { file, draft, ...stored } = JSON.parse(found.record) as Stored;
    const ids = new Set(stored.byline.map(({ author }) => author));
    const authors = [...ids].map((id) => questions.author(id)).filter((author) => author !== null);
    const pictures = picturesOf(file);
    return {
      ...stored,
      ...canonicalTags(stored),
      image: shownPicture(stored.image, pictures),
      body: found.body,
      pictures,
      byline: contributors(stored),
      authors,
    };
  },

  /** All published articles, newest first; null when the list has no such page. */
  latest(page: number): ListPage<Summary> | null {
    return listPage('all', page);
  },

  /** What an author wrote, newest first; null when the list has no such page. */
  storiesBy(author: string, page: number): ListPage<Summary> | null {
    return listPage(`author:${author}`, page);
  },

  /** What stands under a tag, newest first; null when the list has no such page. */
  storiesUnder(tag: string, page: number): ListPage<Summary> | null {
    return listPage(`tag:${tag}`, page);
  },

  author(id: string): Profile | null {
    const found = row<{ record: string }>('SELECT record FROM authors WHERE id = ?', id);
    if (!found) return null;
    const author = JSON.parse(found.record) as Author;
    const pictures = picturesOf(author.file);
    return { ...author, portrait: pictures[author.portrait] ?? null, pictures };
  },

  /** A tag that has a file or a published article, or null. */
  tag(slug: string): (Pick<Tag, 'slug' | 'name' | 'description'> & { pictures: BodyPictures }) | null {
    const found = row<{ name: string; record: string | null }>('SELECT name, record FROM tags WHERE slug = ?', slug);
    if (!found || (found.record === null && count(`tag:${slug}`) === 0)) return null;
    if (found.record === null) return { slug, name: found.name, description: '', pictures: {} };
    const { file, description } = JSON.parse(found.record) as Tag;
    return { slug, name: found.name, description, pictures: picturesOf(file) };
  },

  /** All authors by name, each with the number of articles; null when the list has no such page. */
  authors(page: number): ListPage<Author & { stories: number }> | null {
    const all = rows<{ id: string; record: string }>('SELECT id, record FROM authors ORDER BY name, id');
    const counts = countsOf('author:');
    return cut(all, page, ({ id, record }) => ({ ...(JSON.parse(record) as Author), stories: counts.get(id) ?? 0 }));
  },

  /** All tags by name, each with the number of articles; null when the list has no such page. */
  tags(page: number): ListPage<TagName & { stories: number }> | null {
    const counts = countsOf('tag:');
    const all = rows<{ slug: string; name: string; described: number }>(
      'SELECT slug, name, record IS NOT NULL AS described FROM tags ORDER BY name, slug',
    ).filter(({ slug, described }) => described || counts.has(slug));
    return cut(all, page, ({ slug, name }) => ({ slug, name, stories: counts.get(slug) ?? 0 }));
  },

  /** A page of its own, such as “About us”, or null. */
  page(slug: string): (Page & { pictures: BodyPictures }) | null {
    const found = row<{ record: string }>('SELECT record FROM pages WHERE slug = ?', slug);
    if (!found) return null;
    const page = JSON.parse(found.record) as Page;
    return { ...page, pictures: picturesOf(page.file) };
  },

  /** The navigation: the publication's sections that are tags, in its order. */
  sections(): TagName[] {
    return questions.publication().sections.flatMap((name) => {
      const found = row<{ slug: string }>('SELECT slug FROM tags WHERE name = ?1 OR slug = ?1', name);
      const tag = found && questions.tag(found.slug);
      return tag ? [{ slug: tag.slug, name: tag.name }] : [];
    });
  },

  /** The pages that the publication links at its foot. */
  footerPages(): Pick<Page, 'slug' | 'title'>[] {
    return questions.publication().footer.flatMap((slug) => {
      const page = questions.page(slug);
      return page ? [{ slug, title: page.title }] : [];
    });
  },
};

/** The questions as pages ask them: each is noted in the page's trace. */
export const index = noted(questions);

function row<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
  return newsroom().ask((db) => statement.row<Row>(db, sql, ...values));
}

function rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
  return newsroom().ask((db) => statement.rows<Row>(db, sql, ...values));
}

/** The sound pictures that the last good record of a file names, by how it does. */
function picturesOf(file: string): BodyPictures {
  const sql =
    'SELECT src, facts FROM uses JOIN pictures ON path = picture WHERE file = ? AND shown = 1 AND facts IS NOT NULL';
  const found = rows<{ src: string; facts: string }>(sql, file);
  return Object.fromEntries(found.map(({ src, facts }) => [src, JSON.parse(facts) as PictureFacts]));
}

function shownPicture(image: Picture | null, pictures: BodyPictures): ShownPicture | null {
  if (!image) return null;
  const { src, ...words } = image;
  const facts = pictures[src];
  return facts ? { ...words, facts } : null;
}

function contributors({ byline }: Pick<Stored, 'byline'>): Contributor[] {
  return byline.flatMap(({ author, role }) => {
    const found = row<{ name: string }>('SELECT name FROM authors WHERE id = ?', author);
    return found ? [{ id: author, name: found.name, role }] : [];
  });
}

/** A tag is spelt everywhere as its file, or the first article with it, spells it. */
function canonicalTags({ section, tags }: Pick<Stored, 'section' | 'tags'>): {
  section: TagName | null;
  tags: TagName[];
} {
  const canonical = (tag: TagName): TagName => {
    const found = row<{ name: string }>('SELECT name FROM tags WHERE slug = ?', tag.slug);
    return found ? { slug: tag.slug, name: found.name } : tag;
  };
  return { section: section && canonical(section), tags: tags.map(canonical) };
}

function summary(record: string): Summary {
  const stored = JSON.parse(record) as Stored;
  const { slug, language, type, headline, standfirst, published, keyPoints } = stored;
  const image = stored.image && shownPicture(stored.image, picturesOf(stored.file));
  const { section } = canonicalTags({ ...stored, tags: [] });
  const byline = contributors(stored);
  return { slug, language, type, headline, standfirst, section, published, image, keyPoints, byline };
}

function count(list: string): number {
  const sql = 'SELECT count(*) AS total FROM listings WHERE list = ? AND language = ? AND published <= ?';
  const found = row<{ total: number }>(sql, list, questions.publication().language, newsroom().clock());
  return found?.total ?? 0;
}

/** The number of articles in each list whose name begins with `prefix` (`author:`, `tag:`), by the rest of the name. */
function countsOf(prefix: string): Map<string, number> {
  const found = rows<{ list: string; total: number }>(
    `SELECT list, count(*) AS total FROM listings
     WHERE list >= ?1 AND list < ?1 || char(0x10ffff) AND language = ?2 AND published <= ?3 GROUP BY list`,
    prefix,
    questions.publication().language,
    newsroom().clock(),
  );
  return new Map(found.map(({ list, total }) => [list.slice(prefix.length), total]));
}

function isPage(page: number, pages: number): boolean {
  return Number.isInteger(page) && page >= 1 && page <= pages;
}

function listPage(list: string, page: number): ListPage<Summary> | null {
  const total = count(list);
  const pages = Math.max(1, Math.ceil(total / STORIES_A_PAGE));
  if (!isPage(page, pages)) return null;
  const found = rows<{ record: string }>(
    `SELECT record FROM articles JOIN
       (SELECT article, published FROM listings WHERE list = ? AND language = ? AND published <= ?
        ORDER BY published DESC, slug LIMIT ? OFFSET ?)
     ON article = id ORDER BY articles.published DESC, slug`,
    list,
    questions.publication().language,
    newsroom().clock(),
    STORIES_A_PAGE,
    (page - 1) * STORIES_A_PAGE,
  );
  return { items: found.map(({ record }) => summary(record)), page, pages, total };
}

function cut<Row, Item>(all: readonly Row[], page: number, item: (row: Row) => Item): ListPage<Item> | null {
  const pages = Math.max(1, Math.ceil(all.length / NAMES_A_PAGE));
  if (!isPage(page, pages)) return null;
  const items = all.slice((page - 1) * NAMES_A_PAGE, page * NAMES_A_PAGE).map(item);
  return { items, page, pages, total: all.length };
}
