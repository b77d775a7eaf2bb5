import { expect, test } from 'vitest';
import type { SyncReport } from '#lib/store/sync/sync.ts';
import { SyncQueue } from '#lib/store/sync-queue.ts';

const REPORT: SyncReport = {
  files: 1,
  read: 1,
  gone: 0,
  rest: [],
  visible: false,
  generation: 1,
  filling: false,
  index: 'x',
  milliseconds: 1,
};

/** A queue whose syncs of `large` are cut into three parts, and the syncs that it ran. */
function queueOf(whenRun: (paths: readonly string[] | null, queue: SyncQueue) => void = () => {}) {
  const ran: string[] = [];
  const queue: SyncQueue = new SyncQueue(async (paths) => {
    ran.push(paths?.join() ?? 'all');
    whenRun(paths, queue);
    await Promise.resolve();
    return paths?.includes('large') ? { ...REPORT, files: 9, rest: [['b'], ['c']] } : { ...REPORT, visible: true };
  });
  return { queue, ran };
}

test('calls that come while a sync runs share the next one', async () => {
  const { queue, ran } = queueOf();
  const calls = [queue.sync(['a']), queue.sync(['b']), queue.sync(['c', 'b'])];
  await Promise.all(calls);
  expect(ran).toEqual(['a,b,c']);
  const first = queue.sync(['a']);
  await Promise.resolve();
  await Promise.all([first, queue.sync(['b']), queue.sync(null)]);
  expect(ran.slice(1)).toEqual(['a', 'all']);
});

test('a small change goes before the later parts of a large one, which is done when all are', async () => {
  const settled: string[] = [];
  const { queue, ran } = queueOf((paths) => {
    if (paths?.includes('large')) void queue.sync(['small']).then(() => settled.push('small'));
  });
  const report = await queue.sync(['large']).finally(() => settled.push('large'));
  expect(ran).toEqual(['large', 'small', 'b', 'c']);
  expect(settled).toEqual(['small', 'large']);
  expect(report).toMatchObject({ files: 9, read: 3, visible: true, rest: [], milliseconds: 3 });
});

test('a small change that fails does not end the large one', async () => {
  const { queue, ran } = queueOf((paths, queue) => {
    if (paths?.includes('bad')) throw new Error('bad');
    if (paths?.includes('large')) queue.sync(['bad']).catch((error: Error) => ran.push(error.message));
  });
  await queue.sync(['large']);
  expect(ran).toEqual(['large', 'bad', 'bad', 'b', 'c']);
});

test('a queue that is closed ends after the part that runs', async () => {
  const { queue, ran } = queueOf((paths) => {
    if (paths?.includes('large')) void queue.close(true);
  });
  await queue.sync(['large']);
  expect(ran).toEqual(['large']);
});
