import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { realPath } from '#lib/no-symlinks.ts';
import { makeSearchable } from '#lib/search/search-index.ts';
import { run } from '#lib/sqlite.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { sync } from '#lib/store/sync/sync.ts';

/** The environment variable that names the index of the sample edition for the tests of a run. */
const VARIABLE = 'SAMPLE_INDEX';
/** The one that names the file with its pages, if there is one; see `shared-site.ts`. */
export const SAMPLE_PAGES = 'SAMPLE_PAGES';

/** Whether tests that repeat one rule over many pages take all of them, not a few of each kind. */
export const THOROUGH = process.env.THOROUGH === '1';

const project = path.resolve(import.meta.dirname, '../..');
const sample = path.join(project, 'content');

/** Later than every story of the sample edition. */
export const AFTER_SAMPLE = Date.parse('2026-11-22T17:00:00Z');

/**
 * Makes the index of the sample edition, as its first sync leaves it, with all stories in the search, once for
 * all tests of a run. Both take seconds. Returns a function that deletes it.
 */
export default async function makeSampleIndex(): Promise<() => void> {
  if (process.env[VARIABLE]) return () => {}; // `run.ts` has made it for all suites
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-sample-'));
  const index = path.join(folder, 'index.sqlite');
  const folders = { content: path.join(folder, 'content'), public: path.join(project, 'public') };
  copySample(folders.content);
  const db = openIndex({ index, folders });
  // Before the first story: at no site is the index from a later time than its clock.
  await sync(db, folders, null, { now: 0 });
  while (makeSearchable(db, AFTER_SAMPLE));
  db.close();
  process.env[VARIABLE] = index;
  return () => rmSync(folder, { recursive: true });
}

/** Copies the sample edition, with the times of its files: a sync need not compare files of the same time. */
export function copySample(folder: string): void {
  cpSync(sample, folder, { recursive: true, preserveTimestamps: true });
}

const FEW_STORIES = [
  'budget-small-print',
  'eleven-walks',
  'heat-pump-cooperative',
  'in-praise-of-the-half-day',
  'leave-the-pencil-in',
  'missing-river-gauges',
  'new-alliance-cultural-ip-china',
  'night-train-returns',
  'ouselle-bridge-closure',
  'rovers-final',
  'rovers-final.ar',
  'rovers-final.zh',
  'saltworks-cooperative',
  'tidal-barrage-explained',
  'town-that-moved-uphill',
];

/**
 * Removes most stories from a copy of the sample edition, and the authors of no other. Those that stay have every
 * kind of page, with images, a series, corrections and other languages, and their links lead to each other: the
 * edition has no diagnostic. For tests that make all pages or images of a site. With `THOROUGH=1` all stories stay.
 */
export function keepFewStories(content: string): void {
  if (THOROUGH) return;
  const filesOf = (pattern: string) => globSync(pattern, { cwd: content }).map((file) => path.join(content, file));
  const nameOf = (file: string) => path.basename(file, '.md');
  const stories = filesOf('articles/**/*.md');
  const kept = stories.filter((file) => FEW_STORIES.includes(nameOf(file)));
  const texts = kept.map((file) => readFileSync(file, 'utf8'));
  const isNamed = (file: string) => {
    const name = /^name: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    return texts.some((text) => text.includes(nameOf(file)) || text.includes(name));
  };
  const unused = filesOf('authors/*.md').filter((file) => !isNamed(file));
  for (const file of [...stories.filter((file) => !kept.includes(file)), ...unused]) rmSync(file);
}

/**
 * Puts the index of the sample edition into `cache`, for a site that serves `content`, and the pages, of which the
 * site renders those anew that its content changes. Does nothing if `content` is no copy of the sample edition
 * with other files added: then there must be a first sync.
 */
export function copySampleIndex(content: string, cache: string): void {
  const made = process.env[VARIABLE];
  const index = path.join(cache, 'index.sqlite');
  if (!made || existsSync(index) || !hasAllOfSample(content)) return;
  mkdirSync(cache, { recursive: true });
  cpSync(made, index);
  const pages = process.env[SAMPLE_PAGES];
  if (pages) cpSync(pages, path.join(cache, 'pages.sqlite'));
  const db = new DatabaseSync(index);
  try {
    run(db, 'UPDATE origin SET content_folder = ?', realPath(content));
  } finally {
    db.close();
  }
}

function hasAllOfSample(content: string): boolean {
  const files = globSync('**', { cwd: sample, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((file) => path.relative(sample, path.join(file.parentPath, file.name)))
    .every((file) => {
      const copy = path.join(content, file);
      return existsSync(copy) && readFileSync(copy).equals(readFileSync(path.join(sample, file)));
    });
}
