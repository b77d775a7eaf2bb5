import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from '../../lib/render/build.ts';
import { ownMegabytes } from '../process-tree.ts';
import { memory } from './crawl.ts';
import { type BenchArticle, benchArticles, seeded } from './edition.ts';
import { get, median, percentile, until } from './measure.ts';
import { measureSearch, type SearchFigures } from './search.ts';
import { end, project, SECRET, startDateline } from './servers.ts';
import { measureWarm, type WarmFigures } from './warm.ts';

/** After so long a page is in the page cache on disk. */
export const KEPT_MILLISECONDS = 3_000;

/** So many articles are read before the memory is measured. */
const READ = 5_000;

/** The figures of Dateline at one size, in milliseconds and bytes. */
export type DatelineFigures = Record<
  | 'build'
  | 'firstPage'
  | 'firstSync'
  | 'restart'
  | 'restartUncached'
  | 'peakMemory'
  | 'memory'
  | 'memoryOfServer'
  | 'savedP50'
  | 'savedP95'
  | 'describedP50'
  | 'describedP95'
  | 'pushedP50'
  | 'pushedP95'
  | 'foundP50'
  | 'foundP95'
  | keyof SearchFigures
  | keyof WarmFigures
  | 'coldArticle'
  | 'coldList'
  | 'coldTag'
  | 'cachedArticle'
  | 'cachedList'
  | 'cachedTag'
  | 'check'
  | 'recheck',
  number
>;

/**
 * Measures Dateline on the edition in `edition`. `scratch` is a folder for temporary files, `runs` the number
 * of starts.
 */
export async function measureDateline(
  edition: string,
  size: number,
  scratch: string,
  runs: number,
): Promise<DatelineFigures> {
  const index = path.join(scratch, 'index');
  const articles = benchArticles(size);

  const builds: number[] = [];
  for (let run = 0; run < Math.min(runs, 3); run++) {
    const started = performance.now();
    await build(project, { CONTENT_DIR: edition }, 'ignore');
    builds.push(performance.now() - started);
  }

  const firstPages: number[] = [];
  const firstSyncs: number[] = [];
  let peakMemory = 0;
  // A first sync of 100,000 articles takes most of a minute: it is not repeated as often.
  for (let run = 0; run < (size > 10_000 ? Math.min(runs, 3) : runs); run++) {
    // A comparison of the previous server may still be running.
    rmSync(index, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    const watched = { peak: 0 };
    const server = await startDateline(edition, index, { watched });
    firstPages.push(server.milliseconds);
    firstSyncs.push(server.filled ?? Number.NaN);
    peakMemory = Math.max(peakMemory, watched.peak);
    await end(server.process);
  }

  const restarts: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const server = await startDateline(edition, index);
    restarts.push(server.milliseconds);
    await new Promise((resolve) => setTimeout(resolve, KEPT_MILLISECONDS));
    await end(server.process);
  }
  const uncached: number[] = [];
  for (let run = 0; run < runs; run++) {
    const server = await startDateline(edition, index, { first: `/articles/${articles[run]?.slug}` });
    uncached.push(server.milliseconds);
    await end(server.process);
  }

  const checks = measureCheck(edition, path.join(scratch, 'index-of-check'), runs);

  const search = await measureSearch(edition, index, size);

  const cold = await startDateline(edition, index, { isCold: true });
  await new Promise((resolve) => setTimeout(resolve, 3000)); // the watcher runs, and the comparison after the start is over
  const pages = await measurePages(cold.origin, articles);
  await end(cold.process);

  const server = await startDateline(edition, index);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const saved = await measureSaved(server.origin, edition, articles, 40);
  const described = await measureDescribed(server.origin, edition, 20);
  const warm = await measureWarm(server.origin, edition, articles);
  for (const { slug } of articles.slice(-READ)) await get(`${server.origin}/articles/${slug}`);
  const pid = server.process.pid ?? 0;
  const memories = { memory: memory(pid), memoryOfServer: ownMegabytes(pid) * 2 ** 20 };
  await end(server.process);

  const { pushed, found } = await measurePushed(edition, scratch, articles, size > 10_000 ? 12 : 20);
  return {
    build: median(builds),
    firstPage: median(firstPages),
    firstSync: median(firstSyncs),
    restart: median(restarts.slice(1)), // the first has kept no page
    restartUncached: median(uncached),
    peakMemory,
    ...memories,
    savedP50: median(saved),
    savedP95: percentile(saved, 0.95),
    describedP50: median(described),
    describedP95: percentile(described, 0.95),
    pushedP50: median(pushed),
    pushedP95: percentile(pushed, 0.95),
    foundP50: median(found),
    foundP95: percentile(found, 0.95),
    ...search,
    ...warm,
    ...pages,
    ...checks,
  };
}

/** The command with a new index, and with an existing one. */
function measureCheck(edition: string, cache: string, runs: number): Pick<DatelineFigures, 'check' | 'recheck'> {
  rmSync(cache, { recursive: true, force: true });
  const times = Array.from({ length: 1 + runs }, () => {
    const started = performance.now();
    execFileSync(process.execPath, ['lib/cli/main.ts', 'check'], {
      cwd: project,
      stdio: 'ignore',
      env: { ...process.env, CONTENT_DIR: edition, DATELINE_CACHE: cache },
    });
    return performance.now() - started;
  });
  const [check = Number.NaN, ...again] = times;
  return { check, recheck: median(again) };
}

