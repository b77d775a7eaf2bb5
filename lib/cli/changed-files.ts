import path from 'node:path';
import { type ContentFolders, nameInContent } from '../content/files.ts';
import { gitErrorLine, readGit } from '../git/git.ts';

/**
 * Returns the content files (`content/…`) that differ from the commit `ref` of the content's repository, and those that git does
 * not track yet. If public/ is in another repository, its uncommitted files are added. Throws when the content is in no git
 * repository or there is no such commit.
 */
export async function changedFiles(ref: string, folders: ContentFolders): Promise<string[]> {
  const rootOf = (folder: string) => readGit(folder, 'rev-parse', '--show-toplevel');
  const found = await Promise.all(
    Object.values(folders).map(async (folder) => {
      const same = folder === folders.content || (await rootOf(folder)) === (await rootOf(folders.content));
      const list = async (...args: string[]) =>
        (await readGit(folder, ...args)).split('\0').filter((name) => name !== '');
      const options = ['--name-only', '--relative', '--no-renames', '-z', '--end-of-options'];
      const differing = await list('diff', ...options, same ? ref : 'HEAD', '--', '.');
      const untracked = await list('ls-files', '--others', '--exclude-standard', '-z');
      return [...differing, ...untracked].map((name) => path.join(folder, name));
    }),
  ).catch((error: unknown) => {
    throw new Error(`git cannot compare the content with “${ref}”: ${gitErrorLine(error)}.`);
  });
  return found.flat().flatMap((absolute) => nameInContent(folders, absolute) ?? []);
}
