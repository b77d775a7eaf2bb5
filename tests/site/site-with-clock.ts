import path from 'node:path';
import { programFile, setBuildInUse } from '#lib/programs.ts';
import { buildFolder } from '#lib/render/build.ts';
import { contentStore } from '#lib/store/process-store.ts';

// The built site with a clock that stands still until the parent process sends another instant in
// milliseconds. An array of paths (`content/…`) asks for a sync of these files, and `longest task` for the
// longest task since it was last asked for; see `longestTask`. Each message is answered when it is done.

Object.assign(process.env, { NODE_ENV: 'production' });
// Ends with a test run that is aborted, even while it starts.
process.on('disconnect', () => process.exit());
let now = Number(process.env.TEST_CLOCK);
process.on('message', async (message: number | string[] | 'longest task') => {
  if (message === 'longest task') return process.send?.(longestTask());
  if (typeof message === 'number') now = message;
  else await contentStore().sync(message);
  process.send?.('done');
});

/** The most processor time that this thread used between two turns of its event loop, in microseconds. */
let longest = 0;
let used = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(used);
  used = process.threadCpuUsage();
  longest = Math.max(longest, user + system);
}, 5).unref();

/**
 * Returns the milliseconds of processor time for which the thread that answers readers was longest busy with
 * other things. Unlike the delay of its event loop this does not depend on what else the machine does.
 */
function longestTask(): number {
  const milliseconds = longest / 1_000;
  longest = 0;
  return milliseconds;
}

const project = path.resolve(import.meta.dirname, '../..');
setBuildInUse(buildFolder(project));
const { startSite } = (await import(programFile('server'))) as typeof import('#lib/server/start.ts');
const site = await startSite({ project, dev: false, clock: () => now });
process.on('SIGTERM', () => void site.close().then(() => process.exit(0)));
console.log(`The site is at http://localhost:${site.port}`);
