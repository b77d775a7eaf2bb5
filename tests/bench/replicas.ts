import { type ChildProcess, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SMALL_HEAP } from '../../lib/small-heap.ts';
import { freePort, startVarnish } from '../site/varnish.ts';
import { get, until } from './measure.ts';
import { end, hear, launch, SECRET } from './servers.ts';
import { openGate, type TcpGate } from './tcp-gate.ts';

// A publication on many machines, all on this one: a bare repository, replicas that follow it, HAProxy in front of
// them, and caches in front of that.

const PURGE_SECRET = 'bench purges';

/** A replica: a clone of the repository and a site that serves it. `process` is null while it is down. */
export type Replica = { readonly port: number; process: ChildProcess | null; readonly folder: string; ahead: number };

/** A cache, and the gate through which it is purged. */
export type Cache = Readonly<{ origin: string; folder: string; purges: TcpGate; stop(): Promise<void> }>;

export type Replicas = Readonly<{
  editor: string;
  replicas: readonly Replica[];
  caches: readonly Cache[];
  /** The gate between the caches and HAProxy. */
  answers: TcpGate;
  start(replica: Replica): Promise<void>;
  /** Commits all changes in `editor`, pushes them, and has the hook of each replica called. */
  push(): Promise<void>;
  stop(): Promise<void>;
}>;

/** Starts everything below `folder`, with the content of `edition`. `ahead` has the clock of each replica. */
export async function startReplicas(folder: string, edition: string, ahead: readonly number[]): Promise<Replicas> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [remote, editor] = [path.join(folder, 'remote.git'), path.join(folder, 'editor')];
  git(folder, 'init', '-q', '--bare', '-b', 'main', remote);
  cpSync(edition, editor, { recursive: true });
  git(editor, 'init', '-q', '-b', 'main');
  git(editor, 'remote', 'add', 'origin', remote);
  commit(editor);
  git(editor, 'push', '-q', '-u', 'origin', 'main');

  const proxyPort = await freePort();
  const answers = await openGate(() => proxyPort);
  const caches: Cache[] = [];
  for (const name of ['cache-1', 'cache-2']) {
    const port = await freePort();
    const purges = await openGate(() => port);
    const { origin, folder, stop } = await startVarnish(port, answers.port, PURGE_SECRET);
    caches.push({ origin, folder, purges, stop });
    process.once('exit', () => void stop());
    console.error(`${name} is at ${origin}`);
  }

  const start = async (replica: Replica) => {
    const command = [process.execPath, ...SMALL_HEAP, 'tests/bench/replica.ts'];
    const child = launch(command, {
      MALLOC_ARENA_MAX: '2',
      PORT: String(replica.port),
      CONTENT_DIR: path.join(replica.folder, 'content'),
      DATELINE_CACHE: path.join(replica.folder, 'cache'),
      PUBLISH_SECRET: SECRET,
      PUBLISH_POLL: '5',
      WARM_PAGES: '0',
      CLOCK_AHEAD: String(replica.ahead),
      CDN: `varnish:${caches.map(({ purges }) => `http://127.0.0.1:${purges.port}`).join(',')}`,
      CDN_SECRET: PURGE_SECRET,
    });
    replica.process = child;
    await hear(child, /is at (http:\S+)/);
    const ready = () => get(`http://127.0.0.1:${replica.port}/_dateline/ready`).then(({ status }) => status === 200);
    await until(ready, 600_000, 50);
  };
  const replicas: Replica[] = [];
  for (const [number, of] of ahead.entries()) {
    const own = path.join(folder, `replica-${number + 1}`);
    mkdirSync(own);
    git(own, 'clone', '-q', remote, path.join(own, 'content'));
    const replica: Replica = { port: await freePort(), process: null, folder: own, ahead: of };
    await start(replica);
    replicas.push(replica);
    console.error(`replica ${number + 1} is at http://127.0.0.1:${replica.port}`);
  }
  const proxy = await startHaproxy(folder, proxyPort, replicas);
  return {
    editor,
    replicas,
    caches,
    answers,
    start,
    async push() {
      commit(editor);
      git(editor, 'push', '-q');
      // As a post-receive hook would: nobody waits for the answers.
      for (const { port, process } of replicas) if (process) void callHook(port);
    },
    async stop() {
      for (const { process } of replicas) if (process) await end(process);
      await end(proxy);
      for (const { purges, stop } of caches) {
        purges.close();
        await stop();
      }
      answers.close();
    },
  };
}

export function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@bench.example', '-c', 'commit.gpgsign=false'];
  const still = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false'];
  execFileSync('git', [...who, ...still, '-C', folder, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function commit(editor: string): void {
  git(editor, 'add', '--all');
  git(editor, 'commit', '-q', '--allow-empty', '-m', 'Change');
}

async function callHook(port: number): Promise<void> {
  const body = JSON.stringify({ at: performance.now() });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${signature}` };
  // A replica that is frozen or down reads the change by itself later.
  const signal = AbortSignal.timeout(10_000);
  const url = `http://127.0.0.1:${port}/_dateline/publish`;
  await fetch(url, { method: 'POST', body, headers, signal }).then(
    (response) => response.body?.cancel(),
    () => {},
  );
}

/** HAProxy on `port` in front of the replicas: it leaves one out that is not ready, and tries another. */
async function startHaproxy(folder: string, port: number, replicas: readonly Replica[]): Promise<ChildProcess> {
  const file = path.join(folder, 'haproxy.cfg');
  const servers = replicas.map(
    ({ port }, at) => `  server replica-${at + 1} 127.0.0.1:${port} check inter 500 fall 1 rise 1`,
  );
  writeFileSync(
    file,
    `global
  maxconn 2000
defaults
  mode http
  timeout connect 1s
  timeout client 70s
  timeout server 15s
  timeout check 2s
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout 503
frontend site
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  option httpchk GET /_dateline/ready
${servers.join('\n')}
`,
  );
  const child = launch(['haproxy', '-db', '-f', file]);
  const answers = () =>
    get(`http://127.0.0.1:${port}/_dateline/live`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until(answers, 30_000, 50);
  return child;
}
