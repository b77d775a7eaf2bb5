import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { projectPaths } from '../paths.ts';
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
  const syncer = syncInThread(projectPaths(project, env), showProgress());
  if (!dev && !isBuilt(project)) {
    console.log('Building the site …');
    build(project);
  }
  const { startSite } = await import('./start.ts');
  const site = await startSite({
    project,
    dev,
    syncer,
    port: Number(env.PORT ?? 3000),
    host: env.HOST,
    publishSecret: env.PUBLISH_SECRET,
    pollSeconds: env.PUBLISH_POLL ? Number(env.PUBLISH_POLL) : undefined,
    trustedProxies: env.TRUSTED_PROXIES,
    accessLog: env.ACCESS_LOG,
  });
  const stop = () => void site.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(`${site.name} is at http://localhost:${site.port}`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = `Port ${env.PORT ?? 3000} is in use; set PORT to another.`;
  console.error(`Dateline could not start. ${error.code === 'EADDRINUSE' ? taken : error.message}`);
  process.exit(1);
});
