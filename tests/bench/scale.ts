import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, isBuilt } from '../../lib/render/build.ts';
import { processes } from '../process-tree.ts';
import { type PushedChange, RandomChanges } from './changes-by-push.ts';
import { benchArticles, writeEdition } from './edition.ts';
import { askForOne } from './load.ts';
import { count, get, machine, percentile, table, time, until } from './measure.ts';
import { reportFigures } from './readme-figures.ts';
import { type Cache, type Replica, startReplicas } from './replicas.ts';
import { end, project, startNginx } from './servers.ts';

// `npm run bench:scale` measures replicas behind caches: bare repository → 3 replicas → HAProxy → 2 Varnish. It
// needs Debian's varnish, varnish-modules, haproxy and nginx. `--size=10000` is the size of the edition,
// `--pushes=500` how many changes are pushed, `--parts=pushes,faults` the parts.

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '10000' },
    pushes: { type: 'string', default: '500' },
    parts: { type: 'string', default: 'pushes,faults,embargo,origin,speed,rolling' },
    write: { type: 'boolean' },
  },
});
const size = Number(values.size);
const pushes = Number(values.pushes);
const parts = values.parts.split(',');
/** After this time a cache must have a change; after the other one even if something fails meanwhile. */
const BOUND_MILLISECONDS = 1_000;
const FAULT_MILLISECONDS = 30_000;
/** The readers of the background load, in requests a second. */
const READS_A_SECOND = 100;
const PAGES = 1_000;

const cacheFolder = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench');
const edition = path.join(cacheFolder, `edition-${size}`);
if (!isBuilt(project)) await build(project, {}, 'ignore');
writeEdition(edition, size);
mkdirSync(cacheFolder, { recursive: true });
const site = await startReplicas(path.join(cacheFolder, 'scratch-scale'), edition, [0, 1_000, -1_000]);
const { caches, replicas } = site;
const articles = benchArticles(size);
const pages = articles.slice(-PAGES).map(({ slug }) => `/articles/${slug}`);
const changes = new RandomChanges(site.editor, articles);
const rows: string[][] = [];
const report = (what: string, goal: string, seen: string) => {
  rows.push([what, goal, seen]);
  console.error(`${what}: ${seen} (${goal})`);
};

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const firstUp = (): Replica => replicas.find(({ process }) => process) as Replica;
const origin = (replica = firstUp()) => `http://127.0.0.1:${replica.port}`;

/** Readers in the background: each request is for one of the newest pages, of one of the caches. */
class Readers {
  answers = 0;
  refused = 0;
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  constructor(rate: number, targets: readonly string[]) {
    this.#timer = setInterval(() => {
      for (let sent = 0; sent < rate / 20; sent++) {
        const { origin } = caches[this.#next++ % caches.length] as Cache;
        const target = targets[(this.#next * 7919) % targets.length] ?? '/';
        void this.#read(origin + target);
      }
    }, 50);
  }

  async #read(url: string): Promise<void> {
    const status = await fetch(url, { headers: { 'Accept-Encoding': 'br' } })
      .then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      })
      .catch(() => 0);
    this.answers++;
    // A story may be gone, or have another address.
    if (status === 0 || status >= 500) this.refused++;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** The pages that a cache answers otherwise than a replica; `of` has the replica that is right. */
async function staleIn(targets: readonly string[], of = origin()): Promise<string[]> {
  const stale: string[] = [];
  for (const target of new Set(targets)) {
    const right = await get(of + target);
    for (const cache of caches) {
      const found = await get(cache.origin + target);
      if (found.status !== right.status || (right.status === 200 && found.body !== right.body))
        stale.push(`${cache.origin}${target}`);
    }
  }
  return stale;
}

/** Loads the pages into both caches. */
async function warm(targets: readonly string[]): Promise<void> {
  for (const target of new Set(targets)) for (const cache of caches) await get(cache.origin + target);
}

/**
 * Waits until the search of all replicas is complete, which takes minutes after a first start, has them make the
 * pages, and loads these into both caches.
 */
async function warmAll(): Promise<void> {
  await until(async () => !processes().some(({ command }) => command.includes('search-indexer')), 900_000, 1_000);
  const makeIn = async (replica: Replica) => {
    for (const page of pages) await get(origin(replica) + page);
  };
  await Promise.all(replicas.filter(({ process }) => process).map(makeIn));
  await warm(pages);
}

/** Waits until all replicas that are up have the commit, and both caches have the change. */
async function whenSeen({ seen }: PushedChange, limit = 60_000): Promise<number> {
  if (!seen) return 0;
  const has = async (origin: string) => (await get(origin + seen.path)).body.includes(seen.text);
  return until(
    async () => {
      for (const { origin } of caches) if (!(await has(origin))) return false;
      return true;
    },
    limit,
    // More often would take the processor from what is measured.
    25,
  ).catch(async (error) => {
    for (const at of [...replicas.map(origin), ...caches.map(({ origin }) => origin)]) {
      const { status, headers, body } = await get(at + seen.path);
      console.error(`${at}${seen.path}: ${status}, ${body.includes(seen.text) ? 'new' : 'old'}`, headers);
    }
    throw error;
  });
}

