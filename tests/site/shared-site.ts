import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestProject } from 'vitest/node';
import { rows, run } from '#lib/sqlite.ts';
import { eventually, type Site, startSite, walkFrom } from './running-site.ts';
import { AFTER_SAMPLE, SAMPLE_PAGES } from './sample-index.ts';
import { WITH_STYLEGUIDE } from './styleguide.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the site that all tests of a suite share: the sample edition, which no test may change. */
    sharedSite: string;
  }
}

const OPTIONS = { at: AFTER_SAMPLE, env: WITH_STYLEGUIDE };

/**
 * Starts one site for a whole suite, with all of its pages. Tests get its origin by `inject('sharedSite')`; sites
 * that start later get the pages.
 */
export default async function startSharedSite(suite: TestProject): Promise<() => Promise<void>> {
  const site = await startSite(OPTIONS);
  suite.provide('sharedSite', site.origin);
  const removePages = process.env[SAMPLE_PAGES] ? () => {} : await keepPages(site);
  return async () => {
    removePages();
    await site.stop();
  };
}

/** Makes all pages of the sample edition, for the sites of several suites. Returns a function that deletes them. */
export async function makeSamplePages(): Promise<() => void> {
  const site = await startSite(OPTIONS);
  try {
    return await keepPages(site);
  } finally {
    await site.stop();
  }
}

/** Makes all pages of a site, for sites that start later. Returns a function that deletes them. */
async function keepPages(site: Site): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-sample-pages-'));
  const pages = path.join(folder, 'pages.sqlite');
  await copyPages(site, pages);
  process.env[SAMPLE_PAGES] = pages;
  return () => rmSync(folder, { recursive: true });
}

/** Makes all pages of a site, and copies the file in which it keeps them to `copy`. */
async function copyPages({ origin, cache }: Site, copy: string): Promise<void> {
  const walked = await walkFrom(origin, ['/']);
  const made = [...walked].filter(([, answer]) => answer.startsWith('200\n')).map(([path]) => path);
  const db = new DatabaseSync(path.join(cache, 'pages.sqlite'), { readOnly: true });
  try {
    const kept = async () => new Set(rows<{ path: string }>(db, 'SELECT path FROM pages').map(({ path }) => path));
    // The site writes them a little later.
    await eventually(kept, (found) => made.every((path) => found.has(path)));
    run(db, 'VACUUM INTO ?', copy);
  } finally {
    db.close();
  }
}
