import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EDITOR_SOURCE, PROGRAMS } from '#lib/programs.ts';
import { build, buildFolder, isBuilt } from '#lib/render/build.ts';

// A project with programs of one line, whose Next copies the sources' text into its build, or fails if that is “broken”.

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

/** A module that all programs import. */
const SHARED = 'lib/shared.ts';
const relativeTo = (source: string, name: string) => path.posix.relative(path.posix.dirname(source), name);

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'dateline-build-'));
  mkdirSync(path.join(project, 'node_modules/next/dist/bin'), { recursive: true });
  mkdirSync(path.join(project, 'outside'));
  writeFileSync(path.join(project, 'node_modules/next/dist/bin/next'), NEXT);
  for (const [name, source] of Object.entries(PROGRAMS)) {
    mkdirSync(path.dirname(path.join(project, source)), { recursive: true });
    writeFileSync(path.join(project, source), `import '${relativeTo(source, SHARED)}';\nconsole.log('${name}');\n`);
  }
  writeFileSync(path.join(project, SHARED), "console.log('shared');\n");
  mkdirSync(path.dirname(path.join(project, EDITOR_SOURCE)), { recursive: true });
  writeFileSync(path.join(project, EDITOR_SOURCE), "console.log('editor');\n");
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
  expect(globSync('*', { cwd: folder }).sort()).toEqual([
    'BUILD_ID',
    'node_modules',
    'programs',
    'server',
    'sources',
    'stylesheets.json',
  ]);
  expect(existsSync(path.join(folder, 'node_modules'))).toBe(true);
});

test('a build has each program in a bundle that runs without the sources', async () => {
  const folder = write('one');
  await build(project, {}, 'ignore');
  rmSync(path.join(project, 'lib'), { recursive: true });
  for (const name of Object.keys(PROGRAMS)) {
    const program = path.join(folder, 'programs', `${name}.mjs`);
    expect(spawnSync(process.execPath, [program], { encoding: 'utf8' }).stdout).toBe(`shared\n${name}\n`);
  }
});

test('a build is found without reading its sources while they have the same sizes and times', async () => {
  const folder = write('one');
  const page = path.join(project, 'app/page.tsx');
  utimesSync(page, 1, 1);
  await build(project, {}, 'ignore');
  writeFileSync(page, 'two');
  utimesSync(page, 1, 1);
  expect(path.join(project, buildFolder(project))).toBe(folder);
  utimesSync(page, 2, 2);
  expect(isBuilt(project)).toBe(false);
});

test('a build whose sources only have other times is found, and the next time without reading them', async () => {
  const folder = write('one');
  await build(project, {}, 'ignore');
  const page = path.join(project, 'app/page.tsx');
  utimesSync(page, 1, 1);
  expect(path.join(project, buildFolder(project))).toBe(folder);
  writeFileSync(page, 'two');
  utimesSync(page, 1, 1);
  expect(path.join(project, buildFolder(project))).toBe(folder);
});

test('documentation and configuration of other programs is in no build', async () => {
  const folder = write('one');
  await build(project, {}, 'ignore');
  mkdirSync(path.join(project, 'lib/server/deploy'), { recursive: true });
  for (const file of ['README.md', 'server/README.md', 'server/deploy/varnish.vcl', 'server/deploy/compose.yaml'])
    writeFileSync(path.join(project, 'lib', file), 'Text.');
  expect([path.join(project, buildFolder(project)), isBuilt(project)]).toEqual([folder, true]);
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

/** A Next that prepares a build as the real one does: it completes the lock file and installs what TypeScript needs. */
const PREPARING_NEXT = `
const { createRequire } = require('node:module');
const dist = createRequire(${JSON.stringify(import.meta.filename)}).resolve('next/package.json').replace('package.json', 'dist/lib');
const { patchIncorrectLockfile } = require(dist + '/patch-incorrect-lockfile');
const { verifyAndRunTypeScript } = require(dist + '/verify-typescript-setup');
const dir = process.cwd();
(async () => {
  await patchIncorrectLockfile(dir);
  await verifyAndRunTypeScript({ dir, distDir: '.next', appDir: dir + '/app', hasAppDir: true, useTypeScriptCli: true });
})().catch(() => process.exit(1));
`;

test('a build neither asks a registry for packages nor changes the files of the project', async () => {
  const requested: string[] = [];
  const registry = createServer((request, response) => {
    requested.push(request.url ?? '');
    const dist = { tarball: 'https://registry.example/x.tgz', integrity: 'sha512-x' };
    const { version } = JSON.parse(readFileSync('node_modules/next/package.json', 'utf8'));
    response.end(JSON.stringify({ name: 'x', versions: { [version]: { dist } } }));
  }).listen(0);
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  write('one');
  const lock = { name: 'p', version: '1.0.0', lockfileVersion: 3, packages: { 'node_modules/next': {} } };
  const files = {
    'package.json': '{ "name": "p", "version": "1.0.0" }\n',
    'package-lock.json': `${JSON.stringify(lock)}\n`,
    'tsconfig.json': readFileSync('tsconfig.json', 'utf8'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(project, name), text);
  writeFileSync(path.join(project, 'node_modules/next/dist/bin/next'), PREPARING_NEXT);
  const env = { npm_config_registry: `http://localhost:${port}/`, npm_config_cache: path.join(project, 'npm') };
  await build(project, env, 'ignore').catch(() => {});
  registry.close();
  expect(requested).toEqual([]);
  for (const [name, text] of Object.entries(files)) {
    expect(readFileSync(path.join(project, name), 'utf8'), name).toBe(text);
  }
});

test('a build without an installed dependency says which, and does not start', async () => {
  const folder = write('one');
  const dependencies = { next: '*', '@types/react': '*', zod: '*' };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ dependencies }));
  writeFileSync(path.join(project, 'node_modules/next/package.json'), '{}');
  await expect(build(project, {}, 'ignore')).rejects.toThrow(
    'The packages @types/react and zod are not installed. Run npm ci, then build again.',
  );
  expect(existsSync(folder)).toBe(false);
  const program = path.resolve('lib/render/build.ts');
  const { status, stderr } = spawnSync(process.execPath, [program], { cwd: project, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    'The packages @types/react and zod are not installed. Run npm ci, then build again.\n',
  ]);
});

test('a build without the compiler of Next for this machine does not start, since Next would load one', async () => {
  write('one');
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ dependencies: { next: '*' } }));
  const platform = `${process.platform}-${process.arch}`;
  const compilers = { [`@next/swc-${platform}-gnu`]: '1', '@next/swc-plan9-mips': '1' };
  mkdirSync(path.join(project, 'node_modules/@next/swc-plan9-mips'), { recursive: true });
  writeFileSync(
    path.join(project, 'node_modules/next/package.json'),
    JSON.stringify({ optionalDependencies: compilers }),
  );
  await expect(build(project, {}, 'ignore')).rejects.toThrow(
    `The package @next/swc-${platform}-gnu is not installed. Run npm ci, then build again.`,
  );
  mkdirSync(path.join(project, `node_modules/@next/swc-${platform}-gnu`));
  await build(project, {}, 'ignore');
});

test('Next takes tsconfig.json as it is', () => {
  // It completes every tsconfig.json that extends no other.
  expect(readFileSync('tsconfig.json', 'utf8')).toContain('"extends":');
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
