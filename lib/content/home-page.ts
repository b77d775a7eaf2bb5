import { checkFileLanguage, slugAndLanguage } from './file-name.ts';
import { NO_USES } from './lint/check-body.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { didYouMean } from './parse/suggestion.ts';
import { type Reading, readingOf } from './reading.ts';
import { type HOME_PAGE_LAYOUTS, homePageSchema } from './schema/home-page-schema.ts';

/**
 * The editors' arrangement of a home page in a language (BCP 47); what they left out is null or empty. `lead` and `beside` are slugs, `rail`
 * and `sections` are names of tags.
 */
export type HomePagePlan = Readonly<{
  file: string;
  language: string;
  layout: (typeof HOME_PAGE_LAYOUTS)[number];
  lead: string | null;
  beside: readonly string[];
  rail: string | null;
  sections: readonly string[];
}>;

/** The home page that no editor has arranged. */
export const DEFAULT_HOME_PAGE: Omit<HomePagePlan, 'file' | 'language'> = {
  layout: 'lead-with-two',
  lead: null,
  beside: [],
  rail: null,
  sections: [],
};

/** The stories and tags that a home page can name. */
export type HomePageLookup = Readonly<{
  /** The language of the publication. */
  language: string;
  hasStory(slug: string, language: string): boolean;
  hasTag(name: string): boolean;
  /** Slugs and names to suggest for one that does not exist. */
  stories(language: string): readonly string[];
  tags(): readonly string[];
}>;

/** Reads `content/pages/home.md`, or `home.<language>.md`. A missing story or tag is only a warning: the newest story takes its place. */
export function readHomePage(file: string, source: string, lookup: HomePageLookup): Reading<HomePagePlan> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  const report = reporter(file, keys, diagnostics);
  checkFileLanguage(file, report);
  const language = slugAndLanguage(file).language ?? lookup.language;
  // An error in a key keeps the last good version: without it, much of the site would look different.
  const lenience = { schema: homePageSchema, essential: Object.keys(homePageSchema.shape) };
  const { values = null } = checkKeys(homePageSchema, 'the home page', file, keys, diagnostics, lenience) ?? {};
  const { lead, beside = [], rail, sections = [] } = values ?? {};
  const checkName = (key: PropertyKey[], name: string | undefined, what: 'story' | 'tag') => {
    if (name === undefined || (what === 'story' ? lookup.hasStory(name, language) : lookup.hasTag(name))) return;
    const known = what === 'story' ? lookup.stories(language) : lookup.tags();
    const fix = didYouMean(name, known, 'The newest story takes its place; name another, or remove it.');
    report(key, 'home-page-unknown', `There is no ${what} “${name}”.`, fix, 'warning');
  };
  checkName(['lead'], lead, 'story');
  for (const [index, slug] of beside.entries()) checkName(['beside', index], slug, 'story');
  checkName(['rail'], rail, 'tag');
  for (const [index, name] of sections.entries()) checkName(['sections', index], name, 'tag');
  if (keys.body.trim() !== '') {
    const reason = 'The home page has no text of its own: the text below the keys is not published.';
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
  return readingOf(
    diagnostics,
    NO_USES,
    values && { file, language, ...values, lead: lead ?? null, rail: rail ?? null },
  );
}
