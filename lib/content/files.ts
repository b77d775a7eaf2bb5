import { closeSync, fstatSync, lstatSync, readdirSync, readSync, type Stats } from 'node:fs';
import path from 'node:path';
import { inRealFolder, openRealPath, realPath } from '../no-symlinks.ts';
import { imageKind } from '../routes/image-files.ts';
import { fileDiagnostic, maxBytesOf, REDIRECTS_FILE, textOf, tooLarge } from './file-text.ts';
import type { Diagnostic } from './parse/diagnostic.ts';

// The only module that reads content/ and public/ (see `write-content.ts` for writing). The two folders
// themselves may be symbolic links; below them no link is followed, and what is not a plain file is ignored.
// content/public/ comes before public/: a file in it is named `public/…`, and hides the other one of that name.
// It reads synchronously, which takes a third of the time for many files; the server does it in a thread.

export type ContentKind =
  | 'publication'
  | 'stylesheet'
  | 'redirects'
  | 'author'
  | 'tag'
  | 'page'
  | 'article'
  | 'home'
  | 'image';

/**
 * A file under content/, or an image under public/: `path` is `content/…` or `public/…` with forward slashes
 * and in NFC, whatever folder the content is in; `absolute` is its real path on disk, with the spelling of
 * the disk; `mtime` is in milliseconds.
 */
export type ContentFile = Readonly<{ path: string; absolute: string; kind: ContentKind; size: number; mtime: number }>;

/** The largest image that is read, in bytes: more than a photograph of 100 million pixels. */
export const MAX_IMAGE_BYTES = 50_000_000;

/** The absolute paths of the content and public folders. */
export type ContentFolders = Readonly<{ content: string; public: string }>;

/** The files that arrange the home page, also of an edition: `content/pages/home.zh.md`. */
const HOME_FILE = /^content\/pages\/home(?:\.[^/.]+)?\.md$/;

const ROOT_FILES = new Map<string, ContentKind>([
  ['publication.yaml', 'publication'],
  ['publication.css', 'stylesheet'],
]);

const FOLDERS = new Map<string, ContentKind>([
  ['authors', 'author'],
  ['tags', 'tag'],
  ['pages', 'page'],
  ['articles', 'article'],
]);

/**
 * The kind of content at `path` (`content/…`, `public/…`); null for other files, such as temporary and hidden
 * ones.
 */
export function kindOfContent(path: string): ContentKind | null {
  const [root, folder = '', ...rest] = path.split('/');
  const name = rest.at(-1) ?? folder;
  if (!name.endsWith('.md') && imageKind(name) === 'readable') return path.includes('/.') ? null : 'image';
  if (root === 'public') return null;
  if (path === REDIRECTS_FILE) return 'redirects';
  if (rest.length === 0) return ROOT_FILES.get(folder) ?? null;
  if (HOME_FILE.test(path)) return 'home';
  if (!name.endsWith('.md') || [folder, ...rest].some((part) => part.startsWith('.'))) return null;
  const kind = FOLDERS.get(folder) ?? null;
  return kind === 'article' || rest.length === 1 ? kind : null;
}

/**
 * All content files and images, in no order, without those deleted meanwhile. Throws when the content folder
 * cannot be read.
 */
export function listContent(folders: ContentFolders): ContentFile[] {
  const found: ContentFile[] = [];
  const own = new Set<string>();
  const add = (name: string, absolute: string, opened: string) => {
    const file = describe(name, absolute, opened);
    if (file && !own.has(name)) found.push(file);
  };
  if (!walk(realPath(folders.content), 'content', add)) throw new Error(`ENOENT: no folder ${folders.content}`);
  for (const { path } of found) if (path.startsWith('public/')) own.add(path);
  walk(realPath(folders.public), 'public', add);
  return found;
}

