import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SMALL_HEAP } from '../../lib/small-heap.ts';
import { treeMegabytes } from '../process-tree.ts';
import { megabytes, table, time } from './measure.ts';
import { reportFigures } from './readme-figures.ts';
import { writeWordPressExport } from './wordpress-export.ts';

// `npm run bench:import` imports exports of WordPress, the second time without a change. `npm run bench:import -- 500` names
// the number of posts.

const project = path.resolve(import.meta.dirname, '../..');
const cache = path.resolve(process.env.DATELINE_CACHE ?? '.dateline', 'bench');
const named = process.argv.slice(2).map(Number).filter(Boolean);
const sizes = named.length > 0 ? named : [1_000, 10_000];

/** Imports an export; returns the milliseconds, and the most bytes that the command and its processes had. */
function importOf(file: string, into: string, index: string): Promise<{ milliseconds: number; peak: number }> {
  const started = performance.now();
  const env = { ...process.env, DATELINE_CACHE: index };
  const args = [...SMALL_HEAP, 'lib/cli/main.ts', 'import', 'wordpress', file, `--into=${into}`];
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, treeMegabytes(child.pid ?? 0) * 2 ** 20);
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ milliseconds: performance.now() - started, peak });
      else reject(new Error(`The import ended with ${code}.`));
    });
  });
}

const columns: {
  size: number;
  first: Awaited<ReturnType<typeof importOf>>;
  second: Awaited<ReturnType<typeof importOf>>;
}[] = [];
for (const size of sizes) {
  const folder = path.join(cache, `import-${size}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'content'), { recursive: true });
  console.error(`${size} posts: the export …`);
  writeWordPressExport(path.join(folder, 'export.xml'), size);
  writeFileSync(
    path.join(folder, 'content/publication.yaml'),
    'name: Bench\ntagline: An archive for measuring\norigin: https://bench.example\ntimeZone: Europe/London\nlanguage: en\n',
  );
  console.error(`${size} posts: the imports …`);
  const run = () => importOf(path.join(folder, 'export.xml'), path.join(folder, 'content'), path.join(folder, 'index'));
  const first = await run();
  columns.push({ size, first, second: await run() });
}

const rows: [string, (column: (typeof columns)[number]) => string][] = [
  ['import, with the check of all files', ({ first }) => time(first.milliseconds)],
  ['peak memory', ({ first }) => megabytes(first.peak)],
  ['again, without a change', ({ second }) => time(second.milliseconds)],
];
reportFigures(
  'import',
  table(
    ['', ...sizes.map((size) => `${size.toLocaleString('en')} posts`)],
    rows.map(([name, value]) => [name, ...columns.map(value)]),
  ),
);
