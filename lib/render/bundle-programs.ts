import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EDITOR_SCRIPT, EDITOR_SOURCE, PROGRAMS } from '../programs.ts';

/**
 * Stay in node_modules: Next and React, of which there must be one copy, and packages with compiled parts.
 */
const NOT_BUNDLED = [/^next(?:\/|$)/, /^@next\//, /^react(?:-dom)?(?:\/|$)/, 'sharp', '@parcel/watcher', 'rolldown'];

/**
 * Bundles the programs in `project` into `folder`, with source maps: one `.mjs` file each, and files for what
 * several of them import; and the script of the editor's page. A bundle loads in a third of the time of its
 * sources. Rejects when a source cannot be read.
 */
export async function bundlePrograms(project: string, folder: string): Promise<void> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    cwd: project,
    input: PROGRAMS,
    platform: 'node',
    checks: { eval: false }, // gray-matter evaluates front matter in JavaScript, which Dateline turns off
    external: NOT_BUNDLED,
    // Its other form reads JSON of its own at a path that a bundle has not.
    resolve: { alias: { 'css-tree': path.join(project, 'node_modules/css-tree/dist/csstree.esm.js') } },
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    sourcemap: true,
  });
  await bundle.close();
  writeFileSync(path.join(folder, EDITOR_SCRIPT), await bundleEditor(project));
}

/** Returns the script of the editor's page in one file, for browsers. The page says where Sveltia CMS is. */
export async function bundleEditor(project: string): Promise<string> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    cwd: project,
    input: EDITOR_SOURCE,
    platform: 'browser',
    external: ['@sveltia/cms'],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}
