import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { queries } from '#lib/store/queries/queries.ts';
import { isTraced } from '#lib/store/trace.ts';

const project = path.resolve(import.meta.dirname, '..');
const sources = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.ts', '*.ts'], {
  cwd: project,
}).sort();

/** The room that a file belongs to: `lib/store`, or its first folder. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split(path.sep);
  if (first !== 'lib') return second ? first : 'root';
  return second.includes('.') ? 'lib' : `lib/${second}`;
}

/**
 * The rooms from the lowest to the highest. A room imports only itself and the rooms before it; those on one
 * line do not import each other.
 */
const ORDER = [
  ['lib', 'lib/routes', 'lib/i18n'],
  ['lib/markdown'],
  ['lib/content'],
  ['lib/search', 'lib/images', 'lib/git', 'lib/editor'],
  ['lib/store'],
  ['lib/syndication'],
  ['lib/render'],
  ['lib/server'],
  ['lib/export', 'lib/import'],
  ['lib/cli'],
  ['components'],
  ['app'],
  ['root'],
];

/** Base rooms may use each other. */
const BASE = ORDER[0] as string[];

/** What components may import of `lib`: they do no input or output. */
const COMPONENTS_IMPORT = ['lib', 'lib/routes', 'lib/i18n', 'lib/markdown', 'lib/content', 'lib/store'];

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

function mayImport(from: string, to: string): boolean {
  if (from === to || (BASE.includes(from) && BASE.includes(to))) return true;
  if (from === 'components') return COMPONENTS_IMPORT.includes(to);
  const level = (room: string) => ORDER.findIndex((rooms) => rooms.includes(room));
  return level(to) < level(from);
}

test('every room is in the order', () => {
  expect([...new Set(sources.map(roomOf))].filter((room) => !ORDER.flat().includes(room))).toEqual([]);
});

test('imports go one way', () => {
  const wrong = sources.flatMap((file) =>
    ownImports(file)
      .filter((imported) => !mayImport(roomOf(file), roomOf(imported)))
      .map((imported) => `${file} -> ${imported}`),
  );
  expect(wrong).toEqual([]);
});

test('no import cycles', () => {
  const known = new Set(sources);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const imported of ownImports(file)) if (known.has(imported)) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  expect(cycles).toEqual([]);
});

test('only pages, route handlers and the start code know the store of the process; all else gets its store passed', () => {
  const users = sources.filter((file) => ownImports(file).includes('lib/store/process-store.ts'));
  const handlers = users.filter((file) => /^app\/.*\/route\.ts$/.test(file));
  expect(users.filter((file) => !handlers.includes(file))).toEqual([
    'app/edition.ts',
    'instrumentation.ts',
    'lib/render/render-process.ts',
    'lib/server/open-store.ts',
  ]);
});

/** Modules of `lib/store/queries` other than the table of all queries. */
const queryModules = sources.filter((file) => /^lib\/store\/queries\/.*-queries\.ts$/.test(file));

test('modules of queries export traced queries and numbers only, and one table has them all', async () => {
  const modules = await Promise.all(queryModules.map((file) => import(path.join(project, file))));
  const exported = modules.flatMap((module) => Object.values(module).filter((value) => typeof value !== 'number'));
  expect(exported.filter((value) => typeof value !== 'object')).toEqual([]);
  const entries = exported.flatMap((table) => Object.entries(table as object));
  expect(entries.filter(([, query]) => !isTraced(query)).map(([name]) => name)).toEqual([]);
  // A name that two modules use would be missing here.
  expect(entries.map(([name]) => name).toSorted()).toEqual(Object.keys(queries).toSorted());
  const folder = sources.filter((file) => file.startsWith('lib/store/queries/'));
  expect(folder).toEqual([...queryModules, 'lib/store/queries/queries.ts'].toSorted());
});

/** What reads the store for queries. Outside of `lib/store` it would be a query without a trace. */
const QUERY_PARTS = ['listings', 'published', 'views', 'home-page-layout', 'old-urls', 'related', 'revisions'];

test('outside of lib/store nothing reads the store past the queries', () => {
  const wrong = sources
    .filter((file) => !file.startsWith('lib/store/'))
    .flatMap((file) => {
      const text = readFileSync(path.join(project, file), 'utf8');
      const values = [
        ...text.matchAll(
          /^import (?!type )[^;]*? from '[^']*lib\/store\/([\w-]+)\.ts'|^import (?!type )[^;]*? from '\.\.\/store\/([\w-]+)\.ts'/gm,
        ),
      ];
      return values
        .filter(([, app, lib]) => QUERY_PARTS.includes(app ?? lib ?? ''))
        .map(([line]) => `${file}: ${line}`);
    });
  expect(wrong).toEqual([]);
});

