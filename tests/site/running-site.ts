import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { JSDOM } from 'jsdom';
import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import { isDocument, routeAt } from '#lib/routes/routes.ts';
import { copySample, copySampleIndex } from './sample-index.ts';

export const project = path.resolve(import.meta.dirname, '../..');

/** Where Node keeps compiled modules, as `npm start` does. */
const COMPILED = path.join(project, '.next/cache/compiled');

/** The publish secret of the sites that `startSite` starts. */
const OPERATOR_SECRET = 'battery staple';

/** What an operator reads of a site's health. */
export type OperatorHealth = {
  status: string;
  publish: Record<'state' | 'commit' | 'checked' | 'diagnostic', string | null>;
  diagnostics: { errors: number; warnings: number; listed: Diagnostic[] };
};

/**
 * A running site: `content` is the folder that it serves, `cache` the folder of its index, `pid` its process.
 * `log()` returns all of its output so far. `kill` ends it as a crash would.
 */
export type Site = Readonly<{
  origin: string;
  content: string;
  cache: string;
  pid: number;
  log(): string;
  /** Sets the clock of a site started with `at`. */
  setClock(instant: number): Promise<void>;
  /** Waits until a site started with `at` has read the files at `paths` (`content/…`). */
  sync(paths: readonly string[]): Promise<void>;
  /**
   * Returns for how long the thread that answers readers was busy at a stretch since this was last called, in
   * milliseconds of processor time. For a site started with `at`.
   */
  longestTask(): Promise<number>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}>;

export type SiteOptions = Readonly<{
  /** Changes the copy of the sample edition before the site starts. */
  arrange?: (content: string) => void;
  /** Starts with a clock that stands still at this instant, in milliseconds. */
  at?: number;
  /** Further variables for its environment. */
  env?: Record<string, string>;
  /** Serves this folder, with the index in `cache`, in place of a new copy; both stay when the site stops. */
  on?: { content: string; cache: string };
}>;

/**
 * Starts the built site on a free port, as `npm start` does, on a copy of the sample edition and an index of
 * its own. If `arrange` only adds files, the index has the sample edition already; see `sample-index.ts`.
 */
export async function startSite({ arrange = () => {}, at, env = {}, on }: SiteOptions = {}): Promise<Site> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-site-'));
  const content = on?.content ?? path.join(folder, 'content');
  const cache = on?.cache ?? path.join(folder, 'cache');
  if (!on) copySample(content);
  arrange(content);
  if (!on) copySampleIndex(content, cache);
  const main = at === undefined ? ['lib/server/main.ts'] : ['tests/site/site-with-clock.ts'];
  const { child, ready, log } = launch(main, {
    ...process.env,
    PORT: '0',
    CONTENT_DIR: content,
    DATELINE_CACHE: cache,
    PUBLISH_SECRET: OPERATOR_SECRET,
    ...(at === undefined ? {} : { TEST_CLOCK: String(at) }),
    ...env,
  });
  const [, origin = ''] = await ready(/is at (http:\S+)/);
  await ready(/^Content: \d+ files, \d+ read in/m); // until then nothing is cached, and nothing is 404
  const send = <Reply>(message: number | string | readonly string[]) =>
    new Promise<Reply>((resolve) => {
      child.once('message', (reply) => resolve(reply as Reply));
      child.send(message);
    });
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const kill = async () => {
    await end(child, 'SIGKILL');
    removeFolder();
  };
  const stop = async () => {
    await end(child);
    removeFolder();
  };
  return {
    origin,
    content,
    cache,
    pid: child.pid ?? 0,
    log,
    setClock: (instant) => send(instant),
    sync: (paths) => send(paths),
    longestTask: () => send('longest task'),
    kill,
    stop,
  };
}

