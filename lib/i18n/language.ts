// What depends on a language alone. Languages are BCP 47 codes.

/** Which way a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
}

/** Scripts from right to left that are written today (https://www.unicode.org/iso15924/); Node 24 cannot tell of all. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
]);

/** The attributes of an element in `language` on a page in another; none where it is the page's own. */
export function foreign(language: string, page: string): { lang?: string; dir?: 'ltr' | 'rtl' } {
  if (language === page) return {};
  const dir = directionOf(language);
  return { lang: language, ...(dir === directionOf(page) ? {} : { dir }) };
}

/** A language by the name that it has itself: `English`, `中文`. */
export function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}

/** A language as Open Graph and others write it, with a country: `en_US`. */
export function withCountry(language: string): string {
  const { language: code, region } = new Intl.Locale(language).maximize();
  return region ? `${code}_${region}` : code;
}

const lists = new Map<string, Intl.ListFormat>();

/** How names stand in a row: `A, B and C`. */
export function listIn(language: string): Intl.ListFormat {
  // In America a comma stands before “and”, which newspapers leave out.
  const list =
    lists.get(language) ?? new Intl.ListFormat(language === 'en' || language === 'en-US' ? 'en-GB' : language);
  lists.set(language, list);
  return list;
}