test('the tests above find imports', () => {
  expect(ownImports('app/[edition]/articles/[slug]/page.tsx')).toContain('lib/store/unpublished.ts');
  expect(ownImports('instrumentation.ts')).toContain('lib/server/open-store.ts');
});

test('only two modules read and write the content folder, without following symbolic links', () => {
  const readers = sources.filter((file) => importsOf(file).some((specifier) => /^node:fs/.test(specifier)));
  expect(readers).toEqual([
    'lib/cli/check.ts', // a report
    'lib/cli/fetch-images.ts', // copies that are inspected
    'lib/cli/guide.ts', // settings of VS Code
    'lib/cli/named-files.ts', // whether a file that an editor names exists
    'lib/cli/new-publication.ts', // a repository beside
    'lib/content/files.ts',
    'lib/content/write-content.ts', // for the editor’s commands
    'lib/env-files.ts', // secrets in files
    'lib/export/output-folder.ts', // the exported files
    'lib/git/clone-remote.ts', // whether a folder is a clone
    'lib/images/image-process.ts', // copies in the image cache
    'lib/images/preview-images.ts',
    'lib/images/share-image-fonts.ts', // which characters the fonts of share images have
    'lib/images/variant-cache.ts',
    'lib/import/import-media.ts', // a folder beside with images
    'lib/import/systems/json-rows.ts', // an export of Ghost
    'lib/import/systems/site-files.ts', // the sources of another site
    'lib/import/systems/wordpress-site.ts', // answers of a site, kept until the import ends
    'lib/import/systems/wxr-items.ts', // the export of another system
    'lib/no-symlinks.ts', // opens what `files.ts` reads
    'lib/render/build.ts',
    'lib/render/bundle-programs.ts', // the script of the editor’s page
    'lib/render/copy-runtime.ts',
    'lib/render/next-pages.ts', // the configuration that the build has noted
    'lib/render/stylesheets.ts',
    'lib/server/access-log.ts',
    'lib/server/editor-files.ts', // packages that the browser loads
    'lib/server/page-file-tables.ts', // the folder of the page cache
    'lib/server/public-files.ts', // closes what `files.ts` opened
    'lib/server/state-file.ts', // what a site remembers over a restart
    'lib/sqlite.ts', // deletes databases
    'lib/store/code-identity.ts',
    'lib/store/index-file.ts',
    'lib/store/unsaved-files.ts', // what somebody writes in the editor
  ]);
});

/**
 * The modules, of this project and of packages, that `file` loads at once: not those that it imports later.
 */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(path.join(project, file), 'utf8');
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^'";]* from )?'([^']+)'/gm)) {
    if (specifier.startsWith('.')) loadedWith(path.join(path.dirname(file), specifier), loaded);
    else loaded.add(specifier);
  }
  return loaded;
}

test('the process that answers readers loads nothing of Next, React or remark', () => {
  const loaded = [...loadedWith('lib/server/start.ts')];
  expect(loaded.filter((name) => /^(next|react|react-dom|remark(-\w+)?)(\/|$)/.test(name))).toEqual([]);
  expect(loaded).toContain('lib/server/request-handler.ts');
  expect([...loadedWith('lib/render/render-process.ts')]).toEqual(expect.arrayContaining(['next', 'remark']));
});

test('components and pages do no input or output and run in no browser', () => {
  for (const file of sources.filter((file) => /^(app|components)/.test(file))) {
    expect(importsOf(file).filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    expect(readFileSync(path.join(project, file), 'utf8')).not.toMatch(/['"]use client['"]|<Suspense/);
  }
});

test('no file has more than 300 lines', () => {
  const files = globSync('{app,components,lib}/**/*.{ts,tsx,css}', { cwd: project });
  const lines = (file: string) => readFileSync(path.join(project, file), 'utf8').trimEnd().split('\n').length;
  expect(files.filter((file) => lines(file) > 300)).toEqual([]);
});

test('stylesheets use logical properties instead of left and right, for right-to-left languages', () => {
  const physical =
    /\b(?:margin|padding|border|inset)-(?:left|right)\b|^\s*(?:left|right):|(?:text-align|float|clear):\s*(?:left|right)|(?:margin|padding):(?:\s+[^\s;]+){4};/;
  const lines = globSync('components/*.css', { cwd: project }).flatMap((file) =>
    readFileSync(path.join(project, file), 'utf8').split('\n'),
  );
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => physical.test(line))).toEqual([]);
});

test('imports in lib name files with their extensions, which Node needs', () => {
  for (const file of sources.filter((file) => file.startsWith('lib'))) {
    expect(ownImports(file).filter((specifier) => !specifier.endsWith('.ts'))).toEqual([]);
  }
});

test.each(['package-lock.json', 'tests/bench/package-lock.json'])(
  '%s has the optional packages of every platform, which `npm ci` needs',
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
