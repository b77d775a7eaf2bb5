import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BenchArticle, benchArticles, seeded } from './edition.ts';
import { median, until } from './measure.ts';
import { benchProgram } from './packages.ts';
import { end, launch } from './servers.ts';

// What Dateline is compared with: minimal sites of the same articles, made by static generators.

/** Milliseconds of a full build, and from a save to the new file while watching. */
export type GeneratorFigures = { name: string; full: number; incremental: number };

type Generator = {
  name: string;
  env: Record<string, string>;
  /** Command and arguments of a full build, and of watching. */
  build: string[];
  watch: string[];
  output: string;
  /** Where an article comes out, from `output`. */
  page(article: BenchArticle): string;
};

/** The command that builds the edition with Eleventy, which is installed when it is not there. */
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

/** Null where there is no `hugo` on the PATH. */
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
  const incremental = await measureIncremental(generator, edition, size, runs).finally(() => end(watching));
  return { name: generator.name, full: median(full), incremental: median(incremental) };
}

async function measureIncremental(
  generator: Generator,
  edition: string,
  size: number,
  runs: number,
): Promise<number[]> {
  const articles = benchArticles(size);
  const random = seeded(17);
  const times: number[] = [];
  const save = (article: BenchArticle, headline: string) => {
    const file = path.join(edition, article.file);
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace(/^title: .*$/m, `title: ${headline}`));
    return before;
  };
  const text = (article: BenchArticle) => {
    const file = path.join(generator.output, generator.page(article));
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const shows = async (article: BenchArticle, headline: string) => text(article).includes(headline);
  // The first change that comes through tells that the first build is over and the watcher stands. What is changed again before a rebuild has ended
  // may be seen late, so any of these changes will do but the one from before the first build.
  const first = articles[0] as BenchArticle;
  const original = save(first, 'Begun 0');
  let tries = 0;
  await until(
    async () => {
      if (/Begun [1-9]/.test(text(first))) return true;
      writeFileSync(path.join(edition, first.file), original.replace(/^title: .*$/m, `title: Begun ${++tries}`));
      return false;
    },
    600_000,
    Math.max(3000, size * 4),
  );
  writeFileSync(path.join(edition, first.file), original);
  await until(async () => !(await shows(first, 'Begun')), 300_000);
  for (let change = 0; change < runs; change++) {
    const article = articles[Math.floor(random() * articles.length)] as BenchArticle;
    const before = save(article, `Changed ${change}`);
    times.push(await until(() => shows(article, `Changed ${change}`), 300_000, 5));
    writeFileSync(path.join(edition, article.file), before);
    await until(async () => !(await shows(article, `Changed ${change}`)), 300_000, 5);
  }
  return times;
}
