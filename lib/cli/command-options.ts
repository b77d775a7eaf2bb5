import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { closest } from '../content/parse/suggestion.ts';

/** The options of a command, as `parseArgs` describes them, with `help` added. */
type WithHelp<Options extends ParseArgsOptionsConfig> = Options & { help: { type: 'boolean'; short: 'h' } };

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: WithHelp<Options> }>
>;

/**
 * Returns the options and other arguments of `npm run <command>`. Options without the second `--` (`npm run check --fix`) are
 * read too: npm passes them on as `npm_config_fix=true`. Throws an error that names the existing options for an unknown one.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(
  command: string,
  options: Options,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Parsed<Options> {
  const all: WithHelp<Options> = { ...options, help: { type: 'boolean', short: 'h' } };
  try {
    return parseArgs({ args: [...optionsFromNpm(options, env), ...args], allowPositionals: true, options: all });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [, written = ''] = /'(-[^'\s]+)/.exec(message) ?? [];
    throw new Error(
      code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
        ? `There is no option “${written}”. ${known(command, written, Object.keys(all))}`
        : `${message.split('\n')[0]} ${howTo(command)}`,
    );
  }
}

function optionsFromNpm(options: ParseArgsOptionsConfig, env: NodeJS.ProcessEnv): string[] {
  return Object.entries(options).flatMap(([name, { type, multiple }]) => {
    const value = env[`npm_config_${name.replaceAll('-', '_')}`];
    if (value === undefined || value === '' || value === 'false') return [];
    if (type === 'boolean') return [`--${name}`];
    // npm joins the values of an option that is given several times by empty lines.
    return (multiple ? value.split('\n\n') : [value]).map((part) => `--${name}=${part}`);
  });
}

function known(command: string, written: string, names: readonly string[]): string {
  const meant = closest(written.replace(/^-+/, ''), names);
  if (meant !== null) return `Did you mean “--${meant}”?`;
  return `The options of “npm run ${command}” are ${names.map((name) => `--${name}`).join(', ')}.`;
}

function howTo(command: string): string {
  return `See npm run ${command} -- --help.`;
}
