import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { commitsBehind, fastForward } from '#lib/git/follow-remote.ts';
import { headOf, pushFiles } from '../../fixtures/git-refs.ts';

// Real repositories: a bare remote and the clones of an editor and of the server, with the content in `content/`.

let root: string;
let remote: string;
let editor: string;
let server: string;

let original: string;

/** Uses the repositories in `folder` from now on. */
function use(folder: string): void {
  root = folder;
  remote = path.join(root, 'remote.git');
  editor = path.join(root, 'editor');
  server = path.join(root, 'server');
}

beforeAll(() => {
  original = mkdtempSync(path.join(tmpdir(), 'dateline-git-'));
  use(original);
  git(root, 'init', '--template=', '--bare', '-b', 'main', remote);
  git(root, 'init', '--template=', '-b', 'main', editor);
  // Relative, so that a copy of all three is independent.
  git(editor, 'remote', 'add', 'origin', '../remote.git');
  write(editor, 'content/ferries.md', 'Ferries');
  write(editor, 'content/bridge.md', 'Bridge');
  commit(editor, 'First edition');
  git(editor, 'push', '-u', 'origin', 'main');
  git(root, 'clone', '--template=', remote, server);
  git(server, 'remote', 'set-url', 'origin', '../remote.git');
});
afterAll(() => rmSync(original, { recursive: true }));

beforeEach(() => {
  use(mkdtempSync(path.join(tmpdir(), 'dateline-git-')));
  cpSync(original, root, { recursive: true, preserveTimestamps: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ida Holm', '-c', 'user.email=ida@courier.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, '-C', folder, ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 10_000,
  }).trim();
}

function write(clone: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
  writeFileSync(path.join(clone, file), `${text}\n`);
}

const read = (clone: string, file: string) => readFileSync(path.join(clone, file), 'utf8').trim();
const follow = () => fastForward(path.join(server, 'content'));

function commit(clone: string, message: string): string {
  git(clone, 'add', '--all');
  git(clone, 'commit', '--allow-empty', '-m', message);
  return headOf(clone);
}

/** Commits and pushes all that the editor wrote. */
function push(message: string): string {
  const pushed = commit(editor, message);
  pushFiles(editor, remote);
  return pushed;
}

/** Replaces `git` by a script that fails for `command`. */
function failAt(command: string): void {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  write(
    root,
    'bin/git',
    `#!/bin/sh\ncase " $* " in *" ${command} "*) echo "fatal: disk on fire" >&2; exit 128;; esac\nexec ${real} "$@"`,
  );
  chmodSync(path.join(root, 'bin/git'), 0o755);
  vi.stubEnv('PATH', `${path.join(root, 'bin')}:${process.env.PATH}`);
}

describe('a push', () => {
  test('without new commits leaves the clone current', async () => {
    expect(await follow()).toEqual({ outcome: 'current', commit: headOf(editor) });
  });

  test('is fetched, and lists each path in the content that it adds, edits, deletes or renames', async () => {
    git(editor, 'mv', 'content/bridge.md', 'content/quay.md');
    write(editor, 'content/ferries.md', 'Night ferries');
    write(editor, 'content/articles/2026/harbor.md', 'Harbor');
    write(editor, 'README.md', 'Not content');
    const pushed = push('Second edition');
    expect(await follow()).toEqual({
      outcome: 'advanced',
      commit: pushed,
      changed: ['articles/2026/harbor.md', 'bridge.md', 'ferries.md', 'quay.md'],
    });
    expect(headOf(server)).toBe(pushed);
    expect(read(server, 'content/articles/2026/harbor.md')).toBe('Harbor');
  });

  test('may have files of any names', async () => {
    const names = [' first.md', '"straight".md', '“curly”.md', 'back\\slash.md', 'line\nbreak.md', 'Zwei Wörter.md'];
    for (const name of names) write(editor, `content/${name}`, 'Text');
    push('Names');
    const result = await follow();
    expect(result).toMatchObject({ outcome: 'advanced' });
    expect(new Set(result.outcome === 'advanced' ? result.changed : [])).toEqual(new Set(names));
  });

  test('lists paths from the content folder when that is the whole repository', async () => {
    write(editor, 'content/ferries.md', 'Night ferries');
    const pushed = push('Second edition');
    expect(await fastForward(server)).toEqual({ outcome: 'advanced', commit: pushed, changed: ['content/ferries.md'] });
  });

  test('that changes no content advances the clone and lists no path', async () => {
    write(editor, 'lib/code.ts', 'code');
    const pushed = push('Code');
    expect(await follow()).toEqual({ outcome: 'advanced', commit: pushed, changed: [] });
  });

  test('that deletes all content is fetched, and so is one that restores it', async () => {
    git(editor, 'rm', '-r', 'content');
    push('Nothing left');
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['bridge.md', 'ferries.md'] });
    git(editor, 'revert', '--no-edit', 'HEAD');
    push('As before');
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['bridge.md', 'ferries.md'] });
  });

  test('to another branch is ignored', async () => {
    git(editor, 'checkout', '-b', 'draft');
    write(editor, 'content/ferries.md', 'Draft');
    push('Draft');
    expect(await follow()).toMatchObject({ outcome: 'current' });
  });

  test('to a branch with a slash in its name is fetched', async () => {
    git(editor, 'checkout', '-b', 'editions/live');
    push('Live');
    git(server, 'fetch');
    git(server, 'checkout', 'editions/live');
    write(editor, 'content/ferries.md', 'Night ferries');
    expect(await follow()).toMatchObject({ outcome: 'current' });
    const pushed = push('Second edition');
    expect(await follow()).toEqual({ outcome: 'advanced', commit: pushed, changed: ['ferries.md'] });
  });

  test('is fetched although a tag has the name of the branch', async () => {
    git(editor, 'tag', 'main');
    git(editor, 'push', 'origin', 'refs/tags/main');
    write(editor, 'content/ferries.md', 'Night ferries');
    commit(editor, 'Second edition');
    git(editor, 'push', 'origin', 'refs/heads/main');
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['ferries.md'] });
  });
});

