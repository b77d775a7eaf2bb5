import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { loadEnvFiles } from '../env-files.ts';

// The editor's commands: `npm run check`, `npm run new`, `npm run preview`. Each gives the code with which the process ends.

type Command = (args: readonly string[], project: string, env: NodeJS.ProcessEnv) => Promise<number>;

/** Each loads what it needs, and no other's. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  check: async () => (await import('./check.ts')).checkCommand,
  new: async () => (await import('./new.ts')).newCommand,
  preview: async () => (await import('./preview.ts')).previewCommand,
  guide: async () => (await import('./guide.ts')).guideCommand,
};

const [name = '', ...args] = process.argv.slice(2);
const project = path.resolve(import.meta.dirname, '../..');
try {
  const load = COMMANDS[name];
  if (!load) throw new Error(`There is no command “${name}”; there are ${Object.keys(COMMANDS).join(', ')}.`);
  // An editor checks again and again: the next time the code is found compiled.
  enableCompileCache(path.join(project, '.dateline/compiled'));
  loadEnvFiles(project, false);
  const command = await load();
  process.exitCode = await command(args, project, process.env);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
