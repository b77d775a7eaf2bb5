import { ar } from './catalogues/ar.ts';
import { bg } from './catalogues/bg.ts';
import { de } from './catalogues/de.ts';
import { en } from './catalogues/en.ts';
import { es } from './catalogues/es.ts';
import { fr } from './catalogues/fr.ts';
import { he } from './catalogues/he.ts';
import { hi } from './catalogues/hi.ts';
import { id } from './catalogues/id.ts';
import { it } from './catalogues/it.ts';
import { ja } from './catalogues/ja.ts';
import { ko } from './catalogues/ko.ts';
import { pl } from './catalogues/pl.ts';
import { pt } from './catalogues/pt.ts';
import { ru } from './catalogues/ru.ts';
import { tr } from './catalogues/tr.ts';
import { uk } from './catalogues/uk.ts';
import { vi } from './catalogues/vi.ts';
import { zh } from './catalogues/zh.ts';
import { zhHant } from './catalogues/zh-hant.ts';
import type { Messages } from './messages.ts';

/** By language, or by language and script. */
const CATALOGUE: Readonly<Record<string, Messages>> = {
  ar,
  bg,
  de,
  en,
  es,
  fr,
  he,
  hi,
  id,
  it,
  ja,
  ko,
  pl,
  pt,
  ru,
  tr,
  uk,
  vi,
  zh,
  'zh-Hant': zhHant,
};

/** The languages of the interface. */
export const MESSAGE_LANGUAGES: readonly string[] = Object.keys(CATALOGUE);

const found = new Map<string, Messages>();

/**
 * The messages in `language` (BCP 47). A country counts as far as it has a script of its own: `zh-TW` is written as
 * `zh-Hant`. A language without a catalogue gets English.
 */
export function messagesIn(language: string): Messages {
  const known = found.get(language);
  if (known) return known;
  const { language: code = '', script = '' } = localeOf(language)?.maximize() ?? {};
  const messages = CATALOGUE[`${code}-${script}`] ?? CATALOGUE[code] ?? en;
  if (found.size < MAX_FOUND) found.set(language, messages);
  return messages;
}

/** Codes may come from requests. */
const MAX_FOUND = 1_000;

/** Null for a code that is none. */
function localeOf(code: string): Intl.Locale | null {
  try {
    return new Intl.Locale(code);
  } catch {
    return null;
  }
}