describe('history that the clone cannot continue', () => {
  test.each([
    ['rewritten', () => git(editor, 'commit', '--amend', '-m', 'Rewritten')],
    ['taken back', () => git(editor, 'reset', '--hard', 'HEAD~1')],
  ])('because it was %s is refused until the operator resets the clone as the message says', async (_how, rewrite) => {
    write(editor, 'content/ferries.md', 'Night ferries');
    push('Second edition');
    await follow();
    const before = headOf(server);
    rewrite();
    push('Other edition');
    git(editor, 'reset', '--hard', 'HEAD~1');
    git(editor, 'push', '--force');
    const result = await follow();
    expect(result).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('origin/main does not continue'),
    });
    expect(headOf(server)).toBe(before);
    expect(read(server, 'content/ferries.md')).toBe('Night ferries');

    operate(result);
    expect(await follow()).toEqual({ outcome: 'current', commit: headOf(editor) });
  });

  test.each([
    ['and the remote as well', true],
    ['alone', false],
  ])('because the clone has commits of its own, %s, is refused and keeps them', async (_which, both) => {
    write(server, 'content/quay.md', 'Quay');
    const own = commit(server, 'Written on the server');
    write(editor, 'content/ferries.md', 'Night ferries');
    if (both) push('Second edition');
    expect(await follow()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(own.slice(0, 10)) });
    expect(headOf(server)).toBe(own);
  });
});

/** Runs the command of the message in the server's clone. */
function operate(result: Awaited<ReturnType<typeof follow>>): void {
  const command = result.outcome === 'refused' ? /run in the clone: git (.*)$/.exec(result.fix)?.[1] : undefined;
  if (!command) throw new Error(`It tells no command: ${JSON.stringify(result)}`);
  git(server, ...command.split(' '));
}

describe('a clone in which files were changed', () => {
  test('advances when the push leaves those alone, and keeps them', async () => {
    write(server, 'content/bridge.md', 'Changed on the server');
    write(server, 'content/new.md', 'New on the server');
    write(editor, 'content/ferries.md', 'Night ferries');
    push('Second edition');
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['ferries.md'] });
    expect(read(server, 'content/bridge.md')).toBe('Changed on the server');
    expect(read(server, 'content/new.md')).toBe('New on the server');
  });

  test.each([
    ['edited', 'ferries.md', () => {}],
    ['edited and staged', 'ferries.md', () => git(server, 'add', '--all')],
    ['added', 'Größe.md', () => {}],
    [
      'edited, where git is set to stash by itself,',
      'ferries.md',
      () => git(server, 'config', 'merge.autoStash', 'true'),
    ],
  ])(
    'does not advance when one that was %s is in the push, until the command of the message is run',
    async (_how, file, more) => {
      const before = headOf(server);
      write(server, `content/${file}`, 'Written on the server');
      more();
      write(editor, `content/${file}`, 'Written by the editor');
      push('Second edition');
      const result = await follow();
      expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(`: content/${file}.`) });
      expect(headOf(server)).toBe(before);
      expect(read(server, `content/${file}`)).toBe('Written on the server');

      operate(result);
      expect(await follow()).toMatchObject({ outcome: 'advanced', changed: [file] });
      expect(read(server, `content/${file}`)).toBe('Written by the editor');
    },
  );
});

