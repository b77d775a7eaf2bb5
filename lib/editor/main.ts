import path from 'node:path';
import { checkCommand } from './check.ts';
import { guideCommand } from './guide.ts';
import { newCommand } from './new.ts';
import { previewCommand } from './preview.ts';

// The editor's commands: `npm run check`, `npm run new`, `npm run preview`. Each gives the code with which the process ends.

type Command = (args: readonly string[], project: string, env: NodeJS.ProcessEnv) => Promise<number>;

const COMMANDS: Record<string, Command> = {
  check: checkCommand,
  new: newCommand,
  preview: previewCommand,
  guide: guideCommand,
};

const [name = '', ...args] = process.argv.slice(2);
const project = path.resolve(import.meta.dirname, '../..');
try {
  const command = COMMANDS[name];
  if (!command) throw new Error(`There is no command “${name}”; there are ${Object.keys(COMMANDS).join(', ')}.`);
  process.exitCode = await command(args, project, process.env);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
