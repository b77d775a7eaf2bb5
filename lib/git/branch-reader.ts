import { hash } from 'node:crypto';
import { MAX_FILE_BYTES, textOf, tooLarge } from '../content/file-text.ts';
import { canonicalName } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { gitErrorLine, runGit, runGitBytes } from './git.ts';

// Reads branches that are not checked out. `folder` is the content folder, a clone or a folder of one; files are named as everywhere (`content/…`).

/** The newest commit of a branch, or the reason why there is none. */
export type BranchHead = Readonly<{ commit: string } | { refusal: string }>;

/**
 * Fetches a branch from the remote that the clone follows, to a ref of its own. The checkout, the branches of the clone and FETCH_HEAD (which
 * `fastForward` uses at the same time) stay as they are.
 */
export async function fetchBranch(folder: string, branch: string): Promise<BranchHead> {
  const refuse = (refusal: string, error: unknown) => {
    // Logged only: the message of git may contain the address of the remote.
    console.error(`${refusal} ${gitErrorLine(error)}.`);
    return { refusal };
  };
  try {
    // Excludes patterns of a refspec.
    await runGit(folder, 'check-ref-format', `refs/heads/${branch}`);
  } catch {
    return { refusal: `“${branch}” is no name of a branch.` };
  }
  let remote: string;
  try {
    const upstream = await runGit(folder, 'rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
    remote = upstream.split('/')[0] ?? '';
  } catch (error) {
    return refuse('The content is in no clone that follows a branch of a remote.', error);
  }
  // Without slashes: a branch may have the name of a folder of another.
  const ref = `refs/dateline/previews/${hash('sha1', branch)}`;
  try {
    const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--refmap='];
    await runGit(folder, 'fetch', ...options, remote, `+refs/heads/${branch}:${ref}`);
  } catch (error) {
    if (/couldn't find remote ref/.test(gitErrorLine(error)))
      return { refusal: `There is no branch “${branch}”: it has not been pushed, or was deleted since.` };
    return refuse(`The branch “${branch}” cannot be fetched.`, error);
  }
  return { commit: await runGit(folder, 'rev-parse', '--verify', ref) };
}

/** A file in git: `id` of its content, and `size` in bytes. */
export type GitFile = Readonly<{ file: string; id: string; size: number }>;

/** The text of a file in `commit`, or the diagnostic that it is not text; null if there is no such file. Throws when git fails. */
export async function readFromCommit(
  folder: string,
  commit: string,
  file: string,
): Promise<string | Diagnostic | null> {
  const [found] = await filesInCommit(folder, commit, [file]);
  if (!found) return null;
  return found.size > MAX_FILE_BYTES ? tooLarge(file, found.size) : textOf(file, await bytesOf(folder, found));
}

/** Those of `files` that exist in `commit`, without symbolic links. Throws when git fails. */
export async function filesInCommit(folder: string, commit: string, files: readonly string[]): Promise<GitFile[]> {
  // The publication's own public/ lies in the content folder.
  const inside = files.map((file) => (file.startsWith('content/') ? file.slice('content/'.length) : file));
  if (inside.length === 0) return [];
  // File names, not patterns.
  const listed = await runGit(folder, '--literal-pathspecs', 'ls-tree', '-l', '-z', commit, '--', ...inside);
  return listed.split('\0').flatMap((line) => {
    const [, id = '', size, name] = /^100\d+ blob (\w+) +(\d+)\t(.*)$/s.exec(line) ?? [];
    return id ? [{ file: canonicalName(`content/${name}`), id, size: Number(size) }] : [];
  });
}

/** The bytes of a file. Throws when git fails. */
export function bytesOf(folder: string, { id }: GitFile): Promise<Buffer> {
  return runGitBytes(folder, 'cat-file', 'blob', id);
}
