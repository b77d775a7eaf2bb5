import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, isBuilt } from '../lib/render/build.ts';
import { ensureChromium } from './find-chromium.ts';

// `npm test` runs all suites; `npm test -- unit site` runs those named. Prints the seconds of each suite, and
// ends with `N passed, N failed`.

const project = path.resolve(import.meta.dirname, '..');
const bin = (name: string) => path.join(project, 'node_modules/.bin', name);

/**
 * The number of tests that passed, a message for each one that failed, and one for each that passed only when
 * it was tried once more.
 */
type Result = { passed: number; failures: string[]; repeated?: string[] };

const SUITES: Record<string, { purpose: string; run(): Result | Promise<Result> }> = {
  format: {
    purpose: 'format and lint of all files (Biome)',
    run: () => command('biome', 'ci', '--error-on-warnings'),
  },
  types: {
    purpose: 'types (tsc)',
    run: () => command('tsc', '--noEmit'),
  },
  build: {
    purpose: 'the build, which must not read content or change files',
    run: async () => {
      const files = ['package.json', 'package-lock.json', 'tsconfig.json'].map((name) => path.join(project, name));
      const before = files.map((file) => readFileSync(file, 'utf8'));
      if (!isBuilt(project)) await build(project, { CONTENT_DIR: 'no-such-folder' });
      const changed = files.filter((file, index) => readFileSync(file, 'utf8') !== before[index]);
      return { passed: 1, failures: changed.map((file) => `The build changed ${file}`) };
    },
  },
  unit: {
    purpose: 'functions and modules of lib, without a site',
    run: () => vitest('unit'),
  },
  processes: {
    purpose: 'modules of lib that start processes: git, images, rendering, commands',
    run: () => vitest('processes'),
  },
  components: {
    purpose: 'HTML of each component, in jsdom',
    run: () => vitest('components'),
  },
  site: {
    purpose: 'the built site over HTTP: pages, embargoes, pushes, feeds, errors',
    run: () => vitest('site'),
  },
  security: {
    purpose: 'attacks on the built site, and what embargoed stories could change',
    run: () => vitest('security'),
  },
  browser: {
    purpose: 'the built site in Chromium: accessibility, layout, images, injected scripts',
    run: async () => {
      await ensureChromium();
      return vitest('browser');
    },
  },
};

/** Suites that need a build. */
const NEED_BUILD = ['site', 'security', 'browser'];

/** The part that is read of Vitest's JSON report. */
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

/** Runs a program of node_modules as one test. */
function command(name: string, ...args: string[]): Result {
  const { status } = spawnSync(bin(name), args, { cwd: project, stdio: 'inherit' });
  return status === 0
    ? { passed: 1, failures: [] }
    : { passed: 0, failures: [`${name} ${args.join(' ')} ended with ${status}`] };
}

/** Runs one project of tests/vitest.config.ts. */
function vitest(suite: string): Result {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-tests-'));
  const file = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--config', 'tests/vitest.config.ts', `--project=${suite}`, ...reporters];
  const { status } = spawnSync(bin('vitest'), args, { cwd: project, stdio: 'inherit' });
  try {
    return resultOf(JSON.parse(readFileSync(file, 'utf8')), status);
  } catch {
    return { passed: 0, failures: ['Vitest wrote no report'] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultOf({ numPassedTests, testResults }: Report, status: number | null): Result {
  const failures = testResults.flatMap((file) => {
    const name = path.relative(project, file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    // A file that cannot be loaded fails without a failed test.
    if (file.status === 'failed' && failed.length === 0) return [`${name}\n${file.message}`];
    return failed.map((test) => `${name}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
  });
  const repeated = testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'passed' && test.failureMessages.length > 0)
      .map((test) => `${path.relative(project, file.name)}: ${test.fullName}\n${test.failureMessages[0]}`),
  );
  if (status !== 0 && failures.length === 0) failures.push('an error outside of the tests; see the output above');
  return { passed: numPassedTests, failures, repeated };
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. The suites are ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}
const needsBuild = named.some((name) => NEED_BUILD.includes(name));
const chosen = Object.keys(SUITES).filter(
  (name) => named.length === 0 || named.includes(name) || (needsBuild && name === 'build'),
);

const results: (Result & { name: string; seconds: number })[] = [];
for (const name of chosen) {
  const started = performance.now();
  const buildFailed = results.some((result) => result.name === 'build' && result.failures.length > 0);
  let result: Result;
  try {
    if (buildFailed && NEED_BUILD.includes(name)) throw new Error('not run, since the build failed');
    result = (await SUITES[name]?.run()) ?? { passed: 0, failures: [] };
  } catch (error) {
    result = { passed: 0, failures: [(error as Error).message] };
  }
  results.push({ ...result, name, seconds: (performance.now() - started) / 1000 });
}

for (const { name, failures, repeated = [] } of results) {
  for (const test of repeated) console.error(`Tried once more: ${name}: ${test.slice(0, 1000)}\n`);
  for (const failure of failures) console.error(`✗ ${name}: ${failure.slice(0, 3000)}\n`);
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const line = (name: string, seconds: number, passed: number, failed: number, purpose: string) =>
  [
    name.padEnd(11),
    seconds.toFixed(1).padStart(7),
    String(passed).padStart(6),
    String(failed).padStart(6),
    ` ${purpose}`,
  ].join(' ');
const passed = sum(results.map((result) => result.passed));
const failed = sum(results.map(({ failures }) => failures.length));
console.log(`\nsuite       seconds passed failed  what it tests`);
for (const { name, seconds, passed, failures } of results)
  console.log(line(name, seconds, passed, failures.length, SUITES[name]?.purpose ?? ''));
console.log(line('all', sum(results.map(({ seconds }) => seconds)), passed, failed, ''));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
