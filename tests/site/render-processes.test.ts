import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { row } from '#lib/sqlite.ts';
import { eventually, type Site, startSite } from './running-site.ts';
import { copySample, copySampleIndex } from './sample-index.ts';

// The processes that render pages, from outside: what readers get when one ends.

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.stop());

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
  for (let kill = 0; kill < 5; kill++) {
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
  expect(Object.fromEntries(answers)).toEqual({ 200: 40 });
  expect(site.log()).toContain('A render process ended; another one is started.');
  expect(
    await eventually(
      async () => renderProcesses(),
      ({ length }) => length === 1,
    ),
  ).toHaveLength(1);
});

test('a site that is killed leaves no render process, and starts again with its pages, which need none', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-restart-'));
  const on = { content: path.join(folder, 'content'), cache: path.join(folder, 'cache') };
  copySample(on.content);
  copySampleIndex(on.content, on.cache);
  const paths = ['/', '/authors', '/feed.xml', '/articles/school-meals-pilot'];
  const bytes = (of: Site) => Promise.all(paths.map(async (at) => sent(await fetch(of.origin + at))));
  const before = await startSite({ on });
  const children = renderProcesses(before);
  expect(children).toHaveLength(1);
  const first = await bytes(before);
  const kept = async () => keptPages(path.join(on.cache, 'pages.sqlite'));
  expect(await eventually(kept, (count) => count === paths.length)).toBe(paths.length);
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

  const after = await startSite({ on });
  // From now on nothing can be rendered.
  for (const pid of renderProcesses(after)) process.kill(pid, 'SIGSTOP');
  expect(await bytes(after)).toEqual(first);
  await after.kill();
  rmSync(folder, { recursive: true });
});

/** What a reader gets, except for the date of the answer. */
async function sent(response: Response): Promise<unknown> {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return [response.status, headers, await response.text()];
}

function keptPages(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return row<{ count: number }>(db, 'SELECT count(*) AS count FROM pages')?.count ?? 0;
  } finally {
    db.close();
  }
}
