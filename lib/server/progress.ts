import type { SyncProgress } from '../index/sync.ts';

/** Shows how far a long sync is on one line of a terminal, with its rate and the time that is left; where nobody watches, nothing. */
export function showProgress(terminal: NodeJS.WriteStream = process.stderr): SyncProgress {
  if (!terminal.isTTY) return () => {};
  let first: { at: number; done: number } | null = null;
  return (done, total) => {
    first ??= { at: performance.now(), done };
    terminal.write(`\r\x1b[K${progressLine(done - first.done, performance.now() - first.at, done, total)}`);
    if (total - done < 2) terminal.write('\n');
  };
}

/** `41,200 of 100,501 files, 2,610 a second, 23 s left`: from how many were read in how many milliseconds. */
export function progressLine(read: number, milliseconds: number, done: number, total: number): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const line = `${number(done)} of ${number(total)} files`;
  if (milliseconds < 1000 || read === 0) return line;
  const rate = (read / milliseconds) * 1000;
  return `${line}, ${number(rate)} a second, ${number((total - done) / rate)} s left`;
}
