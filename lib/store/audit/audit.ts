import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { ContentFolders } from '../../content/files.ts';
import { bounded, type Diagnostic } from '../../content/parse/diagnostic.ts';
import type { Instant } from '../../dates.ts';
import { farDates, reusedSlugs, sameHeadlines, staleUpdates } from './article-rules.ts';
import { unusedAuthors } from './author-rules.ts';
import { brokenAnchors, brokenLinks, earlyLinks, emptyLists } from './link-rules.ts';
import { pathMarkupInTexts } from './path-markup-rules.ts';
import { unknownPages, unknownSections } from './publication-rules.ts';
import { redirectLoops, takenRedirects, takenSiteRedirects } from './redirect-rules.ts';
import { rareSpellings, similarTags } from './tag-rules.ts';
import { translationsLeftBehind } from './translation-rules.ts';

const RULES = [
  brokenLinks,
  earlyLinks,
  emptyLists,
  unknownPages,
  unknownSections,
  brokenAnchors,
  pathMarkupInTexts,
  sameHeadlines,
  unusedAuthors,
  farDates,
  takenRedirects,
  takenSiteRedirects,
  redirectLoops,
  reusedSlugs,
  staleUpdates,
  translationsLeftBehind,
  rareSpellings,
  similarTags,
];

/**
 * The diagnostics between the files of the index at the instant `now`: those that no file shows by itself.
 * None keeps a story off the site, since a change to one file must not take down another. Other work of the
 * thread runs between two rules.
 */
export async function audit(db: DatabaseSync, folders: ContentFolders, now: Instant): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const rule of RULES) {
    found.push(...bounded(await rule(db, folders, now)));
    await yieldToOthers();
  }
  return found;
}
