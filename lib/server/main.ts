import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { programFile, setBuildInUse } from '../programs.ts';
import { build, builtFolder } from '../render/build.ts';
import { readStartOptions } from './start-options.ts';

// `npm start` and `npm run dev`: builds the site if needed, then serves it until SIGTERM or SIGINT, and exits
// with code 0. It imports little: the build has the server in a bundle, and dev mode its sources.

const { env } = process;

function readOptions(): { dev: boolean } {
  try {
    const options = readStartOptions(process.argv.slice(2), env);
    if (options) return options;
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
  process.exit(0);
}

const { dev } = readOptions();
// Next and React read NODE_ENV when they are loaded, so that `start.ts` must be imported later.
Object.assign(env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });

// The reader of the output may go away. Without a listener that would end the server.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/** Ends what has been started so far. */
let close = async () => {};
let stopping = false;
// Ctrl-C sends the signal twice: the terminal to all processes, and npm to its child.
const stop = () => {
  if (stopping) return;
  stopping = true;
  void close().finally(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

async function main(): Promise<void> {
  const project = path.resolve(import.meta.dirname, '../..');
  process.chdir(project);
  // Compiled code from the last start saves a quarter of the time to the first page. Child processes use it
  // too.
  env.NODE_COMPILE_CACHE ??= path.join(project, '.next/cache/compiled');
  enableCompileCache(env.NODE_COMPILE_CACHE);
  setBuildInUse(dev ? null : (builtFolder(project) ?? (await buildWithValidSettings(project))));
  const { startSite } = (await import(programFile('server'))) as typeof import('./start.ts');
  const site = await startSite({ project, dev });
  close = site.close;
  console.log(`${site.name} is at http://localhost:${site.port}`);
}

/** Builds the site, and returns the folder of the build. Throws for a wrong setting first: a build takes long. */
async function buildWithValidSettings(project: string): Promise<string> {
  const { loadEnvFiles } = await import('../env-files.ts');
  const { readConfig } = await import('../config.ts');
  loadEnvFiles(project, dev);
  readConfig(project, env);
  console.log('Building the site …');
  return build(project);
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  const taken = `Port ${error.port} is in use; set PORT to another.`;
  console.error(`Dateline could not start. ${error.code === 'EADDRINUSE' ? taken : error.message}`);
  process.exit(1);
});
