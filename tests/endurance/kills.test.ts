import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { get } from '../bench/measure.ts';
import { eventually, type Site, startSite } from '../site/running-site.ts';
import { copySample } from '../site/sample-index.ts';

// Processes that are killed again and again, while readers read and an editor edits. tests/site/render-processes.test.ts
// does it a few times.

const AT = Date.parse('2027-03-01T12:00:00Z');
const STORY = 'content/articles/edited.md';
/** Pages that show the headline of the edited story. */
const SHOWING = ['/', '/articles/edited', '/authors/dario-quennell', '/feed.xml'];
/** Requests of readers that are under way all the time. */
const READERS = 4;

function edit(content: string, number: number): void {
  const keys = `title: Edit ${number}.\nauthor: dario-quennell\ndate: 2027-03-01T11:00:00Z`;
  writeFileSync(path.join(content, 'articles/edited.md'), `---\n${keys}\n---\n\nThe text of edit ${number}.\n`);
}

/** Requests the pages that show the edited story. Returns those that fail or show another edit than `number`. */
async function faults(site: Site, number: number): Promise<string[]> {
  const answers = await Promise.all(SHOWING.map(async (at) => ({ at, ...(await get(site.origin + at)) })));
  return answers
    .filter(({ status, body }) => status !== 200 || !body.includes(`Edit ${number}.`))
    .map(({ at, status }) => `edit ${number}: ${at} answers ${status}, or shows another edit`);
}

/** Requests cached and uncached pages until `during` has ended. Returns how many answers had each status. */
async function read(site: Site, during: () => Promise<void>): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  let isOver = false;
  let requests = 0;
  const reader = async () => {
    while (!isOver) {
      const paths = ['/', '/authors', `/search?q=ferry+${requests++}`, '/articles/new-alliance-cultural-ip-china'];
      const { status } = await get(site.origin + (paths[requests % paths.length] ?? '/'));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const readers = Array.from({ length: READERS }, reader);
  await during();
  isOver = true;
  await Promise.all(readers);
  return statuses;
}

function renderProcess(site: Site): number | undefined {
  const children = readFileSync(`/proc/${site.pid}/task/${site.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('render-process');
    } catch {
      return false; // it ended meanwhile
    }
  });
}

test('a render process is killed 100 times: each answer is 200 and of the last edit', {
  timeout: 1_200_000,
}, async () => {
  const site = await startSite({ at: AT });
  const found: string[] = [];
  try {
    const statuses = await read(site, async () => {
      for (let kill = 1; kill <= 100; kill++) {
        edit(site.content, kill);
        await site.sync([STORY]);
        const running = await eventually(async () => renderProcess(site), Boolean);
        const showing = faults(site, kill);
        process.kill(running ?? expect.unreachable(), 'SIGKILL');
        found.push(...(await showing));
      }
    });
    expect(found).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
  } finally {
    await site.stop();
  }
});

test('a site is killed 50 times: the next one shows the last edit at once', { timeout: 1_800_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-kills-'));
  const on = { content: path.join(folder, 'content'), cache: path.join(folder, 'cache') };
  copySample(on.content);
  const found: string[] = [];
  for (let kill = 1; kill <= 50; kill++) {
    edit(on.content, kill);
    const site = await startSite({ on, at: AT });
    found.push(...(await faults(site, kill)));
    // It is killed in the middle of a sync, of answers, and of what it writes to its caches.
    edit(on.content, kill + 1);
    const syncing = site.sync([STORY]);
    const answers = SHOWING.map((at) => get(site.origin + at).catch(() => {}));
    await get(site.origin + (SHOWING[kill % SHOWING.length] ?? '/'));
    void syncing;
    await site.kill();
    await Promise.all(answers);
  }
  rmSync(folder, { recursive: true, force: true });
  expect(found).toEqual([]);
});
