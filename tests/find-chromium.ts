import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const HEADLESS_SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];

/**
 * The Chromium of this machine: `CHROME_PATH`, else the first on the PATH, else Playwright's own if it is
 * installed; null if there is none.
 */
export async function findChromium(): Promise<string | null> {
  const named = process.env.CHROME_PATH;
  if (named) return isExecutable(named) ? named : null;
  const found = findOnPath(NAMES);
  if (found) return found;
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/**
 * The headless shell of this machine: Chromium without its windows, which opens a page in half the time, but
 * has no back/forward cache. `CHROME_PATH`, else the first on the PATH; null if there is none.
 */
export async function findHeadlessShell(): Promise<string | null> {
  return process.env.CHROME_PATH ? findChromium() : findOnPath(HEADLESS_SHELLS);
}

/** The first program on the PATH that has one of `names`; null if there is none. */
export function findOnPath(names: readonly string[]): string | null {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

/**
 * Finds a Chromium, or installs one: Debian's as root where there is apt-get, with its headless shell,
 * otherwise Playwright's. Throws with what was tried and what to do when neither can be had.
 */
export async function ensureChromium(): Promise<string> {
  const asRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  const found = await findChromium();
  if (found) {
    if (asRoot && !(await findHeadlessShell())) installPackages('chromium-headless-shell');
    return found;
  }
  if (process.env.CHROME_PATH) throw new Error(`CHROME_PATH is ${process.env.CHROME_PATH}, which cannot be run.`);
  console.log('No Chromium on this machine; installing one for the browser tests …');
  if (asRoot) {
    installPackages('chromium', 'fonts-liberation');
    // Older versions of Debian do not have it.
    installPackages('chromium-headless-shell');
  } else {
    run(process.execPath, [
      path.join(import.meta.dirname, '../node_modules/playwright-core/cli.js'),
      'install',
      'chromium',
    ]);
  }
  const installed = await findChromium();
  if (installed) return installed;
  throw new Error(
    `The browser tests need Chromium, and ${asRoot ? 'apt-get' : 'Playwright'} could not install it. Install Chromium or Chrome, or set CHROME_PATH to one.`,
  );
}

function installPackages(...names: string[]): void {
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names]);
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
