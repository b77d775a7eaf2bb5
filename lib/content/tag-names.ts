import { isSlug, RESERVED_SLUGS, slugOf } from '../routes/slugs.ts';
import type { Report } from './parse/check-keys.ts';
import { closest } from './parse/suggestion.ts';

/** A tag, a section or a series as an article spells it; `slug` identifies it, whatever the spelling. */
export type TagName = Readonly<{ slug: string; name: string }>;

/** The slugs of tags with a file, by the slugs of their names in other languages. */
export type TranslatedTags = ReadonlyMap<string, string>;

/** The tags that `names` spell, each once; reports names that cannot be tags. `translated` has the names in other languages. */
export function readTags(
  names: readonly string[],
  path: readonly PropertyKey[],
  translated: TranslatedTags | null,
  report: Report,
): TagName[] {
  const bySlug = new Map<string, TagName>();
  for (const [index, name] of names.entries()) {
    const written = slugOf(name);
    const slug = translated?.get(written) ?? written;
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

/** Finds out which tags are probably typos of others, or several in one. */
export class SimilarTags {
  readonly #names: ReadonlyMap<string, string>;
  /** The slugs that are left of each slug without one of its characters. */
  readonly #near = new Map<string, string[]>();

  /** `names` are the names of the tags that have a file, by slug. */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
    for (const slug of names.keys()) {
      for (const shorter of nearTo(slug)) {
        const known = this.#near.get(shorter);
        if (known) known.push(slug);
        else this.#near.set(shorter, [slug]);
      }
    }
  }

  /** Why a tag without a file is probably another one, and what to do; null if it is not. */
  reportOn({ slug, name }: TagName): { reason: string; fix: string } | null {
    if (this.#names.has(slug)) return null;
    const parts = name.split(/[,;]/).map((part) => part.trim());
    if (parts.length > 1 && parts.some((part) => this.#names.has(slugOf(part)))) {
      const reason = `“${name}” is one tag, although it names several.`;
      return { reason, fix: `If several are meant, write tags: [${parts.join(', ')}]` };
    }
    // Slugs that differ in one character, or two that changed places, have one without a character in common.
    const candidates = new Set(nearTo(slug).flatMap((shorter) => this.#near.get(shorter) ?? []));
    const meant = closest(slug, [...candidates].sort(), 1);
    if (meant === null) return null;
    const reason = `The tag “${name}” is similar to “${this.#names.get(meant)}”, and has no file.`;
    return {
      reason,
      fix: `Write “${this.#names.get(meant)}” if that is meant; otherwise add content/tags/${slug}.md.`,
    };
  }
}

/** A slug, and what is left of it without one of its characters. */
function nearTo(slug: string): string[] {
  return [slug, ...Array.from({ length: slug.length }, (_, at) => slug.slice(0, at) + slug.slice(at + 1))];
}
