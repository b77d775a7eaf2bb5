import path from 'node:path';
import type { ContentFolders } from '../content/files.ts';
import { gitErrorLine, readGit } from '../git/git.ts';

/**
 * The files of the content (absolute paths) that differ from the commit `ref` of its repository, and those that git does not know yet. Of public/, if that is in another one, those that
 * are not committed. Throws when the content is in no git repository or there is no such commit.
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
      const unknown = await list('ls-files', '--others', '--exclude-standard', '-z');
      return [...differing, ...unknown].map((name) => path.join(folder, name));
    }),
  ).catch((error: unknown) => {
    throw new Error(`What has changed since “${ref}” cannot be told: ${gitErrorLine(error)}.`);
  });
  return found.flat();
}
