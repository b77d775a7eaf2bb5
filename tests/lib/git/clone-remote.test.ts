import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cloneContent, credentialEnvironment } from '#lib/git/clone-remote.ts';
import { fastForward } from '#lib/git/follow-remote.ts';
import { serveGit } from '../../fixtures/git-web-server.ts';

// Real repositories: a bare remote with the branches `trunk` and `preview`, and a folder for the clone.

const TOKEN = 'ghp_correctHorseBatteryStaple';

let root: string;
let remote: string;
let editor: string;
let folder: string;
let begun: number;

const file = (name: string) => path.join(root, name);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-clone-'));
  remote = file('news.git');
  editor = file('editor');
  folder = file('content');
  begun = 0;
  git(root, 'init', '--quiet', '--template=', '--bare', '-b', 'trunk', remote);
  git(root, 'init', '--quiet', '--template=', '-b', 'trunk', editor);
  git(editor, 'remote', 'add', 'origin', remote);
  commit('ferries.md', 'Ferries');
  commit('ferries.md', 'Night ferries');
  git(editor, 'checkout', '--quiet', '-b', 'preview');
  commit('bridge.md', 'Bridge');
  git(editor, 'push', '--quiet', 'origin', 'trunk', 'preview');
  git(editor, 'checkout', '--quiet', 'trunk');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function git(at: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', at, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(name: string, text: string): void {
  writeFileSync(path.join(editor, name), `${text}\n`);
  git(editor, 'add', '--all');
  git(editor, 'commit', '--quiet', '-m', text);
}

const clone = (settings: { url?: string; branch?: string | null } = {}) =>
  cloneContent(
    folder,
    { url: `file://${remote}`, branch: null, tokenFile: null, sshKeyFile: null, ...settings },
    () => {
      begun++;
    },
  );

describe('the content', () => {
  test('is cloned with its history on the branch of the remote, and followed', async () => {
    await clone();
    expect(readFileSync(path.join(folder, 'ferries.md'), 'utf8')).toBe('Night ferries\n');
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('2');
    commit('quay.md', 'Quay');
    git(editor, 'push', '--quiet', 'origin', 'trunk');
    expect(await fastForward(folder)).toMatchObject({ outcome: 'advanced', changed: ['quay.md'] });
  });

  test('is not fetched again: a start does not need the remote', async () => {
    await clone();
    renameSync(remote, file('away'));
    await clone();
    await clone({ branch: 'trunk' });
    expect(begun).toBe(1);
  });

  test('is that of the given branch, also when the setting changes', async () => {
    await clone({ branch: 'preview' });
    expect(readdirSync(folder).sort()).toEqual(['.git', 'bridge.md', 'ferries.md']);
    await clone({ branch: 'trunk' });
    expect(readdirSync(folder).sort()).toEqual(['.git', 'ferries.md']);
    expect(await fastForward(folder)).toMatchObject({ outcome: 'current' });
  });

  test.each([
    ['before the fetch', () => {}],
    ['in the checkout', () => writeFileSync(path.join(folder, '.git/index.lock'), '')],
  ])('whose clone was interrupted %s is cloned by the next start', async (_when, interrupt) => {
    git(root, 'init', '--quiet', '--template=', '-b', 'main', folder);
    git(folder, 'remote', 'add', 'origin', `file://${remote}`);
    interrupt();
    await clone();
    expect(existsSync(path.join(folder, 'ferries.md'))).toBe(true);
    expect(await fastForward(folder)).toMatchObject({ outcome: 'current' });
  });
});

