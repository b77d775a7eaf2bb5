import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Config, ContentRepository } from '../config.ts';
import { gitErrorLine, runGit, runLongGit, withoutPasswords } from './git.ts';

/**
 * Clones the content as `cloneContent` does, if the configuration names its repository, and lets the processes that
 * this one starts find what git needs to fetch it. Returns whether it names one.
 */
export async function cloneConfigured(
  { contentRepository, paths, cacheFolder }: Pick<Config, 'contentRepository' | 'paths' | 'cacheFolder'>,
  onBegin: (url: string) => void,
): Promise<boolean> {
  if (!contentRepository) return false;
  const { content } = paths.folders;
  const knownHosts = path.join(cacheFolder, 'known_hosts');
  Object.assign(process.env, credentialEnvironment(content, contentRepository, knownHosts, process.env));
  await cloneContent(content, contentRepository, () => onBegin(contentRepository.url));
  return true;
}

/**
 * Clones the repository into `folder`, with all of its history, unless a clone is there: then the remote need
 * not be reachable. Goes on with a clone that was interrupted, and checks out another branch when the setting
 * has changed. Calls `onBegin` before it asks the remote. Throws with what to do: when the folder has
 * something else, and when the remote cannot be read.
 */
export async function cloneContent(
  folder: string,
  { url, branch }: ContentRepository,
  onBegin: () => void,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) => runGit(folder, ...args);
  if (!existsSync(path.join(folder, '.git'))) {
    if (readdirSync(folder).some((name) => name !== 'lost+found'))
      throw new Error(
        `${folder} has files, but is no clone. Set CONTENT_DIR to an empty folder, or leave out CONTENT_REPOSITORY.`,
      );
    await git('init', '--quiet', '--template=', '--initial-branch=main');
  }
  const before = await git('config', 'remote.origin.url').catch(() => null);
  if (before === null) await git('remote', 'add', 'origin', url);
  else if (before !== url)
    throw new Error(
      `${folder} is a clone of ${withoutPasswords(before)}. Set CONTENT_DIR to another folder, or CONTENT_REPOSITORY to this one.`,
    );
  if (await isOn(folder, branch)) return;
  onBegin();
  // A checkout that was killed leaves its lock.
  rmSync(path.join(folder, '.git/index.lock'), { force: true });
  try {
    const name = branch ?? (await headOfRemote(folder));
    await runLongGit(
      folder,
      'fetch',
      '--quiet',
      '--no-tags',
      'origin',
      `+refs/heads/${name}:refs/remotes/origin/${name}`,
    );
    await runLongGit(folder, 'checkout', '--quiet', '-B', name, '--track', `origin/${name}`);
  } catch (error) {
    throw new Error(`${url} cannot be cloned: ${gitErrorLine(error)}.`);
  }
}

/** Whether a branch of the remote is checked out in `folder`: `branch`, or any for null. */
async function isOn(folder: string, branch: string | null): Promise<boolean> {
  try {
    await runGit(folder, 'rev-parse', '--verify', '--quiet', '@{upstream}');
    return branch === null || (await runGit(folder, 'symbolic-ref', '--short', 'HEAD')) === branch;
  } catch {
    return false;
  }
}

/** The branch that the remote checks out in new clones. */
async function headOfRemote(folder: string): Promise<string> {
  const answer = await runGit(folder, 'ls-remote', '--symref', 'origin', 'HEAD');
  const name = /^ref: refs\/heads\/(\S+)\s+HEAD$/m.exec(answer)?.[1];
  if (!name) throw new Error('it has no commits; push the first one');
  return name;
}

/** For HTTPS any name goes with an access token on GitHub and GitLab, but not none. */
const TOKEN_USER = 'x-access-token';

/**
 * The variables with which git finds the token or key of `repository`, added to those in `env`, for all
 * processes of the site. None holds the token: git's credential helper reads its file at each use, so that it
 * can be replaced, and only for the host of the repository. SSH notes the keys of hosts in `knownHosts`, and
 * refuses one that has changed.
 */
export function credentialEnvironment(
  folder: string,
  { url, tokenFile, sshKeyFile }: ContentRepository,
  knownHosts: string,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  // A volume may belong to another user than the site.
  const settings = [['safe.directory', folder]];
  if (tokenFile !== null && URL.canParse(url)) {
    const { origin, username } = new URL(url);
    const helper = `!f() { test "$1" = get && printf 'password=%s\\n' "$(cat ${quoted(tokenFile)})"; }; f`;
    settings.push([`credential.${origin}.helper`, helper]);
    if (username === '') settings.push([`credential.${origin}.username`, TOKEN_USER]);
  }
  const count = Number(env.GIT_CONFIG_COUNT ?? 0);
  const variables = settings.flatMap(([key = '', value = ''], at) => [
    [`GIT_CONFIG_KEY_${count + at}`, key],
    [`GIT_CONFIG_VALUE_${count + at}`, value],
  ]);
  const ssh = [
    ...['ssh', '-i', quoted(sshKeyFile ?? ''), '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'],
    ...['-o', 'StrictHostKeyChecking=accept-new', '-o', quoted(`UserKnownHostsFile=${knownHosts}`)],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10'],
  ];
  return {
    ...Object.fromEntries(variables),
    GIT_CONFIG_COUNT: String(count + settings.length),
    ...(sshKeyFile === null ? {} : { GIT_SSH_COMMAND: ssh.join(' ') }),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