/** Returns the paths (`content/…`) of the files under content/ that are no content, hidden ones excepted. */
export function listOtherFiles(folders: ContentFolders): string[] {
  const found: string[] = [];
  walk(folders.content, 'content', (name) => {
    if (name.startsWith('content/') && kindOfContent(name) === null && !name.includes('/.')) found.push(name);
  });
  return found;
}

/** The URLs, decoded, of the files under public/: of the publication's own and of the engine's. */
export function listPublicFiles(folders: ContentFolders): string[] {
  const found = new Set<string>();
  for (const folder of publicFolders(folders)) walk(folder, '', (name) => found.add(name));
  return [...found];
}

/**
 * Calls `visit` for each plain file below `folder`, a real path; `prefix` is the name of that folder.
 * `opened` is a path of the file for this call only (see `inRealFolder`). Hidden folders are skipped. Returns
 * whether there is such a folder.
 */
function walk(
  folder: string,
  prefix: string,
  visit: (name: string, absolute: string, opened: string) => void,
): boolean {
  const entries = inRealFolder(folder, (opened) => {
    const found = readdirSync(opened, { withFileTypes: true });
    for (const entry of found) {
      // path.join is too slow here: this runs for every file of a publication.
      if (entry.isFile())
        visit(nameIn(prefix, entry.name), `${folder}${path.sep}${entry.name}`, `${opened}/${entry.name}`);
    }
    return found;
  });
  // After the folder is closed: an open folder for each level would reach the limit of the process.
  for (const entry of entries ?? []) {
    if (entry.isDirectory() && !entry.name.startsWith('.'))
      walk(`${folder}${path.sep}${entry.name}`, nameIn(prefix, entry.name), visit);
  }
  return entries !== null;
}

const nameIn = (prefix: string, name: string) => canonicalName(`${prefix}/${name.normalize('NFC')}`);

/** The name under which a file is known: `content/public/…` is `public/…`, and any other name as it is. */
export function canonicalName(name: string): string {
  return /^content\/public(?:\/|$)/.test(name) ? name.slice('content/'.length) : name;
}

/** Whether a path has a file extension: one without may be a folder. */
export function hasExtension(path: string): boolean {
  return /\.[^/.]+$/.test(path);
}

/**
 * Those of `paths` (`content/…`, `public/…`) that are content files now; null if one may be a folder, so that
 * all must be listed.
 */
export function statContent(folders: ContentFolders, paths: readonly string[]): ContentFile[] | null {
  if (!paths.every(hasExtension)) return null;
  const real = realFolders(folders);
  return paths.flatMap((name) => {
    const absolute = locate(real, name);
    const file = inRealFolder(path.dirname(absolute), (opened) =>
      describe(name.normalize('NFC'), absolute, `${opened}/${path.basename(absolute)}`),
    );
    return file ?? [];
  });
}

/** The real paths of the two folders. What is located in these can be opened. */
export function realFolders(folders: ContentFolders): ContentFolders {
  return { content: realPath(folders.content), public: realPath(folders.public) };
}

/** The path on disk of the file at `name` (`content/…`, `public/…`). */
export function locate(folders: ContentFolders, name: string): string {
  const [root = '', ...rest] = name.split('/');
  if (root !== 'public') return path.join(folders.content, ...rest);
  const own = path.join(publicFolders(folders)[0], ...rest);
  return withFile(own, () => true) ? own : path.join(folders.public, ...rest);
}

/** The real paths of the folders with public files: the publication's comes before that of the engine. */
function publicFolders(folders: ContentFolders): [own: string, ofEngine: string] {
  // Next would take each folder of this name in the project for a part of the build.
  return [path.join(/* turbopackIgnore: true */ realPath(folders.content), 'public'), realPath(folders.public)];
}

/**
 * The name (`content/…`, `public/…`) of a file at an absolute path, the inverse of `locate`; null for a file
 * in neither folder.
 */
export function nameInContent(folders: ContentFolders, absolute: string): string | null {
  for (const [root, folder] of Object.entries(folders)) {
    const inside = path.relative(folder, absolute);
    if (inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside))
      return canonicalName([root, ...inside.split(path.sep)].join('/').normalize('NFC'));
  }
  return null;
}

