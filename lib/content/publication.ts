import { type Edition, editionOf } from '../routes/editions.ts';
import { CONTENT_MODEL } from './content-model.ts';
import { canonicalLanguage } from './language-code.ts';
import { NO_USES } from './lint/check-body.ts';
import { checkKeys, type Report, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { findMergeConflict } from './parse/merge-conflict.ts';
import { readYamlKeys } from './parse/yaml-keys.ts';
import { type Reading, readingOf } from './reading.ts';
import type { EditorSettings } from './schema/editor-schema.ts';
import { type PolicyName, publicationSchema, type ShareService } from './schema/publication-schema.ts';
import { checkRedirects, type SiteRedirects } from './site-redirects.ts';
import { readTheme, type Theme, type ThemeLookup } from './theme.ts';
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
  /** The look; without it pages have that of the engine. */
  theme?: Theme;
  /** The editor in the browser; without it there is none. */
  editor?: EditorSettings;
}>;

/** The publication in one edition; `language` is that of the edition. */
export type PublicationEdition = Omit<Publication, 'theme' | 'editor'> & Readonly<{ edition: Edition }>;

/** The publication's edition in `language` (BCP 47), with its translated texts. */
export function publicationIn({ theme, editor, ...publication }: Publication, language: string): PublicationEdition {
  const edition = editionOf(language, publication.language);
  return { ...publication, ...definedTexts(publication.translations[language]), language, edition };
}

/** The record of publication.yaml. Its redirects are no part of the publication: they have a table of their own. */
export type PublicationRecord = Readonly<{ publication: Publication; redirects: SiteRedirects }>;

/** Keys whose errors change nothing else of the site. */
const MAY_BE_WRONG: readonly string[] = ['redirects', 'contentModel', 'theme', 'editor'];

/** Reports a version of the content model that is not the present one. */
function reportContentModel(version: number, report: Report): void {
  if (version === CONTENT_MODEL) return;
  const isNewer = version > CONTENT_MODEL;
  const reason = `The content is for version ${version} of the content model, and this Dateline has ${CONTENT_MODEL}.`;
  const fix = isNewer ? 'Upgrade Dateline.' : 'See what changes with npm run check -- --migrate.';
  report(['contentModel'], 'content-model', reason, fix, isNewer ? 'error' : 'warning');
}

/** Reports what keeps editors from signing in to the forge, and returns whether they can. */
function canSignIn({ backend, address, appId }: EditorSettings, report: Report): boolean {
  if (backend === 'gitea' && address === undefined) {
    const fix = 'Add it to “editor” like this: address: https://git.courier.example';
    report(['editor', 'address'], 'key-missing', '“address” is missing: Gitea has no address that all use.', fix);
    return false;
  }
  if (backend === 'github' && appId !== undefined) {
    const reason = 'GitHub lets no page without a server of its own sign in with OAuth (appId).';
    report(['editor', 'appId'], 'key-value', reason, 'Remove it: editors sign in with a token of GitHub.');
  }
  return true;
}

/** Reads `content/publication.yaml`. Its theme is checked with the files in `lookup`. */
export function readPublication(file: string, source: string, lookup: ThemeLookup): Reading<PublicationRecord> {
  const conflict = findMergeConflict(file, source);
  if (conflict) return { record: null, diagnostics: [conflict], ...NO_USES };
  const keys = readYamlKeys(file, source.replace(/^\uFEFF/, ''));
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  // An error in a key keeps the last good version: without it, much of the site would look different.
  const essential = Object.keys(publicationSchema.shape).filter((key) => !MAY_BE_WRONG.includes(key));
  const lenience = { schema: publicationSchema, essential };
  const checked = checkKeys(publicationSchema, 'the publication', file, keys, diagnostics, lenience);
  if (!checked) return readingOf<PublicationRecord>(diagnostics, NO_USES, null);
  const { redirects: written, contentModel, theme: look, editor, ...values } = checked.values;
  const report = reporter(file, keys, diagnostics);
  reportContentModel(contentModel, report);
  const lines = Object.entries(written).map(([from, to]) => {
    return { from, to, ...keys.locate(['redirects', from], 'key') };
  });
  const { redirects, links } = checkRedirects(file, lines, diagnostics);
  const { theme, uses } = look ? readTheme(file, look, lookup, report) : { theme: null, uses: [] };
  const publication = {
    notice: '',
    security: '',
    ...values,
    language: canonicalLanguage(values.language),
    translations: byCanonicalLanguage(values.translations),
    ...(theme ? { theme } : {}),
    ...(editor && canSignIn(editor, report) ? { editor } : {}),
  };
  // Nothing says when a font changes: it is read again at each sync.
  const needsRecheck = look?.faces !== undefined || look?.logo !== undefined;
  const reading = readingOf(diagnostics, { uses, links }, { publication, redirects: { file, redirects } });
  return { ...reading, ...(needsRecheck ? { needsRecheck } : {}) };
}
