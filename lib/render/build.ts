import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../child-environment.ts';

/** The files that a build is made from. Content is not among them: the running site reads it. */
const SOURCES = [
  'app/**',
  'components/**',
  'lib/**',
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'tsconfig.json',
];

/** Where Next builds, and keeps its cache from one build to the next. */
const WORKSHOP = '.next';

/** The parts of `WORKSHOP` that a server needs. */
const SERVED = ['BUILD_ID', '*.json', '*.js', 'node_modules', 'server', 'static'];

/** So many builds are kept: the newest, and the one before, which a running site may still use. */
const KEPT_BUILDS = 2;

/**
 * The name of the folder in `project` for the build of the sources as they are now. Each state of the sources
 * has its own, so that a running site keeps the build that it loaded. It stands beside `.next`: links in a
 * build are relative.
 */
export function buildFolder(project: string): string {
  return `.next-${fingerprint(project).slice(0, 16)}`;
}

/** Whether `project` has a build of the sources as they are now. */
export function isBuilt(project: string): boolean {
  return existsSync(path.join(project, buildFolder(project)));
}

/**
 * Builds `project` with Next in a process of its own, with `env` added to its environment and its output to
 * `output`. The build appears in its folder when it is complete; older ones are deleted except for one.
 * Rejects when a dependency is not installed, and when the build fails. It never installs packages, and changes
 * none of the project's files.
 */
export async function build(
  project: string,
  env: Record<string, string> = {},
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<void> {
  const folder = path.join(project, buildFolder(project));
  checkInstalled(project);
  const next = path.join(project, 'node_modules/next/dist/bin/next');
  const { DATELINE_BUILD: _, ...ownEnv } = childEnvironment();
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: project,
    stdio: output,
    env: { ...ownEnv, ...NEXT_ENVIRONMENT, ...env },
  });
  const killWithParent = () => child.kill();
  process.once('exit', killWithParent);
  const [code] = await once(child, 'exit');
  process.off('exit', killWithParent);
  if (code !== 0) throw new Error('The build failed; the messages above say why.');
  if (!existsSync(folder)) install(path.join(project, WORKSHOP), folder);
  deleteOldBuilds(project, folder);
}

/** In CI, Next installs nothing and completes no lock file: it says what is missing. */
const NEXT_ENVIRONMENT = {
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  NEXT_IGNORE_INCORRECT_LOCKFILE: '1',
  CI: '1',
} as const;

/**
 * Throws when a dependency of `project` is not installed, or the compiler of Next for this machine: Next would
 * install or load them.
 */
function checkInstalled(project: string): void {
  const isInstalled = (name: string) => existsSync(path.join(project, 'node_modules', name));
  const { dependencies } = packageAt(project);
  const missing = Object.keys(dependencies ?? {}).filter((name) => !isInstalled(name));
  const { optionalDependencies } = packageAt(path.join(project, 'node_modules/next'));
  const prefix = `@next/swc-${process.platform}-${process.arch}`;
  const compilers = Object.keys(optionalDependencies ?? {}).filter((name) => name.startsWith(prefix));
  if (compilers.length > 0 && !compilers.some(isInstalled)) missing.push(compilers.join(' or '));
  if (missing.length === 0) return;
  const names = new Intl.ListFormat('en').format(missing);
  const subject = missing.length === 1 ? `The package ${names} is` : `The packages ${names} are`;
  throw new Error(`${subject} not installed. Run npm ci, then build again.`);
}

type Package = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };

function packageAt(folder: string): Package {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Copies the parts of a build that a server needs; `folder` appears when it is complete. */
function install(workshop: string, folder: string): void {
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const name of globSync(SERVED, { cwd: workshop })) {
    cpSync(path.join(workshop, name), path.join(unfinished, name), { recursive: true, verbatimSymlinks: true });
  }
  renameSync(unfinished, folder);
}

function deleteOldBuilds(project: string, newest: string): void {
  const now = new Date();
  utimesSync(newest, now, now);
  const builds = globSync('.next-*', { cwd: project }).map((name) => path.join(project, name));
  const age = new Map(builds.map((folder) => [folder, statSync(folder).mtimeMs]));
  const old = builds.toSorted((a, b) => (age.get(b) ?? 0) - (age.get(a) ?? 0)).slice(KEPT_BUILDS);
  for (const folder of old) rmSync(folder, { recursive: true, force: true });
}

function fingerprint(project: string): string {
  const digest = createHash('sha256');
  const files = globSync(SOURCES, { cwd: project, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    digest
      .update(`${path.relative(project, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return digest.digest('hex');
}

function fail({ message }: Error): void {
  console.error(message);
  process.exitCode = 1;
}

const USAGE = `npm run build

Builds the site as it is now, for npm start. Content is no part of the build: the running site reads it. A build of the same
sources is kept and used again. npm start builds by itself where none exists.`;

if (import.meta.main) {
  const args = process.argv.slice(2);
  const isHelp = args.every((arg) => arg === '--help' || arg === '-h');
  if (args.length === 0) await build(process.cwd()).catch(fail);
  else if (isHelp) console.log(USAGE);
  else {
    console.error(`npm run build takes no arguments.\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
