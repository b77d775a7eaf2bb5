import { hash } from 'node:crypto';
import { MAX_FILE_BYTES, textOf, tooLarge } from '../content/files.ts';
import type { Diagnostic } from '../content/parse/diagnostic.ts';
import { git, gitBytes, lastLine } from './git.ts';

// What stands on a branch that is not checked out, read from git. `folder` is the content folder, a clone or a folder of one; files are named as everywhere (`content/…`).

/** The newest commit of a branch, or a sentence that says why there is none to be had. */
export type BranchHead = Readonly<{ commit: string } | { refusal: string }>;

/**
 * Fetches a branch from the remote that the clone follows. It comes to stand under a ref of its own: what the clone has checked out, its branches, and
 * FETCH_HEAD, which the following of the remote uses at the same time, stay as they are.
 */
export async function fetchBranch(folder: string, branch: string): Promise<BranchHead> {
  const refuse = (refusal: string, error: unknown) => {
    // Of the remote's address, which git may name, a reader need not know.
    console.error(`${refusal} ${lastLine(error)}.`);
    return { refusal };
  };
  try {
    // Nothing that a refspec would take for a pattern.
    await git(folder, 'check-ref-format', `refs/heads/${branch}`);
  } catch {
    return { refusal: `“${branch}” is no name of a branch.` };
  }
  let remote: string;
  try {
    const upstream = await git(folder, 'rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
    remote = upstream.split('/')[0] ?? '';
  } catch (error) {
    return refuse('The content is in no clone that follows a branch of a remote.', error);
  }
  // By a name without slashes: a branch may be called as a folder of another was.
  const ref = `refs/dateline/previews/${hash('sha1', branch)}`;
  try {
    const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--refmap='];
    await git(folder, 'fetch', ...options, remote, `+refs/heads/${branch}:${ref}`);
  } catch (error) {
    if (/couldn't find remote ref/.test(lastLine(error)))
      return { refusal: `There is no branch “${branch}”: it has not been pushed, or was deleted since.` };
    return refuse(`The branch “${branch}” cannot be fetched.`, error);
  }
  return { commit: await git(folder, 'rev-parse', '--verify', ref) };
}

/** A file as git keeps it: `id` names its bytes, of which there are `size`. */
export type GitFile = Readonly<{ file: string; id: string; size: number }>;

/** The text of a file as it is in `commit`, or the diagnostic that it is not text; null when it is not there. Throws when git fails. */
export async function readFromCommit(
  folder: string,
  commit: string,
  file: string,
): Promise<string | Diagnostic | null> {
  const [found] = await filesInCommit(folder, commit, [file]);
  if (!found) return null;
  return found.size > MAX_FILE_BYTES ? tooLarge(file, found.size) : textOf(file, await bytesOf(folder, found));
}

/** Those of `files` that there are in `commit`; links are none. Throws when git fails. */
export async function filesInCommit(folder: string, commit: string, files: readonly string[]): Promise<GitFile[]> {
  const inside = files.filter((file) => file.startsWith('content/')).map((file) => file.slice('content/'.length));
  if (inside.length === 0) return [];
  // A name is one, whatever signs it has.
  const listed = await git(folder, '--literal-pathspecs', 'ls-tree', '-l', '-z', commit, '--', ...inside);
  return listed.split('\0').flatMap((line) => {
    const [, id = '', size, name] = /^100\d+ blob (\w+) +(\d+)\t(.*)$/s.exec(line) ?? [];
    return id ? [{ file: `content/${name}`, id, size: Number(size) }] : [];
  });
}

/** The bytes of a file. Throws when git fails. */
export function bytesOf(folder: string, { id }: GitFile): Promise<Buffer> {
  return gitBytes(folder, 'cat-file', 'blob', id);
}
