import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from './cached.ts';
import { benchArticles } from './edition.ts';
import { askForMany, type Load } from './load.ts';
import { count, get, median, table, time, until } from './measure.ts';
import { end, startDateline } from './servers.ts';

const SIZE = 1_000;
const READ = 200;
/** The number of answers between two edits. */
const ANSWERS_PER_EDIT = 100;

/**
 * Readers go through 200 articles, each connection in turn, while an editor saves one of them with a new
 * headline after every 100 answers, each in turn: so of 100 requests one finds its page changed. Without the
 * editor, the same readers, for comparison.
 */
export async function measureChanges({ scratch, runs, seconds }: Settings, edition: string): Promise<string> {
  const content = path.join(scratch, 'changing-edition');
  rmSync(content, { recursive: true, force: true });
  cpSync(edition, content, { recursive: true });
  const articles = benchArticles(SIZE)
    .filter((_, number) => number % (SIZE / READ) === 0)
    .map(({ file, slug }) => {
      const absolute = path.join(content, file);
      return { url: `/articles/${slug}`, file: absolute, text: readFileSync(absolute, 'utf8'), headline: '' };
    });
  const server = await startDateline(content, path.join(scratch, 'index-of-changes'), { core: 'server' });
  try {
    await new Promise((resolve) => setTimeout(resolve, 3000)); // the watcher runs, and the comparison after the start is over
    const task = { origin: server.origin, paths: articles.map(({ url }) => url), seconds };
    const still: Load[] = [];
    const changing: Load[] = [];
    const edits: number[] = [];
    const current: number[] = [];
    let edited = 0;
    await askForMany({ ...task, once: true, seconds: 60 }); // each is rendered and cached
    for (let run = 0; run < runs; run++) {
      still.push(await askForMany(task));
      const before = edited;
      const load = await askForMany(task, (answers) => {
        while (edited - before < answers / ANSWERS_PER_EDIT - 1) {
          const article = articles[edited % articles.length];
          if (!article) return;
          article.headline = `Changed ${++edited}`;
          writeFileSync(article.file, article.text.replace(/^title: .*$/m, `title: ${article.headline}`));
        }
      });
      changing.push(load);
      edits.push(edited - before);
      // At the end every page has its last headline.
      const last = articles.filter(({ headline }) => headline !== '');
      current.push(
        await until(async () => {
          for (const { url, headline } of last) {
            if (!(await get(server.origin + url)).body.includes(`>${headline}<`)) return false;
          }
          return true;
        }, 60_000),
      );
    }
    const rate = (loads: Load[]) => median(loads.map((load) => load.rate));
    const refused = (loads: Load[]) => loads.reduce((sum, load) => sum + load.refused, 0);
    const share = edits.map((number, run) => number / (changing[run]?.answers ?? 1));
    const rows = [
      ['nothing changes', count(rate(still)), '', '–', '–', count(refused(still)), '–'],
      [
        'an edit after every 100 answers',
        count(rate(changing)),
        `${(rate(changing) / rate(still)).toFixed(2)} ×`,
        count(median(edits.map((number) => number / seconds))),
        `${(100 * median(share)).toFixed(2)} %`,
        count(refused(changing)),
        time(median(current)),
      ],
    ];
    const head = [
      `${READ} articles read in turn (autocannon, medians of ${runs} × ${seconds} s)`,
      'requests/s',
      'to the above',
      'edits/s',
      'edits to requests',
      'not 200',
      'all pages current after',
    ];
    return `${table(head, rows)}\n\nGoal: no answer but 200.`;
  } finally {
    await end(server.process);
  }
}
