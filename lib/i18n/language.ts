// Facts about a language alone. Languages are BCP 47 codes.

/** The direction in which a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
}

/**
 * Right-to-left scripts in use today (https://www.unicode.org/iso15924/). Node 24 does not know all of them.
 */
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

/**
 * The `lang` and `dir` attributes of an element in `language` on a page in the language `page`; none if they
 * are the same.
 */
export function foreign(language: string, page: string): { lang?: string; dir?: 'ltr' | 'rtl' } {
  if (language === page) return {};
  const dir = directionOf(language);
  return { lang: language, ...(dir === directionOf(page) ? {} : { dir }) };
}

/** The name of a language in that language: `English`, `中文`. */
export function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}

/** A language with its most likely country, as Open Graph writes it: `en_US`. */
export function withCountry(language: string): string {
  const { language: code, region } = new Intl.Locale(language).maximize();
  return region ? `${code}_${region}` : code;
}

const lists = new Map<string, Intl.ListFormat>();

/** The format of a list of names: `A, B and C`. */
export function listIn(language: string): Intl.ListFormat {
  // American English puts a comma before “and”; newspapers do not.
  const list =
    lists.get(language) ?? new Intl.ListFormat(language === 'en' || language === 'en-US' ? 'en-GB' : language);
  lists.set(language, list);
  return list;
}
