import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../child-environment.ts';
import { BUNDLE_FOLDER } from '../programs.ts';
import { STYLESHEETS_FILE } from './stylesheets.ts';

/** The folders and files that a build is made from. Content is not among them: the running site reads it. */
const SOURCE_FOLDERS = ['app', 'components', 'lib'];
const SOURCE_FILES = ['instrumentation.ts', 'next.config.ts', 'package-lock.json', 'tsconfig.json'];

/** Where Next builds, and keeps its cache from one build to the next. */
const WORKSHOP = '.next';

/** The parts of `WORKSHOP` that a server needs. */
const SERVED = ['BUILD_ID', '*.json', '*.js', 'node_modules', 'server', 'static'];

/** The file of a build with the paths, sizes and times of its sources, to find it without reading them. */
const STATE_FILE = 'sources';

/** The end of the name of a build that is being made. */
const UNFINISHED = '.part';

/** So many builds are kept: the newest, and the one before, which a running site may still use. */
const KEPT_BUILDS = 2;

/**
 * The name of the folder in `project` for the build of the sources as they are now. Each state of the sources
 * has its own, so that a running site keeps the build that it loaded. It stands beside `.next`: links in a
 * build are relative.
 */
export function buildFolder(project: string): string {
  return folderFor(project, sourcesOf(project));
}

function folderFor(project: string, sources: Sources): string {
  const known = buildsIn(project).find((name) => stateAt(path.join(project, name)) === sources.state);
  if (known) return known;
  const name = `.next-${fingerprint(project, sources.files).slice(0, 16)}`;
  noteState(path.join(project, name), sources.state);
  return name;
}

/** The folder of the build in `project` of the sources as they are now; null if there is none. */
export function builtFolder(project: string): string | null {
  const name = buildFolder(project);
  return existsSync(path.join(project, name)) ? name : null;
}

/** Whether `project` has a build of the sources as they are now. */
export function isBuilt(project: string): boolean {
  return builtFolder(project) !== null;
}

/**
 * Builds `project` with Next in a process of its own, with `env` added to its environment and its output to
 * `output`. The build appears in its folder when it is complete; older ones are deleted except for one. Returns
 * the name of the folder. Rejects when a dependency is not installed, and when the build fails. It never
 * installs packages, and changes none of the project's files.
 */
export async function build(
  project: string,
  env: Record<string, string> = {},
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<string> {
  const sources = sourcesOf(project);
  const name = folderFor(project, sources);
  const folder = path.join(project, name);
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
  if (!existsSync(folder)) await install(project, folder, sources.state);
  deleteOldBuilds(project, folder);
  return name;
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

/**
 * Copies the parts of Next's build that a server needs, bundles the programs, reads the stylesheets, and notes
 * the state of the sources; `folder` appears when it is complete.
 */
async function install(project: string, folder: string, state: string): Promise<void> {
  const workshop = path.join(project, WORKSHOP);
  const unfinished = `${folder}${UNFINISHED}`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const name of globSync(SERVED, { cwd: workshop })) {
    cpSync(path.join(workshop, name), path.join(unfinished, name), { recursive: true, verbatimSymlinks: true });
  }
  const { bundlePrograms } = await import('./bundle-programs.ts');
  await bundlePrograms(project, path.join(unfinished, BUNDLE_FOLDER));
  const { readStylesheet } = await import('./read-stylesheet.ts');
  const stylesheets = globSync('static/**/*.css', { cwd: unfinished }).map((name) => [
    `/_next/${name}`,
    readStylesheet(readFileSync(path.join(unfinished, name), 'utf8')),
  ]);
  writeFileSync(path.join(unfinished, STYLESHEETS_FILE), JSON.stringify(Object.fromEntries(stylesheets)));
  writeFileSync(path.join(unfinished, STATE_FILE), state);
  renameSync(unfinished, folder);
}

function deleteOldBuilds(project: string, newest: string): void {
  const now = new Date();
  utimesSync(newest, now, now);
  const builds = buildsIn(project, true).map((name) => path.join(project, name));
  const age = new Map(builds.map((folder) => [folder, statSync(folder).mtimeMs]));
  const old = builds.toSorted((a, b) => (age.get(b) ?? 0) - (age.get(a) ?? 0)).slice(KEPT_BUILDS);
  for (const folder of old) rmSync(folder, { recursive: true, force: true });
}

/** The names of the builds in `project`, the unfinished ones too if `all`. */
function buildsIn(project: string, all = false): string[] {
  return readdirSync(project).filter((name) => name.startsWith('.next-') && (all || !name.endsWith(UNFINISHED)));
}

/** Files in the folders of sources that no build contains: documentation, and configuration of other programs. */
const NO_SOURCE = /\.md$|^lib\/server\/deploy\//;

/** The paths of the sources, sorted, and a text that changes with their sizes and times. */
type Sources = Readonly<{ files: readonly string[]; state: string }>;

function sourcesOf(project: string): Sources {
  const folders = SOURCE_FOLDERS.map((name) => path.join(project, name)).filter((folder) => existsSync(folder));
  const inFolders = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)))
    .filter((file) => !NO_SOURCE.test(file));
  const beside = SOURCE_FILES.filter((name) => existsSync(path.join(project, name)));
  const files = [...inFolders, ...beside].sort();
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(path.join(project, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return { files, state: lines.join('\n') };
}

/** The state of the sources that the build in `folder` was made from; null if it does not say it. */
function stateAt(folder: string): string | null {
  const file = path.join(folder, STATE_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Writes the state of the sources to their build, if there is one, so that the next start need not read them. */
function noteState(folder: string, state: string): void {
  if (!existsSync(folder)) return;
  try {
    writeFileSync(path.join(folder, STATE_FILE), state);
  } catch {
    // The build may be read-only. Without the state it is found by the content of its sources.
  }
}

function fingerprint(project: string, files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) {
    digest
      .update(`${file}\0`)
      .update(readFileSync(path.join(project, file)))
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
