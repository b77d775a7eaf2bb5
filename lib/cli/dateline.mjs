#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

// The command of the package: `npx ./dateline-0.3.0.tgz new publication ../harbor-lamp`. It is JavaScript, since Node reads no
// TypeScript under node_modules. For the same reason it runs Dateline in a copy outside of it, which is made once.

const USAGE = `dateline new publication <folder>     the git repository of a new publication
dateline dev | start                  serves the publication in this folder, or in CONTENT_DIR
dateline check | new | import | guide | preview | export

Each command explains itself with --help.`;

const COMMANDS = ['new', 'dev', 'start', 'build', 'check', 'import', 'guide', 'preview', 'export'];

const root = path.resolve(import.meta.dirname, '../..');

/** The folder of Dateline that runs: the package itself, or its copy. */
function engine() {
  if (!root.split(path.sep).includes('node_modules')) return root;
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const folder = path.join(cache, 'dateline', `${version}-${fingerprint()}`);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const half = mkdtempSync(`${folder}-`);
  copyTree(root, half, copyFileSync, ['node_modules']);
  // The packages beside this one, then those of its own that have another version.
  const modules = root.slice(0, root.lastIndexOf('node_modules') + 'node_modules'.length);
  copyTree(modules, path.join(half, 'node_modules'), linkOrCopy, [path.relative(modules, root)]);
  const own = path.join(root, 'node_modules');
  if (existsSync(own)) copyTree(own, path.join(half, 'node_modules'), linkOrCopy);
  try {
    renameSync(half, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** A few characters that change with the files of the package. */
function fingerprint() {
  const digest = createHash('sha256').update(root);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.relative(root, file).startsWith('node_modules')) continue;
    digest.update(`${path.relative(root, file)}\0`);
    if (/\.(?:ts|tsx|mjs|css|json)$/.test(file)) digest.update(readFileSync(file));
  }
  return digest.digest('hex').slice(0, 8);
}

/** Copies a folder, but for what is named `without` in it, by calling `copy` for each file. */
function copyTree(from, to, copy, without = []) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (without.includes(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target, copy);
    else {
      rmSync(target, { force: true });
      if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
      else copy(source, target);
    }
  }
}

/** A hard link takes no room; not all file systems have them. */
function linkOrCopy(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

const [command, ...args] = process.argv.slice(2);
if (!COMMANDS.includes(command)) {
  console.log(USAGE);
  process.exitCode = command === undefined || command === '--help' ? 0 : 2;
} else {
  const here = process.env.INIT_CWD ?? process.cwd();
  const content = process.env.CONTENT_DIR || (existsSync(path.join(here, 'publication.yaml')) ? here : '');
  const env = { ...process.env, ...(content && { CONTENT_DIR: path.resolve(here, content) }) };
  // npm finds Node 24, which runs Dateline, among the packages.
  const child = spawn('npm', ['--prefix', engine(), 'run', '--silent', command, '--', ...args], {
    cwd: here,
    env,
    stdio: 'inherit',
  });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
