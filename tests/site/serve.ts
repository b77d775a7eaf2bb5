import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { JSDOM } from 'jsdom';
import { isDocument, routeAt } from '#lib/routes/urls.ts';

export const project = path.resolve(import.meta.dirname, '../..');

/**
 * A running site. `log()` is all that it has said; `content` the folder that it serves; `cache` where its index is; `pid` its process. `kill` ends it as a
 * crash would.
 */
export type Site = Readonly<{
  origin: string;
  content: string;
  cache: string;
  pid: number;
  log(): string;
  /** Sets the clock of a site started with `at`. */
  setClock(instant: number): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}>;

export type SiteOptions = Readonly<{
  /** Changes the copy of the sample edition before the site starts. */
  arrange?: (content: string) => void;
  /** Starts with a clock that stands at this instant. */
  at?: number;
  /** Further variables for its environment. */
  env?: Record<string, string>;
  /** Starts it as `npm run dev` does. */
  dev?: boolean;
  /** Serves this folder, with the index in `cache`, in place of a new copy; both stay when the site stops. */
  on?: { content: string; cache: string };
}>;

/** Starts the built site on a free port, as `npm start` does, on a copy of the sample edition and an index of its own. */
export async function startSite({
  arrange = () => {},
  at,
  env = {},
  dev = false,
  on,
}: SiteOptions = {}): Promise<Site> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-site-'));
  const content = on?.content ?? path.join(folder, 'content');
  const cache = on?.cache ?? path.join(folder, 'cache');
  if (!on) cpSync(path.join(project, 'content'), content, { recursive: true });
  arrange(content);
  const main = at === undefined ? ['lib/server/main.ts', ...(dev ? ['--dev'] : [])] : ['tests/site/clocked-site.ts'];
  const { child, ready, log } = launch(main, {
    ...process.env,
    PORT: '0',
    CONTENT_DIR: content,
    DATELINE_CACHE: cache,
    ...(at === undefined ? {} : { TEST_CLOCK: String(at) }),
    ...env,
  });
  const [, origin = ''] = await ready(/is at (http:\S+)/);
  const setClock = (instant: number) =>
    new Promise<void>((resolve) => {
      child.once('message', () => resolve());
      child.send(instant);
    });
  const gone = () => rmSync(folder, { recursive: true, force: true });
  const kill = async () => {
    await end(child, 'SIGKILL');
    gone();
  };
  const stop = async () => {
    await end(child);
    gone();
  };
  return { origin, content, cache, pid: child.pid ?? 0, log, setClock, kill, stop };
}

/** Starts Node on `args` in the project's folder. `ready` waits for a line of its output; it fails when the process ends first. */
export function launch(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, {
    cwd: project,
    // As if it had been read: what a machine has in its `.env` must not change a result.
    env: { ...env, __NEXT_PROCESSED_ENV: 'true' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  let said = '';
  let watch = () => {};
  const hear = (chunk: Buffer) => {
    said += chunk;
    watch();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ready = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      watch = () => {
        const match = pattern.exec(said);
        if (match) resolve(match);
      };
      child.once('exit', () => reject(new Error(`It ended: ${said}`)));
      watch();
    });
  return { child, ready, log: () => said };
}

/** Ends a process, politely unless told otherwise, and waits for its exit code. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/** A page as a document; its status beside it. */
export async function open(url: string): Promise<{ status: number; html: string; document: Document }> {
  const response = await fetch(url, { redirect: 'manual' });
  const html = await response.text();
  return { status: response.status, html, document: new JSDOM(html).window.document };
}

/** What the server answers to each of `paths`, asked one after the other: status and body, without the styles. */
export async function answers(origin: string, paths: Iterable<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const response = await fetch(origin + path, { redirect: 'manual' });
    found.set(path, `${response.status}\n${(await response.text()).replace(/<style>.*?<\/style>/s, '')}`);
  }
  return found;
}

/** Whether a link within the site leads to a page, and not to a feed. */
export function leadsToPage(path: string): boolean {
  const route = routeAt(path);
  return route === null || !isDocument(route);
}

/** The answers at `paths` and at all that they link to, and so on: the whole site, when `/` is among them. */
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

/** Asks again until `accept` is content, for what follows a change after a moment; gives up after `patience` milliseconds. */
export async function eventually<Result>(
  ask: () => Promise<Result>,
  accept: (result: Result) => boolean,
  patience = 5000,
): Promise<Result> {
  const until = Date.now() + patience;
  for (;;) {
    const result = await ask();
    if (accept(result) || Date.now() > until) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
