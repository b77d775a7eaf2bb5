import { checkTextLimits } from '../markdown/check-text-limits.ts';
import { canonicalLanguage } from './language-code.ts';
import { BLOCKING, type Diagnostic } from './parse/diagnostic.ts';
import type { YamlKeys } from './parse/yaml-keys.ts';

/** The texts of a record that differ in other languages, by language (BCP 47). */
export type Translations<Key extends string> = Readonly<
  Record<string, Readonly<{ [key in Key]?: string | undefined }>>
>;

/** The texts of a translation that are not left out. */
export function definedTexts<Text extends object>(translation: Text | undefined): { [key in keyof Text]?: string } {
  const defined = Object.entries(translation ?? {}).filter(([, text]) => text !== undefined);
  return Object.fromEntries(defined) as { [key in keyof Text]?: string };
}

/** Reports translated Markdown that exceeds the limits of a text. */
export function checkTranslatedMarkdown<Key extends string>(
  file: string,
  keys: YamlKeys,
  translations: Translations<Key> | undefined,
  key: Key,
  diagnostics: Diagnostic[],
): void {
  for (const [language, texts] of Object.entries(translations ?? {})) {
    const diagnostic = checkTextLimits(texts[key] ?? '');
    // The position within a value depends on how YAML writes it: the position of the value is enough.
    if (diagnostic)
      diagnostics.push({ file, ...BLOCKING, ...diagnostic, ...keys.locate(['translations', language, key]) });
  }
}

/** Translations by the canonical spelling of their languages. */
export function byCanonicalLanguage<Translation>(
  translations: Record<string, Translation>,
): Record<string, Translation> {
  return Object.fromEntries(Object.entries(translations).map(([code, texts]) => [canonicalLanguage(code), texts]));
}
