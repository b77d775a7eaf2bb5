import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { benchArticles, seeded } from './edition.ts';
import { askForOne, ENCODINGS } from './load.ts';
import { get, median, percentile } from './measure.ts';
import { end, type Server, startDateline } from './servers.ts';

/**
 * What is measured of the search at one size: milliseconds of an answer that nobody asked for before, and of one
 * without a result; of the first fill; how many times as many answers a cached article gets during it as without it; and how many
 * times as large as the texts the index of the search is.
 */
export type SearchFigures = Record<
  'searchP50' | 'searchP95' | 'searchNothing' | 'fill' | 'duringFill' | 'searchSize',
  number
>;

/** Short, since a small edition is filled quickly. */
const SECONDS = 2;
const RUNS = 5;
/** A query for a word of no article. */
const NOWHERE = /^q=\w+qx$/;
/** The number of queries of each kind. */
const QUESTIONS = 20;

/** Measures the search of an edition whose articles are in the index at `index`, and not yet searchable. */
export async function measureSearch(edition: string, index: string, size: number): Promise<SearchFigures> {
  const file = path.join(index, 'index.sqlite');
  const started = performance.now();
  const server = await startDateline(edition, index);
  try {
    const { ratios, stopped } = await filledMeanwhile(server, () => unsearched(file) > 0);
    while (unsearched(file) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    const fill = performance.now() - started - stopped;
    // Merges the segments of the index.
    await new Promise((resolve) => setTimeout(resolve, 10_000 + size / 4));
    const times = await searchTimes(server.origin, edition, size);
    const slowest = times.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 5);
    for (const { q, milliseconds } of slowest) console.error(`  ${Math.round(milliseconds)} ms: ${q}`);
    const all = times.map(({ milliseconds }) => milliseconds);
    return {
      searchP50: median(all),
      searchP95: percentile(all, 0.95),
      searchNothing: median(times.filter(({ q }) => NOWHERE.test(q)).map(({ milliseconds }) => milliseconds)),
      fill,
      duringFill: ratios.length === 0 ? Number.NaN : median(ratios),
      searchSize: sizeOf(file),
    };
  } finally {
    await end(server.process);
  }
}

/**
 * How many times as many answers a second a kept article gets while the search is filled as when what fills
 * it is stopped: by turns, as long as it is filled. `stopped`: milliseconds.
 */
async function filledMeanwhile({ origin, process: { pid } }: Server, filling: () => boolean) {
  const url = `${origin}/articles/${benchArticles(1)[0]?.slug}`;
  const { status } = await get(url, { 'accept-encoding': ENCODINGS });
  if (status !== 200) throw new Error(`${url} answered ${status}.`);
  const ratios: number[] = [];
  let stopped = 0;
  const filler = fillerOf(pid ?? 0);
  for (let run = 0; filler !== null && run < RUNS && filling(); run++) {
    const since = performance.now();
    process.kill(filler, 'SIGSTOP');
    if (run === 0) await askForOne(url, SECONDS); // a server that has just started is slower
    const alone = await askForOne(url, SECONDS);
    process.kill(filler, 'SIGCONT');
    stopped += performance.now() - since;
    const { rate } = await askForOne(url, SECONDS);
    if (filling()) ratios.push(rate / alone.rate);
  }
  return { ratios, stopped };
}

/** The process that fills a server's search index; null after it has ended. */
function fillerOf(server: number): number | null {
  const { stdout } = spawnSync('pgrep', ['-P', String(server), '-f', 'search-indexer'], { encoding: 'utf8' });
  return Number(stdout.trim().split('\n')[0]) || null;
}

/**
 * Makes each query once: one word, two, a phrase, a prefix, each with and without a filter, and a word of no
 * article.
 */
async function searchTimes(origin: string, edition: string, size: number) {
  const random = seeded(17);
  const articles = benchArticles(size);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const words = () => {
    const text = readFileSync(path.join(edition, pick(articles).file), 'utf8').split('\n---\n')[1] ?? '';
    return pick(text.split(/[.\n#]+/).filter((sentence) => sentence.split(' ').length > 6))
      .trim()
      .toLowerCase()
      .split(' ');
  };
  const kinds: (() => Record<string, string>)[] = [
    () => ({ q: pick(words()) }),
    () => ({ q: `author ${Math.floor(random() * 200)}` }),
    () => ({ q: words().slice(1, 3).join(' ') }),
    () => ({ q: words().slice(0, 4).join(' ') }),
    () => ({ q: `"${words().slice(1, 3).join(' ')}"` }),
    () => ({ q: `${pick(words()).slice(0, 4)}*` }),
    () => ({ q: pick(words()), tag: `tag-${Math.floor(random() * 300)}` }),
    () => ({ q: words().slice(1, 3).join(' '), author: `author-${Math.floor(random() * 200)}` }),
    () => ({ q: pick(words()), from: '2019-01-01', to: '2019-12-31' }),
    () => ({ q: pick(words()), page: '7' }),
    () => ({ q: `${pick(words())}qx` }),
  ];
  // Its code is loaded with the first.
  for (let warm = 0; warm < 5; warm++) await get(`${origin}/search?q=author+${warm}`);
  const times: { q: string; milliseconds: number }[] = [];
  for (let round = 0; round < QUESTIONS; round++) {
    for (const kind of kinds) {
      const q = new URLSearchParams(kind()).toString();
      const { status, milliseconds } = await get(`${origin}/search?${q}`);
      // A page after the last one has no results.
      if (status !== 200 && !(status === 404 && q.includes('page='))) throw new Error(`${q} answered ${status}.`);
      times.push({ q, milliseconds });
    }
  }
  return times;
}

function unsearched(file: string): number {
  return read(file, 'SELECT count(*) AS value FROM search_queue');
}

/** The size of the search index, relative to that of the articles' texts. */
function sizeOf(file: string): number {
  const tables =
    "'search_data', 'search_idx', 'search_docsize', 'searchable_articles', 'searchable_articles_by_headline', 'sqlite_autoindex_searchable_articles_1', 'spellings'";
  const used = read(file, `SELECT sum(pgsize) AS value FROM dbstat WHERE aggregate = TRUE AND name IN (${tables})`);
  return used / read(file, 'SELECT sum(octet_length(body)) AS value FROM articles');
}

function read(file: string, sql: string): number {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    return Number(db.prepare(sql).get()?.value ?? 0);
  } finally {
    db.close();
  }
}
