import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { get } from '../bench/measure.ts';
import { eventually, type Site, startSite } from '../site/running-site.ts';
import { AFTER_SAMPLE } from '../site/sample-index.ts';
import { ARTICLE, expectUnharmed, type Figures, figuresOf } from './attacked-site.ts';
import { FLOODS, flood, slowestAnswer } from './flood.ts';

// More requests than the site can answer, and processes that die. Meanwhile a cached page is answered as usual.

let site: Site;
let before: Figures;
/** The time of the cached page while a flood requests that page: what the machine itself takes. */
let usual: number;
beforeAll(async () => {
  site = await startSite({ at: AFTER_SAMPLE });
  for (const path of [ARTICLE, '/', '/no-such-page', '/search?q=harbor']) await get(site.origin + path);
  usual = (await floodSite(() => ARTICLE)).result;
});
afterAll(() => site.stop());
beforeEach(async () => {
  await site.longestTask();
  before = figuresOf(site);
});
afterEach(() => expectUnharmed(site, before));

/** The slowest answers of the cached page during a flood, and the statuses that the flood got. */
const floodSite = (path: (number: number) => string) =>
  flood(site.origin, path, () => slowestAnswer(site.origin + ARTICLE));

/** The paths of all image variants on the home page. */
async function variants(): Promise<string[]> {
  const { body } = await get(`${site.origin}/`);
  return [...new Set(body.match(/\/media\/[\da-f]{20}\/\d+\.\w+/g))];
}

describe('a flood of', () => {
  test.each(FLOODS)('%s', async (_name, path, expected) => {
    const { result, statuses } = await floodSite(path);
    expect(expected).toEqual(expect.arrayContaining(statuses));
    expect(result).toBeLessThan(100 + 5 * usual);
  });
});

test('images that nobody has requested before', async () => {
  const paths = await variants();
  expect(paths.length).toBeGreaterThan(20);
  const { result, statuses } = await floodSite((number) => paths[number % paths.length] ?? '');
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
