import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { buildFolder } from '../../lib/render/build.ts';
import { SMALL_HEAP } from '../../lib/small-heap.ts';
import { type Got, get, until } from './measure.ts';

// The servers that are measured, each in a process of its own.

export const project = path.resolve(import.meta.dirname, '../..');

/** The PUBLISH_SECRET of Dateline's servers. */
export const SECRET = 'bench';

/**
 * A server that answers. `milliseconds` is the time from its start to its first page, `filled` that to the
 * end of the first sync, if it has one.
 */
export type Server = Readonly<{ process: ChildProcess; origin: string; milliseconds: number; filled?: number }>;

/** What a server answers from memory: a status, headers and a body in base64. */
export type Answer = Readonly<{ status: number; headers: Record<string, string>; body: string }>;

/** Where Node keeps compiled modules, as for `npm start`. */
const COMPILED = '.next/cache/compiled';

/** A first sync takes no longer than this. */
const FILLING_MILLISECONDS = 600_000;

const running = new Set<ChildProcess>();
// All processes end with the bench.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/**
 * Starts a process that ends when the bench does, at the latest. Messages can be sent to one of Node's if
 * `stdio` ends with `ipc`.
 */
export function launch(
  command: readonly string[],
  env: Record<string, string> = {},
  stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'pipe', 'pipe'],
): ChildProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: project, stdio, env: { ...process.env, ...env } });
  running.add(child);
  child.once('exit', (code, signal) => {
    // Otherwise it was ended here.
    if (running.delete(child) && code !== 0) console.error(`${program} ${args.join(' ')} ended (${signal ?? code}).`);
  });
  return child;
}

/** Ends a process at once and waits until it is gone. */
export function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    running.delete(child);
    child.kill('SIGKILL');
  });
}

/** The first match of `pattern` in the output of a process. Fails with its whole output if it ends before. */
export function hear(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk;
      const match = pattern.exec(said);
      if (!match) return;
      // Without a listener the output flows on, and is dropped.
      for (const output of [child.stdout, child.stderr]) output?.off('data', listen);
      resolve(match);
    };
    for (const output of [child.stdout, child.stderr]) output?.on('data', listen);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${child.spawnargs.join(' ')} ended: ${said}`)));
  });
}

/** The core of a measured process: one for the servers, another for the load; or any. */
export type Core = 'server' | 'load' | null;

/** A command that runs on its core. The same command if there is only one core, or no `taskset`. */
export function pinned(core: Core, command: readonly string[]): readonly string[] {
  const cores = canPin();
  if (core === null || !cores) return command;
  return ['taskset', '--cpu-list', String(core === 'server' ? cores[0] : cores[1]), ...command];
}

/** The cores for servers and for the load, or null if processes cannot be separated. */
export function canPin(): readonly [number, number] | null {
  // With a list, since a container may be given any of the machine's cores:
  // `pid 7's current affinity list: 2,4-7`.
  const said = spawnSync('taskset', ['--cpu-list', '--pid', String(process.pid)], { encoding: 'utf8' });
  const ranges = /: ([\d,-]+)\s*$/.exec(said.stdout ?? '')?.[1]?.split(',') ?? [];
  const [first, second] = ranges.flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return to > from ? [from, from + 1] : [from];
  });
  return first === undefined || second === undefined ? null : [first, second];
}

/**
 * Dateline as `npm start` starts it, on a free port, when it has read all files; the project must be built.
 * `first` is the path of its first page; `watched.peak` follows its memory until all files are read; with
 * `isCold` no page is kept on disk or made without a reader.
 */
export async function startDateline(
  content: string,
  index: string,
  {
    core = null,
    first = '/',
    watched,
    isCold = false,
  }: { core?: Core; first?: string; watched?: { peak: number }; isCold?: boolean } = {},
): Promise<Server> {
  const started = performance.now();
  const child = launch(pinned(core, [process.execPath, ...SMALL_HEAP, 'lib/server/main.ts']), {
    MALLOC_ARENA_MAX: '2',
    NODE_COMPILE_CACHE: COMPILED,
    PORT: '0',
    CONTENT_DIR: content,
    DATELINE_CACHE: index,
    PUBLISH_SECRET: SECRET,
    ...(isCold ? { PAGE_CACHE_MB: '0', WARM_PAGES: '0' } : {}),
  });
  const sampling =
    watched &&
    setInterval(() => {
      watched.peak = Math.max(watched.peak, memoryOf(child.pid ?? 0));
    }, 250);
  const [, origin = ''] = await hear(child, /is at (http:\S+)/);
  child.stderr?.pipe(process.stderr);
  const { status } = await get(origin + first);
  if (status !== 200) throw new Error(`${first} answered ${status}.`);
  const milliseconds = performance.now() - started;
  await until(async () => (await get(`${origin}/_dateline/health`)).status === 200, FILLING_MILLISECONDS, 20);
  clearInterval(sampling);
  return { process: child, origin, milliseconds, filled: performance.now() - started };
}

