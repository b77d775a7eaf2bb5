import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { build, isBuilt } from '../render/build.ts';
import { showProgress } from '../store/sync/progress.ts';
import { syncInThread } from './sync-thread.ts';

// `npm start` and `npm run dev`: builds what is not built, then serves until it is told to stop.

const { env } = process;
const dev = process.argv.includes('--dev');
// Next and React decide by it what they are when they are loaded, which is why `start.ts` is imported below.
Object.assign(env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });

// Whoever reads what the site says may go; an error of that would be said, too, which is an error again.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

async function main(): Promise<void> {
  const project = path.resolve(import.meta.dirname, '../..');
  process.chdir(project);
  // The next start finds Next and this server compiled: a quarter of the time to the first page. It goes with the build.
  env.NODE_COMPILE_CACHE ??= path.join(project, '.next/cache/compiled'); // for the processes that it starts, too
  enableCompileCache(env.NODE_COMPILE_CACHE);
  const { loadEnvFiles } = await import('../env-files.ts');
  const { readConfig } = await import('../config.ts');
  loadEnvFiles(project, dev);
  const config = readConfig(project, env);
  const syncer = syncInThread(config.paths, showProgress());
  if (!dev && !isBuilt(project)) {
    console.log('Building the site …');
    build(project);
  }
  const { startSite } = await import('./start.ts');
  const site = await startSite({
    project,
    config,
    dev,
    syncer,
  });
  const stop = () => void site.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(`${site.name} is at http://localhost:${site.port}`);
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  const taken = `Port ${error.port} is in use; set PORT to another.`;
  console.error(`Dateline could not start. ${error.code === 'EADDRINUSE' ? taken : error.message}`);
  process.exit(1);
});
