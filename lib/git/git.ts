import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

// The only module that runs git: for what may ask the remote (`git`), and for what asks the repository alone and changes nothing there (`askGit` and the streams below it).

const runFile = promisify(execFile);
const TIMEOUT_MILLISECONDS = 60_000;
/** No hook of the clone is run. A web server that says nothing is given up by git itself: ended from here, it would leave its helpers behind. */
const SETTINGS = ['core.hooksPath=/dev/null', 'http.lowSpeedLimit=1', 'http.lowSpeedTime=30'].flatMap((it) => [
  '-c',
  it,
]);

/** What in the environment says which repository is meant: a server that a git hook started has those of another. */
const REPOSITORY = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
];

/** The environment for git: it speaks English, asks nobody, and finds the repository by the folder it is started in. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  for (const name of REPOSITORY) delete env[name];
  return env;
}

/** Runs git in `folder` and gives the bytes of its standard output. Throws what `execFile` throws; see `lastLine`. */
export async function gitBytes(folder: string, ...args: string[]): Promise<Buffer> {
  const { stdout } = await runFile('git', [...SETTINGS, ...args], {
    // Not by -C: git keeps the folder that it was started in, though a push may delete all that is in it.
    cwd: folder,
    timeout: TIMEOUT_MILLISECONDS,
    maxBuffer: 64_000_000,
    encoding: 'buffer',
    env: {
      ...gitEnvironment(),
      GIT_SSH_COMMAND:
        process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10',
    },
  });
  return stdout;
}

/** The same as text, without the line feed at its end. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await gitBytes(folder, ...args)).toString().replace(/\n$/, '');
}

/** The line in which git says what went wrong. */
export function lastLine(error: unknown): string {
  const { stderr, message, killed } = error as { stderr?: Buffer | string; message: string; killed?: boolean };
  if (killed) return `no answer in ${TIMEOUT_MILLISECONDS / 1000} seconds`;
  const lines = (stderr?.toString() || message).trim().split('\n');
  return (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? '').replace(/^(?:fatal|error): /, '');
}

/** For what asks the repository alone: names come as they are, and nobody's settings add to what git writes. */
const LOCAL_SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'log.showSignature=false',
  'core.fsmonitor=false',
];
const LOCAL = ['--no-pager', ...LOCAL_SETTINGS.flatMap((setting) => ['-c', setting])];

const LOCAL_TIMEOUT_MILLISECONDS = 30_000;
/** A first look at a long history takes minutes. */
const LOG_TIMEOUT_MILLISECONDS = 1_800_000;

function localOptions(folder: string, timeout: number) {
  // A clone that left out old texts must not go and fetch them: readers wait, and the remote may be anything.
  return { cwd: folder, timeout, env: { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' } };
}

/** What git writes to a short question, asked in `folder`, without the line feed at its end. Throws when git fails, or there is none. */
export async function askGit(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await runFile('git', [...LOCAL, ...args], {
    ...localOptions(folder, LOCAL_TIMEOUT_MILLISECONDS),
    maxBuffer: 64_000_000,
  });
  return stdout.replace(/\n$/, '');
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
  const { child, ended } = start(folder, ['cat-file', '--batch'], LOCAL_TIMEOUT_MILLISECONDS);
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
  const child = spawn('git', [...LOCAL, ...args], localOptions(folder, timeout));
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
