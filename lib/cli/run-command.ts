// The commands: `npm run check`, `npm run new`, `npm run preview`, `npm run guide`, `npm run export`, `npm run import`.

/** Runs a command and returns its exit code. */
type Command = (args: readonly string[], project: string, env: NodeJS.ProcessEnv) => Promise<number>;

/** Imported on demand, so that a command loads only its own modules. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  check: async () => (await import('./check.ts')).checkCommand,
  new: async () => (await import('./new.ts')).newCommand,
  preview: async () => (await import('./preview.ts')).previewCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  import: async () => (await import('./import.ts')).importCommand,
  guide: async () => (await import('./guide.ts')).guideCommand,
};

/**
 * Runs the command that the first argument names, with the other arguments, and returns its exit code. Prints the message of an
 * error that the command throws, and returns 2.
 */
export async function runCommand(
  [name = '', ...args]: readonly string[],
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    const load = COMMANDS[name];
    if (!load) throw new Error(`There is no command “${name}”; there are ${Object.keys(COMMANDS).join(', ')}.`);
    const command = await load();
    return await command(args, project, env);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}
