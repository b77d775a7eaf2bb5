import { execFileSync } from 'node:child_process';
import fs, { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_FILE_BYTES } from '#lib/content/file-text.ts';
import {
  type ContentFile,
  fileSize,
  kindOfContent,
  listContent,
  listOtherFiles,
  listPublicFiles,
  locate,
  nameInContent,
  publicFileExists,
  readContent,
  readFileBytes,
  statContent,
} from '#lib/content/files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const folders = () => ({ content: path.join(root, 'content'), public: path.join(root, 'public') });

function write(file: string, bytes: string | Uint8Array): string {
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, bytes);
  return absolute;
}

/** The only content file of the folder. */
async function onlyFile(): Promise<ContentFile> {
  const [file, ...others] = listContent(folders());
  expect(others).toEqual([]);
  return file ?? expect.unreachable('no file was listed');
}

describe('the kind of a file follows from its path', () => {
  test.each([
    ['content/publication.yaml', 'publication'],
    ['content/articles/x.md', 'article'],
    ['content/articles/2024/01/x.md', 'article'],
    ['content/authors/mira-oakhurst.md', 'author'],
    ['content/tags/river.md', 'tag'],
    ['content/pages/about.md', 'page'],
    ['content/authors/former/mira-oakhurst.md', null],
    ['content/x.md', null],
    ['content/articles/notes.txt', null],
    ['content/articles/x.md~', null],
    ['content/articles/.x.md', null],
    ['content/articles/.git/x.md', null],
    ['content/.articles/x.md', null],
    ['content/articles/publication.yaml', null],
    ['content/elsewhere/x.md', null],
    ['content/constructor/x.md', null],
    ['content/__proto__/x.md', null],
  ])('%s: %s', (file, kind) => {
    expect(kindOfContent(file)).toBe(kind);
  });
});

test('content files, and no others, are listed', async () => {
  for (const file of ['articles/b.md', 'articles/2024/c.md', 'authors/a.md', 'publication.yaml', 'notes.md']) {
    write(`content/${file}`, 'x');
  }
  mkdirSync(path.join(root, 'content/articles/folder.md'));
  symlinkSync('/etc/hostname', path.join(root, 'content/articles/link.md'));
  symlinkSync('/etc', path.join(root, 'content/articles/etc'));
  const listed = listContent(folders()).map(({ path, kind, size }) => [path, kind, size]);
  expect(listed.toSorted()).toEqual([
    ['content/articles/2024/c.md', 'article', 1],
    ['content/articles/b.md', 'article', 1],
    ['content/authors/a.md', 'author', 1],
    ['content/publication.yaml', 'publication', 1],
  ]);
});

test('a file that disappears during listing is left out', async () => {
  write('content/articles/x.md', 'x');
  // A name that is not UTF-8 is listed in a spelling that no file has, like a file that has just been deleted.
  const folder = path.join(root, 'content/articles/');
  writeFileSync(Buffer.concat([Buffer.from(folder), Uint8Array.of(0xe9), Buffer.from('.md')]), 'x');
  mkdirSync(Buffer.concat([Buffer.from(folder), Uint8Array.of(0xe9)]));
  expect((await onlyFile()).path).toBe('content/articles/x.md');
});

test('a content folder that is missing cannot be listed', () => {
  expect(() => listContent(folders())).toThrow('ENOENT');
});

test('a file is read with its byte order mark', async () => {
  write('content/articles/x.md', '\uFEFF---\r\nнайти\r\n');
  expect(readContent(await onlyFile())).toBe('\uFEFF---\r\nнайти\r\n');
});

test('a file whose name has decomposed letters is read under its composed name', async () => {
  write(`content/articles/${'йога'.normalize('NFD')}.md`, 'x');
  const file = await onlyFile();
  expect(file.path).toBe('content/articles/йога.md');
  expect(readContent(file)).toBe('x');
});

test('reading a file that has disappeared returns null', async () => {
  const absolute = write('content/articles/x.md', 'x');
  const file = await onlyFile();
  rmSync(absolute);
  expect(readContent(file)).toBeNull();
});

test('a file that is not UTF-8 is a diagnostic', async () => {
  write('content/articles/x.md', Uint8Array.of(0x63, 0x61, 0x66, 0xe9)); // café in Latin-1
  expect(readContent(await onlyFile())).toEqual({
    file: 'content/articles/x.md',
    line: 1,
    column: 1,
    severity: 'error',
    blocks: true,
    rule: 'file-encoding',
    reason: 'The file is not UTF-8 text.',
    fix: 'Save it with the encoding UTF-8.',
  });
});