describe('an error says what to do', () => {
  test('about a folder with other files, which stay', async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'own.md'), '');
    await expect(clone()).rejects.toThrow(/has files, but is no clone\. Set CONTENT_DIR to an empty folder/);
    expect(readdirSync(folder)).toEqual(['own.md']);
  });

  test('about a clone of another repository, without its password', async () => {
    await clone();
    git(folder, 'remote', 'set-url', 'origin', `https://ida:${TOKEN}@courier.example/news.git`);
    const error = await clone().catch((error: Error) => error.message);
    expect(error).toMatch(/is a clone of https:\/\/courier\.example\/news\.git\. Set CONTENT_DIR/);
  });

  test.each([
    ['a remote that is not there', 'none.git', null, /cannot be cloned: '.*' does not appear to be a git repository/],
    ['a branch that is not there', 'news.git', 'nightly', /cannot be cloned: couldn't find remote ref/],
    ['a remote without commits', 'empty.git', null, /cannot be cloned: it has no commits; push the first one/],
  ])('about %s', async (_what, name, branch, message) => {
    git(root, 'init', '--quiet', '--template=', '--bare', file('empty.git'));
    await expect(clone({ url: `file://${file(name)}`, branch })).rejects.toThrow(message);
    // The next start tries again.
    rmSync(folder, { recursive: true });
    await clone();
  });
});

/** The arguments and environments of all processes of this machine that can be read. */
function everyProcess(): string {
  const read = (name: string) => {
    try {
      return readFileSync(name, 'latin1');
    } catch {
      return ''; // it ended, or belongs to somebody else
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map((pid) => read(`/proc/${pid}/cmdline`) + read(`/proc/${pid}/environ`)).join('\n');
}

test('a token is read from its file at each use, and is in no argument, environment or configuration', async () => {
  const tokenFile = file("it's a token");
  writeFileSync(tokenFile, `${TOKEN}\n`);
  let seen = '';
  let password = TOKEN;
  const server = await serveGit(
    root,
    () => password,
    () => {
      seen += everyProcess();
    },
  );
  const repository = { url: `${server.origin}/news.git`, branch: null, tokenFile, sshKeyFile: null };
  try {
    await expect(clone(repository)).rejects.toThrow(/cannot be cloned: could not read Username/);
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', 'user.name');
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'Ida Holm');
    const variables = credentialEnvironment(folder, repository, file('known_hosts'), process.env);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await clone(repository);
    expect(git(folder, 'config', 'user.name')).toBe('Ida Holm');
    password = 'a newer token';
    expect(await fastForward(folder)).toMatchObject({ outcome: 'refused', reason: expect.not.stringContaining(TOKEN) });
    writeFileSync(tokenFile, password);
    expect(await fastForward(folder)).toMatchObject({ outcome: 'current' });
    expect(Buffer.from(server.authorizations[0]?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(
      `x-access-token:${TOKEN}`,
    );
    // The test sees what it looks for.
    expect(seen).toContain('GIT_CONFIG_COUNT');
    expect(seen).toContain('news.git');
    expect(seen).not.toContain(TOKEN);
    expect(readFileSync(path.join(folder, '.git/config'), 'utf8')).not.toMatch(/ghp_|credential/);
    // No other server gets it.
    const other = await serveGit(root, () => 'another');
    git(folder, 'remote', 'set-url', 'origin', `${other.origin}/news.git`);
    expect(await fastForward(folder)).toMatchObject({ outcome: 'refused' });
    expect(other.authorizations).toEqual([]);
    other.close();
  } finally {
    server.close();
  }
});

test('a key for SSH is used alone, and the keys of hosts are noted beside the cache', async () => {
  mkdirSync(file('bin'));
  // It says what it was called with, and runs what the server would.
  writeFileSync(
    file('bin/ssh'),
    `#!/bin/sh\nfor argument do echo "$argument" >> '${file('called')}'; last=$argument; done\nexec sh -c "$last"\n`,
  );
  chmodSync(file('bin/ssh'), 0o755);
  vi.stubEnv('PATH', `${file('bin')}:${process.env.PATH}`);
  const repository = { url: `git@courier.example:${remote}`, branch: null, tokenFile: null, sshKeyFile: file('a key') };
  const variables = credentialEnvironment(folder, repository, file('known_hosts'), process.env);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  await clone(repository);
  const called = readFileSync(file('called'), 'utf8').split('\n');
  expect(called.slice(0, 2)).toEqual(['-i', file('a key')]);
  expect(called).toEqual(
    expect.arrayContaining([
      'IdentitiesOnly=yes',
      'BatchMode=yes',
      'StrictHostKeyChecking=accept-new',
      `UserKnownHostsFile=${file('known_hosts')}`,
      'git@courier.example',
    ]),
  );
});
