import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// What `npm ci --omit=dev` installs must build and serve the site, whatever Node it was run with.

const project = path.resolve(import.meta.dirname, '..');
const { dependencies, devDependencies, scripts } = JSON.parse(
  readFileSync(path.join(project, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies' | 'scripts', Record<string, string>>;

test('every package that the site imports is a production dependency', () => {
  const files = globSync(['{app,components,lib}/**/*.{ts,tsx}', '*.ts'], { cwd: project });
  const imported = files.flatMap((file) => {
    const text = readFileSync(path.join(project, file), 'utf8').replace(/^import type [^;]*;$/gm, '');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g)].map(
      ([, name = '']) => name,
    );
  });
  expect(new Set(imported).size).toBeGreaterThan(10);
  expect([...new Set(imported)].filter((name) => !(name in dependencies)).sort()).toEqual([]);
});

test('Node and what Next needs to build TypeScript come with the production dependencies', () => {
  expect(Object.keys(dependencies)).toEqual(
    expect.arrayContaining(['node', 'typescript', '@types/node', '@types/react']),
  );
});

test('a production install holds nothing of the tests', () => {
  const tools = /vitest|playwright|jsdom|axe-core|testing-library|html-validate|pixelmatch|biome|libxml2/;
  expect(Object.keys(dependencies).filter((name) => tools.test(name))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => tools.test(name)).length).toBeGreaterThan(5);
});

test('the scripts of the server exec Node, so that signals to npm reach it', () => {
  for (const name of ['start', 'dev']) expect(scripts[name]).toMatch(/^exec (?:env (?:[A-Z_]+=\S+ )+)?node /);
});
