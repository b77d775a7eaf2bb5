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

/** The messages by language, or by language and script. */
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

/** The results of `messagesIn` by language. */
const resolved = new Map<string, Messages>();
/** At most so many results are kept: languages may come from requests. */
const MAX_RESOLVED = 1_000;

/**
 * The messages in `language` (BCP 47). A country counts only if it implies a script: `zh-TW` gets `zh-Hant`.
 * A language without a catalogue gets English.
 */
export function messagesIn(language: string): Messages {
  const known = resolved.get(language);
  if (known) return known;
  const { language: code = '', script = '' } = localeOf(language)?.maximize() ?? {};
  const messages = CATALOGUE[`${code}-${script}`] ?? CATALOGUE[code] ?? en;
  if (resolved.size < MAX_RESOLVED) resolved.set(language, messages);
  return messages;
}

/** Returns the locale of a language code; null if the code is not valid. */
function localeOf(code: string): Intl.Locale | null {
  try {
    return new Intl.Locale(code);
  } catch {
    return null;
  }
}
