import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What following the remote came to. `changed` are paths from the content folder, of files that differ from before. */
export type PullResult =
  | { outcome: 'current'; commit: string }
  | { outcome: 'advanced'; commit: string; changed: readonly string[] }
  | { outcome: 'refused'; reason: string; fix: string };

const runFile = promisify(execFile);
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * Fetches the branch that the clone at `folder` (or the one around it) is on and fast-forwards to it. Nothing is ever merged, rewritten or thrown away: where a
 * fast-forward is not possible, the clone stays as it is and the result says why and what an operator can do. Never throws.
 */
export async function fastForward(folder: string): Promise<PullResult> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await runFile(
      'git',
      ['-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false', '-C', folder, ...args],
      {
        timeout: TIMEOUT_MILLISECONDS,
        maxBuffer: 64_000_000,
        env: {
          ...process.env,
          LC_ALL: 'C',
          // A server has nobody to ask for a password.
          GIT_TERMINAL_PROMPT: '0',
          GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes -o ConnectTimeout=10',
        },
      },
    );
    return stdout.trim();
  };
  const refused = (reason: string, fix: string): PullResult => ({ outcome: 'refused', reason, fix });

  let before: string;
  let branch: string;
  try {
    before = await git('rev-parse', '--verify', 'HEAD');
    branch = await git('rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
  } catch (error) {
    const said = lastLine(error);
    if (/not a git repository/.test(said))
      return refused('The content folder is not a git clone.', 'Set CONTENT_DIR to a clone.');
    if (/ENOENT/.test(said)) return refused('There is no git on this machine.', 'Install git.');
    return refused(
      `The clone follows no branch of a remote (${said}).`,
      'Check out a branch and run: git branch --set-upstream-to=origin/<branch>',
    );
  }
  const [remote = '', ...rest] = branch.split('/');
  try {
    await git('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', remote, rest.join('/'));
  } catch (error) {
    return refused(
      `The remote “${remote}” cannot be fetched: ${lastLine(error)}`,
      'It is tried again at the next push or poll.',
    );
  }
  const after = await git('rev-parse', 'FETCH_HEAD');
  if (after === before) return { outcome: 'current', commit: before };
  try {
    await git('merge-base', '--is-ancestor', before, after);
  } catch {
    return refused(
      `${branch} does not continue what the clone has (${before.slice(0, 10)}): it was force-pushed, or the clone has commits of its own.`,
      `If the remote is right, run in the clone: git reset --hard ${branch}`,
    );
  }
  try {
    await git('merge', '--quiet', '--ff-only', 'FETCH_HEAD');
  } catch (error) {
    return refused(
      `Files that the push changes have been changed in the clone as well: ${conflictingFiles(error).join(', ')}.`,
      'Commit and push those changes, or run in the clone: git checkout -- .',
    );
  }
  const changed = await git('diff', '--name-only', '--no-renames', '--relative', before, after, '--', '.');
  return { outcome: 'advanced', commit: after, changed: changed === '' ? [] : changed.split('\n') };
}

function lastLine(error: unknown): string {
  const { stderr, message, killed } = error as { stderr?: string; message: string; killed?: boolean };
  if (killed) return `no answer in ${TIMEOUT_MILLISECONDS / 1000} seconds`;
  const lines = (stderr || message).trim().split('\n');
  return (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? '').replace(/^(?:fatal|error): /, '');
}

/** git lists the files that stand in the way on lines that begin with a tab. */
function conflictingFiles(error: unknown): string[] {
  const stderr = (error as { stderr?: string }).stderr ?? '';
  const files = stderr.split('\n').filter((line) => line.startsWith('\t'));
  return files.length > 0 ? files.map((line) => line.trim()) : [lastLine(error)];
}
