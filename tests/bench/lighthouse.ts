import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build, isBuilt } from '../../lib/render/build.ts';
import { ensureChromium, findHeadlessShell } from '../find-chromium.ts';
import { PAGE_KINDS } from './bytes.ts';
import { ARTICLE, sampleEdition } from './cached.ts';
import { median, table, time } from './measure.ts';
import { eleventy } from './other-generators.ts';
import { benchProgram } from './packages.ts';
import { reportFigures } from './readme-figures.ts';
import { hear, launch, project, settled, startBare, startDateline } from './servers.ts';

// `npm run bench:lighthouse` runs Lighthouse on each kind of page as a phone, and on the same article made by
// a minimal Eleventy site. `--runs=3` repeats each run three times; `--slowdown=4` sets how much slower the
// phone is than this machine, in place of the factor that Lighthouse recommends; `--write` writes the figures
// into README.md.

type Report = {
  environment: { benchmarkIndex: number };
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; numericValue?: number; title: string }>;
};

/**
 * The part of Chromium's traces that is read. `dur` is the duration of a task and `tdur` its processor time,
 * in microseconds.
 */
type Trace = {
  traceEvents: {
    name: string;
    pid: number;
    tid: number;
    ts: number;
    dur?: number;
    tdur?: number;
    args?: { data?: { documentLoaderURL?: string } };
  }[];
};

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

/**
 * On a busy machine Chromium sometimes misses the start of a page; Lighthouse then recommends another run.
 */
const ATTEMPTS = 3;

/**
 * A shared machine pauses now and then: a task of 3 ms took 229. Lighthouse counts that as work of the page,
 * four times as long. So a run is repeated, at most `RETRIES` times, when a task of the page waited for
 * longer than this (milliseconds) in addition to its own work.
 */
const STANDSTILL = 50;
const RETRIES = 4;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, slowdown: { type: 'string' }, write: { type: 'boolean' } },
});
const runs = Number(values.runs);
const scratch = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench/scratch-lighthouse');
mkdirSync(scratch, { recursive: true });
if (!isBuilt(project)) await build(project, {}, 'ignore');

const content = sampleEdition(scratch);
const dateline = await startDateline(content, path.join(scratch, 'index'));
const bare = await startBare({ [ARTICLE]: eleventyPage() }, path.join(scratch, 'eleventy.json'));
const port = await startChromium();

const pages: Record<string, string> = {
  ...Object.fromEntries(Object.entries(PAGE_KINDS).map(([kind, url]) => [kind, dateline.origin + url])),
  'the article by a bare Eleventy': bare.origin + ARTICLE,
};
for (const url of Object.values(pages)) await settled(url, { 'accept-encoding': 'br' });

/**
 * How much slower the phone is than this machine. Lighthouse assumes four times, for a fast desktop with an
 * index of about 1,750, and should be calibrated on any other
 * (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#calibrating-the-cpu-slowdown). A
 * shared machine is another every few minutes, so that each round has its own.
 */
const slowdownFor = (index: number) => Number(values.slowdown ?? Math.max(1, (4 * index) / 1750).toFixed(1));

const indices: number[] = [];
let retried = 0;
const reports: Record<string, Report[]> = {};
for (let run = 0; run < runs; run++) {
  const index = median([1, 2, 3].map(() => lighthouse(bare.origin + ARTICLE, 1).environment.benchmarkIndex));
  const slowdown = slowdownFor(index);
  indices.push(Math.round(index));
  for (const [kind, url] of Object.entries(pages)) {
    console.error(`${kind}, ${run + 1} of ${runs} …`);
    let report = lighthouse(url, slowdown);
    for (let retry = 0; retry < RETRIES && longestWait() > STANDSTILL; retry++) {
      report = lighthouse(url, slowdown);
      retried++;
    }
    reports[kind] = [...(reports[kind] ?? []), report];
  }
}