test.each([
  ['Word', [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], 'a Word document or a ZIP archive'],
  ['RTF', [...Buffer.from('{\\rtf1\\ansi Text.}')], 'an RTF document'],
  ['PDF', [...Buffer.from('%PDF-1.7\n')], 'a PDF document'],
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], 'a PNG image'],
])('a file of another program (%s) is a diagnostic', async (_, bytes, format) => {
  write('content/articles/x.md', Uint8Array.from(bytes));
  expect(readContent(await onlyFile())).toMatchObject({
    rule: 'file-format',
    reason: `The file is ${format}, although its name ends in .md.`,
    fix: 'Write the story in a text editor, or save it there as plain text.',
  });
});

test('a file larger than the limit is a diagnostic', async () => {
  write('content/articles/x.md', 'x'.repeat(MAX_FILE_BYTES + 1));
  expect(readContent(await onlyFile())).toMatchObject({
    rule: 'file-large',
    reason: 'The file has 2000001 bytes; the limit is 2000000.',
    fix: 'Split the text, and put images and data under public/.',
  });
});

test('a file as large as the limit is read', async () => {
  write('content/articles/x.md', 'x'.repeat(MAX_FILE_BYTES));
  expect(readContent(await onlyFile())).toHaveLength(MAX_FILE_BYTES);
});

test('a folder or a pipe in place of a file is no file, and is not waited for', async () => {
  const absolute = write('content/articles/x.md', 'x');
  const file = await onlyFile();
  rmSync(absolute);
  mkdirSync(absolute);
  expect([readContent(file), statContent(folders(), [file.path])]).toEqual([null, []]);
  rmSync(absolute, { recursive: true });
  execFileSync('mkfifo', [absolute]);
  expect([readContent(file), statContent(folders(), [file.path])]).toEqual([null, []]);
});

test('a file that cannot be read is a diagnostic', async () => {
  write('content/articles/x.md', 'x');
  const file = await onlyFile();
  // Rights would be no obstacle for a superuser.
  vi.spyOn(fs, 'openSync').mockImplementation(() => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  });
  syncBuiltinESMExports();
  const found = readContent(file);
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  expect(found).toMatchObject({
    file: 'content/articles/x.md',
    rule: 'file-unreadable',
    reason: 'The file cannot be read: EACCES: permission denied.',
    fix: 'Check that it is a file, and that the server may read it.',
  });
});

test('a link out of public/ is no public file', () => {
  write('public/images/harbor.jpg', 'x');
  write('secret.txt', 'x');
  symlinkSync(path.join(root, 'secret.txt'), path.join(root, 'public/images/link.jpg'));
  symlinkSync(root, path.join(root, 'public/up'));
  symlinkSync('harbor.jpg', path.join(root, 'public/images/same.jpg'));
  const urls = ['/images/link.jpg', '/up/secret.txt', '/images/same.jpg', '/images/harbor.jpg'];
  expect(urls.map((url) => publicFileExists(folders(), url))).toEqual([false, false, false, true]);
});

describe('a symbolic link below the folders is not followed', () => {
  /** Puts a link to a folder outside of the content in the place of a folder. */
  const replaceByLink = (folder: string) => {
    renameSync(path.join(root, folder), path.join(root, 'moved'));
    symlinkSync(path.join(root, 'outside'), path.join(root, folder));
  };
  beforeEach(() => {
    write('outside/x.md', 'secret');
    write('outside/x.jpg', 'secret');
  });

  test('when a file is named whose folder is a link', () => {
    write('content/articles/sub.d/x.md', 'x');
    write('public/images/x.jpg', 'x');
    const names = ['content/articles/sub.d/x.md', 'public/images/x.jpg'];
    expect(statContent(folders(), names)).toHaveLength(2);
    replaceByLink('content/articles/sub.d');
    expect(statContent(folders(), names)?.map((file) => file.path)).toEqual(['public/images/x.jpg']);
  });

  test('when a folder becomes a link after it was listed', async () => {
    write('content/articles/sub/x.md', 'x');
    const file = await onlyFile();
    replaceByLink('content/articles/sub');
    expect(readContent(file)).toBeNull();
  });

  test('when the folder of an image becomes a link after it was listed', async () => {
    write('content/articles/sub/x.jpg', 'x');
    const { absolute } = await onlyFile();
    expect([fileSize(absolute), readFileBytes(absolute)?.toString()]).toEqual([1, 'x']);
    replaceByLink('content/articles/sub');
    expect([fileSize(absolute), readFileBytes(absolute)]).toEqual([null, null]);
  });

  test('but content/ and public/ may be links themselves, and lie below links', async () => {
    write('real/edition/articles/x.md', 'x');
    write('real/files/x.pdf', 'x');
    symlinkSync('edition', path.join(root, 'real/content'));
    symlinkSync('files', path.join(root, 'real/public'));
    symlinkSync('real', path.join(root, 'link'));
    const linked = { content: path.join(root, 'link/content'), public: path.join(root, 'link/public') };
    const [file] = listContent(linked);
    expect(file && readContent(file)).toBe('x');
    expect(statContent(linked, ['content/articles/x.md'])).toEqual([file]);
    expect(publicFileExists(linked, '/x.pdf')).toBe(true);
  });
});

