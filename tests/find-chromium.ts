import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

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
 * Finds a Chromium, or installs one: Debian's as root where there is apt-get, otherwise Playwright's. Throws
 * with what was tried and what to do when neither can be had.
 */
export async function ensureChromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  if (process.env.CHROME_PATH) throw new Error(`CHROME_PATH is ${process.env.CHROME_PATH}, which cannot be run.`);
  console.log('No Chromium on this machine; installing one for the browser tests …');
  const asRoot = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (asRoot) {
    run('apt-get', ['update', '-q']);
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-liberation']);
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