/** The same build under plain `next start`. */
export async function startNext(content: string, index: string, core: Core = null): Promise<Server> {
  const started = performance.now();
  const command = [process.execPath, 'node_modules/next/dist/bin/next', 'start', '--port', '0'];
  const child = launch(pinned(core, command), {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATELINE_BUILD: buildFolder(project),
    CONTENT_DIR: content,
    DATELINE_CACHE: index,
  });
  const [, origin = ''] = await hear(child, /Local:\s+(http:\S+)[\s\S]*Ready/);
  await get(`${origin}/`);
  return { process: child, origin, milliseconds: performance.now() - started };
}

/**
 * A `node:http` server that sends the given answers and does nothing else, with the same flags for Node;
 * `file` is the file of its answers.
 */
export async function startBare(answers: Record<string, Answer>, file: string, core: Core = null): Promise<Server> {
  writeFileSync(file, JSON.stringify(answers));
  const started = performance.now();
  const script = path.join(import.meta.dirname, 'bare-server.ts');
  const command = [process.execPath, '--max-semi-space-size=8', script, file];
  const child = launch(pinned(core, command), { NODE_COMPILE_CACHE: COMPILED });
  const [, origin = ''] = await hear(child, /is at (http:\S+)/);
  return { process: child, origin, milliseconds: performance.now() - started };
}

/**
 * nginx with one worker, which sends a precompressed file (in brotli if it has the module for it, else in
 * gzip) with `headers` at `/page.html`; null where there is no nginx. `folder` is for what nginx needs.
 */
export async function startNginx(
  folder: string,
  files: { br: Buffer; gzip: Buffer },
  headers: Record<string, string>,
  core: Core = null,
): Promise<Server | null> {
  const version = spawnSync('nginx', ['-V'], { encoding: 'utf8' });
  if (version.status !== 0) return null;
  const modules = /--modules-path=(\S+)/.exec(version.stderr)?.[1] ?? '/usr/lib/nginx/modules';
  const module = path.join(modules, 'ngx_http_brotli_static_module.so');
  const encoding = existsSync(module) ? 'br' : 'gzip';
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `page.html.${encoding === 'br' ? 'br' : 'gz'}`), files[encoding]);
  const port = await freePort();
  // `default_type` and `types {}`: the file's type is the page's, with its charset, and is not sent twice.
  const { 'content-type': type = 'text/html', 'content-encoding': _, ...others } = headers;
  const added = Object.entries(others).map(([name, value]) => `add_header ${name} ${JSON.stringify(value)};`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${path.join(folder, name)};`,
  );
  const config = path.join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `${encoding === 'br' ? `load_module ${module};` : ''}
daemon off; master_process off; pid ${path.join(folder, 'pid')}; error_log stderr;
events { worker_connections 1024; }
http {
  ${temporary.join(' ')}
  access_log off; etag off; keepalive_requests 1000000000; open_file_cache max=10; types {} default_type ${JSON.stringify(type)};
  server {
    listen 127.0.0.1:${port}; root ${folder};
    location / { ${encoding === 'br' ? 'brotli_static always' : 'gzip_static always'}; ${added.join(' ')} }
  }
}
`,
  );
  const started = performance.now();
  const child = launch(pinned(core, ['nginx', '-p', folder, '-c', config, '-e', 'stderr']));
  const origin = `http://127.0.0.1:${port}`;
  const ended = new Promise<never>((_, reject) => {
    hear(child, /(?!)/).catch(reject);
  });
  const answers = until(
    () =>
      get(`${origin}/page.html`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    10_000,
    20,
  );
  await Promise.race([answers, ended]);
  return { process: child, origin, milliseconds: performance.now() - started };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Bytes of memory in use by a process and its children (Linux). */
export function memoryOf(pid: number): number {
  try {
    const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const below = children === '' ? [] : children.split(' ').map(Number);
    return Number(resident) * 1024 + below.reduce((sum, child) => sum + memoryOf(child), 0);
  } catch {
    return 0; // it has ended
  }
}

/**
 * A page's answer once it no longer shrinks: the request handler sends a quick compression first, and a
 * better one later.
 */
export async function settled(url: string, headers: Record<string, string>): Promise<Got> {
  let smallest = await get(url, headers);
  for (let same = 0; same < 10; same++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const again = await get(url, headers);
    if (again.bytes.length < smallest.bytes.length) same = 0;
    smallest = again;
  }
  return smallest;
}

/** The headers of an answer but for those that a server writes by itself. */
export function ownHeaders({ headers }: Got): Record<string, string> {
  const written = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'];
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !written.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
