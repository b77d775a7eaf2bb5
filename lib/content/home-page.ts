import { checkFileLanguage, slugAndLanguage } from './file-name.ts';
import { NO_USES } from './lint/check-body.ts';
import { checkKeys, reporter } from './parse/check-keys.ts';
import type { Diagnostic } from './parse/diagnostic.ts';
import { readFrontMatter } from './parse/front-matter.ts';
import { didYouMean } from './parse/suggestion.ts';
import { type Reading, readingOf } from './reading.ts';
import { type HOME_PAGE_LAYOUTS, homePageSchema } from './schema/home-page-schema.ts';

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

/** Reads `content/pages/home.md`, or `home.<language>.md`. A story or tag that is not there is no reason to refuse the plan: what is new stands in its place. */
export function readHomePage(file: string, source: string, lookup: HomePageLookup): Reading<HomePagePlan> {
  const keys = readFrontMatter(file, source);
  if (Array.isArray(keys)) return { record: null, diagnostics: keys, ...NO_USES };
  const diagnostics: Diagnostic[] = [];
  const report = reporter(file, keys, diagnostics);
  checkFileLanguage(file, report);
  const language = slugAndLanguage(file).language ?? lookup.language;
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
  return readingOf(
    diagnostics,
    NO_USES,
    values && { file, language, ...values, lead: lead ?? null, rail: rail ?? null },
  );
}