describe('a public file is one under public/', () => {
  test.each([
    ['/images/harbor.jpg', true],
    ['/images/harbour.jpg', false],
    ['/images', false],
    ['/', false],
    ['', false],
    ['images/harbor.jpg', false],
    ['//images/harbor.jpg', false], // names the host “images”
    ['/images/../images/harbor.jpg', false],
    ['/../secret.txt', false],
    ['/..', false],
    ['/images/harbor.jpg\0', false],
    [`/${'x'.repeat(300)}.jpg`, false],
    ['/.hidden.jpg', false],
    ['/.well-known/x.jpg', false],
  ])('%j: %s', (url, expected) => {
    write('public/images/harbor.jpg', 'x');
    write('secret.txt', 'x');
    write('public-too/x.jpg', 'x');
    write('public/.hidden.jpg', 'x');
    write('public/.well-known/x.jpg', 'x');
    expect(publicFileExists(folders(), url)).toBe(expected);
  });
});

describe("the publication's own public/ comes before that of the engine", () => {
  beforeEach(() => {
    write('content/public/icon.svg', 'own icon');
    write('content/public/old/tide.pdf', 'x');
    write('content/public/notes.md', 'x');
    write('public/icon.svg', 'icon');
    write('public/other.svg', 'other');
  });
  const listed = () =>
    listContent(folders())
      .map((file) => [file.path, readFileBytes(file.absolute)?.toString()])
      .toSorted();

  test('its images have the names of public/, and nothing in it is content', () => {
    expect(listed()).toEqual([
      ['public/icon.svg', 'own icon'],
      ['public/other.svg', 'other'],
    ]);
    expect(listOtherFiles(folders())).toEqual([]);
    expect(nameInContent(folders(), path.join(root, 'content/public/icon.svg'))).toBe('public/icon.svg');
  });

  test('a name means the own file, and that of the engine once the own one is deleted', () => {
    const found = () => statContent(folders(), ['public/icon.svg'])?.map(({ size }) => size);
    expect(found()).toEqual(['own icon'.length]);
    rmSync(path.join(root, 'content/public/icon.svg'));
    expect(found()).toEqual(['icon'.length]);
    expect(locate(folders(), 'public/icon.svg')).toBe(path.join(root, 'public/icon.svg'));
  });

  test('links find the files of both', () => {
    const urls = ['/old/tide.pdf', '/icon.svg', '/other.svg', '/old', '/../publication.yaml', '/old/../../x.md'];
    write('content/publication.yaml', 'x');
    write('content/x.md', 'x');
    expect(urls.map((url) => publicFileExists(folders(), url))).toEqual([true, true, true, false, false, false]);
  });

  test('all public files are listed, each once', () => {
    expect(listPublicFiles(folders()).toSorted()).toEqual(['/icon.svg', '/notes.md', '/old/tide.pdf', '/other.svg']);
  });

  test('a symbolic link in it, or in its place, is not followed', () => {
    write('outside/secret.svg', 'secret');
    symlinkSync(path.join(root, 'outside/secret.svg'), path.join(root, 'content/public/other.svg'));
    symlinkSync(path.join(root, 'outside'), path.join(root, 'content/public/up'));
    expect(listed()).toContainEqual(['public/other.svg', 'other']);
    expect(statContent(folders(), ['public/other.svg'])?.map(({ size }) => size)).toEqual(['other'.length]);
    expect(publicFileExists(folders(), '/up/secret.svg')).toBe(false);
    rmSync(path.join(root, 'content/public'), { recursive: true });
    symlinkSync(path.join(root, 'outside'), path.join(root, 'content/public'));
    expect(publicFileExists(folders(), '/secret.svg')).toBe(false);
    expect(listed().map(([name]) => name)).toEqual(['public/icon.svg', 'public/other.svg']);
  });
});
