import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { exportCommand } from '#lib/cli/export.ts';
import { readConfig } from '#lib/config.ts';
import { openExport } from '#lib/export/export-site.ts';

afterEach(() => vi.restoreAllMocks());

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
