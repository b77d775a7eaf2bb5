import { cpSync, globSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { builtFolder } from './build.ts';

// `node lib/render/copy-runtime.ts <folder>`: copies a built site to a folder, for an image.

/** What a site needs besides its build and its packages. The sources say which build is theirs. */
const OWN = [
  'app',
  'components',
  'content',
  'lib',
  'public',
  'instrumentation.ts',
  'LICENSE',
  'next.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What the programs load of themselves, and what they load Next by: its own trace begins later. */
const NEXT = 'node_modules/next/dist/server/next.js';
const WHOLE_PACKAGES = [
  '@next/env',
  '@orama/stemmers',
  '@parcel/watcher',
  '@parcel/watcher-*',
  '@sveltia/cms/{npm,locales,package.json,LICENSE.txt}',
  'exifr/{dist/lite.esm.mjs,package.json}',
  'immutable/{dist/immutable.es.js,package.json}',
  'turndown/{lib/turndown.browser.es.js,package.json}',
  'react',
  'react-dom',
  'sharp',
  '@img/*',
];

/** Next's rendering code in all of its variants. Its trace has the one that is used. */
const VARIANTS = 'node_modules/next/dist/compiled/next-server/**';

/** Files that production does not read. */
const UNUSED = /\.(?:map|nft\.json|d\.ts|development\.js)$|\/next\/dist\/docs(?:\/|$)/;

/** The tracer of Next's builds (https://github.com/vercel/nft). */
type Tracer = {
  nodeFileTrace(files: string[], options: { base: string; ignore: string }): Promise<{ fileList: Set<string> }>;
};

/**
 * Copies what the built site in `project` needs to `target`: its files, its build, and of `node_modules` only
 * the files that are loaded, a tenth of all. Throws when there is no build of the sources as they are.
 */
export async function copyRuntime(project: string, target: string): Promise<void> {
  const build = builtFolder(project);
  if (!build) throw new Error('The site is not built. Run npm run build.');
  const isNeeded = (file: string) => !UNUSED.test(file);
  const copy = (name: string) =>
    cpSync(path.join(project, name), path.join(target, name), {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: isNeeded,
    });
  const packages = globSync(
    WHOLE_PACKAGES.map((name) => `node_modules/${name}`),
    { cwd: project },
  );
  for (const name of [...OWN, build, ...packages]) copy(name);
  const isFile = (name: string) => statSync(path.join(project, name), { throwIfNoEntry: false })?.isFile();
  for (const name of await tracedFiles(project, build))
    if (name.startsWith('node_modules/') && isFile(name)) copy(name);
}

/** The files that Next and its pages load, relative to `project`. */
async function tracedFiles(project: string, build: string): Promise<Set<string>> {
  const require = createRequire(path.join(project, 'package.json'));
  const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft') as Tracer;
  const { fileList } = await nodeFileTrace([path.join(project, NEXT)], { base: project, ignore: VARIANTS });
  const lists = globSync(['next-server.js.nft.json', 'server/**/*.nft.json'], { cwd: path.join(project, build) });
  const files = lists.flatMap((list) => {
    const file = path.join(build, list);
    const { files } = JSON.parse(readFileSync(path.join(project, file), 'utf8')) as { files: string[] };
    return files.map((name) => path.normalize(path.join(path.dirname(file), name)));
  });
  return new Set([...fileList, ...files]);
}

if (import.meta.main) {
  const [target] = process.argv.slice(2);
  if (!target) throw new Error('Write node lib/render/copy-runtime.ts <folder>.');
  await copyRuntime(process.cwd(), path.resolve(target));
}
