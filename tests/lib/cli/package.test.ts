import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROGRAMS } from '#lib/programs.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const { bin, dependencies, scripts } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));

/** The files of the package that `npm pack` would make. */
function packed(): string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = [Object.values(JSON.parse(output) as object)].flat() as [{ files: { path: string }[] }];
  return files.map((file) => file.path);
}

test('the package has all that a site runs with, and nothing else', () => {
  const files = packed();
  const needed = [
    ...Object.values(PROGRAMS),
    bin.dateline,
    'lib/cli/main.ts',
    'lib/server/main.ts',
    'lib/render/build.ts',
    'lib/images/fonts/newsreader.ttf',
    'app/site-frame.tsx',
    'components/design-tokens.css',
    'public/icon.svg',
    'content/README.md',
    'content/publication.yaml',
    'LICENSE',
    'README.md',
    'instrumentation.ts',
    'next.config.ts',
    'package.json',
    'tsconfig.json',
  ];
  expect(needed.filter((file) => !files.includes(file))).toEqual([]);
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  expect([...folders].toSorted()).toEqual(['app', 'components', 'content', 'lib', 'public']);
  expect(files.filter((file) => /(?:^|\/)(?:\.|node_modules)/.test(file) && !file.startsWith('public/.'))).toEqual([]);
}, 60_000);

test('its command runs every command of Dateline, as a program of its own', () => {
  const file = path.join(project, bin.dateline);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(statSync(file).mode & 0o111).toBe(0o111);
  const [, list = ''] = /const COMMANDS = \[(.*?)\]/.exec(text) ?? [];
  const commands = [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  expect(
    Object.keys(scripts).filter((name) => /^(?:start|dev|check|new|import|export|guide|preview)$/.test(name)),
  ).toEqual(expect.arrayContaining(commands.filter((name) => name !== 'build')));
  // Only what comes with Node: the packages are found in the copy.
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name);
  expect(imports.filter((name) => !name.startsWith('node:'))).toEqual([]);
  expect(Object.keys(dependencies)).toContain('node');
});
