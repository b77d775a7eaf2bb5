import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { get, percentile } from '../bench/measure.ts';
import { eventually, type Site, startSite } from '../site/running-site.ts';
import { ARTICLE, expectUnharmed, type Figures, figuresOf } from './attacked-site.ts';

// More requests than the site can answer, and processes that die. Meanwhile a cached page is answered as usual.

/** Requests of a flood that are under way at a time. */
const WIDTH = 16;
/** Answers of the cached page that are measured. */
const MEASURED = 150;

let site: Site;
let before: Figures;
/** The time of the cached page while a flood requests that page: what the machine itself takes. */
let usual: number;
beforeAll(async () => {
  site = await startSite({ at: Date.parse('2026-11-22T17:00:00Z') });
  for (const path of [ARTICLE, '/', '/no-such-page', '/search?q=harbor']) await get(site.origin + path);
  usual = (
    await flood(
      () => ARTICLE,
      () => slowestAnswer(site.origin),
    )
  ).result;
});
afterAll(() => site.stop());
beforeEach(async () => {
  await site.longestTask();
  before = figuresOf(site);
});
afterEach(() => expectUnharmed(site, before));

/** Milliseconds in which 99 of 100 answers of the cached page came, of those that are requested one by one. */
async function slowestAnswer(origin: string): Promise<number> {
  const times: number[] = [];
  while (times.length < MEASURED) times.push((await get(origin + ARTICLE)).milliseconds);
  return percentile(times, 0.99);
}

/** Requests paths until `during` has ended. Returns its result, and all statuses that came. */
async function flood<Result>(path: (number: number) => string, during: () => Promise<Result>) {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const statuses = new Set<number | undefined>();
  let number = 0;
  let isOver = false;
  const one = async () => {
    while (!isOver) statuses.add(await statusOf(path(number++), agent));
  };
  const all = Promise.all(Array.from({ length: WIDTH }, one));
  const result = await during();
  isOver = true;
  await all;
  agent.destroy();
  return { result, statuses: [...statuses] };
}

function statusOf(path: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(site.origin + path, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end();
  });
}

/** The paths of all image variants on the home page. */
async function variants(): Promise<string[]> {
  const { body } = await get(`${site.origin}/`);
  return [...new Set(body.match(/\/media\/[\da-f]{20}\/\d+\.\w+/g))];
}

describe('a flood of', () => {
  test.each<[string, (number: number) => string, number[]]>([
    ['paths without a page', (number) => `/junk-${number}/x`, [404]],
    ['pages that differ in their query only', (number) => `/tags/china?page=${number}`, [200]],
    ['searches', (number) => `/search?q=harbor+${number}`, [200, 503]],
    ['months without stories', (number) => `/${1_000 + (number % 900)}/01`, [404]],
    ['previews without a signature', (number) => `/_dateline/preview/${number}`, [404]],
    ['images that are unknown', (number) => `/media/${number.toString(16).padStart(20, '0')}/960.jpg`, [404]],
    ['hooks without a secret', (number) => `/_dateline/publish?${number}`, [405]],
  ])('%s', async (_name, path, expected) => {
    const { result, statuses } = await flood(path, () => slowestAnswer(site.origin));
    expect(expected).toEqual(expect.arrayContaining(statuses));
    expect(result).toBeLessThan(100 + 5 * usual);
  });
});

test('images that nobody has requested before', async () => {
  const paths = await variants();
  expect(paths.length).toBeGreaterThan(20);
  const { result, statuses } = await flood(
    (number) => paths[number % paths.length] ?? '',
    () => slowestAnswer(site.origin),
  );
  expect([200, 503]).toEqual(expect.arrayContaining(statuses));
  expect(result).toBeLessThan(100 + 5 * usual);
});

describe('processes that are killed', () => {
  const programOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  const children = () =>
    readFileSync(`/proc/${site.pid}/task/${site.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  const kill = (program: RegExp) => {
    const found = children().filter((pid) => program.test(programOf(pid)));
    for (const pid of found) process.kill(pid, 'SIGKILL');
    return found.length;
  };

  test('of pages: cached pages are answered, and others again', async () => {
    expect(kill(/render-process/)).toBeGreaterThan(0);
    expect((await get(site.origin + ARTICLE)).status).toBe(200);
    const uncached = () => get(`${site.origin}/search?q=river`);
    expect((await eventually(uncached, ({ status }) => status === 200)).status).toBe(200);
  });

  test('of images: the next one is made', async () => {
    const [first = '', second = ''] = (await variants()).filter((path) => path.endsWith('.webp')).toReversed();
    expect((await get(site.origin + first)).status).toBe(200);
    kill(/image-process/);
    expect(
      (
        await eventually(
          () => get(site.origin + second),
          ({ status }) => status === 200,
        )
      ).status,
    ).toBe(200);
  });
});
