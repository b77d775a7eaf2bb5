import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SMALL_HEAP } from '#lib/small-heap.ts';
import { writeWordPressExport } from '../bench/wordpress-export.ts';
import { MEASURES_MEMORY, treeMegabytes } from '../process-tree.ts';

// Archives that are larger than the memory of an import, which is 500 MB in all of its processes.

const project = path.resolve(import.meta.dirname, '../..');
const MOST_MEGABYTES = 500;
const TWO_GB = 2_000_000_000;
const SETTINGS =
  'name: Archive\ntagline: Posts\norigin: https://archive.example\ntimeZone: Europe/London\nlanguage: en\n';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-large-'));
  mkdirSync(path.join(root, 'content'));
  writeFileSync(path.join(root, 'content/publication.yaml'), SETTINGS);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Imports an archive in a process of its own; returns its exit code and the most megabytes that it had. */
function importing(system: string, file: string): Promise<{ code: number | null; peak: number }> {
  const args = [...SMALL_HEAP, 'lib/cli/main.ts', 'import', system, file, `--into=${path.join(root, 'content')}`];
  const env = { ...process.env, DATELINE_CACHE: path.join(root, 'cache') };
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, treeMegabytes(child.pid ?? 0));
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve({ code, peak });
    });
  });
}

async function expectImported(system: string, file: string, posts: number): Promise<void> {
  const { code, peak } = await importing(system, file);
  expect(code).toBe(0);
  const report = readFileSync(path.join(root, 'content/import-report.md'), 'utf8');
  expect(report).toContain(`Imported: ${posts} stories, `);
  if (MEASURES_MEMORY) expect(peak).toBeLessThan(MOST_MEGABYTES);
}

test('10,000 posts of WordPress, with the check of all files', { timeout: 1_800_000 }, async () => {
  const file = path.join(root, 'export.xml');
  writeWordPressExport(file, 10_000);
  await expectImported('wordpress', file, 10_000);
});

test('an export of WordPress of 2 GB', { timeout: 1_800_000 }, async () => {
  const file = path.join(root, 'export.xml');
  writeWordPressExport(file, 100, 100_000);
  expect(statSync(file).size).toBeGreaterThan(TWO_GB);
  await expectImported('wordpress', file, 100);
});

test('an export of Ghost of 2 GB', { timeout: 3_600_000 }, async () => {
  const file = path.join(root, 'ghost.json');
  const descriptor = openSync(file, 'w');
  const row = (id: number, html: string) =>
    JSON.stringify({
      id: String(id),
      slug: `story-${id}`,
      title: `Story ${id}`,
      type: 'post',
      status: 'published',
      published_at: '2021-03-01T09:30:00.000Z',
      html,
    });
  writeSync(descriptor, '{"db":[{"data":{"posts":[');
  for (let id = 0; id < 100; id++) writeSync(descriptor, `${id === 0 ? '' : ','}${row(id, '<p>Text.</p>')}`);
  writeSync(descriptor, '],"mobiledoc_revisions":[');
  const former = row(0, `<p>${'Former. '.repeat(12_500)}</p>`);
  for (let at = 0; at < TWO_GB / former.length; at++) writeSync(descriptor, `${at === 0 ? '' : ','}${former}`);
  writeSync(descriptor, ']}}]}');
  closeSync(descriptor);
  expect(statSync(file).size).toBeGreaterThan(TWO_GB);
  await expectImported('ghost', file, 100);
});
