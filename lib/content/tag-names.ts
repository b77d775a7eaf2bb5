import { isSlug, RESERVED_SLUGS, slugOf } from '../routes/slugs.ts';
import type { Report } from './parse/check-keys.ts';
import { closest } from './parse/suggestion.ts';

/** A tag, a section or a series as an article spells it; `slug` identifies it, whatever the spelling. */
export type TagName = Readonly<{ slug: string; name: string }>;

/** The tags that have a file. */
export type KnownTags = Readonly<{
  /** The names of the tags that have a file, by slug. */
  tags: ReadonlyMap<string, string>;
  /** The slugs of those tags, by the slugs of their names in other languages. */
  translatedTags: ReadonlyMap<string, string>;
}>;

/** The tags that `names` spell, each once; reports names that cannot be tags. `known` translates names of other languages. */
export function readTags(
  names: readonly string[],
  path: readonly PropertyKey[],
  known: Pick<KnownTags, 'translatedTags'> | null,
  report: Report,
): TagName[] {
  const bySlug = new Map<string, TagName>();
  for (const [index, name] of names.entries()) {
    const written = slugOf(name);
    const slug = known?.translatedTags.get(written) ?? written;
    if (!isSlug(slug)) {
      const fix = 'Write at least one letter or digit, and at most 200 characters.';
      report([...path, index], 'tag-invalid', `“${name}” cannot be a tag.`, fix);
    } else if (RESERVED_SLUGS.includes(slug)) {
      const reason = `A tag “${name}” would have the address “${slug}”, which the site uses itself.`;
      report([...path, index], 'slug-reserved', reason, 'Give the tag another name.');
    } else if (!bySlug.has(slug)) {
      bySlug.set(slug, { slug, name });
    }
  }
  return [...bySlug.values()];
}

/** Warns about each new tag that is probably a typo of a known one, or several tags in one. */
export function reportSimilarTags(
  used: readonly TagName[],
  written: readonly string[],
  { tags }: Pick<KnownTags, 'tags'>,
  report: Report,
): void {
  for (const tag of used) {
    const found = tags.has(tag.slug) ? null : similarTag(tag, tags);
    if (found) report(['tags', written.indexOf(tag.name)], 'tag-similar', found.reason, found.fix, 'warning');
  }
}

/** Why a new tag is probably a typo of one of `tags` (names by slug), or several of them in one; null if it is not. */
export function similarTag(
  { slug, name }: TagName,
  tags: ReadonlyMap<string, string>,
): { reason: string; fix: string } | null {
  const parts = name.split(/[,;]/).map((part) => part.trim());
  if (parts.length > 1 && parts.some((part) => tags.has(slugOf(part)))) {
    const reason = `“${name}” is one new tag, although it names several.`;
    return { reason, fix: `If several are meant, write tags: [${parts.join(', ')}]` };
  }
  const meant = closest(slug, tags.keys(), 1);
  if (meant === null) return null;
  const reason = `The tag “${name}” is new, and similar to “${tags.get(meant)}”.`;
  return { reason, fix: `Write “${tags.get(meant)}” if that is meant.` };
}
