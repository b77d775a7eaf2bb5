import path from 'node:path';
import type { Settings } from './cached.ts';
import { benchArticles } from './edition.ts';
import { askForOne, CONNECTIONS, ENCODINGS, generator, type Load } from './load.ts';
import { count, get, median, table, time } from './measure.ts';
import { end, startDateline } from './servers.ts';

const SIZE = 1_000;

/**
 * Measures a cached article while nothing else is requested, and while one page after the other is rendered:
 * searches, which are not kept.
 */
export async function measureBeside({ scratch, runs, seconds }: Settings, edition: string): Promise<string> {
  const server = await startDateline(edition, path.join(scratch, 'index-of-edition'));
  try {
    const [article] = benchArticles(SIZE);
    const url = `${server.origin}/articles/${article?.slug}`;
    await get(url, { 'accept-encoding': ENCODINGS });
    await askForOne(url, 1); // compiled by now
    const quiet: Load[] = [];
    const beside: Load[] = [];
    let rendered = 0;
    for (let run = 0; run < runs; run++) {
      quiet.push(await askForOne(url, seconds));
      const load = askForOne(url, seconds);
      let isOver = false;
      const rendering = (async () => {
        while (!isOver) await get(`${server.origin}/search?q=river+${rendered++}`);
      })();
      beside.push(await load);
      isOver = true;
      await rendering;
    }
    const p99 = (loads: Load[]) => median(loads.map((load) => load.p99));
    const rate = (loads: Load[]) => median(loads.map((load) => load.rate));
    const ratio = `${(p99(beside) / p99(quiet)).toFixed(2)} ×`;
    const rows = [
      ['nothing else', count(rate(quiet)), time(p99(quiet)), '', '–'],
      [
        'a page rendered after another',
        count(rate(beside)),
        time(p99(beside)),
        ratio,
        count(rendered / runs / seconds),
      ],
    ];
    const how = `${generator}, ${CONNECTIONS} connections, medians of ${runs} × ${seconds} s`;
    const head = [`cached article (${how})`, 'requests/s', 'p99', 'to the above', 'pages rendered/s'];
    return `${table(head, rows)}\n\nGoal: at most 1.5 × of quiet.`;
  } finally {
    await end(server.process);
  }
}
