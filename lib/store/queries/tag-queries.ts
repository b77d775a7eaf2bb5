import type { Tag } from '../../content/tag.ts';
import { slugOf } from '../../routes/slugs.ts';
import { byName, NAMES_PER_PAGE } from '../alphabetical.ts';
import { imagesKey, presenceInAnyLanguageKey, presenceKey, readBy, tagKey } from '../dependency-keys.ts';
import { type ListPage, pageOf } from '../list-page.ts';
import { countByList, hasStories, isKnown, listPage } from '../listings.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import {
  type BodyImages,
  DEFAULT_COLOUR,
  imagesOf,
  type Summary,
  type TagColour,
  type TagLink,
  tagColour,
  tagLink,
} from '../views.ts';

/** A tag as its page shows it. `description` is in `language` (BCP 47). */
export type TagView = Readonly<
  Pick<Tag, 'slug' | 'name' | 'description'> & { colour: TagColour; language: string; images: BodyImages }
>;

export const tagQueries = traceQueries({
  /** A tag that has a published article in this language, or in any if it has a file; else null. */
  tag(context: QueryContext, slug: string): TagView | null {
    const { store, language } = context;
    const sql = 'SELECT name, record FROM tags WHERE slug = ?';
    const list = `tag:${slug}`;
    // The same keys with and without a file: it may be one that only unpublished stories need.
    const keys = [
      tagKey(slug),
      presenceKey(list, language),
      presenceInAnyLanguageKey(list),
      imagesKey(`content/tags/${slug}.md`),
    ];
    const found = readBy(keys, () => store.row<{ name: string; record: string }>(sql, slug));
    const own = store.publication().language;
    if (!found) {
      const name = hasStories(context, list) ? tagLink(context, slug)?.name : undefined;
      return name === undefined
        ? null
        : {
            slug,
            name,
            colour: tagColour(store, slug, DEFAULT_COLOUR),
            description: '',
            language: own,
            images: {},
          };
    }
    if (!isKnown(context, list)) return null;
    const { name } = found;
    const { file, colour, description, translations } = JSON.parse(found.record) as Tag;
    const translation = translations[language];
    const isTranslated = translation?.description !== undefined;
    return {
      slug,
      name: translation?.name ?? name,
      colour: tagColour(store, slug, colour),
      description: isTranslated ? (translation.description ?? '') : description,
      language: isTranslated ? language : own,
      images: imagesOf(store, file),
    };
  },

  /** The tag that an editor means by `name`, its name in any case or its slug, or null. */
  tagNamed(context: QueryContext, name: string): TagLink | null {
    const tag = tagQueries.tag(context, slugOf(name));
    return tag && tagLink(context, tag.slug);
  },

  /** The published articles with a tag, newest first; null if the list has no such page. */
  storiesWithTag(context: QueryContext, tag: string, page: number): ListPage<Summary> | null {
    return listPage(context, `tag:${tag}`, page);
  },

  /**
   * Tags by name, each with the number of its articles; null if the list has no such page. Only the
   * publication's own edition lists tags that have a file, and articles in other languages only.
   */
  tags(context: QueryContext, page: number): ListPage<TagLink & { stories: number }> | null {
    const { store, language } = context;
    const isOwn = editionIn(store, language) === '';
    const stories = countByList(context, 'tag:');
    const described = isOwn ? store.rows<{ slug: string }>('SELECT slug FROM tags') : [];
    const known = described.filter(({ slug }) => isKnown(context, `tag:${slug}`)).map(({ slug }) => slug);
    const slugs = new Set([...stories.keys(), ...known]);
    const all = [...slugs]
      .flatMap((slug) => tagLink(context, slug) ?? [])
      .map((tag) => ({ ...tag, stories: stories.get(tag.slug) ?? 0 }));
    return pageOf(byName(language, all), page, NAMES_PER_PAGE);
  },
});
