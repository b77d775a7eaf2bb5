import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

// The log of processes that are started for it: it changes `console` for good.

const project = path.resolve(import.meta.dirname, '../..');

/** What a program writes to its standard output and error, with `settings` beside the defaults. */
function outputOf(program: string, settings: Record<string, string>): { out: string[]; error: string[] } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', `import { log, startLog } from './lib/log.ts';\n${program}`],
    {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, SETTINGS: JSON.stringify({ logFormat: 'text', logLevel: 'info', ...settings }) },
    },
  );
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return { out: lines(stdout), error: lines(stderr) };
}

const PROGRAM = `
await startLog(JSON.parse(process.env.SETTINGS));
log.info('Published a1: 2 files.', { files: 2 });
log.error('GET /x failed: Error: no', { request: 'id-1', stack: 'Error: no\\n    at x' });
console.log('%d files', 3);
console.warn('The disk is', 'full.');
console.debug('detail');
`;

test('by default lines are text for people, errors and warnings on the standard error', () => {
  const { out, error } = outputOf(PROGRAM, {});
  expect(out).toEqual(['Published a1: 2 files.', '3 files']);
  expect(error).toEqual(['GET /x failed: Error: no (request id-1)', '    at x', 'The disk is full.']);
});

test('as JSON each line has level, time, process, message and fields, also what comes by console', () => {
  const { out, error } = outputOf(PROGRAM, { logFormat: 'json', logLevel: 'debug' });
  const common = { pid: expect.any(Number), hostname: expect.any(String), time: expect.stringMatching(/^\d{4}-.*Z$/) };
  expect(out.map((line) => JSON.parse(line))).toEqual([
    { ...common, level: 'info', message: 'Published a1: 2 files.', files: 2 },
    { ...common, level: 'error', message: 'GET /x failed: Error: no', request: 'id-1', stack: 'Error: no\n    at x' },
    { ...common, level: 'info', message: '3 files' },
    { ...common, level: 'warn', message: 'The disk is full.' },
    { ...common, level: 'debug', message: 'detail' },
  ]);
  expect(error).toEqual([]);
});

test.each(['text', 'json'])('LOG_LEVEL leaves out what is less important (%s)', (logFormat) => {
  const lines = (logLevel: string) => {
    const { out, error } = outputOf(PROGRAM.replace(', stack: ', ', other: '), { logFormat, logLevel });
    return out.length + error.length;
  };
  expect(['error', 'warn', 'info', 'debug'].map(lines)).toEqual([1, 2, 4, 5]);
});
