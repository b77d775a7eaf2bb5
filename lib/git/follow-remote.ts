import { gitErrorLine, readGit, runGit } from './git.ts';

/** The result of following the remote. `changed` are paths from the content folder, of files that differ from before. */
export type PullResult =
  | { outcome: 'current'; commit: string }
  | { outcome: 'advanced'; commit: string; changed: readonly string[] }
  | { outcome: 'refused'; reason: string; fix: string };

const TRIED_AGAIN = 'It is tried again at the next push or poll.';

/**
 * Fetches the branch that is checked out in the clone at or around `folder`, and fast-forwards to it. Never merges, rewrites or discards
 * anything: if a fast-forward is not possible, the clone stays as it is, and the result says why and what to do. Never throws.
 */
export function fastForward(folder: string): Promise<PullResult> {
  return follow(folder).catch((error: unknown) => refused(`git failed: ${gitErrorLine(error)}.`, TRIED_AGAIN));
}

async function follow(folder: string): Promise<PullResult> {
  const git = (...args: string[]) => runGit(folder, ...args);

  let before = '';
  let branch = '';
  try {
    // Both by one process: to start it takes longer than its work.
    const found = await git('rev-parse', 'HEAD', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
    [before = '', branch = ''] = found.split('\n');
  } catch (error) {
    const said = gitErrorLine(error);
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
    return refused(`The remote “${remote}” cannot be fetched: ${gitErrorLine(error)}.`, TRIED_AGAIN);
  }
  // The commits that only one side has: `<` for the clone, `>` for the remote, the newest first.
  const apart = await git('rev-list', '--left-right', '--topo-order', `${before}...FETCH_HEAD`);
  if (apart === '') return { outcome: 'current', commit: before };
  if (/^</m.test(apart)) {
    return refused(
      `${branch} does not continue what the clone has (${before.slice(0, 10)}): it was force-pushed, or the clone has commits of its own.`,
      `If the remote is right, run in the clone: git reset --hard ${branch}`,
    );
  }
  const after = apart.slice(1, before.length + 1);
  // Before the merge: a failure leaves the clone as it was, and the next try starts over.
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

/**
 * How many commits the branch that the clone at or around `folder` follows has, as of the last fetch, beyond
 * `commit`; null for the commit that is checked out. Returns null when git cannot say.
 */
export async function commitsBehind(folder: string, commit: string | null): Promise<number | null> {
  try {
    return Number(await readGit(folder, 'rev-list', '--count', `${commit ?? 'HEAD'}..@{upstream}`));
  } catch {
    return null;
  }
}

function refused(reason: string, fix: string): PullResult {
  return { outcome: 'refused', reason, fix };
}

/** git lists the files that stand in the way on lines that begin with a tab. */
function conflictingFiles(error: unknown): string[] {
  const stderr = (error as { stderr?: Buffer }).stderr ?? '';
  return stderr
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.trim());
}
