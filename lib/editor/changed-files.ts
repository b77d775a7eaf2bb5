import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { ContentFolders } from '../content/files.ts';

/**
 * The files of the content (absolute paths) that differ from the commit `ref`, and those that git does not know yet. Throws when the content is in no git
 * repository or there is no such commit.
 */
export function changedFiles(ref: string, folders: ContentFolders): string[] {
  return Object.values(folders).flatMap((folder) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, ...args], {
        encoding: 'utf8',
        maxBuffer: 256_000_000,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
        .split('\0')
        .filter((name) => name !== '');
    try {
      const differing = git(
        'diff',
        '--name-only',
        '--relative',
        '--no-renames',
        '-z',
        '--end-of-options',
        ref,
        '--',
        '.',
      );
      const unknown = git('ls-files', '--others', '--exclude-standard', '-z');
      return [...differing, ...unknown].map((name) => path.join(folder, name));
    } catch (error) {
      const said = String((error as { stderr?: string }).stderr ?? error)
        .trim()
        .split('\n')[0];
      throw new Error(`What has changed since “${ref}” cannot be told: ${said}`);
    }
  });
}
