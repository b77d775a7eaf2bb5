import { expect, test } from 'vitest';
import { JobQueue } from '#lib/render/job-queue.ts';
import type { RenderPriority } from '#lib/render/rendering.ts';

type Job = { name: string; priority: RenderPriority; network: string };

function queueOf(...jobs: string[]): JobQueue<Job> {
  const queue = new JobQueue<Job>();
  for (const name of jobs) expect(queue.add(job(name))).toBe(true);
  return queue;
}

/** `page a 1`: priority, network, and a number that tells jobs apart. */
function job(name: string): Job {
  const [priority, network = ''] = name.split(' ');
  return { name, priority: priority as RenderPriority, network };
}

function takeAll(queue: JobQueue<Job>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) taken.push(next.name);
  return taken;
}

test('networks take turns, and the jobs of one keep their order', () => {
  const queue = queueOf('search a 1', 'search a 2', 'search a 3', 'search b 1', 'search c 1');
  expect(takeAll(queue)).toEqual(['search a 1', 'search b 1', 'search c 1', 'search a 2', 'search a 3']);
});

test('a network that keeps on asking waits for those that ask less', () => {
  const queue = queueOf('search a 1', 'search a 2');
  expect(queue.take()?.name).toBe('search a 1');
  queue.add(job('search b 1'));
  queue.add(job('search a 3'));
  expect(takeAll(queue)).toEqual(['search a 2', 'search b 1', 'search a 3']);
});

test('pages come before previews and searches, which still get their turn', () => {
  const pages = Array.from({ length: 8 }, (_, number) => `page a ${number}`);
  const taken = takeAll(queueOf('search a 1', 'preview a 1', ...pages));
  expect(taken.slice(0, 5)).toEqual(['page a 0', 'page a 1', 'page a 2', 'page a 3', 'preview a 1']);
  expect(taken.indexOf('search a 1')).toBeLessThan(taken.indexOf('page a 7') + 2);
  expect(taken).toHaveLength(10);
});

test('one network cannot fill the queue, and all networks cannot make it endless', () => {
  const queue = new JobQueue<Job>();
  const count = (network: (number: number) => string) =>
    Array.from({ length: 1_000 }, (_, number) => queue.add(job(`search ${network(number)} ${number}`))).filter(Boolean)
      .length;
  expect(count(() => 'a')).toBe(50);
  expect(count((number) => `b${number}`)).toBe(450);
  expect(queue.add(job('page z 1'))).toBe(true);
});

test('a job that is put back comes next, and one that is removed does not come', () => {
  const queue = queueOf('page a 1', 'page a 2', 'page a 3');
  const first = queue.take() as Job;
  const second = queue.take() as Job;
  queue.putBack(first);
  queue.remove(second);
  expect(takeAll(queue)).toEqual(['page a 1', 'page a 3']);
});