/** The pages to compare after a change: those that it may concern, and some others. */
const compared = (change: PushedChange, at: number) => [
  ...change.paths,
  ...Array.from({ length: 5 }, (_, other) => pages[(at * 31 + other * 97) % pages.length] ?? '/'),
];

async function measurePushes(): Promise<void> {
  // Otherwise the readers would keep both cores busy with first renders.
  await warmAll();
  const readers = new Readers(READS_A_SECOND, pages);
  const times: number[] = [];
  const stale: string[] = [];
  let keys = 0;
  let bytes = 0;
  for (let at = 0; at < pushes; at++) {
    const change = changes.make();
    const targets = compared(change, at);
    await warm(targets);
    await site.push();
    const began = performance.now();
    if (change.seen) {
      await whenSeen(change);
      times.push(performance.now() - began);
    }
    await delay(
      Math.max(0, BOUND_MILLISECONDS - (performance.now() - began)) + (change.kind === 'embargo' ? 7_000 : 0),
    );
    stale.push(...(await staleIn(targets)).map((page) => `${change.kind} ${page}`));
    const header = String((await get(origin() + (change.paths[1] ?? '/'))).headers.xkey ?? '');
    keys = Math.max(keys, header.split(' ').length);
    bytes = Math.max(bytes, header.length);
    if (at % 50 === 49) console.error(`${at + 1} pushes, p50 ${time(percentile(times, 0.5))}`);
  }
  readers.stop();
  if (stale.length > 0) console.error(stale.slice(0, 20).join('\n'));
  report(
    `end of \`git push\` → new bytes at both caches, N = ${count(size)}, ${pushes} pushes at ${READS_A_SECOND} reads a second, p50 / p95`,
    '0.6 s / 1 s',
    `${time(percentile(times, 0.5))} / ${time(percentile(times, 0.95))}`,
  );
  report(`stale answers ${BOUND_MILLISECONDS} ms after a push, or later`, '0', String(stale.length));
  report('answers to the readers meanwhile that failed', '0', `${readers.refused} of ${count(readers.answers)}`);
  report('the header with keys: keys, bytes', '100, 1,000', `${keys}, ${bytes}`);
}

/** Pushes a change while something is wrong, and compares all that it may concern 30 seconds later. */
async function measureFault(
  name: string,
  begin: (change: PushedChange) => Promise<() => Promise<void>>,
): Promise<void> {
  const change = changes.make('edit');
  const targets = [...compared(change, 1), ...pages.slice(0, 50)];
  await warm(targets);
  const restore = await begin(change);
  await delay(FAULT_MILLISECONDS);
  await restore();
  // The oracle is a replica that has read the change.
  await until(
    async () => (await get(origin() + (change.seen?.path ?? '/'))).body.includes(change.seen?.text ?? ''),
    30_000,
    50,
  );
  const stale = await staleIn(targets);
  if (stale.length > 0) console.error(stale.slice(0, 5).join('\n'));
  report(`stale answers 30 s after: ${name}`, '0', String(stale.length));
}

async function measureFaults(): Promise<void> {
  const [first, second, third] = replicas as [Replica, Replica, Replica];
  await measureFault('a replica frozen for 20 s', async () => {
    third.process?.kill('SIGSTOP');
    await site.push();
    await delay(20_000);
    third.process?.kill('SIGCONT');
    return async () => {};
  });
  await measureFault('a replica killed between its commit and its purge', async () => {
    // Only this one gets the hook; it is killed as soon as it has the change.
    await site.push();
    second.process?.kill('SIGKILL');
    second.process = null;
    return () => site.start(second);
  });
  await measureFault('the port for purges closed for 60 s', async () => {
    for (const { purges } of caches) purges.isOpen = false;
    await site.push();
    await delay(60_000);
    for (const { purges } of caches) purges.isOpen = true;
    return async () => {};
  });
  await measureFault('answers delayed by 3 s across a purge', async ({ paths }) => {
    site.answers.delay = 3_000;
    for (const { purges } of caches)
      await fetch(`http://127.0.0.1:${purges.port}`, { method: 'PURGE' }).catch(() => {});
    const late = Promise.all(paths.map((path) => get(`${caches[0]?.origin}${path}?late`)));
    await site.push();
    await late;
    site.answers.delay = 0;
    return async () => {};
  });
  await measureFault('a replica restarted while its purges wait', async () => {
    for (const { purges } of caches) purges.isOpen = false;
    await site.push();
    await delay(2_000);
    for (const replica of replicas) {
      if (replica.process) await end(replica.process);
      replica.process = null;
    }
    for (const { purges } of caches) purges.isOpen = true;
    await site.start(first);
    for (const replica of [second, third]) await site.start(replica);
    return async () => {};
  });
}