describe('a remote', () => {
  test('that cannot be reached is reported, and followed when it is back', async () => {
    write(editor, 'content/ferries.md', 'Night ferries');
    push('Second edition');
    renameSync(remote, `${remote}.away`);
    expect(await follow()).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^The remote “origin” cannot be fetched: .*remote\.git.* does not appear to be/),
    });
    renameSync(`${remote}.away`, remote);
    expect(await follow()).toMatchObject({ outcome: 'advanced' });
  });

  test('without the branch that the clone follows is reported', async () => {
    git(remote, 'branch', '-m', 'main', 'trunk');
    expect(await follow()).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/cannot be fetched: couldn't find remote ref .*main/),
    });
  });

  test('that asks for a password is refused at once', async () => {
    const web = createServer((_request, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Courier"' }).end(),
    );
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    git(server, 'remote', 'set-url', 'origin', `http://127.0.0.1:${(web.address() as AddressInfo).port}/courier.git`);
    vi.stubEnv('GIT_ASKPASS', '');
    try {
      expect(await follow()).toMatchObject({
        outcome: 'refused',
        reason: expect.stringContaining('could not read Username'),
      });
    } finally {
      web.close();
    }
  }, 5_000);
});

describe('a folder that cannot be followed', () => {
  test.each([
    ['a branch without a remote', () => git(server, 'branch', '--unset-upstream'), /follows no branch.*no upstream/],
    ['no branch', () => git(server, 'checkout', '--detach'), /follows no branch.*HEAD does not point to a branch/],
    ['no clone', () => rmSync(path.join(server, '.git'), { recursive: true }), /is not a git clone/],
    ['not there', () => rmSync(server, { recursive: true }), /no content folder/],
  ])('(%s) is refused with a reason', async (_what, spoil, reason) => {
    spoil();
    expect(await follow()).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(reason) });
  });

  test('is refused without git', async () => {
    vi.stubEnv('PATH', root);
    expect(await follow()).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('There is no git on this machine'),
    });
  });

  test('that another git process has locked is not reported as having changed files', async () => {
    write(editor, 'content/ferries.md', 'Night ferries');
    push('Second edition');
    write(server, '.git/index.lock', '');
    const result = await follow();
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('index.lock') });
    expect(JSON.stringify(result)).not.toContain('have been changed');
    rmSync(path.join(server, '.git/index.lock'));
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['ferries.md'] });
  });

  test.each(['fetch', 'rev-list', 'diff-tree', 'merge'])('in which “%s” fails is left unchanged', async (command) => {
    const before = headOf(server);
    write(editor, 'content/ferries.md', 'Night ferries');
    push('Second edition');
    failAt(command);
    expect(await follow()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('disk on fire') });
    vi.unstubAllEnvs();
    expect(headOf(server)).toBe(before);
    expect(await follow()).toMatchObject({ outcome: 'advanced', changed: ['ferries.md'] });
  });
});

test('commits that the clone has fetched and not taken over are counted', async () => {
  const behind = (commit: string | null = null) => commitsBehind(path.join(server, 'content'), commit);
  const first = headOf(server);
  expect(await behind()).toBe(0);
  write(editor, 'content/ferries.md', 'Night ferries');
  push('Ferries sail at night');
  write(server, 'content/ferries.md', 'Changed on the server');
  expect(await follow()).toMatchObject({ outcome: 'refused' });
  expect([await behind(), await behind(first)]).toEqual([1, 1]);
  git(server, 'checkout', '--', 'content/ferries.md');
  await follow();
  // Fetched and checked out, but not yet read.
  expect([await behind(), await behind(first)]).toEqual([0, 1]);
  expect([await behind('0'.repeat(40)), await commitsBehind(tmpdir(), null)]).toEqual([null, null]);
});

test('hooks in the clone are not run', async () => {
  const ran = path.join(root, 'ran');
  for (const name of ['post-merge', 'post-checkout', 'reference-transaction']) {
    write(server, `.git/hooks/${name}`, `#!/bin/sh\necho ${name} >> ${ran}`);
    chmodSync(path.join(server, '.git/hooks', name), 0o755);
  }
  write(editor, 'content/ferries.md', 'Night ferries');
  push('Second edition');
  expect(await follow()).toMatchObject({ outcome: 'advanced' });
  expect(existsSync(ran)).toBe(false);
  commit(server, 'By hand');
  expect(existsSync(ran)).toBe(true);
});

test('a server that a hook of another repository started follows its own', async () => {
  write(editor, 'content/ferries.md', 'Night ferries');
  const pushed = push('Second edition');
  vi.stubEnv('GIT_DIR', path.join(editor, '.git'));
  vi.stubEnv('GIT_INDEX_FILE', path.join(editor, '.git/index'));
  expect(await follow()).toEqual({ outcome: 'advanced', commit: pushed, changed: ['ferries.md'] });
  vi.unstubAllEnvs();
  expect(headOf(server)).toBe(pushed);
});
