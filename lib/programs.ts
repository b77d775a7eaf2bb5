import path from 'node:path';

/** The programs of Dateline, each a process, a thread or the whole of a command, and their sources. */
export const PROGRAMS = {
  server: 'lib/server/start.ts',
  'sync-worker': 'lib/server/sync-worker.ts',
  'search-indexer': 'lib/server/search-indexer.ts',
  'parse-thread': 'lib/store/sync/parse-thread.ts',
  'image-process': 'lib/images/image-process.ts',
  'render-process': 'lib/render/render-process.ts',
  commands: 'lib/cli/run-command.ts',
} as const;

/** The script of the editor's page in the bundles of a build, and its source. */
export const EDITOR_SCRIPT = 'editor.js';
export const EDITOR_SOURCE = 'lib/editor/browser-script.ts';

/** The folder of a build with the programs of `PROGRAMS`, each bundled into few files. */
export const BUNDLE_FOLDER = 'programs';

/**
 * Makes this process, and those that it starts, use the build in `folder`, a path relative to the project's
 * folder; null stands for the sources.
 */
export function setBuildInUse(folder: string | null): void {
  if (folder === null) delete process.env.DATELINE_BUILD;
  else process.env.DATELINE_BUILD = folder;
}

/** The folder of the build that this process uses, relative to the project's folder; null if it uses none. */
export function buildInUse(): string | null {
  return process.env.DATELINE_BUILD ?? null;
}

/** The absolute path of a program: in the build that this process uses, else its source. */
export function programFile(name: keyof typeof PROGRAMS): string {
  const build = buildInUse();
  return projectFile(build === null ? PROGRAMS[name] : path.join(build, BUNDLE_FOLDER, `${name}.mjs`));
}

/**
 * The absolute path of a file that comes with Dateline. All processes run in the project's folder: the path of
 * a module says nothing, since builds contain copies.
 */
export function projectFile(name: string): string {
  return path.join(/* turbopackIgnore: true */ process.cwd(), name);
}
