import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from './cached.ts';
import { benchArticles } from './edition.ts';
import { ENCODINGS } from './load.ts';
import { get, median, percentile, table, time } from './measure.ts';
import { end, startDateline } from './servers.ts';

const SIZE = 1_000;
const WARM = 200;

/**
 * Pages that nobody has asked for yet, asked for one at a time over one connection: articles of about 650
 * words, pages of the list of all, and of tags. Each server has made some 200 other articles before.
 */
export async function measureCold({ scratch, runs }: Settings, edition: string): Promise<string> {
  const words = ({ file }: { file: string }) =>
    (readFileSync(path.join(edition, file), 'utf8').split('\n---\n')[1] ?? '').split(/\s+/).length;
  const articles = benchArticles(SIZE).map((article) => ({ url: `/articles/${article.slug}`, words: words(article) }));
  const isNear = (article: { words: number }) => Math.abs(article.words - 650) <= 50;
  const warming = articles.filter((article) => !isNear(article)).slice(0, WARM);
  const kinds: Record<string, string[]> = {
    'article, 600 to 700 words': articles.filter(isNear).map(({ url }) => url),
    list: Array.from({ length: Math.floor(SIZE / 24) - 1 }, (_, number) => `/page/${number + 2}`),
    tag: Array.from({ length: 200 }, (_, number) => `/tags/tag-${number + 1}`),
  };
  const times: Record<string, number[]> = {};
  for (let run = 0; run < runs; run++) {
    const server = await startDateline(edition, path.join(scratch, 'index-of-edition'), { isCold: true });
    try {
      await new Promise((resolve) => setTimeout(resolve, 3000)); // the watcher runs, and the comparison after the start is over
      const ask = async (url: string) => {
        const { status, milliseconds } = await get(server.origin + url, { 'accept-encoding': ENCODINGS });
        if (status !== 200) throw new Error(`${url} answered ${status}.`);
        return milliseconds;
      };
      for (const { url } of [...warming, { url: '/' }, { url: '/tags/tag-0' }]) await ask(url);
      for (const [kind, urls] of Object.entries(kinds)) {
        times[kind] ??= [];
        for (const url of urls) times[kind].push(await ask(url));
      }
    } finally {
      await end(server.process);
    }
  }
  const rows = Object.entries(times).map(([kind, all]) => [
    kind,
    String(kinds[kind]?.length),
    time(median(all)),
    time(percentile(all, 0.95)),
  ]);
  const how = `N = 1,000, after ${WARM} others, ${runs} ${runs === 1 ? 'server' : 'servers'}`;
  return `${table([`cold page (${how})`, 'pages', 'p50', 'p95'], rows)}\n\nGoal: articles within 10 ms (p50).`;
}
