/** Names on a page of authors or tags. */
export const NAMES_PER_PAGE = 60;

/** `all` in the alphabetical order of a language (BCP 47). */
export function byName<Named extends { name: string }>(language: string, all: readonly Named[]): Named[] {
  const { compare } = new Intl.Collator(language);
  return all.toSorted((a, b) => compare(a.name, b.name));
}
