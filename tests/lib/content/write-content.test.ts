import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ContentFile, listContent } from '#lib/content/files.ts';
import { renameContent, rewriteContent, writeContent } from '#lib/content/write-content.ts';
import { put } from '../../fixtures/photographs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-write-'));
  put(path.join(root, 'content/articles/sub/x.md'), 'x');
  put(path.join(root, 'outside/x.md'), 'outside');
});
afterEach(() => rmSync(root, { recursive: true }));

const folders = () => ({ content: path.join(root, 'content'), public: path.join(root, 'public') });
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('a file is written with its folders, replaced, and kept if it must be new', () => {
  writeContent(folders(), 'content/articles/2026/11/fog.md', 'a longer text');
  writeContent(folders(), 'content/articles/2026/11/fog.md', 'fog');
  expect(text('content/articles/2026/11/fog.md')).toBe('fog');
  expect(() => writeContent(folders(), 'content/articles/2026/11/fog.md', 'x', { mustBeNew: true })).toThrow('EEXIST');
  expect(text('content/articles/2026/11/fog.md')).toBe('fog');
});

test('a file is renamed unless its new name is taken', () => {
  expect(renameContent(folders(), 'content/articles/sub/x.md', 'content/articles/sub/y.md')).toBe(true);
  put(path.join(root, 'content/articles/sub/x.md'), 'another');
  expect(renameContent(folders(), 'content/articles/sub/x.md', 'content/articles/sub/y.md')).toBe(false);
  expect([text('content/articles/sub/x.md'), text('content/articles/sub/y.md')]).toEqual(['another', 'x']);
});

test('nothing outside of the content is written, renamed or made through a symbolic link', () => {
  const [file] = listContent(folders()) as [ContentFile];
  renameSync(path.join(root, 'content/articles/sub'), path.join(root, 'moved'));
  symlinkSync(path.join(root, 'outside'), path.join(root, 'content/articles/sub'));
  symlinkSync(path.join(root, 'outside/x.md'), path.join(root, 'content/articles/link.md'));
  const attempts = [
    () => rewriteContent(file, 'y'),
    () => writeContent(folders(), 'content/articles/sub/x.md', 'y'),
    () => writeContent(folders(), 'content/articles/sub/new/x.md', 'y'),
    () => writeContent(folders(), 'content/articles/link.md', 'y'),
    () => renameContent(folders(), 'content/articles/sub/x.md', 'content/articles/sub/y.md'),
  ];
  for (const attempt of attempts) expect(attempt).toThrow();
  expect(readdirSync(path.join(root, 'outside'))).toEqual(['x.md']);
  expect(text('outside/x.md')).toBe('outside');
});
