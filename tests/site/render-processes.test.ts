import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type Site, startSite } from './running-site.ts';

// The processes that render pages, from outside: what readers get when one ends.

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.stop());

/** The ids of the site's render processes. */
function renderProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return parent === String(site.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('render-process');
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

test('a site that is killed leaves no render process behind', async () => {
  const other = await startSite();
  const isRunning = () =>
    readFileSync(`/proc/${other.pid}/task/${other.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const children = isRunning();
  expect(children.length).toBeGreaterThan(0);
  await other.kill();
  const alive = async () =>
    children.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
  expect(await eventually(alive, (pids) => pids.length === 0)).toEqual([]);
});
