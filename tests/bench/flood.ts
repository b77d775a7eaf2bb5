import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildFolder } from '../../lib/render/build.ts';
import { ARTICLE, type Settings, sampleEdition } from './cached.ts';
import { seeded } from './edition.ts';
import { askForMany, askForOne } from './load.ts';
import { count, megabytes, table } from './measure.ts';
import { end, memoryOf, project, startDateline, startNext } from './servers.ts';

const ADDRESSES = 50_000;
/** The limit of a run: a server that renders each answer does not get through all paths in this time. */
const LIMIT_SECONDS = 60;

/**
 * Requests many paths without a page, each once, from Dateline and from `next start`. Measures answers a
 * second, memory, disk, and the effect on the rate of a cached article.
 */
export async function measureFlood({ scratch, seconds }: Settings): Promise<string> {
  const content = sampleEdition(scratch);
  const index = path.join(scratch, 'index');
  const starts = {
    Dateline: () => startDateline(content, index, { core: 'server' }),
    '`next start`': () => startNext(content, path.join(scratch, 'index-of-next'), 'server'),
  };
  const rows: string[][] = [];
  for (const [name, start] of Object.entries(starts)) {
    const server = await start();
    try {
      const disk = () => sizeOf(path.join(project, buildFolder(project))) + sizeOf(scratch);
      await askForOne(server.origin + ARTICLE, 2);
      const rate = (await askForOne(server.origin + ARTICLE, seconds)).rate;
      const before = { memory: memoryOf(server.process.pid ?? 0), disk: disk() };
      const flood = await askForMany({
        origin: server.origin,
        paths: junk(ADDRESSES),
        once: true,
        status: 404,
        seconds: LIMIT_SECONDS,
      });
      const after = { memory: memoryOf(server.process.pid ?? 0), disk: disk() };
      const rateAfter = (await askForOne(server.origin + ARTICLE, seconds)).rate;
      rows.push([
        name,
        count(flood.answers),
        count(flood.refused),
        count(flood.rate),
        `${megabytes(before.memory)} → ${megabytes(after.memory)}`,
        `${((after.disk - before.disk) / 1e6).toFixed(1)} MB`,
        `${(rateAfter / rate).toFixed(2)} ×`,
      ]);
    } finally {
      await end(server.process);
    }
  }
  const head = [
    'paths without a page',
    'requests',
    'not 404',
    'answers/s',
    'memory',
    'disk',
    'cached article afterwards',
  ];
  const limit = `Of ${count(ADDRESSES)} addresses, as many as are answered in ${LIMIT_SECONDS} s. The disk is the build, its caches and the index.`;
  return `${table(head, rows)}\n\n${limit}`;
}

/** Paths like those that crawlers and attackers try; none has a page. */
function junk(size: number): string[] {
  const random = seeded(19);
  const letters = (length: number) =>
    Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(random() * 36)]).join('');
  const shapes = [
    (number: number) => `/articles/junk-${number}`,
    (number: number) => `/junk-${number}`,
    (number: number) => `/tags/junk-${number}`,
    (number: number) => `/authors/junk-${number}/page/2`,
    (number: number) => `/junk?page=${number}`,
    () => `/${letters(60)}/${letters(120)}`,
    () => `/wp-content/${letters(12)}.php?${letters(8)}=${letters(40)}`,
  ];
  return Array.from({ length: size }, (_, number) => shapes[number % shapes.length]?.(number) ?? '/junk');
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}