/** Cold: the first request for each of thirty pages; cached: the same pages again. Medians. */
async function measurePages(origin: string, articles: readonly BenchArticle[]) {
  const random = seeded(7);
  const some = Array.from({ length: 30 }, () => articles[Math.floor(random() * articles.length)]?.slug);
  const lastPage = Math.ceil(articles.length / 24);
  const kinds = {
    Article: some.map((slug) => `/articles/${slug}`),
    List: Array.from({ length: 30 }, (_, number) => `/page/${2 + Math.floor(((lastPage - 2) * number) / 30)}`),
    Tag: Array.from({ length: 30 }, (_, number) => `/tags/tag-${number * 10}`),
  };
  // The code of each kind of page is loaded with its first.
  for (const warm of [`/articles/${articles[0]?.slug}`, '/', '/tags/tag-1']) await get(origin + warm);
  const figures: Record<string, number> = {};
  for (const [kind, paths] of Object.entries(kinds)) {
    for (const state of ['cold', 'cached']) {
      const times: number[] = [];
      for (const path of new Set(paths)) {
        const { status, milliseconds } = await get(origin + path);
        if (status !== 200) throw new Error(`${path} answered ${status}.`);
        times.push(milliseconds);
      }
      figures[`${state}${kind}`] = median(times);
    }
  }
  return figures as Pick<
    DatelineFigures,
    'coldArticle' | 'coldList' | 'coldTag' | 'cachedArticle' | 'cachedList' | 'cachedTag'
  >;
}

/** From the end of a save of an article to the first response with the new headline. */
async function measureSaved(
  origin: string,
  edition: string,
  articles: readonly BenchArticle[],
  count: number,
): Promise<number[]> {
  const random = seeded(11);
  const times: number[] = [];
  for (let change = 0; change < count; change++) {
    const article = articles[Math.floor(random() * articles.length)] as BenchArticle;
    const file = path.join(edition, article.file);
    const before = readFileSync(file, 'utf8');
    await get(`${origin}/articles/${article.slug}`); // a reader had it open
    writeFileSync(file, before.replace(/^title: .*$/m, `title: Changed ${change}`));
    times.push(
      await until(
        async () => (await get(`${origin}/articles/${article.slug}`)).body.includes(`>Changed ${change}<`),
        60_000,
      ),
    );
    writeFileSync(file, before);
    await until(
      async () => !(await get(`${origin}/articles/${article.slug}`)).body.includes(`>Changed ${change}<`),
      60_000,
    );
  }
  return times;
}

/** From the end of a save of the file of a tag that had none to the first response with its text. */
async function measureDescribed(origin: string, edition: string, count: number): Promise<number[]> {
  const story = path.join(edition, 'articles/rare-earths.md');
  const tag = path.join(edition, 'tags/rare-earths.md');
  const shows = async (text: string) => (await get(`${origin}/tags/rare-earths`)).body.includes(text);
  writeFileSync(
    story,
    '---\ntitle: Rare earths\nauthor: author-1\ndate: 2020-01-01\ntags: [Rare Earths]\n---\n\nText.\n',
  );
  await until(() => shows('Rare earths'), 60_000);
  const times: number[] = [];
  for (let change = 0; change < count; change++) {
    writeFileSync(tag, `---\nname: Rare Earths\n---\n\nDescription ${change}.\n`);
    times.push(await until(() => shows(`Description ${change}.`), 60_000));
    rmSync(tag);
    await until(async () => !(await shows(`Description ${change}.`)), 60_000);
  }
  rmSync(story);
  return times;
}

/**
 * From the start of a `git push`, through the hook of the git host, to the first response with the change,
 * and to the first search that finds it.
 */
async function measurePushed(
  edition: string,
  scratch: string,
  articles: readonly BenchArticle[],
  count: number,
): Promise<{ pushed: number[]; found: number[] }> {
  const editor = path.join(scratch, 'editor');
  const remote = path.join(scratch, 'remote.git');
  const clone = path.join(scratch, 'clone');
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Bench', '-c', 'user.email=bench@bench.example', ...args], {
      stdio: 'ignore',
    });
  if (!existsSync(clone)) {
    for (const folder of [editor, remote]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(editor, { recursive: true });
    cpSync(edition, editor, { recursive: true });
    git(editor, 'init', '-q', '-b', 'main');
    // The repository is repacked below, once. Otherwise git would begin that at the commit.
    git(editor, 'config', 'gc.auto', '0');
    git(editor, 'config', 'maintenance.auto', 'false');
    git(editor, 'add', '-A');
    git(editor, 'commit', '-qm', 'The edition');
    // As on a git host; otherwise git repacks 100,000 new files at every step.
    git(editor, 'gc', '-q');
    git(scratch, 'clone', '-q', '--bare', editor, remote);
    git(editor, 'remote', 'add', 'origin', remote);
    git(scratch, 'clone', '-q', remote, clone);
  }
  const server = await startDateline(clone, path.join(scratch, 'index-of-clone'));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const random = seeded(13);
  const pushed: number[] = [];
  const found: number[] = [];
  for (let change = 0; change < count; change++) {
    const article = articles[Math.floor(random() * articles.length)] as BenchArticle;
    const file = path.join(editor, article.file);
    const headline = `Pushed ${change} ${Date.now()}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^title: .*$/m, `title: ${headline}`));
    git(editor, 'commit', '-qm', headline, '--', article.file);
    const started = performance.now();
    git(editor, 'push', '-q', 'origin', 'HEAD:main');
    const body = JSON.stringify({ headline });
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    await fetch(`${server.origin}/_dateline/publish`, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature-256': signature },
    });
    await until(
      async () => (await get(`${server.origin}/articles/${article.slug}`)).body.includes(`>${headline}<`),
      60_000,
    );
    pushed.push(performance.now() - started);
    const search = `${server.origin}/search?q=${encodeURIComponent(`"${headline}"`)}`;
    await until(async () => (await get(search)).body.includes(`/articles/${article.slug}"`), 60_000);
    found.push(performance.now() - started);
  }
  await end(server.process);
  return { pushed, found };
}
