import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bytesOf, fetchBranch, filesInCommit, readFromCommit } from '#lib/git/branch-reader.ts';
import { headOf, pushFiles } from '../../fixtures/git-refs.ts';

// Real repositories: a bare remote and the clones of an editor and of the server, with the content in `content/`.

const root = mkdtempSync(path.join(tmpdir(), 'dateline-branch-'));
const [remote, editor, server] = ['remote.git', 'editor', 'server'].map((name) => path.join(root, name)) as [
  string,
  string,
  string,
];
const content = path.join(server, 'content');

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function push(branch: string, files: Record<string, string | Buffer>): string {
  git(editor, 'checkout', '-B', branch, 'main');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(editor, 'content', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  git(editor, 'add', '--all');
  git(editor, 'commit', '--allow-empty', '-m', branch);
  pushFiles(editor, remote);
  return headOf(editor);
}

async function commitOf(branch: string): Promise<string> {
  const head = await fetchBranch(content, branch);
  if ('refusal' in head) throw new Error(head.refusal);
  return head.commit;
}

beforeAll(() => {
  git(root, 'init', '--template=', '--bare', '-b', 'main', remote);
  git(root, 'init', '--template=', '-b', 'main', editor);
  git(editor, 'remote', 'add', 'origin', remote);
  mkdirSync(path.join(editor, 'content'));
  writeFileSync(path.join(editor, 'content/first.md'), 'First');
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', 'First');
  git(editor, 'push', 'origin', 'main');
  git(root, 'clone', '--template=', remote, server);
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

test('a file is read as it is on the branch, with any name and text', async () => {
  const commit = push('texts', {
    'a*b.md': 'Star',
    'aXb.md': 'Letter',
    'articles/夜.md': 'Nacht\r\n',
    'first.md': 'Other',
  });
  expect(await commitOf('texts')).toBe(commit);
  const read = (name: string) => readFromCommit(content, commit, `content/${name}`);
  expect(await Promise.all(['a*b.md', 'articles/夜.md', 'first.md'].map(read))).toEqual(['Star', 'Nacht\r\n', 'Other']);
  expect(await Promise.all(['none.md', 'articles', 'a?b.md', '../content'].map(read))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('a file that is not text, or too large, is a diagnostic', async () => {
  const commit = push('bytes', { 'latin.md': Buffer.from([0x66, 0xe4]), 'large.md': 'x'.repeat(2_000_001) });
  await commitOf('bytes');
  const rules = ['latin.md', 'large.md'].map(async (name) => await readFromCommit(content, commit, `content/${name}`));
  expect(await Promise.all(rules)).toMatchObject([{ rule: 'file-encoding' }, { rule: 'file-large' }]);
});

test('a symbolic link is no file', async () => {
  git(editor, 'checkout', '-B', 'links', 'main');
  symlinkSync('/etc/passwd', path.join(editor, 'content/linked.md'));
  git(editor, 'add', '--all');
  git(editor, 'commit', '-m', 'links');
  git(editor, 'push', 'origin', 'links');
  expect(await readFromCommit(content, await commitOf('links'), 'content/linked.md')).toBeNull();
});

test('of several files those that exist are found', async () => {
  const commit = push('images', { 'articles/a.jpg': 'A', 'articles/b.jpg': 'B' });
  await commitOf('images');
  const wanted = ['content/articles/a.jpg', 'content/articles/c.jpg', 'public/a.jpg'];
  const [found, ...others] = await filesInCommit(content, commit, wanted);
  expect(found).toEqual({ file: 'content/articles/a.jpg', id: expect.stringMatching(/^[\da-f]{40}$/), size: 1 });
  expect(others).toEqual([]);
  expect(found && (await bytesOf(content, found)).toString()).toBe('A');
  expect(await filesInCommit(content, commit, [])).toEqual([]);
  const ofPublication = push('icons', { 'public/icon.svg': 'Icon' });
  await commitOf('icons');
  const icons = await filesInCommit(content, ofPublication, ['public/icon.svg']);
  expect(icons.map(({ file, size }) => [file, size])).toEqual([['public/icon.svg', 4]]);
});

test('each read sees the latest push, forced ones too, and leaves the clone unchanged', async () => {
  const before = ['HEAD', 'FETCH_HEAD'].map((name) => [name, gitOrNothing('rev-parse', name)]);
  const branches = git(server, 'branch', '--all');
  const first = push('desk', { 'x.md': 'One' });
  expect(await commitOf('desk')).toBe(first);
  const second = push('desk', { 'x.md': 'Two' });
  expect(await commitOf('desk')).toBe(second);
  expect(await readFromCommit(content, second, 'content/x.md')).toBe('Two');
  expect(['HEAD', 'FETCH_HEAD'].map((name) => [name, gitOrNothing('rev-parse', name)])).toEqual(before);
  expect(git(server, 'branch', '--all')).toBe(branches);
  expect(git(server, 'status', '--porcelain')).toBe('');
});

function gitOrNothing(...args: string[]): string {
  try {
    return git(server, ...args);
  } catch {
    return '';
  }
}

test('a branch may have the name of another branch’s former folder', async () => {
  push('night', {});
  await commitOf('night');
  git(editor, 'push', 'origin', ':night');
  git(editor, 'checkout', 'main');
  git(editor, 'branch', '-D', 'night');
  const commit = push('night/ferries', {});
  expect(await commitOf('night/ferries')).toBe(commit);
});

test.each(['', '*', 'a:b', '../main', '-x y', 'a\0b', '@{upstream}', 'a..b'])(
  '“%s” is no branch name',
  async (name) => {
    expect(await fetchBranch(content, name)).toEqual({ refusal: `“${name}” is no name of a branch.` });
  },
);

test('a branch that does not exist, or was deleted, is reported as missing', async () => {
  push('short', {});
  await commitOf('short');
  git(editor, 'push', 'origin', ':short');
  for (const name of ['short', 'never']) {
    const refusal = `There is no branch “${name}”: it has not been pushed, or was deleted since.`;
    expect(await fetchBranch(content, name)).toEqual({ refusal });
  }
});

test('without a clone or a reachable remote the error does not reveal the remote’s URL', async () => {
  const alone = path.join(root, 'alone');
  mkdirSync(alone);
  expect(await fetchBranch(alone, 'main')).toEqual({
    refusal: 'The content is in no clone that follows a branch of a remote.',
  });
  git(root, 'clone', '--template=', remote, 'moved');
  git(path.join(root, 'moved'), 'remote', 'set-url', 'origin', path.join(root, 'secret-place.git'));
  const refusal = 'The branch “main” cannot be fetched.';
  expect(await fetchBranch(path.join(root, 'moved'), 'main')).toEqual({ refusal });
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining('secret-place'));
});
