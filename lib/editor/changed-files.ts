import path from 'node:path';
import type { ContentFolders } from '../content/files.ts';
import { askGit, lastLine } from '../content/git.ts';

/**
 * The files of the content (absolute paths) that differ from the commit `ref`, and those that git does not know yet. Throws when the content is in no git
 * repository or there is no such commit.
 */
export async function changedFiles(ref: string, folders: ContentFolders): Promise<string[]> {
  const found = await Promise.all(
    Object.values(folders).map(async (folder) => {
      const list = async (...args: string[]) =>
        (await askGit(folder, ...args)).split('\0').filter((name) => name !== '');
      const options = ['--name-only', '--relative', '--no-renames', '-z', '--end-of-options'];
      const differing = await list('diff', ...options, ref, '--', '.');
      const unknown = await list('ls-files', '--others', '--exclude-standard', '-z');
      return [...differing, ...unknown].map((name) => path.join(folder, name));
    }),
  ).catch((error: unknown) => {
    throw new Error(`What has changed since “${ref}” cannot be told: ${lastLine(error)}.`);
  });
  return found.flat();
}
