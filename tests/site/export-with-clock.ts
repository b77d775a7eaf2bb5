import path from 'node:path';
import { programFile, setBuildInUse } from '#lib/programs.ts';
import { buildFolder } from '#lib/render/build.ts';

// `npm run export` with a clock that stands still at `TEST_CLOCK`. The arguments are those of the command.

const project = path.resolve(import.meta.dirname, '../..');
setBuildInUse(buildFolder(project));
const now = Number(process.env.TEST_CLOCK);
Date.now = () => now;
const { runCommand } = (await import(programFile('commands'))) as typeof import('#lib/cli/run-command.ts');
process.exitCode = await runCommand(['export', ...process.argv.slice(2)], project, process.env);
