import type { Instant } from '../dates.ts';
import { streamGitTokens } from './git.ts';

/** A file in a commit: `blob` is the id of its content, null if it was deleted; `from` is its former path, null if it is new. */
export type FileChange = Readonly<{ path: string; from: string | null; blob: string | null }>;

/** A commit; `minor` if its message begins with “Minor:”. */
export type Commit = Readonly<{ id: string; committed: Instant; minor: boolean; changes: FileChange[] }>;

/**
 * The commits after `from` (all, if that is empty) up to `head` that change articles, oldest first. Follows the first parent of each commit:
 * the states of the branch that the site serves. A merge is one commit of it. Throws when git fails.
 */
export async function* commitsBetween(content: string, from: string, head: string): AsyncGenerator<Commit> {
  const tokens = streamGitTokens(
    content,
    'log',
    '-z',
    '--raw',
    '--find-renames',
    '--break-rewrites',
    '--no-abbrev',
    '--relative',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-ext-diff',
    '--no-textconv',
    '--reverse',
    '--encoding=UTF-8',
    '--format=tformat:%x01%H%x02%ct%x02%P%x02%s%x02%b',
    '--end-of-options',
    from ? `${from}..${head}` : head,
    '--',
    'articles',
  );
  let commit: Commit | null = null;
  // A line of changes until its paths follow.
  let change: { status: string; blob: string | null; paths: string[] } | null = null;
  for await (const batch of tokens) {
    for (const token of batch) {
      if (change) {
        change.paths.push(token);
        const { status, blob, paths } = change;
        if (paths.length < (/^[RC]/.test(status) ? 2 : 1)) continue;
        const [before = '', path = before] = paths;
        commit?.changes.push({ path, from: status === 'A' ? null : before, blob });
        change = null;
      } else if (token.startsWith('\u0001')) {
        if (commit) yield withoutCopies(commit);
        commit = commitOf(token.slice(1));
      } else if (token.trim() !== '') {
        // `:100644 100644 <blob before> <blob> R087`; other modes than 100… are links and other repositories.
        const [, mode = '', , blob = '', status = ''] = token.trim().split(' ');
        change = { status, blob: mode.startsWith('100') ? blob : null, paths: [] };
      }
    }
  }
  if (commit) yield withoutCopies(commit);
}

/**
 * git reports a copy when a file gets another name and another text takes its former name. The story goes with the copy; the text at the
 * former name is new.
 */
function withoutCopies(commit: Commit): Commit {
  const copied = new Set(commit.changes.flatMap(({ path, from }) => (from !== null && from !== path ? [from] : [])));
  const changes = commit.changes.map((change) =>
    change.from === change.path && copied.has(change.path) ? { ...change, from: null } : change,
  );
  return { ...commit, changes };
}

/** The head of a commit. The message of a merge is its second paragraph: the git host writes the first. */
function commitOf(text: string): Commit {
  const [id = '', seconds, parents = '', subject = '', body = ''] = text.split('\u0002');
  // A clock that is ahead must not make a text of the future look published.
  const committed = Math.min(Math.max(Number(seconds) * 1000 || 0, 0), Date.now());
  const about = parents.includes(' ') ? [subject, body.trimStart()] : [subject];
  return { id, committed, minor: about.some((words) => /^minor:/i.test(words)), changes: [] };
}