function describe(name: string, absolute: string, opened: string): ContentFile | null {
  const kind = kindOfContent(name);
  const stats = kind && lstatSync(opened, { throwIfNoEntry: false });
  if (!stats?.isFile()) return null;
  return { path: name, absolute, kind: kind as ContentKind, size: stats.size, mtime: stats.mtimeMs };
}

/** The result of `read` for the plain file at `absolute`, a real path; null if there is none. */
function withFile<Result>(absolute: string, read: (descriptor: number, stats: Stats) => Result): Result | null {
  const descriptor = openRealPath(absolute);
  if (descriptor === null) return null;
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() ? read(descriptor, stats) : null;
  } finally {
    closeSync(descriptor);
  }
}

/** The first `size` bytes of an open file. */
function bytesOf(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/**
 * The text of a content file, or the diagnostic that it cannot be read. Null if it was deleted since it was
 * listed.
 */
export function readContent(file: ContentFile): string | Diagnostic | null {
  try {
    return withFile(file.absolute, (descriptor, { size }) =>
      size > maxBytesOf(file.path) ? tooLarge(file.path, size) : textOf(file.path, bytesOf(descriptor, size)),
    );
  } catch (error) {
    return fileDiagnostic(
      file.path,
      'file-unreadable',
      `The file cannot be read: ${(error as Error).message}.`,
      'Check that it is a file, and that the server may read it.',
    );
  }
}

/** The first `length` bytes of a content file as text; empty if it was deleted or cannot be read. */
export function startOfContent(file: ContentFile, length: number): string {
  try {
    return withFile(file.absolute, (descriptor) => bytesOf(descriptor, length).toString()) ?? '';
  } catch {
    return '';
  }
}

/** The text of the content file at `name` (`content/…`); null if there is none, or it is not text. */
export function contentText(folders: ContentFolders, name: string): string | null {
  const [file] = statContent(folders, [name]) ?? [];
  const text = file ? readContent(file) : null;
  return typeof text === 'string' ? text : null;
}

/** The bytes of the file at `name` (`content/…`), also of one that is no content; null if there is none. */
export function bytesAt(folders: ContentFolders, name: string): Buffer | null {
  const absolute = path.join(realPath(folders.content), ...name.split('/').slice(1));
  return withFile(absolute, (descriptor, { size }) => bytesOf(descriptor, size));
}

/** The size of the file at `absolute`, a real path, in bytes; null if there is none. */
export function fileSize(absolute: string): number | null {
  return withFile(absolute, (_, { size }) => size);
}

/**
 * The bytes of the image or font at `absolute`, a real path; null if there is none. Throws when it cannot be
 * read or is too large.
 */
export function readFileBytes(absolute: string): Buffer | null {
  return withFile(absolute, (descriptor, { size }) => {
    if (size > MAX_IMAGE_BYTES) throw new Error(`It has ${size} bytes.`);
    return bytesOf(descriptor, size);
  });
}

/**
 * Opens the file of `url` (`/files/x.pdf`) under public/. The caller closes it. Null if there is none, if it
 * is hidden, or if `url` is on another host (`//host/x.pdf`).
 */
export function openPublicFile(folders: ContentFolders, url: string): { descriptor: number; stats: Stats } | null {
  if (path.posix.resolve('/', url) !== url || url === '/' || url.includes('/.')) return null;
  for (const folder of publicFolders(folders)) {
    const descriptor = openRealPath(path.join(folder, url));
    if (descriptor === null) continue;
    const stats = fstatSync(descriptor);
    if (stats.isFile()) return { descriptor, stats };
    closeSync(descriptor);
  }
  return null;
}

/** Whether readers find a file at `url` under public/; see `openPublicFile`. */
export function publicFileExists(folders: ContentFolders, url: string): boolean {
  const file = openPublicFile(folders, url);
  if (file) closeSync(file.descriptor);
  return file !== null;
}
