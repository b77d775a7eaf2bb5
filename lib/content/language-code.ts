import { languageAt } from '../routes/editions.ts';

/** Whether a code (`en`, `zh-Hant`) is a language that Unicode has a name for, so that an edition can have an address. */
export function isLanguage(code: string): boolean {
  return languageAt(code.toLowerCase()) !== null;
}

/** The canonical spelling of a language code: `zh-hant` becomes `zh-Hant`, and `iw` becomes `he`. */
export function canonicalLanguage(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code;
}
