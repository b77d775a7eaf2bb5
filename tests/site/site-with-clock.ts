import path from 'node:path';
import { readConfig } from '#lib/config.ts';
import { syncInThread } from '#lib/server/sync-thread.ts';

// The built site with a clock that stands still until the parent process sends another instant
// (`process.send(milliseconds)`). Started by `startSiteAt`.

Object.assign(process.env, { NODE_ENV: 'production' });
let now = Number(process.env.TEST_CLOCK);
process.on('message', (instant: number) => {
  now = instant;
  process.send?.('set');
});

const project = path.resolve(import.meta.dirname, '../..');
const config = readConfig(project, process.env);
const syncer = syncInThread(config.paths, () => {});
const { startSite } = await import('#lib/server/start.ts');
const site = await startSite({
  project,
  config,
  dev: false,
  clock: () => now,
  syncer,
});
// Ends with a test run that is aborted.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => void site.close().then(() => process.exit(0)));
console.log(`The site is at http://localhost:${site.port}`);
