import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BenchArticle, benchArticles, seeded } from './edition.ts';
import { median, until } from './measure.ts';
import { benchProgram } from './packages.ts';
import { end, launch } from './servers.ts';

// Sites that Dateline is compared with: minimal ones with the same articles, by static generators.

/** Milliseconds of a full build, and from a save to the new file while watching. */
export type GeneratorFigures = { name: string; full: number; incremental: number };

type Generator = {
  name: string;
  env: Record<string, string>;
  /** Command and arguments of a full build, and of watching. */
  build: string[];
  watch: string[];
  output: string;
  /** The path of an article's page in `output`. */
  page(article: BenchArticle): string;
};

/** The command that builds the edition with Eleventy, which is installed if it is missing. */
export function eleventy(edition: string, output: string): { command: string[]; env: Record<string, string> } {
  const config = path.join(import.meta.dirname, 'eleventy/eleventy.config.js');
  return {
    command: [process.execPath, benchProgram('@11ty/eleventy/cmd.cjs'), '--quiet', `--config=${config}`],
    env: { EDITION: edition, OUTPUT: output },
  };
}

export async function measureEleventy(
  edition: string,
  size: number,
  scratch: string,
  runs: number,
): Promise<GeneratorFigures> {
  const output = path.join(scratch, 'eleventy');
  const { command: base, env } = eleventy(edition, output);
  return measure(
    {
      name: 'Eleventy',
      env,
      build: base,
      watch: [...base, '--watch', '--incremental'],
      output,
      page: ({ file }) => file.replace(/^articles\//, '').replace(/\.md$/, '/index.html'),
    },
    edition,
    size,
    runs,
  );
}

/** Null if there is no `hugo` on the PATH. */
export async function measureHugo(
  edition: string,
  size: number,
  scratch: string,
  runs: number,
): Promise<GeneratorFigures | null> {
  const version = spawnSync('hugo', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) return null;
  const output = path.join(scratch, 'hugo');
  const site = path.join(scratch, 'hugo-site');
  mkdirSync(path.join(site, 'layouts/_default'), { recursive: true });
  const page = (main: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>${main}</body></html>\n`;
  writeFileSync(path.join(site, 'hugo.toml'), "baseURL = 'https://bench.example/'\ntitle = 'Bench'\n");
  writeFileSync(path.join(site, 'config.toml'), "baseURL = 'https://bench.example/'\ntitle = 'Bench'\n");
  writeFileSync(
    path.join(site, 'layouts/_default/single.html'),
    page('<h1>{{ .Title }}</h1><p>{{ .Params.standfirst }}</p>{{ .Content }}'),
  );
  const list = page(
    '<h1>{{ .Title }}</h1><ul>{{ range first 24 .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>',
  );
  writeFileSync(path.join(site, 'layouts/_default/list.html'), list);
  writeFileSync(path.join(site, 'layouts/index.html'), list);
  const base = [
    'hugo',
    '--quiet',
    '--source',
    site,
    '--contentDir',
    path.join(edition, 'articles'),
    '--destination',
    output,
  ];
  return measure(
    {
      name: `Hugo ${/v(\d+\.\d+)/.exec(version.stdout)?.[1] ?? ''}`,
      env: {},
      build: base,
      watch: [...base, '--watch'],
      output,
      page: ({ file }) => file.replace(/^articles\//, '').replace(/\.md$/, '/index.html'),
    },
    edition,
    size,
    runs,
  );
}

async function measure(generator: Generator, edition: string, size: number, runs: number): Promise<GeneratorFigures> {
  const env = { ...process.env, ...generator.env };
  const full: number[] = [];
  for (let run = 0; run < runs; run++) {
    rmSync(generator.output, { recursive: true, force: true });
    const [command = '', ...args] = generator.build;
    const started = performance.now();
    const { status } = spawnSync(command, args, { env, stdio: 'ignore' });
    if (status !== 0) throw new Error(`${generator.name} failed.`);
    full.push(performance.now() - started);
  }
  const watching = launch(generator.watch, generator.env, ['ignore', 'ignore', 'ignore']);
  const incremental = await measureIncremental(generator, edition, size, runs, median(full)).finally(() =>
    end(watching),
  );
  return { name: generator.name, full: median(full), incremental: median(incremental) };
}

/** How often a change is repeated that a watcher has missed. */
const ATTEMPTS = 10;

async function measureIncremental(
  generator: Generator,
  edition: string,
  size: number,
  runs: number,
  full: number,
): Promise<number[]> {
  const articles = benchArticles(size);
  const random = seeded(17);
  const times: number[] = [];
  const patience = Math.max(10_000, 3 * full);
  const page = (article: BenchArticle) => {
    const file = path.join(generator.output, generator.page(article));
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  /**
   * Writes a headline into an article until its page shows it, and gives the milliseconds that took from the
   * last time it was written: what is saved while the rest of a build is still being written, the watchers at
   * times overlook.
   */
  const publish = async (article: BenchArticle, headline: string): Promise<number> => {
    const file = path.join(edition, article.file);
    const text = readFileSync(file, 'utf8').replace(/^title: .*$/m, `title: ${headline}`);
    for (let attempt = 1; ; attempt++) {
      writeFileSync(file, text);
      try {
        return await until(async () => page(article).includes(`<h1>${headline}</h1>`), patience, 5);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  };
  // Until the first change appears, the first build is still running, or the watcher is not ready.
  for (let change = 0; change <= runs; change++) {
    const article = articles[Math.floor(random() * articles.length)] as BenchArticle;
    const [, headline = ''] = /^title: (.*)$/m.exec(readFileSync(path.join(edition, article.file), 'utf8')) ?? [];
    const time = await publish(article, `Changed ${change}`);
    if (change > 0) times.push(time);
    await publish(article, headline);
  }
  return times;
}