/** Replicas' clocks are a second ahead and a second behind: two seconds apart. */
async function measureEmbargo(): Promise<void> {
  const early: number[] = [];
  const late: number[] = [];
  for (let round = 0; round < 5; round++) {
    const change = changes.make('embargo');
    const [page = '/'] = change.paths;
    const began = Date.now();
    await site.push();
    const seen = new Map<string, number>();
    await until(
      async () => {
        for (const { origin } of caches) {
          if ((await get(origin + page)).status === 200) {
            if (!seen.has(origin)) seen.set(origin, Date.now());
          } else seen.delete(origin); // everywhere from now on, not for a moment
        }
        return seen.size === caches.length && Date.now() - began > 9_000;
      },
      60_000,
      20,
    );
    const right = await get(origin() + page);
    const at = Date.parse(/<time[^>]* dateTime="([^"]+)"/i.exec(right.body)?.[1] ?? '');
    early.push(at - Math.min(...seen.values()));
    late.push(Math.max(...seen.values()) - at);
  }
  // A replica whose clock is a second ahead shows a story a second before the others think that it is time.
  report('embargo, clocks a second ahead and behind: earliest before its time', '≤ 1 s', time(Math.max(0, ...early)));
  report('embargo, clocks a second ahead and behind: last cache after it', '≤ 3 s', time(Math.max(...late)));
}

/** The counters of a cache: requests of readers, and requests to the replicas. */
function countersOf({ folder }: Cache): { client: number; backend: number } {
  const { stdout } = spawnSync('varnishstat', ['-n', folder, '-1', '-j'], { encoding: 'utf8' });
  const { counters } = JSON.parse(stdout) as { counters: Record<string, { value: number }> };
  return { client: counters['MAIN.client_req']?.value ?? 0, backend: counters['MAIN.backend_req']?.value ?? 0 };
}

async function measureOrigin(): Promise<void> {
  await warm(pages);
  await delay(31_000); // the last purges of the changes before
  await warm(pages);
  const before = caches.map(countersOf);
  const readers = new Readers(10 * READS_A_SECOND, pages);
  for (let minute = 0; minute < 2; minute++) {
    await delay(20_000);
    changes.make('edit');
    await site.push();
    await delay(40_000);
  }
  readers.stop();
  const after = caches.map(countersOf);
  const sum = (of: 'client' | 'backend') => after.reduce((all, now, at) => all + now[of] - (before[at]?.[of] ?? 0), 0);
  report(
    `requests to the replicas, of ${count(sum('client'))} reads of ${count(PAGES)} pages in two minutes, an edit a minute`,
    '< 1 %',
    `${((sum('backend') / sum('client')) * 100).toFixed(2)} %`,
  );
}

async function measureSpeed(): Promise<void> {
  const [page = '/'] = pages;
  const { bytes, headers } = await get(origin() + page, { 'accept-encoding': 'br' });
  const gzip = await get(origin() + page, { 'accept-encoding': 'gzip' });
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const nginx = await startNginx(path.join(cacheFolder, 'scratch-nginx'), { br: bytes, gzip: gzip.bytes }, own);
  if (!nginx) return;
  const rates: number[] = [];
  for (let run = 0; run < 3; run++) {
    const varnish = await askForOne(`${caches[0]?.origin}${page}`, 5);
    const plain = await askForOne(`${nginx.origin}/page.html`, 5);
    rates.push(varnish.rate / plain.rate);
    console.error(`Varnish ${count(varnish.rate)}, nginx ${count(plain.rate)} answers a second`);
  }
  await end(nginx.process);
  report(
    'cached article through Varnish, to nginx with a compressed file',
    '≥ 1 ×',
    `${percentile(rates, 0.5).toFixed(2)} ×`,
  );
}

async function measureRolling(): Promise<void> {
  await warm(pages);
  const readers = new Readers(READS_A_SECOND, [...pages, '/', '/feed.xml']);
  for (const replica of replicas) {
    replica.process?.kill('SIGTERM');
    await until(async () => replica.process?.exitCode !== null, 30_000, 50);
    await site.start(replica);
    await delay(3_000);
  }
  await delay(2_000);
  readers.stop();
  await delay(2_000);
  report(
    'answers other than 200 while all replicas are replaced',
    '0',
    `${readers.refused} of ${count(readers.answers)}`,
  );
  for (const replica of replicas) {
    if (replica.process) await end(replica.process);
    replica.process = null;
  }
  let refused = 0;
  const all = [...pages, '/'];
  for (const page of all) for (const { origin } of caches) if ((await get(origin + page)).status !== 200) refused++;
  report(
    'answers other than 200 with no replica left, of pages read before',
    '0',
    `${refused} of ${count(all.length * 2)}`,
  );
}

const MEASURES: Record<string, () => Promise<void>> = {
  pushes: measurePushes,
  faults: measureFaults,
  embargo: measureEmbargo,
  origin: measureOrigin,
  speed: measureSpeed,
  rolling: measureRolling,
};
try {
  for (const part of parts) {
    console.error(`${part} …`);
    await MEASURES[part]?.();
  }
} finally {
  await site.stop();
}
console.log(`${machine()}\n`);
reportFigures('scale', table(['what', 'goal', 'seen'], rows));
process.exit(0); // connections that are kept alive would keep it for a while
