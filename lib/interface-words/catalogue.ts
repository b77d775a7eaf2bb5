import type { InterfaceWords } from '../interface-words.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { he } from './he.ts';
import { hi } from './hi.ts';
import { ja } from './ja.ts';
import { ru } from './ru.ts';
import { zh } from './zh.ts';

const CATALOGUE: Readonly<Record<string, InterfaceWords>> = { ar, de, en, es, fr, he, hi, ja, ru, zh };

/** The languages that have words. */
export const WORDED_LANGUAGES: readonly string[] = Object.keys(CATALOGUE);

/** The words of pages in `language` (BCP 47), whatever the country: in English for one that has none. */
export function wordsIn(language: string): InterfaceWords {
  return CATALOGUE[language.split('-')[0] ?? ''] ?? en;
}
