import { stringify } from 'yaml';
import { isSlug, slugOf } from '../routes/slugs.ts';

// The form of the content files that commands write.

/** At most so many characters are in the slug of a new file; a longer headline is cut between words. */
const SLUG_LENGTH = 80;

/** Returns the text of a Markdown file: `keys` as front matter, without empty ones, and `text` below them. */
export function frontMatterFile(keys: object, text: string, hint = ''): string {
  const entries = Object.entries(keys).filter(([, value]) => value !== '');
  const yaml = stringify(Object.fromEntries(entries), { lineWidth: 0 });
  return `---\n${hint}${yaml}---\n${text && `\n${text}\n`}`;
}

/** Returns a slug of whole words of a headline. Throws when it has no letter or digit. */
export function slugFor(name: string): string {
  const whole = slugOf(name);
  const slug =
    whole.length <= SLUG_LENGTH
      ? whole
      : whole
          .slice(0, SLUG_LENGTH + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, SLUG_LENGTH);
  if (!isSlug(slug)) throw new Error(`“${name}” cannot be made into a URL: write at least one letter or digit.`);
  return slug;
}
