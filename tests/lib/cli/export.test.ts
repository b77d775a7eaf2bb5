import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { exportCommand } from '#lib/cli/export.ts';
import { readConfig } from '#lib/config.ts';
import { openExport } from '#lib/export/export-site.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const run = (...args: string[]) => exportCommand(args, process.cwd(), { NODE_ENV: 'test' });

test('--help says what an export cannot do', async () => {
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  expect(await run('--help')).toBe(0);
  expect(String(printed.mock.calls[0]?.[0])).toMatch(/answer no\nsearches and no previews/);
});

test('it says what is wrong with its options', async () => {
  await expect(run()).rejects.toThrow(/^Name the folder: npm run export -- --out=folder/);
  await expect(run('out')).rejects.toThrow(/^Name the folder/);
  await expect(run('--out=x', '--images=some')).rejects.toThrow(
    'There is no choice “some”. --images is referenced, all, none.',
  );
  await expect(run('--output=x')).rejects.toThrow('There is no option “--output”.');
});

test('it refuses folders in the content, and folders that are not its own, before it starts anything', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-export-'));
  const content = path.join(root, 'content');
  mkdirSync(content);
  writeFileSync(path.join(content, 'publication.yaml'), 'name: The Lamp\n');
  const config = readConfig(root, { NODE_ENV: 'test', CONTENT_DIR: content, DATELINE_CACHE: path.join(root, 'cache') });
  const open = (out: string) => openExport({ project: root, config, out, images: 'none' });
  await expect(open(path.join(content, 'out'))).rejects.toThrow(
    `${path.join(content, 'out')} is in the content. Name a folder outside of it.`,
  );
  await expect(open(content)).rejects.toThrow('is in the content');
  await expect(open(path.join(root, 'public'))).rejects.toThrow('is in the content');
  await expect(open(root)).rejects.toThrow(`${root} is not empty and is no export.`);
  rmSync(root, { recursive: true });
});

test('it fetches the content that CONTENT_REPOSITORY names, and says why it cannot', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-export-'));
  const [remote, clone] = [path.join(root, 'news.git'), path.join(root, 'content')];
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', remote]);
  vi.spyOn(console, 'log').mockReturnValue();
  vi.stubEnv('DATELINE_BUILD', 'none'); // it is not reached
  for (const name of ['GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0']) vi.stubEnv(name, undefined);
  const env = { NODE_ENV: 'test', CONTENT_REPOSITORY: `file://${remote}`, CONTENT_DIR: clone } as const;
  const exported = () => exportCommand([`--out=${path.join(clone, 'out')}`], root, { ...env });
  await expect(exported()).rejects.toThrow(/cannot be cloned: it has no commits; push the first one/);

  const editor = path.join(root, 'editor');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', editor, '-c', 'user.name=Ida', '-c', 'user.email=ida@lamp.example', ...args]);
  execFileSync('git', ['clone', '--quiet', remote, editor], { stdio: 'ignore' });
  for (const name of ['The Lamp', 'The Torch']) {
    writeFileSync(path.join(editor, 'publication.yaml'), `name: ${name}\n`);
    git('add', '--all');
    git('commit', '--quiet', '-m', name);
    git('push', '--quiet', 'origin', 'HEAD:main');
    await expect(exported()).rejects.toThrow('is in the content');
    expect(readFileSync(path.join(clone, 'publication.yaml'), 'utf8')).toContain(name);
  }
  rmSync(remote, { recursive: true });
  await expect(exported()).rejects.toThrow('The remote “origin” cannot be fetched');
  rmSync(root, { recursive: true });
});
