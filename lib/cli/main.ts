import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { loadEnvFiles } from '../env-files.ts';
import { programFile, setBuildInUse } from '../programs.ts';
import { builtFolder } from '../render/build.ts';

// The process of an editors' command: `node lib/cli/main.ts check …`.

const project = path.resolve(import.meta.dirname, '../..');
// Editors run `check` often; compiled code makes the next run faster.
enableCompileCache(path.join(project, '.dateline/compiled'));
loadEnvFiles(project, false);
setBuildInUse(builtFolder(project)); // a bundle loads faster
const { runCommand } = (await import(programFile('commands'))) as typeof import('./run-command.ts');
process.exitCode = await runCommand(process.argv.slice(2), project, process.env);
