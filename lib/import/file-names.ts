import { slugFor } from '../content/file-form.ts';
import { percentDecoded } from '../percent-encoding.ts';
import { archiveDate } from '../routes/archive-date.ts';
import { languageAt } from '../routes/editions.ts';
import { RESERVED_PAGES } from '../routes/page-paths.ts';
import { isSlug, RESERVED_ARTICLES, RESERVED_SLUGS, slugOf } from '../routes/slugs.ts';

/** The longest slug of an imported file; its address on the old site may be longer. */
const MAX_SLUG = 150;

/** The slugs of a publication. */
export class FileNames {
  readonly #taken = new Set<string>();

  /** Notes that a file has the slug. `space` is what slugs must be unique in, such as `stories en`. */
  take(space: string, slug: string): void {
    this.#taken.add(`${space} ${slug}`);
  }

  /** Returns a free slug, and takes it: `wanted` if it can be, or with a number. */
  free(space: string, wanted: string): string {
    for (let number = 1; ; number++) {
      const slug = number === 1 ? wanted : `${wanted}-${number}`;
      if (this.#taken.has(`${space} ${slug}`) || isReserved(space, slug)) continue;
      this.take(space, slug);
      return slug;
    }
  }
}

function isReserved(space: string, slug: string): boolean {
  if (space.startsWith('stories')) return RESERVED_ARTICLES.includes(slug);
  if (!space.startsWith('pages')) return RESERVED_SLUGS.includes(slug);
  // The home page has a file of its own; `/2026` is the archive of that year, and `/de` an edition.
  return RESERVED_PAGES.includes(slug) || slug === 'home' || archiveDate([slug]) !== null || languageAt(slug) !== null;
}

/**
 * Returns the slug of something: from its old address if it had one, else from its name; `otherwise` if both
 * have no letter.
 */
export function slugFrom(address: string | null, name: string, otherwise: string): string {
  const old = slugOf(percentDecoded(address ?? ''));
  const cut = old.length <= MAX_SLUG ? old : slugOf(old.slice(0, MAX_SLUG).replace(/-[^-]*$/, ''));
  if (isSlug(cut)) return cut;
  try {
    return slugFor(name);
  } catch {
    return slugOf(otherwise) || 'text';
  }
}
