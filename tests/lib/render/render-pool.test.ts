import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RenderPool } from '#lib/render/render-pool.ts';
import { RenderBusyError, type RenderPriority, RenderUnavailableError } from '#lib/render/rendering.ts';
import type { ContentStore } from '#lib/store/content-store.ts';
import { eventually } from '../../site/running-site.ts';

// The pool with processes that render nothing; see `fake-render-process.ts`.

const project = mkdtempSync(path.join(tmpdir(), 'dateline-pool-'));
const store = { clock: () => 0, openedIndex: () => ({ id: 'x', generation: 0 }) } as ContentStore;
const program = path.resolve(import.meta.dirname, '../../fixtures/fake-render-process.ts');
const pools: RenderPool[] = [];

function startPool(size = 1): RenderPool {
  const settings = { project, paths: { folders: { content: '', public: '' }, index: '' }, hub: null };
  const pool = new RenderPool(settings, size, { program, silenceSeconds: 2, maxMemory: 1_000 });
  pool.serve(store);
  pools.push(pool);
  return pool;
}

async function render(pool: RenderPool, path: string, priority: RenderPriority = 'page'): Promise<string> {
  return (await pool.render({ path, priority, network: '' })).page.text;
}

let log: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  log.mockRestore();
  for (const pool of pools.splice(0)) pool.close();
});
afterAll(() => rmSync(project, { recursive: true }));

test('a process that ends is replaced, and the page is made by the next one', async () => {
  const pool = startPool();
  const first = await render(pool, '/pid');
  expect(await render(pool, '/crash-once/a')).not.toBe(first);
  expect(log).toHaveBeenCalledWith('A render process ended; another one is started.');
});

test('a page that ends two processes is given up, and others are made', async () => {
  const pool = startPool();
  await expect(render(pool, '/crash')).rejects.toThrow(RenderUnavailableError);
  expect(await render(pool, '/pid')).toMatch(/^\d+$/);
});

test('a process that hangs is stopped', async () => {
  const pool = startPool();
  await expect(render(pool, '/hang')).rejects.toThrow(RenderUnavailableError);
  expect(log).toHaveBeenCalledWith('A render process hangs and is stopped; it was rendering /hang.');
  expect(await render(pool, '/pid')).toMatch(/^\d+$/);
});

test('a process that grew too large is replaced after its jobs', async () => {
  const pool = startPool();
  const first = await render(pool, '/grow');
  expect(
    await eventually(
      () => render(pool, '/pid'),
      (pid) => pid !== first,
    ),
  ).not.toBe(first);
});

test('an error of a page keeps its message and the code of SQLite', async () => {
  const pool = startPool();
  await expect(render(pool, '/fail')).rejects.toMatchObject({ message: 'It failed.', errcode: 11 });
});

test('a page that waits for git does not hold up the others', async () => {
  const pool = startPool();
  void render(pool, '/silent').catch(() => {});
  expect(await render(pool, '/pid')).toMatch(/^\d+$/);
});

test('a network that searches too much at once is refused', async () => {
  const pool = startPool();
  const crowd = Array.from({ length: 200 }, () =>
    render(pool, '/pid', 'search').then(
      () => 'made',
      (error) => error,
    ),
  );
  const results = await Promise.all(crowd);
  expect(results.filter((result) => result === 'made').length).toBeGreaterThanOrEqual(50);
  expect(results.filter((result) => result instanceof RenderBusyError).length).toBeGreaterThan(100);
  expect(await render(pool, '/pid', 'search')).toMatch(/^\d+$/);
});

test('work goes on once processes can start again', async () => {
  writeFileSync(path.join(project, 'cannot-start'), '');
  const pool = startPool();
  const waiting = render(pool, '/pid');
  await eventually(
    async () => log.mock.calls.length,
    (count) => count > 0,
  );
  rmSync(path.join(project, 'cannot-start'));
  expect(await waiting).toMatch(/^\d+$/);
});

test('after the end nothing is rendered, and no process is left', async () => {
  const pool = startPool();
  const pid = Number(await render(pool, '/pid'));
  pool.close();
  await expect(render(pool, '/pid')).rejects.toThrow(RenderUnavailableError);
  const isAlive = async () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(await eventually(isAlive, (alive) => !alive)).toBe(false);
});

test('pages that are requested at once are made by different processes', async () => {
  const pool = startPool(2);
  const atOnce = () => Promise.all([render(pool, '/pid'), render(pool, '/pid')]);
  const [one, other] = await eventually(atOnce, ([one, other]) => one !== other, 10_000);
  expect(one).not.toBe(other);
});

test('work that must not delay readers waits until no job waits and a process has none', async () => {
  const pool = startPool();
  const order: string[] = [];
  const job = { path: '/pid', priority: 'search', network: '' } as const;
  await Promise.all([
    pool.whenIdle().then(() => order.push('other work')),
    pool.whenIdle().then(() => order.push('more work')),
    ...[1, 2, 3].map((number) => pool.render(job).then(() => order.push(`reader ${number}`))),
  ]);
  expect(order).toEqual(['reader 1', 'reader 2', 'reader 3', 'other work', 'more work']);
  await pool.whenIdle();
});
