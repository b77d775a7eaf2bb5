import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { gitEnvironment } from '../content/git.ts';

// Asks git about the repository that the content is in, and changes nothing there.

const runFile = promisify(execFile);

/** No hook of the repository is run, names come as they are, and nobody's settings add to what git writes. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'log.showSignature=false',
  'core.fsmonitor=false',
];
const GIT = ['--no-pager', ...SETTINGS.flatMap((setting) => ['-c', setting])];

const TIMEOUT_MILLISECONDS = 30_000;
/** A first look at a long history takes minutes. */
const LOG_TIMEOUT_MILLISECONDS = 1_800_000;

function options(folder: string, timeout: number) {
  // A clone that left out old texts must not go and fetch them: readers wait, and the remote may be anything.
  return { cwd: folder, timeout, env: { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' } };
}

/** What git writes to a short question, asked in `folder`. Throws when git fails, or there is none. */
export async function askGit(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await runFile('git', [...GIT, ...args], {
    ...options(folder, TIMEOUT_MILLISECONDS),
    maxBuffer: 64_000_000,
  });
  return stdout.trim();
}

/** What git writes to a long one, cut at each NUL, as it comes. Throws when git fails, or there is none. */
export async function* gitTokens(folder: string, ...args: string[]): AsyncGenerator<string[]> {
  const { child, ended } = start(folder, args, LOG_TIMEOUT_MILLISECONDS);
  try {
    child.stdin.end();
    child.stdout.setEncoding('utf8');
    let rest = '';
    for await (const chunk of child.stdout as AsyncIterable<string>) {
      const tokens = (rest + chunk).split('\0');
      rest = tokens.pop() ?? '';
      yield tokens;
    }
    if (rest !== '') yield [rest];
    await ended();
  } finally {
    child.kill();
  }
}

/**
 * The contents of blobs (by their ids, in their order), each as it comes; null for one that the repository has not or that is larger than `most` bytes. Throws when git
 * fails.
 */
export async function* gitBlobs(folder: string, ids: readonly string[], most: number): AsyncGenerator<Buffer | null> {
  const { child, ended } = start(folder, ['cat-file', '--batch'], TIMEOUT_MILLISECONDS);
  const chunks = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async () => {
    const { value, done } = await chunks.next();
    if (!done) return value;
    await ended();
    throw new Error('git ended before it had given all texts.');
  };
  try {
    child.stdin.end(ids.map((id) => `${id}\n`).join(''));
    for (const _ of ids) {
      // `<id> blob <size>` and the bytes, or `<id> missing`.
      while (!held.includes(NEWLINE)) held = Buffer.concat([held, await more()]);
      const end = held.indexOf(NEWLINE);
      const [, kind, written] = held.toString('latin1', 0, end).split(' ');
      held = held.subarray(end + 1);
      if (written === undefined) {
        yield null;
        continue;
      }
      const size = Number(written);
      const kept = kind === 'blob' && size <= most;
      const parts: Buffer[] = [];
      // The bytes end with a line break of git's own.
      let left = size + 1;
      for (; held.length < left; held = await more()) {
        if (kept) parts.push(held);
        left -= held.length;
      }
      if (kept) parts.push(held.subarray(0, left));
      held = held.subarray(left);
      yield kept ? Buffer.concat(parts).subarray(0, size) : null;
    }
  } finally {
    child.kill();
  }
}

const NEWLINE = 10;

/** Starts git. `ended` waits for its end, and throws when that was not a good one. */
function start(
  folder: string,
  args: readonly string[],
  timeout: number,
): { child: ChildProcessWithoutNullStreams; ended: () => Promise<void> } {
  const child = spawn('git', [...GIT, ...args], options(folder, timeout));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  // It may be gone before it has read all that it is asked.
  child.stdin.on('error', () => {});
  const closing = once(child, 'close');
  closing.catch(() => {}); // whoever waits for the end hears of it
  return {
    child,
    async ended() {
      const [code, signal] = await closing;
      if (code !== 0) throw new Error(`git ${args[0]} failed (${signal ?? code}): ${said.trim()}`);
    },
  };
}
