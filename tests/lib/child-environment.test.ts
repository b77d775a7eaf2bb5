import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { childEnvironment, SECRET_FILE_VARIABLES, SECRET_VARIABLES } from '#lib/child-environment.ts';
import { configurationTable } from '#lib/configuration-table.ts';
import { SMALL_HEAP } from '#lib/small-heap.ts';

const project = path.resolve(import.meta.dirname, '../..');

test('each variable of the configuration that is a secret is kept from other programs', () => {
  const variables = [...configurationTable().matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
  expect(variables.filter((name) => /SECRET|KEY|TOKEN|PASSWORD|^CDN$|^STAGING$/.test(name)).sort()).toEqual(
    [...SECRET_VARIABLES, ...SECRET_FILE_VARIABLES].sort(),
  );
  for (const name of [...SECRET_VARIABLES, ...SECRET_FILE_VARIABLES]) vi.stubEnv(name, 'secret');
  expect(Object.values(childEnvironment())).not.toContain('secret');
  expect(Object.entries(childEnvironment(['PREVIEW_SECRET'])).filter(([, value]) => value === 'secret')).toEqual([
    ['PREVIEW_SECRET', 'secret'],
  ]);
  vi.unstubAllEnvs();
});

test('every process that the site starts gets an environment of its own', () => {
  const starts = globSync('{app,components,lib}/**/*.{ts,tsx}', { cwd: project }).flatMap((file) => {
    const text = readFileSync(path.join(project, file), 'utf8');
    if (!text.includes("from 'node:child_process'")) return [];
    return text.split('\n').flatMap((line, index) =>
      /\b(?:fork|spawn|spawnSync|execFile|execFileSync|runFile)\(/.test(line) && !/promisify/.test(line)
        ? [
            `${file}: ${text
              .split('\n')
              .slice(index, index + 10)
              .join(' ')}`,
          ]
        : [],
    );
  });
  expect(starts.length).toBeGreaterThan(5);
  expect(starts.filter((start) => !/\benv\b|gitEnvironment|localOptions/.test(start))).toEqual([]);
  expect(starts.filter((start) => /process\.env\b(?!\.)|env: env\b|env: \{ \.\.\.env\b/.test(start))).toEqual([]);
});

test('npm start has the flags of processes that stay, and an import of any size those of a small heap', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));
  expect(scripts.start).toContain(
    `exec env MALLOC_ARENA_MAX=${childEnvironment().MALLOC_ARENA_MAX} NODE_COMPILE_CACHE=`,
  );
  expect(scripts.start).toContain(` node ${SMALL_HEAP.join(' ')} lib/`);
  expect(scripts.import).toContain(`node ${SMALL_HEAP.join(' ')} lib/`);
});
