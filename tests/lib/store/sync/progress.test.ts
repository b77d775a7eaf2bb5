import { expect, test, vi } from 'vitest';
import { progressLine, showProgress } from '#lib/store/sync/progress.ts';

const SECOND = 1000;

test.each([
  ['has the rate and the remaining time', [26_100, 10 * SECOND, 41_200, 100_501], ', 2,610 a second, 23 s left'],
  ['has no rate in the first second', [999, SECOND - 1, 41_200, 100_501], ''],
  ['has no rate while nothing has been read', [0, 5 * SECOND, 41_200, 100_501], ''],
  ['counts the rate from its first step', [10, 2 * SECOND, 41_200, 100_501], ', 5 a second, 11,860 s left'],
] as const)('the line %s', (_what, [read, milliseconds, done, total], more) => {
  expect(progressLine(read, milliseconds, done, total)).toBe(`41,200 of 100,501 files${more}`);
});

test('the line ends when nothing is left', () => {
  expect(progressLine(2000, 2 * SECOND, 2000, 2000)).toBe('2,000 of 2,000 files, 1,000 a second, 0 s left');
});

/** The output of `showProgress` for `steps` of 100 files, two seconds apart. */
function output(isTTY: boolean, steps: number[]): string {
  let text = '';
  const write = (more: string) => (text += more);
  vi.useFakeTimers({ toFake: ['performance'] });
  const show = showProgress({ isTTY, write } as unknown as NodeJS.WriteStream);
  for (const done of steps) {
    show(done, 100);
    vi.advanceTimersByTime(2 * SECOND);
  }
  vi.useRealTimers();
  return text;
}

test('a terminal has one line that each step overwrites; later output begins a new line', () => {
  expect(output(true, [10, 20, 30])).toBe(
    [
      '10 of 100 files\n',
      '\x1b[A\r\x1b[K20 of 100 files, 5 a second, 16 s left\n',
      '\x1b[A\r\x1b[K30 of 100 files, 5 a second, 14 s left\n',
    ].join(''),
  );
});

test('the rate is reset when the count decreases', () => {
  expect(output(true, [95, 10, 20])).toContain('K20 of 100 files, 5 a second, 16 s left\n');
});

test('nothing is written when the output is no terminal', () => {
  expect(output(false, [10, 100])).toBe('');
});