const rows = Object.entries(reports).map(([kind, all]) => {
  const score = (category: string) =>
    median(all.map(({ categories }) => 100 * (categories[category]?.score ?? Number.NaN)));
  const value = (audit: string) => median(all.map(({ audits }) => audits[audit]?.numericValue ?? Number.NaN));
  return [
    kind,
    ...CATEGORIES.map((category) => String(Math.round(score(category)))),
    time(value('total-blocking-time')),
    value('cumulative-layout-shift').toFixed(3),
    time(value('first-contentful-paint')),
    time(value('largest-contentful-paint')),
  ];
});
const slower = values.slowdown ?? indices.map(slowdownFor).join(', ');
reportFigures(
  'lighthouse',
  `A phone that is ${slower} times slower (benchmark index ${indices.join(', ')}); medians of ${runs}; ${retried} runs were repeated.

${table(['page', ...CATEGORIES.map((name) => name.replace('-', ' ')), 'TBT', 'CLS', 'FCP', 'LCP'], rows)}

Goals: 100 four times, TBT and CLS 0, LCP no later than with Eleventy.`,
);
for (const [kind, all] of Object.entries(reports)) {
  for (const said of new Set(all.flatMap(lost))) console.log(`- ${kind}: ${said}`);
}
process.exit(0);

/** The audits that cost a page points, by category. */
function lost({ categories, audits }: Report): string[] {
  return Object.entries(categories).flatMap(([category, { auditRefs }]) =>
    auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${category}, ${id}: ${audits[id]?.title}`),
  );
}

/**
 * The longest wait of a task of the page, in addition to its own work, in milliseconds, by the last trace of
 * Lighthouse.
 */
function longestWait(): number {
  const { traceEvents: events } = JSON.parse(readFileSync(path.join(scratch, 'report-0.trace.json'), 'utf8')) as Trace;
  const start = events.findLast(
    ({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL?.startsWith('http'),
  );
  if (!start) throw new Error('The trace of Lighthouse has no navigation to a page');
  const tasks = events.filter(
    ({ name, pid, tid, ts }) => name === 'RunTask' && pid === start.pid && tid === start.tid && ts > start.ts,
  );
  return Math.max(0, ...tasks.map(({ dur = 0, tdur = dur }) => (dur - tdur) / 1000));
}

function lighthouse(url: string, slowdown: number, attempt = 1): Report {
  const output = path.join(scratch, 'report.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      benchProgram('lighthouse/cli/index.js'),
      url,
      `--port=${port}`,
      `--throttling.cpuSlowdownMultiplier=${slowdown}`,
      '--quiet',
      '--save-assets', // the trace
      '--output=json',
      `--output-path=${output}`,
      `--only-categories=${CATEGORIES}`,
      '--no-enable-error-reporting',
      '--ignore-status-code', // the 404 page is one, too
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0 && attempt < ATTEMPTS) return lighthouse(url, slowdown, attempt + 1);
  if (status !== 0) throw new Error(`Lighthouse failed on ${url}: ${stderr}`);
  return JSON.parse(readFileSync(output, 'utf8')) as Report;
}

/** The same article by Eleventy with a minimal layout, compressed as well as possible. */
function eleventyPage() {
  const output = path.join(scratch, 'eleventy');
  rmSync(output, { recursive: true, force: true });
  const { command, env } = eleventy(content, output);
  const [program = '', ...args] = command;
  execFileSync(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const [file = ''] = globSync(`**${ARTICLE.replace('/articles', '')}/index.html`, { cwd: output });
  const body = brotliCompressSync(readFileSync(path.join(output, file))).toString('base64');
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'br' }, body };
}

/**
 * A Chromium for Lighthouse alone: its own launcher leaves one behind when it is stopped. The headless shell
 * where there is one: on two cores the other processes of a whole browser keep the page waiting, and
 * Lighthouse takes that for the page's own work.
 */
async function startChromium(): Promise<string> {
  const profile = path.join(scratch, 'chromium');
  rmSync(profile, { recursive: true, force: true });
  const flags = [
    '--headless=new',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ];
  // Chromium refuses to sandbox for root, which is what containers run as.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const program = (await findHeadlessShell()) ?? (await ensureChromium());
  const command = [program, ...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const [, found = ''] = await hear(launch([...command, 'about:blank']), /DevTools listening on ws:\/\/[^:]+:(\d+)/);
  return found;
}
