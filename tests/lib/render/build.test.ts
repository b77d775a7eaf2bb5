import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { build, buildFolder, isBuilt } from '#lib/render/build.ts';

// A project whose Next copies the sources' text into its build, or fails if that is “broken”.

const NEXT = `
const { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const source = readFileSync('app/page.tsx', 'utf8');
rmSync('.next', { recursive: true, force: true });
mkdirSync('.next/server', { recursive: true });
mkdirSync('.next/cache');
writeFileSync('.next/server/page.js', source);
writeFileSync('.next/cache/large', '');
symlinkSync('../outside', '.next/node_modules');
if (source === 'broken' || process.env.DATELINE_BUILD) process.exit(1);
writeFileSync('.next/BUILD_ID', 'id');
`;

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'dateline-build-'));
  mkdirSync(path.join(project, 'node_modules/next/dist/bin'), { recursive: true });
  mkdirSync(path.join(project, 'outside'));
  writeFileSync(path.join(project, 'node_modules/next/dist/bin/next'), NEXT);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function write(source: string): string {
  mkdirSync(path.join(project, 'app'), { recursive: true });
  writeFileSync(path.join(project, 'app/page.tsx'), source);
  return path.join(project, buildFolder(project));
}

const pageIn = (folder: string) => readFileSync(path.join(folder, 'server/page.js'), 'utf8');

test('a build leaves the build of other sources unchanged, for the site that runs on it', async () => {
  const first = write('one');
  expect(isBuilt(project)).toBe(false);
  await build(project, {}, 'ignore');
  expect(isBuilt(project)).toBe(true);
  const second = write('two');
  expect(isBuilt(project)).toBe(false);
  await build(project, {}, 'ignore');
  expect([pageIn(first), pageIn(second)]).toEqual(['one', 'two']);
});

test('a build has the files that a server needs, without the cache of Next', async () => {
  const folder = write('one');
  await build(project, {}, 'ignore');
  expect(globSync('*', { cwd: folder }).sort()).toEqual(['BUILD_ID', 'node_modules', 'server']);
  expect(existsSync(path.join(folder, 'node_modules'))).toBe(true);
});

test('the same sources built again replace nothing', async () => {
  const folder = write('one');
  await build(project, {}, 'ignore');
  writeFileSync(path.join(folder, 'server/page.js'), 'in use');
  await build(project, {}, 'ignore');
  expect(pageIn(folder)).toBe('in use');
});

test('a build that fails leaves no build', async () => {
  const folder = write('broken');
  await expect(build(project, {}, 'ignore')).rejects.toThrow('The build failed');
  expect([isBuilt(project), existsSync(folder)]).toEqual([false, false]);
});

test('two builds are kept', async () => {
  const folders: string[] = [];
  for (const [number, source] of ['one', 'two', 'three'].entries()) {
    const folder = write(source);
    await build(project, {}, 'ignore');
    utimesSync(folder, 1000 + number, 1000 + number);
    folders.push(folder);
  }
  expect(folders.map((folder) => existsSync(folder))).toEqual([false, true, true]);
});

test('an unfinished build of former sources is deleted', async () => {
  mkdirSync(path.join(project, '.next-0123.part'));
  utimesSync(path.join(project, '.next-0123.part'), 1, 1);
  for (const source of ['one', 'two']) {
    write(source);
    await build(project, {}, 'ignore');
  }
  expect(globSync('.next-*.part', { cwd: project })).toEqual([]);
});

test.each([
  ['--help', 0, 'stdout'],
  ['--watch', 2, 'stderr'],
] as const)('npm run build -- %s explains the command, and builds nothing', (option, status, stream) => {
  const folder = write('one');
  const program = path.resolve(import.meta.dirname, '../../../lib/render/build.ts');
  const result = spawnSync(process.execPath, [program, option], { cwd: project, encoding: 'utf8' });
  expect(result).toMatchObject({ status, [stream]: expect.stringContaining('npm run build\n\nBuilds the site') });
  expect(existsSync(folder)).toBe(false);
});
