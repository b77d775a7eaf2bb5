import path from 'node:path';
import { MEASURES_MEMORY, ownMegabytes, treeMegabytes } from '../process-tree.ts';
import type { Settings } from './cached.ts';
import { writeEdition } from './edition.ts';
import { ENCODINGS } from './load.ts';
import { count, get, megabytes, table, time } from './measure.ts';
import { end, memoryOf, startDateline } from './servers.ts';

const SIZE = 5_000;
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ru', 'ar', 'zh', 'ja'];
/** The memory that all processes may take after the crawl. */
const GOAL = 450_000_000;

/**
 * Requests each page of the sitemaps once, one after the other, as a search engine does, and measures the
 * memory of all processes: at the start, at the most, and after the last page.
 */
export async function measureCrawl({ scratch }: Settings): Promise<string> {
  const edition = path.join(scratch, `edition-${SIZE}-languages`);
  writeEdition(edition, SIZE, LANGUAGES);
  const server = await startDateline(edition, path.join(scratch, 'index-of-languages'));
  try {
    const pid = server.process.pid ?? 0;
    const atStart = memory(pid);
    let most = atStart;
    const started = performance.now();
    const pages = await pagesOf(server.origin);
    for (const [number, page] of pages.entries()) {
      const { status } = await get(page, { 'accept-encoding': ENCODINGS });
      if (status !== 200) throw new Error(`${page} answered ${status}.`);
      if (number % 50 === 0) most = Math.max(most, memory(pid));
    }
    const took = performance.now() - started;
    const atEnd = memory(pid);
    const head = [
      `each page of ${count(SIZE)} stories in ${LANGUAGES.length} languages`,
      'pages',
      'time',
      'memory at the start',
      'at the most',
      'at the end',
      'of it the server',
    ];
    const figures = [atStart, most, atEnd, ownMegabytes(pid) * 2 ** 20].map(megabytes);
    const result = table(head, [['all processes', count(pages.length), time(took), ...figures]]);
    return `${result}\n\nGoal: at most ${megabytes(GOAL)} at the end${atEnd > GOAL ? ', **missed**' : ''}.`;
  } finally {
    await end(server.process);
  }
}

/**
 * Bytes of memory of a process and all that it has started. Where that can be measured, shared memory counts
 * once.
 */
export function memory(pid: number): number {
  return MEASURES_MEMORY ? treeMegabytes(pid) * 2 ** 20 : memoryOf(pid);
}

/** The addresses of all pages in the sitemaps, at `origin`. */
async function pagesOf(origin: string): Promise<string[]> {
  const pages = new Set<string>();
  const maps = [`${origin}/sitemap.xml`];
  for (const map of maps) {
    const { body } = await get(map);
    for (const [, location = ''] of body.matchAll(/<loc>([^<]+)<\/loc>/g)) {
      const local = origin + new URL(location).pathname;
      if (body.includes('<sitemapindex')) maps.push(local);
      else pages.add(local);
    }
  }
  return [...pages];
}
