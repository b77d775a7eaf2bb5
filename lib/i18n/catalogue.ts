import type { InterfaceWords } from './messages.ts';
import { ar } from './catalogues/ar.ts';
import { de } from './catalogues/de.ts';
import { en } from './catalogues/en.ts';
import { es } from './catalogues/es.ts';
import { fr } from './catalogues/fr.ts';
import { he } from './catalogues/he.ts';
import { hi } from './catalogues/hi.ts';
import { ja } from './catalogues/ja.ts';
import { ru } from './catalogues/ru.ts';
import { zh } from './catalogues/zh.ts';

const CATALOGUE: Readonly<Record<string, InterfaceWords>> = { ar, de, en, es, fr, he, hi, ja, ru, zh };

/** The languages that have words. */
export const WORDED_LANGUAGES: readonly string[] = Object.keys(CATALOGUE);

/** The words of pages in `language` (BCP 47), whatever the country: in English for one that has none. */
export function wordsIn(language: string): InterfaceWords {
  return CATALOGUE[language.split('-')[0] ?? ''] ?? en;
}
