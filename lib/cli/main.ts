import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { loadEnvFiles } from '../env-files.ts';
import { runCommand } from './run-command.ts';

// The process of an editors' command: `node lib/cli/main.ts check …`.

const project = path.resolve(import.meta.dirname, '../..');
// Editors run `check` often; compiled code makes the next run faster.
enableCompileCache(path.join(project, '.dateline/compiled'));
loadEnvFiles(project, false);
process.exitCode = await runCommand(process.argv.slice(2), project, process.env);
