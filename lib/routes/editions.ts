/**
 * An edition is the publication in one language. The publication's own has the empty string and lives at `/`. Others have the code of their language (BCP 47),
 * which their paths begin with: `zh` at `/zh/…`, `zh-Hant` at `/zh-hant/…`.
 */
export type Edition = string;

/** Returns the edition in `language`, in a publication whose own language is `own`. */
export function editionOf(language: string, own: string): Edition {
  return language === own ? '' : language;
}

/** Returns what the paths of an edition begin with: `/zh-hant`, or nothing for the publication's own. */
export function editionPrefix(edition: Edition): string {
  return edition && `/${edition.toLowerCase()}`;
}

/** Known results of `languageAt`: `Intl` takes longer than all else in parsing a path. */
const languages = new Map<string, string | null>();
const MAX_KNOWN = 1_000;

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** The form of a language code in a path. Not everything of this form is a language. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/;

/** Returns the language (BCP 47, in its canonical spelling) that a path segment is the code of, or null: `zh-hant` is `zh-Hant`, `faq` is null. */
export function languageAt(segment: string): string | null {
  if (!LANGUAGE.test(segment)) return null;
  const known = languages.get(segment);
  if (known !== undefined) return known;
  const language = canonicalLanguage(segment);
  if (languages.size < MAX_KNOWN) languages.set(segment, language);
  return language;
}

/** Null for a code without a name in Unicode, and for one that `Intl` rejects, such as `no-such-page`. */
function canonicalLanguage(code: string): string | null {
  try {
    return languageNames.of(code) === undefined ? null : (Intl.getCanonicalLocales(code)[0] ?? null);
  } catch {
    return null;
  }
}
