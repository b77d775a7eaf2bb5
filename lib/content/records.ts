import { checkTextLimits } from '../markdown/check-text-limits.ts';
import {
  archiveDate,
  type Edition,
  editionOf,
  isSlug,
  languageAt,
  RESERVED_PAGES,
  RESERVED_SLUGS,
  slugOf,
} from '../routes/urls.ts';
import { checkLanguage, checkSlug, deepFreeze, endingOf, nameOf, type Reading } from './article.ts';
import { type BodyLookup, type BodyUses, checkBody, NO_USES } from './lint/check-body.ts';
import { checkImageFile, reportAt } from './lint/image-references.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { didYouMean } from './parse/suggestion.ts';
import { readYamlKeys, type YamlKeys } from './parse/yaml-keys.ts';
import {
  authorSchema,
  canonicalLanguage,
  type HOME_PAGE_LAYOUTS,
  homePageSchema,
  type PolicyName,
  pageSchema,
  publicationSchema,
  type SectionColour,
  type ShareService,
  tagSchema,
} from './schema.ts';

// All that stands in content/ beside the articles: who we are, who writes, what about.

/** A writer. `portrait` is an image as the editor wrote it (see `imagePath`), or empty; `biography` is Markdown. */
export type Author = Readonly<{
  file: string;
  id: string;
  name: string;
  role: string;
  portrait: string;
  email: string;
  /** Where else the person is found. */
  links: readonly Readonly<{ name: string; url: string }>[];
  biography: string;
  translations: Translations<'name' | 'role' | 'biography'>;
}>;

/** What a record says in other languages (BCP 47): that of its texts which are written otherwise there. */
export type Translations<Key extends string> = Readonly<
  Record<string, Readonly<{ [key in Key]?: string | undefined }>>
>;

/** A tag that an editor has described; `description` is Markdown. */
export type Tag = Readonly<{
  file: string;
  slug: string;
  name: string;
  description: string;
  colour: SectionColour;
  translations: Translations<'name' | 'description'>;
}>;

/** A page of its own, such as “About us”; `body` is Markdown. */
export type Page = Readonly<{
  file: string;
  slug: string;
  /** BCP 47. */
  language: string;
  title: string;
  standfirst: string;
  body: string;
}>;

/** How editors arrange the home page in a language (BCP 47); what they left open is null or empty. `lead` and `beside` are slugs, `rail` and `sections` names of tags. */
export type HomePagePlan = Readonly<{
  file: string;
  language: string;
  layout: (typeof HOME_PAGE_LAYOUTS)[number];
  lead: string | null;
  beside: readonly string[];
  rail: string | null;
  sections: readonly string[];
}>;

/** The home page where nobody has arranged it. */
export const DEFAULT_HOME_PAGE: Omit<HomePagePlan, 'file' | 'language'> = {
  layout: 'lead-with-two',
  lead: null,
  beside: [],
  rail: null,
  sections: [],
};

/** What a plan of the home page can name. */
export type HomePageLookup = Readonly<{
  /** Of the publication's own edition. */
  language: string;
  hasStory(slug: string, language: string): boolean;
  hasTag(name: string): boolean;
  /** What may have been meant, for who named something else. */
  stories(language: string): readonly string[];
  tags(): readonly string[];
}>;

/** The publication. `origin` is scheme and host; `sections` are tags in the order of the navigation; `footer` names pages. */
export type Publication = Readonly<{
  name: string;
  tagline: string;
  origin: string;
  timeZone: string;
  language: string;
  sections: readonly string[];
  /** Where readers may pass a story on. */
  share: readonly ShareService[];
  /** Whether articles begin with a line of their date and language: `2024-01-14 en English`. */
  dateAndLanguage: boolean;
  /** A line at the foot, or empty. */
  notice: string;
  footer: readonly string[];
  /** The pages that say how we work, by what they say. */
  policies: Readonly<Partial<Record<PolicyName, string>>>;
  /** Where else we are found: addresses. */
  profiles: readonly string[];
  /** Where to report a weakness of the site, as an address (`mailto:…`, `https://…`), or empty. */
  security: string;
  translations: Translations<'name' | 'tagline' | 'notice'>;
}>;

/** The publication as it is in one edition, of which `language` is that. */
export type PublicationEdition = Publication & Readonly<{ edition: Edition }>;

/** The publication in `language` (BCP 47): with its name there, if it has another. */
export function publicationIn(publication: Publication, language: string): PublicationEdition {
  const edition = editionOf(language, publication.language);
  return { ...publication, ...definedIn(publication.translations[language]), language, edition };
}

/** What of a translation is there. */
export function definedIn<Text extends object>(translation: Text | undefined): { [key in keyof Text]?: string } {
  const defined = Object.entries(translation ?? {}).filter(([, text]) => text !== undefined);
  return Object.fromEntries(defined) as { [key in keyof Text]?: string };
}

const slugOfFile = (file: string) => /([^/]*)\.md$/.exec(file)?.[1] ?? '';

/** Reads `content/authors/<id>.md`. */
export function readAuthor(file: string, source: string, images: BodyLookup): Reading<Author> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const report = reporter(file, keys, diagnostics);
  const id = slugOfFile(file);
  checkSlug(id, report, RESERVED_SLUGS);
  const values = checkKeys(authorSchema, 'an author', file, keys, diagnostics);
  checkTexts(file, keys, values?.translations, 'biography', diagnostics);
  const portrait = values?.portrait
    ? checkImageFile(values.portrait, file, images, reportAt(['portrait'], report))
    : [];
  const { uses, links } = checkBody(file, keys, images, diagnostics);
  return finish(
    diagnostics,
    { uses: [...portrait, ...uses], links },
    values && {
      file,
      id,
      role: '',
      portrait: '',
      email: '',
      ...values,
      translations: canonical(values.translations),
      biography: keys.body,
    },
  );
}

