import { parseArgs } from 'node:util';

const USAGE = `npm start           build the site if needed, then serve it
npm run dev         the same with Next's dev mode: drafts, embargoed stories and diagnostics are visible

Settings are environment variables, for example: PORT=8080 npm start. README.md lists them; .env is read, too.`;

/**
 * Returns the options of `npm start` and `npm run dev`, or null after printing the help. Throws for any other option or argument,
 * and says which environment variable is meant.
 */
export function readStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { dev: boolean } | null {
  // Without a second “--” npm keeps an option and sets a variable.
  const fromNpm = env.npm_config_port ? [`--port=${env.npm_config_port}`] : [];
  const { tokens, values } = parseArgs({
    args: [...fromNpm, ...args],
    options: { dev: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  if (values.help) {
    console.log(USAGE);
    return null;
  }
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Error(`npm start takes no argument “${token.value}”.\n${USAGE}`);
    if (token.kind !== 'option' || token.name === 'dev') continue;
    const variable = { port: 'PORT', p: 'PORT', host: 'HOST', hostname: 'HOST' }[token.name];
    const value = token.value ?? (variable === 'PORT' ? '8080' : '127.0.0.1');
    throw new Error(
      variable ? `Write ${variable}=${value} npm start.` : `There is no option “${token.rawName}”.\n${USAGE}`,
    );
  }
  return { dev: values.dev === true };
}
