import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { benchProgram } from './packages.ts';
import { end, hear, launch, pinned } from './servers.ts';

// The load generator: `wrk` for one path, if it is installed; otherwise, and for several paths, autocannon in
// a separate process.

export const CONNECTIONS = 50;

/** The Accept-Encoding of Chromium. */
export const ENCODINGS = 'gzip, deflate, br, zstd';

/**
 * The result of a load. `rate` is answers a second, `p99` milliseconds; `refused` counts answers with another
 * status than expected, and errors.
 */
export type Load = Readonly<{ rate: number; p99: number; answers: number; refused: number }>;

/**
 * The task of the generator: to request `paths` in turn on each connection, or with `once` each path once in
 * all.
 */
export type Task = Readonly<{
  origin: string;
  paths: readonly string[];
  /** The length in seconds; with `once` at most. */
  seconds: number;
  once: boolean;
  connections: number;
  encodings: string;
  status: number;
}>;

/** The messages of the generator: the number of answers so far, several times a second; at the end, the load. */
export type Told = { answers: number } | { load: Load };

/** The program that requests one page. */
export const generator = spawnSync('wrk', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('wrk')
  ? 'wrk'
  : 'autocannon';

/** Requests one page for `seconds`. */
export async function askForOne(url: string, seconds: number): Promise<Load> {
  if (generator === 'wrk') return askWithWrk(url, seconds);
  const { origin, pathname } = new URL(url);
  return askForMany({ origin, paths: [pathname], seconds });
}

/** Requests many pages; `listen` gets the number of answers so far. */
export async function askForMany(
  task: Pick<Task, 'origin' | 'paths' | 'seconds'> & Partial<Task>,
  listen: (answers: number) => void = () => {},
): Promise<Load> {
  benchProgram('autocannon/autocannon.js');
  const script = path.join(import.meta.dirname, 'generator.ts');
  const child = launch(pinned('load', [process.execPath, script]), {}, ['ignore', 'pipe', 'pipe', 'ipc']);
  const ended = hear(child, /(?!)/);
  const load = new Promise<Load>((resolve) => {
    child.on('message', (told: Told) => {
      if ('load' in told) resolve(told.load);
      else listen(told.answers);
    });
  });
  const given = { once: false, connections: CONNECTIONS, encodings: ENCODINGS, status: 200 };
  child.send({ ...given, ...task } satisfies Task);
  const result = await Promise.race([load, ended.then(() => load)]);
  await end(child);
  if (result.answers === 0 && result.refused > 0) throw new Error(`${task.origin} answers nothing.`);
  return result;
}

/** One thread, as many connections as the generator's; `Accept-Encoding` is the only header that it adds. */
async function askWithWrk(url: string, seconds: number): Promise<Load> {
  const options = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--latency'];
  const child = launch(pinned('load', ['wrk', ...options, '--header', `Accept-Encoding: ${ENCODINGS}`, url]));
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output?.on('data', (chunk) => {
      said += chunk;
    });
  await once(child, 'close');
  const number = (pattern: RegExp) => Number(pattern.exec(said)?.[1] ?? 0);
  const [, value = 'NaN', unit = ''] = /99%\s+([\d.]+)(us|ms|s|m)/.exec(said) ?? [];
  if (!said.includes('Requests/sec:')) throw new Error(`wrk measured nothing: ${said}`);
  // wrk counts answers after two seconds as time-outs; `p99` includes those.
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+)/.exec(said)?.slice(1) ?? [];
  return {
    rate: number(/Requests\/sec:\s+([\d.]+)/),
    p99: Number(value) * ({ us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit] ?? Number.NaN),
    answers: number(/(\d+) requests in/),
    refused: number(/Non-2xx or 3xx responses: (\d+)/) + errors.reduce((sum, count) => sum + Number(count), 0),
  };
}
