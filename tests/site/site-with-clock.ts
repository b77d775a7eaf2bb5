import path from 'node:path';
import { readConfig } from '#lib/config.ts';
import { syncInThread } from '#lib/server/sync-thread.ts';
import { contentStore } from '#lib/store/process-store.ts';

// The built site with a clock that stands still until the parent process sends another instant in
// milliseconds. An array of paths (`content/…`) asks for a sync of these files. Each message is answered when
// it is done.

Object.assign(process.env, { NODE_ENV: 'production' });
// Ends with a test run that is aborted, even while it starts.
process.on('disconnect', () => process.exit());
let now = Number(process.env.TEST_CLOCK);
process.on('message', async (message: number | string[]) => {
  if (typeof message === 'number') now = message;
  else await contentStore().sync(message);
  process.send?.('done');
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
process.on('SIGTERM', () => void site.close().then(() => process.exit(0)));
console.log(`The site is at http://localhost:${site.port}`);
