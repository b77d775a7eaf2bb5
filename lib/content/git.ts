import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
export function gitEnvironment(): NodeJS.ProcessEnv {
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
  const { stderr, message, killed } = error as { stderr?: Buffer; message: string; killed?: boolean };
  if (killed) return `no answer in ${TIMEOUT_MILLISECONDS / 1000} seconds`;
  const lines = (stderr?.toString() || message).trim().split('\n');
  return (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? '').replace(/^(?:fatal|error): /, '');
}
