/** How far a sync is: `done` of `total` files. */
export type SyncProgress = (done: number, total: number) => void;

/** Shows how far a long sync is on one line of a terminal, with its rate and the time that is left; where nobody watches, nothing. */
export function showProgress(terminal: NodeJS.WriteStream = process.stderr): SyncProgress {
  if (!terminal.isTTY) return () => {};
  let first: { at: number; done: number } | null = null;
  return (done, total) => {
    // The line is ended each time, and gone back to for the next: no step is known to be the last, and what else is said needs a line of its own.
    const back = first ? '\x1b[A\r\x1b[K' : '';
    // Files are counted in the order of their paths but read by kind: the count may go back, and the rate begins anew.
    if (!first || done < first.done) first = { at: performance.now(), done };
    terminal.write(`${back}${progressLine(done - first.done, performance.now() - first.at, done, total)}\n`);
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
