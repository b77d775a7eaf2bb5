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
import type { Messages } from './messages.ts';

const CATALOGUE: Readonly<Record<string, Messages>> = { ar, de, en, es, fr, he, hi, ja, ru, zh };

/** The languages of the interface. */
export const MESSAGE_LANGUAGES: readonly string[] = Object.keys(CATALOGUE);

/**
 * The messages in `language` (BCP 47). The country is ignored; a language without a catalogue gets English.
 */
export function messagesIn(language: string): Messages {
  return CATALOGUE[language.split('-')[0] ?? ''] ?? en;
}
