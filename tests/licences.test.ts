import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findProblems, licencesPage, lockedPackages, ownPackages } from '../.github/licences.ts';

test('each package has a hash, and a licence that Dateline meets', () => {
  expect(findProblems(ownPackages())).toEqual([]);
});

test('.github/LICENCES.md is up to date: run `npx node .github/licences.ts`', () => {
  const page = readFileSync(new URL('../.github/LICENCES.md', import.meta.url), 'utf8');
  expect(page).toBe(licencesPage(ownPackages()));
});

test('a package is listed with the package through which it comes', () => {
  const sound = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };
  const found = lockedPackages({
    packages: {
      '': { version: '0.3.0', dependencies: { a: '1' }, devDependencies: { b: '1' } },
      'node_modules/a': { ...sound, dependencies: { c: '1' } },
      'node_modules/a/node_modules/c': { ...sound, version: '1.1.0', dependencies: { d: '1' } },
      'node_modules/b': { ...sound, dev: true, dependencies: { c: '2' } },
      'node_modules/c': { ...sound, version: '2.0.0', dev: true },
      'node_modules/d': sound,
    },
  });
  expect(found.map(({ name, version, through }) => [name, version, through])).toEqual([
    ['a', '1.0.0', 'a'],
    ['b', '1.0.0', 'b'],
    ['c', '1.1.0', 'a'],
    ['c', '2.0.0', 'b'],
    ['d', '1.0.0', 'a'],
  ]);
});

test('a package without hash, without licence, or with one that asks for more is a problem', () => {
  const named = (name: string, more: object) => ({
    ...{ name, through: name, version: '1.0.0', integrity: 'sha512-x', license: 'MIT' },
    ...more,
  });
  const packages = [
    named('unhashed', { integrity: undefined }),
    named('unlicensed', { license: undefined }),
    named('gpl', { license: 'GPL-3.0-only' }),
    named('lgpl', { license: 'Apache-2.0 AND LGPL-3.0-or-later' }),
    named('chosen', { license: '(MIT OR GPL-3.0-or-later)' }),
    named('mpl', { license: 'MPL-2.0' }),
    named('mpl-of-tests', { license: 'MPL-2.0', dev: true }),
  ];
  expect(findProblems(packages)).toEqual([
    'unhashed: package-lock.json has no hash of it',
    'unlicensed: nobody has judged the licence none',
    'gpl: nobody has judged the licence GPL-3.0-only',
    'lgpl: LGPL outside of sharp',
    'mpl: MPL in production',
  ]);
});
