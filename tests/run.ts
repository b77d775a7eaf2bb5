import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, isBuilt } from '../lib/render/build.ts';
import { ensureChromium } from './find-chromium.ts';

// `npm test`: format and lint, build, types, unit, site and browser tests; `npm run test:unit` leaves out the browser and what
// takes minutes. Ends with `N passed, N failed`.

const project = path.resolve(import.meta.dirname, '..');
const bin = (name: string) => path.join(project, 'node_modules/.bin', name);
const withBrowser = !process.argv.includes('--without-browser');
const totals = { passed: 0, failed: 0 };
/** What failed and why, said again at the end: the log between is long, and whoever keeps it may keep only its end. */
const failures: string[] = [];

/** What is read of the report, in the form of Jest's `--json`. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

/** A check that counts as one test. */
async function check(name: string, work: () => boolean | Promise<boolean>): Promise<boolean> {
  const started = performance.now();
  let passed = false;
  try {
    passed = await work();
  } catch (error) {
    console.error((error as Error).message);
  }
  totals[passed ? 'passed' : 'failed']++;
  if (!passed) failures.push(name);
  console.log(`${passed ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return passed;
}

function command(name: string, ...args: string[]): boolean {
  return spawnSync(bin(name), args, { cwd: project, stdio: 'inherit' }).status === 0;
}

function tests(projects: string[], env: Record<string, string>): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-tests-'));
  const report = path.join(folder, 'report.json');
  const { status } = spawnSync(
    bin('vitest'),
    [
      'run',
      '--config',
      'tests/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...projects.map((name) => `--project=${name}`),
    ],
    { cwd: project, stdio: 'inherit', env: { ...process.env, ...env } },
  );
  try {
    const counted = JSON.parse(readFileSync(report, 'utf8')) as Report;
    totals.passed += counted.numPassedTests;
    totals.failed += counted.numFailedTests;
    // A file that could not be loaded, or an error outside of any test, fails the run without failing a test.
    if (status !== 0 && counted.numFailedTests === 0) {
      totals.failed++;
      failures.push(`${projects.join(', ')}: an error outside of the tests`);
    }
    for (const file of counted.testResults) {
      const named = path.relative(project, file.name);
      const failed = file.assertionResults.filter((test) => test.status === 'failed');
      if (file.status === 'failed' && failed.length === 0) failures.push(`${named}\n${file.message}`);
      for (const test of failed) failures.push(`${named}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
    }
  } catch {
    totals.failed++;
    failures.push(`${projects.join(', ')}: the tests gave no report`);
  }
  rmSync(folder, { recursive: true, force: true });
}

await check('format and lint', () => command('biome', 'ci', '--error-on-warnings'));
const built = await check('build, without content', async () => {
  // The build must not read content: here it could not.
  if (!isBuilt(project)) await build(project, { CONTENT_DIR: 'no-such-folder' });
  return isBuilt(project);
});
await check('types', () => command('tsc', '--noEmit'));
tests(['unit', 'components', ...(built ? ['site'] : [])], {});
if (withBrowser && built) {
  tests(['timed'], {});
  const chromium = await ensureChromium().catch((error: Error) => {
    failures.push(error.message);
    totals.failed++;
    return null;
  });
  if (chromium) tests(['browser'], { CHROME_PATH: chromium });
}

for (const failure of failures) console.error(`✗ ${failure.slice(0, 3000)}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);
