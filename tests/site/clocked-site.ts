import path from 'node:path';
import { projectPaths } from '#lib/paths.ts';
import { syncInThread } from '#lib/server/sync-thread.ts';

// The built site with a clock that stands still until whoever started it sends another instant (`process.send(milliseconds)`). Started by
// `startSiteAt`.

Object.assign(process.env, { NODE_ENV: 'production' });
let now = Number(process.env.TEST_CLOCK);
process.on('message', (instant: number) => {
  now = instant;
  process.send?.('set');
});

const project = path.resolve(import.meta.dirname, '../..');
const syncer = syncInThread(projectPaths(project, process.env), () => {});
const { startSite } = await import('#lib/server/start.ts');
const { ACCESS_LOG, PUBLISH_SECRET } = process.env;
const site = await startSite({
  project,
  dev: false,
  port: 0,
  clock: () => now,
  syncer,
  publishSecret: PUBLISH_SECRET,
  accessLog: ACCESS_LOG,
});
// A test run that was stopped leaves nothing behind.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => void site.close().then(() => process.exit(0)));
console.log(`The site is at http://localhost:${site.port}`);
