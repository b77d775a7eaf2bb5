import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const project = path.resolve(import.meta.dirname, '..');
const files = [
  'README.md',
  ...globSync(['lib/**/*.md', 'content/README.md', 'content/guide/*.md', 'tests/**/*.md'], { cwd: project }),
]
  .filter((file) => !file.includes('node_modules') && !file.includes('fixtures'))
  .sort();
const read = (file: string) => readFileSync(path.join(project, file), 'utf8');

/** The anchors of a file's headings, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('the README takes five minutes to read', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(8_192);
});

test('links between the files of documentation lead to files and headings that exist', () => {
  const broken = files.flatMap((file) => {
    const links = [
      ...read(file)
        .replaceAll(/^ {4}.*$|`[^`]*`/gm, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ].map(([, to = '']) => to);
    return links
      .filter((to) => !/^[a-z]+:/.test(to))
      .filter((to) => {
        const [name = '', anchor] = to.split('#');
        const target = name === '' ? file : path.join(path.dirname(file), name);
        return !existsSync(path.join(project, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
      })
      .map((to) => `${file}: ${to}`);
  });
  expect(broken).toEqual([]);
});

/** A file that a publication may have, and the sample has not. */
const OF_PUBLICATIONS = 'publication.css';

test('source files that the documentation names exist', () => {
  const wrong = files.flatMap((file) => {
    const names = [...read(file).matchAll(/`([\w./[\]-]+\.(?:tsx?|css|json))`/g)].map(([, name = '']) => name);
    const folders = ['', 'lib', 'tests', path.dirname(file)];
    return names
      .filter((name) => path.basename(name) !== OF_PUBLICATIONS)
      .filter((name) => !folders.some((folder) => existsSync(path.join(project, folder, name))))
      .map((name) => `${file}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('lib/README.md gives a reason for each package', () => {
  type Packages = { dependencies: object; devDependencies: object };
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Packages;
  const table = /^## Dependencies$(.*)/ms.exec(read('lib/README.md'))?.[1] ?? '';
  const listed = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = '']) => names.trim().split(', '));
  const isListed = (name: string) => listed.some((entry) => path.matchesGlob(name, entry));
  expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isListed(name))).toEqual([]);
  const known = Object.keys({ ...dependencies, ...devDependencies });
  const unknown = listed.slice(2).filter((entry) => !known.some((name) => path.matchesGlob(name, entry)));
  expect(unknown).toEqual([]);
});

test('the changelog begins with the version of the project', () => {
  const [, newest] = /^## (\S+)$/m.exec(read('lib/CHANGELOG.md')) ?? [];
  expect(newest).toBe(JSON.parse(read('package.json')).version);
});
