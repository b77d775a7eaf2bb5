import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { loadEnvFiles } from '../env-files.ts';

// The editors' commands: `npm run check`, `npm run new`, `npm run preview`, `npm run guide`.

/** Runs a command and returns its exit code. */
type Command = (args: readonly string[], project: string, env: NodeJS.ProcessEnv) => Promise<number>;

/** Imported on demand, so that a command loads only its own modules. */
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
  // Editors run `check` often; compiled code makes the next run faster.
  enableCompileCache(path.join(project, '.dateline/compiled'));
  loadEnvFiles(project, false);
  const command = await load();
  process.exitCode = await command(args, project, process.env);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
