import { Agent, request } from 'node:http';
import { get, percentile } from '../bench/measure.ts';

/** Requests of a flood that are under way at a time. */
const WIDTH = 16;
/** Answers of the cached page that are measured. */
const MEASURED = 150;

/** Floods by name: the path of each request by its number, and the statuses that the site may answer. */
export const FLOODS: readonly [name: string, path: (number: number) => string, statuses: number[]][] = [
  ['paths without a page', (number) => `/junk-${number}/x`, [404]],
  ['pages that differ in their query only', (number) => `/tags/china?page=${number}`, [200]],
  ['searches', (number) => `/search?q=harbor+${number}`, [200, 503]],
  ['months without stories', (number) => `/${1_000 + (number % 900)}/01`, [404]],
  ['previews without a signature', (number) => `/_dateline/preview/${number}`, [404]],
  ['images that are unknown', (number) => `/media/${number.toString(16).padStart(20, '0')}/960.jpg`, [404]],
  ['hooks without a secret', (number) => `/_dateline/publish?${number}`, [405]],
];

/**
 * Requests paths of `origin` until `during` has ended. Returns its result, the number of answers, and all
 * statuses that came.
 */
export async function flood<Result>(origin: string, path: (number: number) => string, during: () => Promise<Result>) {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const statuses = new Set<number | undefined>();
  let number = 0;
  let isOver = false;
  const one = async () => {
    while (!isOver) statuses.add(await statusOf(origin + path(number++), agent));
  };
  const all = Promise.all(Array.from({ length: WIDTH }, one));
  const result = await during();
  isOver = true;
  await all;
  agent.destroy();
  return { result, answers: number, statuses: [...statuses] };
}

/** Milliseconds in which 99 of 100 answers of `url`, a cached page, came; they are requested one by one. */
export async function slowestAnswer(url: string, measured = MEASURED): Promise<number> {
  const times: number[] = [];
  while (times.length < measured) times.push((await get(url)).milliseconds);
  return percentile(times, 0.99);
}

function statusOf(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end();
  });
}
