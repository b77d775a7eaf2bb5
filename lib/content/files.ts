import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { imageKind } from '../routes/image-files.ts';
import type { Diagnostic, Rule } from './parse/diagnostic.ts';

// The only module that reads content/ and public/. It ignores what is not a plain file (a symbolic link, a device). It reads synchronously,
// which takes a third of the time for many files; the server does it in a thread.

export type ContentKind = 'publication' | 'author' | 'tag' | 'page' | 'article' | 'home' | 'image';

/**
 * A file under content/, or an image under public/: `path` is `content/…` or `public/…` with forward slashes and in NFC, whatever folder the content is in;
 * `absolute` is its path on disk, with the spelling of the disk; `mtime` is in milliseconds.
 */
export type ContentFile = Readonly<{ path: string; absolute: string; kind: ContentKind; size: number; mtime: number }>;

/** The largest content file that is read, in bytes: some 300,000 words. */
export const MAX_FILE_BYTES = 2_000_000;

/** The largest image that is read, in bytes: more than a photograph of 100 million pixels. */
export const MAX_IMAGE_BYTES = 50_000_000;

/** The absolute paths of the content and public folders. */
export type ContentFolders = Readonly<{ content: string; public: string }>;

/** The files that arrange the home page, also of an edition: `content/pages/home.zh.md`. */
const HOME_FILE = /^content\/pages\/home(?:\.[^/.]+)?\.md$/;

const FOLDERS = new Map<string, ContentKind>([
  ['authors', 'author'],
  ['tags', 'tag'],
  ['pages', 'page'],
  ['articles', 'article'],
]);

/** The kind of content at `path` (`content/…`, `public/…`); null for other files, such as temporary and hidden ones. */
export function kindOfContent(path: string): ContentKind | null {
  const [root, folder = '', ...rest] = path.split('/');
  const name = rest.at(-1) ?? folder;
  if (!name.endsWith('.md') && imageKind(name) === 'readable') return path.includes('/.') ? null : 'image';
  if (root === 'public') return null;
  if (rest.length === 0) return folder === 'publication.yaml' ? 'publication' : null;
  if (HOME_FILE.test(path)) return 'home';
  if (!name.endsWith('.md') || [folder, ...rest].some((part) => part.startsWith('.'))) return null;
  const kind = FOLDERS.get(folder) ?? null;
  return kind === 'article' || rest.length === 1 ? kind : null;
}

/** All content files and images, in no order, without those deleted meanwhile. Throws when the content folder cannot be read. */
export function listContent(folders: ContentFolders): ContentFile[] {
  const found: ContentFile[] = [];
  const add = (name: string, absolute: string) => {
    const file = describe(name, absolute);
    if (file) found.push(file);
  };
  walk(folders.content, 'content', add);
  unlessGone(() => walk(folders.public, 'public', add));
  return found;
}

/** Returns the paths (`content/…`) of the files under content/ that are no content, hidden ones excepted. */
export function listOtherFiles(folders: ContentFolders): string[] {
  const found: string[] = [];
  walk(folders.content, 'content', (name) => {
    if (kindOfContent(name) === null && !name.includes('/.')) found.push(name);
  });
  return found;
}

/** Calls `visit` for each plain file below `folder`; `prefix` is the name of that folder. Hidden folders are skipped. */
function walk(folder: string, prefix: string, visit: (name: string, absolute: string) => void): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    // path.join is too slow here: this runs for every file of a publication.
    const absolute = `${folder}${path.sep}${entry.name}`;
    const name = `${prefix}/${entry.name.normalize('NFC')}`;
    if (entry.isFile()) visit(name, absolute);
    else if (entry.isDirectory() && !entry.name.startsWith('.')) unlessGone(() => walk(absolute, name, visit));
  }
}

/** Whether a path has a file extension: one without may be a folder. */
export function hasExtension(path: string): boolean {
  return /\.[^/.]+$/.test(path);
}

/** Those of `paths` (`content/…`, `public/…`) that are content files now; null if one may be a folder, so that all must be listed. */
export function statContent(folders: ContentFolders, paths: readonly string[]): ContentFile[] | null {
  const found: ContentFile[] = [];
  for (const name of paths) {
    if (!hasExtension(name)) return null;
    const absolute = locate(folders, name);
    const isFile = unlessGone(() => lstatSync(absolute, { throwIfNoEntry: false })?.isFile());
    const file = isFile ? describe(name.normalize('NFC'), absolute) : null;
    if (file) found.push(file);
  }
  return found;
}

