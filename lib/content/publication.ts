import { type Edition, editionOf } from '../routes/editions.ts';
import { canonicalLanguage } from './language-code.ts';
import { NO_USES } from './lint/check-body.ts';
import { checkKeys } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { findMergeConflict } from './parse/merge-conflict.ts';
import { readYamlKeys } from './parse/yaml-keys.ts';
import { type Reading, readingOf } from './reading.ts';
import { type PolicyName, publicationSchema, type ShareService } from './schema/publication-schema.ts';
import { byCanonicalLanguage, definedTexts, type Translations } from './translations.ts';

/** The publication. `origin` is scheme and host; `sections` are tags in the order of the navigation; `footer` names pages. */
export type Publication = Readonly<{
  name: string;
  tagline: string;
  origin: string;
  timeZone: string;
  language: string;
  sections: readonly string[];
  /** The services of share links. */
  share: readonly ShareService[];
  /** Whether articles begin with a line of their date and language: `2024-01-14 en English`. */
  dateAndLanguage: boolean;
  /** A line in the footer, or empty. */
  notice: string;
  footer: readonly string[];
  /** The slugs of the pages with our policies. */
  policies: Readonly<Partial<Record<PolicyName, string>>>;
  /** The URLs of our profiles on other sites. */
  profiles: readonly string[];
  /** Where to report a vulnerability of the site: a URL (`mailto:…`, `https://…`), or empty. */
  security: string;
  translations: Translations<'name' | 'tagline' | 'notice'>;
}>;

/** The publication in one edition; `language` is that of the edition. */
export type PublicationEdition = Publication & Readonly<{ edition: Edition }>;

/** The publication's edition in `language` (BCP 47), with its translated texts. */
export function publicationIn(publication: Publication, language: string): PublicationEdition {
  const edition = editionOf(language, publication.language);
  return { ...publication, ...definedTexts(publication.translations[language]), language, edition };
}

/** Reads `content/publication.yaml`. */
export function readPublication(file: string, source: string): Reading<Publication> {
  const conflict = findMergeConflict(file, source);
  if (conflict) return { record: null, diagnostics: [conflict], ...NO_USES };
  const keys = readYamlKeys(file, source.replace(/^\uFEFF/, ''));
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  // An error in a key keeps the last good version: without it, much of the site would look different.
  const lenience = { schema: publicationSchema, essential: Object.keys(publicationSchema.shape) };
  const { values = null } = checkKeys(publicationSchema, 'the publication', file, keys, diagnostics, lenience) ?? {};
  return readingOf(
    diagnostics,
    NO_USES,
    values && {
      notice: '',
      security: '',
      ...values,
      language: canonicalLanguage(values.language),
      translations: byCanonicalLanguage(values.translations),
    },
  );
}