/** Reads `content/tags/<slug>.md`. */
export function readTag(file: string, source: string, images: BodyLookup): Reading<Tag> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const report = reporter(file, keys, diagnostics);
  const slug = slugOfFile(file);
  checkSlug(slug, report, RESERVED_SLUGS);
  const values = checkKeys(tagSchema, 'a tag', file, keys, diagnostics);
  checkTexts(file, keys, values?.translations, 'description', diagnostics);
  if (values && !isSlug(slugOf(values.name))) {
    const fix = 'Write at least one letter or digit, and at most 200.';
    report(['name'], 'tag-invalid', `“${values.name}” cannot be a tag.`, fix);
  } else if (values && slugOf(values.name) !== slug) {
    const reason = `The tag “${values.name}” has the address “${slugOf(values.name)}”, not “${slug}”.`;
    report(['name'], 'tag-file', reason, `Rename the file to ${slugOf(values.name)}.md, or correct the name.`);
  }
  const named = checkBody(file, keys, images, diagnostics);
  return finish(
    diagnostics,
    named,
    values && { file, slug, ...values, translations: canonical(values.translations), description: keys.body },
  );
}

/** Reads `content/pages/<slug>.md`, or `<slug>.<language>.md`; without one it is in the publication's own `language`. */
export function readPage(file: string, source: string, images: BodyLookup, language: string): Reading<Page> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [...keys.bodyDiagnostics];
  const { slug, language: fileLanguage } = nameOf(file);
  const report = reporter(file, keys, diagnostics);
  // A year is the address of what was published in it.
  const reserved = archiveDate([slug]) === null ? RESERVED_PAGES : [slug];
  if (languageAt(slug) === null) checkSlug(slug, report, reserved, endingOf(file));
  else {
    const reason = `“${slug}” is the code of a language, and /${slug} the address of the edition in it.`;
    report([], 'slug-reserved', reason, 'Give the file another name.');
  }
  checkLanguage(file, report);
  const values = checkKeys(pageSchema, 'a page', file, keys, diagnostics);
  const named = checkBody(file, keys, images, diagnostics);
  return finish(
    diagnostics,
    named,
    values && { file, slug, language: fileLanguage ?? language, standfirst: '', ...values, body: keys.body },
  );
}

/** Reads `content/pages/home.md`, or `home.<language>.md`. A story or tag that is not there is no reason to refuse the plan: what is new stands in its place. */
export function readHomePage(file: string, source: string, lookup: HomePageLookup): Reading<HomePagePlan> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  const report = reporter(file, keys, diagnostics);
  checkLanguage(file, report);
  const language = nameOf(file).language ?? lookup.language;
  const values = checkKeys(homePageSchema, 'the home page', file, keys, diagnostics);
  const { lead, beside = [], rail, sections = [] } = values ?? {};
  const named = (key: PropertyKey[], name: string | undefined, what: 'story' | 'tag') => {
    if (name === undefined || (what === 'story' ? lookup.hasStory(name, language) : lookup.hasTag(name))) return;
    const known = what === 'story' ? lookup.stories(language) : lookup.tags();
    const fix = didYouMean(name, known, 'What is newest stands in its place; name another, or remove it.');
    report(key, 'home-page-unknown', `There is no ${what} “${name}”.`, fix, 'warning');
  };
  named(['lead'], lead, 'story');
  for (const [index, slug] of beside.entries()) named(['beside', index], slug, 'story');
  named(['rail'], rail, 'tag');
  for (const [index, name] of sections.entries()) named(['sections', index], name, 'tag');
  if (keys.body.trim() !== '') {
    const reason = 'The home page has no text of its own; what stands below the keys is not shown.';
    diagnostics.push({
      file,
      line: keys.bodyLine,
      column: 1,
      severity: 'warning',
      rule: 'home-page-text',
      reason,
      fix: 'Remove it.',
    });
  }
  return finish(diagnostics, NO_USES, values && { file, language, ...values, lead: lead ?? null, rail: rail ?? null });
}

/** Reads `content/publication.yaml`. */
export function readPublication(file: string, source: string): Reading<Publication> {
  const keys = readYamlKeys(file, source.replace(/^\uFEFF/, ''));
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  const values = checkKeys(publicationSchema, 'the publication', file, keys, diagnostics);
  return finish(
    diagnostics,
    NO_USES,
    values && {
      notice: '',
      security: '',
      ...values,
      language: canonicalLanguage(values.language),
      translations: canonical(values.translations),
    },
  );
}

/** Reports Markdown among the translations that cannot be set. */
function checkTexts<Key extends string>(
  file: string,
  keys: YamlKeys,
  translations: Translations<Key> | undefined,
  key: Key,
  diagnostics: Diagnostic[],
): void {
  for (const [language, told] of Object.entries(translations ?? {})) {
    const diagnostic = checkTextLimits(told[key] ?? '');
    // The position within a value depends on how YAML writes it: the position of the value is enough.
    if (diagnostic)
      diagnostics.push({ file, severity: 'error', ...diagnostic, ...keys.locate(['translations', language, key]) });
  }
}

/** Translations by languages as they are spelt. */
function canonical<Translation>(translations: Record<string, Translation>): Record<string, Translation> {
  return Object.fromEntries(Object.entries(translations).map(([code, told]) => [canonicalLanguage(code), told]));
}

function finish<Record>(diagnostics: Diagnostic[], named: BodyUses, record: Record | null): Reading<Record> {
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  return { record: broken || record === null ? null : deepFreeze(record), diagnostics, ...named };
}
