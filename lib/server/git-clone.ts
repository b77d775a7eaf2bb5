import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitEnvironment } from '../index/git.ts';

/** What following the remote came to. `changed` are paths from the content folder, of files that differ from before. */
export type PullResult =
  | { outcome: 'current'; commit: string }
  | { outcome: 'advanced'; commit: string; changed: readonly string[] }
  | { outcome: 'refused'; reason: string; fix: string };

const runFile = promisify(execFile);
const TIMEOUT_MILLISECONDS = 60_000;
/** No hook of the clone is run. A web server that says nothing is given up by git itself: ended from here, it would leave its helpers behind. */
const SETTINGS = ['core.hooksPath=/dev/null', 'http.lowSpeedLimit=1', 'http.lowSpeedTime=30'].flatMap((it) => [
  '-c',
  it,
]);
const TRIED_AGAIN = 'It is tried again at the next push or poll.';

/**
 * Fetches the branch that the clone at `folder` (or the one around it) is on and fast-forwards to it. Nothing is ever merged, rewritten or thrown away: where a
 * fast-forward is not possible, the clone stays as it is and the result says why and what an operator can do. Never throws.
 */
export function fastForward(folder: string): Promise<PullResult> {
  return follow(folder).catch((error: unknown) => refused(`git failed: ${lastLine(error)}.`, TRIED_AGAIN));
}

async function follow(folder: string): Promise<PullResult> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await runFile('git', [...SETTINGS, ...args], {
      // Not by -C: git keeps the folder that it was started in, though a push may delete all that is in it.
      cwd: folder,
      timeout: TIMEOUT_MILLISECONDS,
      maxBuffer: 64_000_000,
      env: {
        ...gitEnvironment(),
        GIT_SSH_COMMAND:
          process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10',
      },
    });
    return stdout.replace(/\n$/, '');
  };

  let before: string;
  let branch: string;
  try {
    before = await git('rev-parse', '--verify', 'HEAD');
    branch = await git('rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
  } catch (error) {
    const said = lastLine(error);
    if (/not a git repository/.test(said))
      return refused('The content folder is not a git clone.', 'Set CONTENT_DIR to a clone.');
    // Node says the same of both.
    if (/ENOENT/.test(said))
      return refused(
        'There is no git on this machine, or no content folder.',
        'Install git, or set CONTENT_DIR to a clone.',
      );
    return refused(
      `The clone follows no branch of a remote (${said}).`,
      'Check out a branch and run: git branch --set-upstream-to=origin/<branch>',
    );
  }
  const [remote = '', ...rest] = branch.split('/');
  try {
    await git('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', remote, `refs/heads/${rest.join('/')}`);
  } catch (error) {
    return refused(`The remote “${remote}” cannot be fetched: ${lastLine(error)}.`, TRIED_AGAIN);
  }
  const after = await git('rev-parse', 'FETCH_HEAD');
  if (after === before) return { outcome: 'current', commit: before };
  try {
    await git('merge-base', '--is-ancestor', before, after);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 1) throw error;
    return refused(
      `${branch} does not continue what the clone has (${before.slice(0, 10)}): it was force-pushed, or the clone has commits of its own.`,
      `If the remote is right, run in the clone: git reset --hard ${branch}`,
    );
  }
  // Asked before the merge: whatever fails leaves the clone where it was, and the next try begins anew.
  const changed = await git('diff-tree', '-r', '-z', '--name-only', '--no-renames', '--relative', before, after);
  try {
    await git('merge', '--quiet', '--ff-only', '--no-autostash', after);
  } catch (error) {
    const files = conflictingFiles(error);
    if (files.length === 0) throw error;
    return refused(
      `Files that the push changes have been changed in the clone as well: ${files.join(', ')}.`,
      'Commit and push those changes; or, to put them aside, run in the clone: git stash --include-untracked',
    );
  }
  return { outcome: 'advanced', commit: after, changed: changed.split('\0').filter((path) => path !== '') };
}

function refused(reason: string, fix: string): PullResult {
  return { outcome: 'refused', reason, fix };
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
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.trim());
}
