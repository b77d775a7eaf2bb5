import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows } from '#lib/sqlite.ts';
import { eventually, type Site, startSite } from './running-site.ts';
import { copySample, copySampleIndex } from './sample-index.ts';

// The processes that render pages, from outside: what readers get when one ends.

let site: Site;
beforeAll(async () => {
  site = await startSite({ env: { METRICS_PORT: '0' } });
});
afterAll(() => site?.stop());

/** Sites that a failed test leaves running. */
const others: Site[] = [];
afterAll(() => Promise.all(others.map((other) => other.kill())));

/** The ids of a site's render processes. */
function renderProcesses(of = site): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return parent === String(of.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('render-process');
      } catch {
        return false; // it ended meanwhile
      }
    });
}

const status = async (path: string) => (await fetch(site.origin + path)).status;

test('readers notice nothing of a render process that is killed, and no process is left over', async () => {
  expect(await status('/')).toBe(200);
  const answers = new Map<number, number>();
  for (let kill = 0; kill < 3; kill++) {
    const [pid = 0] = await eventually(
      async () => renderProcesses(),
      ({ length }) => length === 1,
    );
    // Search results are rendered for each request; the home page is cached.
    const paths = Array.from({ length: 8 }, (_, number) => (number % 2 ? '/' : `/search?q=ferry+${kill}-${number}`));
    const requests = paths.map(status);
    process.kill(pid, 'SIGKILL');
    for (const answer of await Promise.all(requests)) answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  expect(Object.fromEntries(answers)).toEqual({ 200: 24 });
  expect(site.log()).toContain('A render process ended; another one is started.');
  expect(
    await eventually(
      async () => renderProcesses(),
      ({ length }) => length === 1,
    ),
  ).toHaveLength(1);
});

test('metrics are on a port of their own, and count what readers got', async () => {
  const [, at = ''] = /^Metrics are at (http:\S+)$/m.exec(site.log()) ?? [];
  const metrics = await (await fetch(at)).text();
  const value = (name: string) =>
    Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  expect(value('dateline_answers_total{kind="search",status="200"}')).toBe(12);
  // Processes that end before they are ready count, too.
  expect(value('dateline_render_restarts_total{reason="ended"}')).toBeGreaterThanOrEqual(3);
  expect(value('dateline_page_cache_total{result="memory"}')).toBeGreaterThan(0);
  expect(value('dateline_sync_seconds_count')).toBeGreaterThanOrEqual(1);
  expect(value('dateline_ready')).toBe(1);
  expect([await status('/metrics'), await status('/_dateline/metrics')]).toEqual([404, 404]);
});

test('a site that is killed leaves no render process, and starts again with its pages, which need none', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-restart-'));
  const on = { content: path.join(folder, 'content'), cache: path.join(folder, 'cache') };
  copySample(on.content);
  copySampleIndex(on.content, on.cache);
  rmSync(path.join(on.cache, 'pages.sqlite')); // it makes its pages itself
  const paths = ['/', '/authors', '/feed.xml', '/articles/school-meals-pilot'];
  const bytes = (of: Site) => Promise.all(paths.map(async (at) => sent(await fetch(of.origin + at))));
  const before = await startSite({ on });
  others.push(before);
  const children = renderProcesses(before);
  expect(children).toHaveLength(1);
  const isServed = (answers: readonly Sent[]) => answers.every(({ status }) => status === 200);
  const first = await eventually(() => bytes(before), isServed, 120_000);
  expect(first.map(({ status }) => status)).toEqual(paths.map(() => 200));
  const kept = async () => keptPages(path.join(on.cache, 'pages.sqlite'));
  expect(await eventually(kept, ({ length }) => length === paths.length)).toEqual(paths.toSorted());
  await before.kill();
  const alive = async () =>
    children.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
  expect(await eventually(alive, (pids) => pids.length === 0)).toEqual([]);

  const after = await startSite({ on, env: { WARM_PAGES: '500' } });
  others.push(after);
  // A process that is stopped renders nothing.
  const signal = (name: NodeJS.Signals) => renderProcesses(after).map((pid) => process.kill(pid, name));
  signal('SIGSTOP');
  expect(await bytes(after)).toEqual(first);

  // A story that is saved is ready, and on the home page, before a reader asks for it.
  signal('SIGCONT');
  const date = new Date(Date.now() - 60_000).toISOString();
  const lines = ['---', 'title: Ferries at night', 'author: dario-quennell', `date: ${date}`, 'tags: [Bridges]', '---'];
  writeFileSync(path.join(on.content, 'articles/night-ferries.md'), `${lines.join('\n')}\nText.\n`);
  const made = ['/articles/night-ferries', '/tags/bridges'];
  const isMade = (all: string[]) => made.every((at) => all.includes(at));
  expect(await eventually(kept, isMade, 120_000)).toEqual(expect.arrayContaining(made));
  signal('SIGSTOP');
  for (const at of [...made, '/']) expect(await (await fetch(after.origin + at)).text()).toContain('Ferries at night');
  await after.kill();
  rmSync(folder, { recursive: true });
});

type Sent = { status: number; headers: [string, string][]; text: string };

/** What a reader gets, except for the date of the answer and the length of its encoding. */
async function sent(response: Response): Promise<Sent> {
  const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'content-length');
  return { status: response.status, headers, text: await response.text() };
}

/** The paths of the pages in the file of a page cache, sorted. */
function keptPages(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return rows<{ path: string }>(db, 'SELECT path FROM pages ORDER BY path').map(({ path }) => path);
  } finally {
    db.close();
  }
}
