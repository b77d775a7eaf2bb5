import type { TestProject } from 'vitest/node';
import { startSite } from './running-site.ts';
import { AFTER_SAMPLE } from './sample-index.ts';
import { WITH_STYLEGUIDE } from './styleguide.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the site that all tests of a suite share: the sample edition, which no test may change. */
    sharedSite: string;
  }
}

/** Starts one site for a whole suite. Tests get its origin by `inject('sharedSite')`. */
export default async function startSharedSite(suite: TestProject): Promise<() => Promise<void>> {
  const site = await startSite({ at: AFTER_SAMPLE, env: WITH_STYLEGUIDE });
  suite.provide('sharedSite', site.origin);
  return site.stop;
}
