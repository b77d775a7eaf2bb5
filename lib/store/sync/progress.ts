/** How far a sync is: `done` of `total` files. */
export type SyncProgress = (done: number, total: number) => void;

/**
 * Returns a function that writes the progress of a sync to one line of a terminal; without a terminal it
 * writes nothing.
 */
export function showProgress(terminal: NodeJS.WriteStream = process.stderr): SyncProgress {
  if (!terminal.isTTY) return () => {};
  let first: { at: number; done: number } | null = null;
  return (done, total) => {
    // Each step ends the line, and the next step goes back to it: any step may be the last, and other
    // messages need their own line.
    const back = first ? '\x1b[A\r\x1b[K' : '';
    // Files are counted by path but read by kind: the count can go back, and then the rate starts again.
    if (!first || done < first.done) first = { at: performance.now(), done };
    terminal.write(`${back}${progressLine(done - first.done, performance.now() - first.at, done, total)}\n`);
  };
}

/**
 * Returns a line such as `41,200 of 100,501 files, 2,610 a second, 23 s left`; `read` files took
 * `milliseconds`.
 */
export function progressLine(read: number, milliseconds: number, done: number, total: number): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const line = `${number(done)} of ${number(total)} files`;
  if (milliseconds < 1000 || read === 0) return line;
  const rate = (read / milliseconds) * 1000;
  return `${line}, ${number(rate)} a second, ${number((total - done) / rate)} s left`;
}