/** The path on disk of the file at `name` (`content/…`, `public/…`). */
export function locate(folders: ContentFolders, name: string): string {
  const [root = '', ...rest] = name.split('/');
  return path.join(root === 'public' ? folders.public : folders.content, ...rest);
}

/** The name (`content/…`, `public/…`) of a file at an absolute path, the inverse of `locate`; null for a file in neither folder. */
export function nameInContent(folders: ContentFolders, absolute: string): string | null {
  for (const [root, folder] of Object.entries(folders)) {
    const inside = path.relative(folder, absolute);
    if (inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside))
      return [root, ...inside.split(path.sep)].join('/').normalize('NFC');
  }
  return null;
}

function describe(name: string, absolute: string): ContentFile | null {
  const kind = kindOfContent(name);
  const stats = kind && statSync(absolute, { throwIfNoEntry: false });
  if (!stats) return null;
  return { path: name, absolute, kind, size: stats.size, mtime: stats.mtimeMs };
}

/** The result of `work`; null for a file that has just been deleted or renamed. */
function unlessGone<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** The text of a content file, or the diagnostic that it cannot be read. Null if it was deleted since it was listed. */
export function readContent(file: ContentFile): string | Diagnostic | null {
  if (file.size > MAX_FILE_BYTES) return tooLarge(file.path, file.size);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file.absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return diagnosticOf(
      file.path,
      'file-unreadable',
      `The file cannot be read: ${(error as Error).message}.`,
      'Check that it is a file, and that the server may read it.',
    );
  }
  return textOf(file.path, bytes);
}

/** The first bytes, as Latin-1, of common files that are not text. */
const FORMATS: readonly [start: string, format: string][] = [
  ['PK\u0003\u0004', 'a Word document or a ZIP archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Word document'],
  ['{\\rtf', 'an RTF document'],
  ['%PDF-', 'a PDF document'],
  ['\u0089PNG', 'a PNG image'],
  ['\u00ff\u00d8\u00ff', 'a JPEG image'],
  ['\u001f\u008b', 'a gzip archive'],
];

/** The text of the content file `file`, from its bytes; or the diagnostic that they are not text, or too many. */
export function textOf(file: string, bytes: Uint8Array): string | Diagnostic {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const [, format] = FORMATS.find(([first]) => start.startsWith(first)) ?? [];
  if (format !== undefined) {
    const fix = 'Write the story in a text editor, or save it there as plain text.';
    return diagnosticOf(file, 'file-format', `The file is ${format}, although its name ends in .md.`, fix);
  }
  if (bytes.length > MAX_FILE_BYTES) return tooLarge(file, bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return diagnosticOf(file, 'file-encoding', 'The file is not UTF-8 text.', 'Save it with the encoding UTF-8.');
  }
}

/** The diagnostic of a content file that exceeds `MAX_FILE_BYTES`. */
export function tooLarge(file: string, bytes: number): Diagnostic {
  const reason = `The file has ${bytes} bytes; the limit is ${MAX_FILE_BYTES}.`;
  return diagnosticOf(file, 'file-large', reason, 'Split the text, and put images and data under public/.');
}

function diagnosticOf(file: string, rule: Rule, reason: string, fix: string): Diagnostic {
  return { file, line: 1, column: 1, severity: 'error', rule, reason, fix };
}

/** The size of the image at `absolute`, in bytes; null if it was deleted since it was listed. */
export function imageSize(absolute: string): number | null {
  return unlessGone(() => statSync(absolute).size);
}

/** The bytes of the image at `absolute`; null if it was deleted since it was listed. Throws when it cannot be read or is too large. */
export function readImageBytes(absolute: string): Buffer | null {
  const size = imageSize(absolute);
  if (size === null) return null;
  if (size > MAX_IMAGE_BYTES) throw new Error(`It has ${size} bytes.`);
  return unlessGone(() => readFileSync(absolute));
}

function isInside(folder: string, file: string): boolean {
  return realpathSync(file).startsWith(realpathSync(folder) + path.sep);
}

/** Whether `url` (`/images/x.jpg`) is a file under public/; never one outside it, nor on another host (`//host/x.jpg`). */
export function publicFileExists(folders: ContentFolders, url: string): boolean {
  const absolute = path.join(folders.public, url);
  if (path.posix.resolve('/', url) !== url || !absolute.startsWith(folders.public + path.sep)) return false;
  // A symbolic link in the content may lead anywhere on the machine.
  return existsSync(absolute) && statSync(absolute).isFile() && isInside(folders.public, absolute);
}