/** Returns what an operator reads of the health of the site at `origin`. */
export async function operatorHealth(origin: string, secret = OPERATOR_SECRET): Promise<OperatorHealth> {
  const headers = { Authorization: `Bearer ${secret}` };
  return (await (await fetch(`${origin}/_dateline/health`, { headers })).json()) as OperatorHealth;
}

/**
 * Starts Node on `args` in the project's folder. `ready` waits for a line of its output; it fails when the
 * process ends first.
 */
export function launch(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, {
    cwd: project,
    // As if it had been read: what a machine has in its `.env` must not change a result.
    env: { NODE_COMPILE_CACHE: COMPILED, ...env, __NEXT_PROCESSED_ENV: 'true' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  let output = '';
  let watch = () => {};
  const onOutput = (chunk: Buffer) => {
    output += chunk;
    watch();
  };
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  const ready = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      watch = () => {
        const match = pattern.exec(output);
        if (match) resolve(match);
      };
      child.once('exit', () => reject(new Error(`The process ended: ${output}`)));
      watch();
    });
  return { child, ready, log: () => output };
}

/** Sends `signal` to a process and waits for its exit code. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/**
 * Requests a page. Returns its status, its HTML, and its document without the styles, which JSDOM would spend
 * most time on.
 */
export async function open(url: string): Promise<{ status: number; html: string; document: Document }> {
  const response = await fetch(url, { redirect: 'manual' });
  const html = await response.text();
  return { status: response.status, html, document: documentOf(html) };
}

/** One window parses all pages: to make a window takes longer than to parse a page. */
const parser = new new JSDOM().window.DOMParser();

export function documentOf(html: string): Document {
  return parser.parseFromString(html.replace(/<style>.*?<\/style>/s, ''), 'text/html');
}

/**
 * Returns, by path, the answer to each of `paths`: the status, a line break and the body without styles. Asks
 * for no compression, which would take both sides longer than the page.
 */
export async function answers(origin: string, paths: Iterable<string>): Promise<Map<string, string>> {
  const found = new Map([...paths].map((path) => [path, '']));
  await inParallel(found.keys(), async (path) => {
    const response = await fetch(origin + path, { redirect: 'manual', headers: { 'accept-encoding': 'identity' } });
    found.set(path, `${response.status}\n${(await response.text()).replace(/<style>.*?<\/style>/s, '')}`);
  });
  return found;
}

/** Runs `work` on each of `items`, at most `limit` of them at a time. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
  limit = 4,
): Promise<void> {
  const queue = [...items].values();
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** Whether a link within the site leads to a page, and not to a feed or another document. */
export function leadsToPage(path: string): boolean {
  const route = routeAt(path);
  return route === null || !isDocument(route);
}

/**
 * Returns the answers at `paths` and at all pages that can be reached from them: the whole site, when `/` is
 * among them.
 */
export async function walkFrom(origin: string, paths: Iterable<string>): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (let ahead = new Set(paths); ahead.size > 0; ) {
    const found = await answers(origin, ahead);
    for (const [path, answer] of found) seen.set(path, answer);
    const links = [...found.values()].flatMap((answer) => [...answer.matchAll(/<a [^>]*?href="(\/[^"#?]*)"/g)]);
    ahead = new Set(links.map(([, path = '/']) => path).filter((path) => !seen.has(path) && leadsToPage(path)));
  }
  return seen;
}

/**
 * Repeats `attempt` until `accept` returns true, and returns the result. Returns the last result after
 * `timeout` milliseconds, so that the assertion on it fails. The default leaves a slow machine enough time; a
 * test that passes never waits for it.
 */
export async function eventually<Result>(
  attempt: () => Promise<Result>,
  accept: (result: Result) => boolean,
  timeout = 30_000,
): Promise<Result> {
  const until = Date.now() + timeout;
  // The longer it takes, the rarer the attempts: they take processor time from what they wait for.
  for (let pause = 10; ; pause = Math.min(1.3 * pause, 200)) {
    const result = await attempt();
    if (accept(result) || Date.now() > until) return result;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
