import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const project = path.resolve(import.meta.dirname, '..');
const sources = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.ts', '*.ts'], {
  cwd: project,
}).sort();

/** The part of the house that a file belongs to: `lib/index`, or its first folder. */
function partOf(file: string): string {
  const [first = '', second = ''] = file.split(path.sep);
  if (first !== 'lib') return second ? first : 'root';
  return second.includes('.') ? 'lib' : `lib/${second}`;
}

/** What each part may import beside itself. `lib` are the files straight under lib/, which everything may use. */
const MAY_IMPORT: Record<string, string[]> = {
  root: ['lib', 'lib/server'],
  app: ['components', 'lib', 'lib/content', 'lib/index', 'lib/interface-words', 'lib/media', 'lib/syndication'],
  components: ['lib', 'lib/content', 'lib/index', 'lib/interface-words'],
  lib: [],
  'lib/interface-words': ['lib'],
  'lib/content': ['lib', 'lib/interface-words'],
  'lib/index': ['lib', 'lib/content'],
  'lib/editor': ['lib', 'lib/content', 'lib/index'],
  'lib/media': ['lib', 'lib/content', 'lib/index'],
  'lib/syndication': ['lib', 'lib/content', 'lib/index', 'lib/interface-words'],
  'lib/server': ['lib', 'lib/content', 'lib/index', 'lib/media', 'lib/syndication'],
};

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(project, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
}

function ownImports(file: string): string[] {
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('#')) return [specifier.slice(1)];
    if (specifier.startsWith('.')) return [path.join(path.dirname(file), specifier)];
    return [];
  });
}

describe('imports go one way', () => {
  test.each(sources)('%s', (file) => {
    const from = partOf(file);
    const wrong = ownImports(file)
      .map(partOf)
      .filter((to) => to !== from && !MAY_IMPORT[from]?.includes(to));
    expect(wrong).toEqual([]);
  });
});

test('the test above sees imports at all', () => {
  expect(ownImports('app/[edition]/articles/[slug]/page.tsx')).toContain('lib/store/unpublished.ts');
  expect(ownImports('instrumentation.ts')).toContain('lib/server/open-store.ts');
});

test('only lib/content/files.ts reads the content folder, and only the editor’s commands write it', () => {
  const readers = sources.filter((file) => importsOf(file).some((specifier) => /^node:fs/.test(specifier)));
  expect(readers).toEqual([
    'lib/images/share-image-fonts.ts', // which characters the faces of share images have
    'lib/content/files.ts',
    'lib/cli/check.ts', // a report
    'lib/cli/guide.ts',
    'lib/cli/fix.ts',
    'lib/cli/new.ts',
    'lib/cli/diagnostic-formats.ts', // the line that a problem is about
    'lib/store/tables.ts',
    'lib/images/preview-images.ts',
    'lib/images/variant-cache.ts',
    'lib/server/access-log.ts',
    'lib/server/change-notifier.ts', // what was told
    'lib/render/build.ts',
    'lib/render/stylesheets.ts',
  ]);
});

test('components and pages do no input or output and run in no browser', () => {
  for (const file of sources.filter((file) => /^(app|components)/.test(file))) {
    expect(importsOf(file).filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    expect(readFileSync(path.join(project, file), 'utf8')).not.toMatch(/['"]use client['"]|<Suspense/);
  }
});

test('the stylesheets know no left and no right: half of what they say would be wrong in Arabic', () => {
  const physical =
    /\b(?:margin|padding|border|inset)-(?:left|right)\b|^\s*(?:left|right):|(?:text-align|float|clear):\s*(?:left|right)|(?:margin|padding):(?:\s+[^\s;]+){4};/;
  const lines = globSync('components/*.css', { cwd: project }).flatMap((file) =>
    readFileSync(path.join(project, file), 'utf8').split('\n'),
  );
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => physical.test(line))).toEqual([]);
});

test('what Node runs directly names its files with their endings', () => {
  for (const file of sources.filter((file) => file.startsWith('lib'))) {
    expect(ownImports(file).filter((specifier) => !specifier.endsWith('.ts'))).toEqual([]);
  }
});

test.each(['package-lock.json', 'tests/bench/package-lock.json'])(
  '%s names what every platform needs, or `npm ci` refuses it there',
  (file) => {
    type Locked = { version?: string; optionalDependencies?: Record<string, string> };
    const lock = JSON.parse(readFileSync(path.join(project, file), 'utf8')) as {
      packages: Record<string, Locked>;
    };
    const missing = Object.values(lock.packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !lock.packages[`node_modules/${name}`]?.version);
    expect(missing).toEqual([]);
  },
);
