import path from 'node:path';
import { programFile, setBuildInUse } from '../../lib/programs.ts';
import { buildFolder } from '../../lib/render/build.ts';

// A site whose clock is ahead of that of this machine by `CLOCK_AHEAD` milliseconds, or behind it.

Object.assign(process.env, { NODE_ENV: 'production' });
process.on('disconnect', () => process.exit());
const ahead = Number(process.env.CLOCK_AHEAD ?? 0);
const project = path.resolve(import.meta.dirname, '../..');
setBuildInUse(buildFolder(project));
const { startSite } = (await import(programFile('server'))) as typeof import('../../lib/server/start.ts');
const site = await startSite({ project, dev: false, clock: () => Date.now() + ahead });
process.on('SIGTERM', () => void site.close().then(() => process.exit(0)));
console.log(`The site is at http://127.0.0.1:${site.port}`);
