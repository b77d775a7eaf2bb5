import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { childEnvironment } from '../child-environment.ts';

// The only module that runs git. `runGit` may contact the remote; `readGit` and the streams below it only read the repository.

const runFile = promisify(execFile);
const TIMEOUT_MILLISECONDS = 60_000;
/** Reading a long history, or fetching it, for the first time takes minutes. */
const LONG_TIMEOUT_MILLISECONDS = 1_800_000;
/** No hook of the clone runs. git itself gives up on a silent web server: killed from here, it would leave its helper processes behind. */
const SETTINGS = ['core.hooksPath=/dev/null', 'http.lowSpeedLimit=1', 'http.lowSpeedTime=30'].flatMap((it) => [
  '-c',
  it,
]);

/** Variables that name a repository: a server that a git hook started has those of another one. */
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

/** The environment for git: messages in English, no prompts, and the repository of the working directory. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...childEnvironment(), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  for (const name of REPOSITORY) delete env[name];
  return env;
}

/** Runs git in `folder` and returns the bytes of its standard output. Throws what `execFile` throws; see `gitErrorLine`. */
export function runGitBytes(folder: string, ...args: string[]): Promise<Buffer> {
  return runFor(TIMEOUT_MILLISECONDS, folder, args);
}

/** Runs git in `folder` as `runGit` does, for what takes minutes: the first fetch of a repository. */
export async function runLongGit(folder: string, ...args: string[]): Promise<void> {
  await runFor(LONG_TIMEOUT_MILLISECONDS, folder, args);
}

async function runFor(timeout: number, folder: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await runFile('git', [...SETTINGS, ...args], {
    // Not by -C: git keeps the folder that it was started in, though a push may delete all that is in it.
    cwd: folder,
    timeout,
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

/** Runs git in `folder` and returns its standard output as text, without the line feed at its end. */
export async function runGit(folder: string, ...args: string[]): Promise<string> {
  return (await runGitBytes(folder, ...args)).toString().replace(/\n$/, '');
}

/** An address or a message of git without the names and passwords in the addresses of web servers. */
export function withoutPasswords(text: string): string {
  return text.replace(/(https?:\/\/)[^\s/@]+@/g, '$1');
}

/** The line of an error in which git gives the reason, without passwords. */
export function gitErrorLine(error: unknown): string {
  const { stderr, message, killed } = error as { stderr?: Buffer | string; message: string; killed?: boolean };
  if (killed) return `no answer in ${TIMEOUT_MILLISECONDS / 1000} seconds`;
  const lines = (stderr?.toString() || message).trim().split('\n');
  const reason = lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? '';
  return withoutPasswords(reason.replace(/^(?:fatal|error): /, ''));
}

/** For reading the repository: file names are not quoted, and no setting of the user adds to the output. */
const LOCAL_SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'log.showSignature=false',
  'core.fsmonitor=false',
];
const LOCAL = ['--no-pager', ...LOCAL_SETTINGS.flatMap((setting) => ['-c', setting])];

const LOCAL_TIMEOUT_MILLISECONDS = 30_000;

function localOptions(folder: string, timeout: number) {
  // A partial clone must not fetch missing texts: readers wait.
  return { cwd: folder, timeout, env: { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' } };
}

/** Returns the output of a short read-only command in `folder`, without the line feed at its end. Throws when git fails or is missing. */
export async function readGit(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await runFile('git', [...LOCAL, ...args], {
    ...localOptions(folder, LOCAL_TIMEOUT_MILLISECONDS),
    maxBuffer: 64_000_000,
  });
  return stdout.replace(/\n$/, '');
}

/** Streams the output of a long read-only command in `folder`, split at each NUL. Throws when git fails or is missing. */
export async function* streamGitTokens(folder: string, ...args: string[]): AsyncGenerator<string[]> {
  const { child, ended } = start(folder, args, LONG_TIMEOUT_MILLISECONDS);
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
 * Streams the contents of blobs, by their ids and in their order; null for one that the repository lacks or that is larger than `most` bytes.
 * Throws when git fails.
 */
export async function* readBlobs(folder: string, ids: readonly string[], most: number): AsyncGenerator<Buffer | null> {
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

/** Starts git. `ended` resolves when it ends, and throws when it failed. */
function start(
  folder: string,
  args: readonly string[],
  timeout: number,
): { child: ChildProcessWithoutNullStreams; ended: () => Promise<void> } {
  const child = spawn('git', [...LOCAL, ...args], localOptions(folder, timeout));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk}`.slice(-2_000);
  });
  // It may end before it has read its input.
  child.stdin.on('error', () => {});
  const closing = once(child, 'close');
  closing.catch(() => {}); // `ended` reports it
  return {
    child,
    async ended() {
      const [code, signal] = await closing;
      if (code !== 0) throw new Error(`git ${args[0]} failed (${signal ?? code}): ${stderr.trim()}`);
    },
  };
}
