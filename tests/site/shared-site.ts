import type { TestProject } from 'vitest/node';
import { startSite } from './running-site.ts';
import { WITH_STYLEGUIDE } from './styleguide.ts';

/** The instant at which the shared site stands still: later than every story of the sample edition. */
export const SHARED_SITE_TIME = Date.parse('2026-11-22T17:00:00Z');

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the site that all tests of a suite share: the sample edition, which no test may change. */
    sharedSite: string;
  }
}

/** Starts one site for a whole suite. Tests get its origin by `inject('sharedSite')`. */
export default async function startSharedSite(suite: TestProject): Promise<() => Promise<void>> {
  const site = await startSite({ at: SHARED_SITE_TIME, env: WITH_STYLEGUIDE });
  suite.provide('sharedSite', site.origin);
  return site.stop;
}
