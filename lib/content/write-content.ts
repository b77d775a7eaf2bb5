import { createHash } from 'node:crypto';
import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRealFolder, realPath } from '../no-symlinks.ts';
import { type ContentFile, type ContentFolders, locate, realFolders } from './files.ts';

// What the editors' commands write under content/. No symbolic link below that folder is followed.

const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW = 0 } = constants;

/**
 * Writes the file at `name` (`content/…`), and the folders that it lies in. Throws EEXIST if it exists and
 * must be new, and when it cannot be written.
 */
export function writeContent(
  folders: ContentFolders,
  name: string,
  content: string | Uint8Array,
  { mustBeNew = false }: { mustBeNew?: boolean } = {},
): void {
  const absolute = locate(realFolders(folders), name);
  let folder = realPath(folders.content);
  for (const part of path.relative(folder, path.dirname(absolute)).split(path.sep).filter(Boolean)) {
    inFolder(folder, (opened) => makeFolder(`${opened}/${part}`));
    folder = path.join(folder, part);
  }
  write(absolute, content, O_CREAT | (mustBeNew ? O_EXCL : O_TRUNC));
}

/**
 * Writes the file at `name` (`content/…`) so that others see its old content or all of the new one, and the folders that
 * it lies in. Throws when it cannot be written.
 */
export function replaceContent(folders: ContentFolders, name: string, content: string | Uint8Array): void {
  const base = path.posix.basename(name);
  // A hidden file is no content.
  const temporary = `${name.slice(0, -base.length)}.${createHash('sha256').update(base).digest('hex').slice(0, 20)}.tmp`;
  writeContent(folders, temporary, content);
  const absolute = locate(realFolders(folders), name);
  inFolder(path.dirname(absolute), (opened) => {
    renameSync(`${opened}/${path.posix.basename(temporary)}`, `${opened}/${path.basename(absolute)}`);
  });
}

/** Writes another text into a content file. Throws when that is gone or cannot be written. */
export function rewriteContent(file: ContentFile, text: string): void {
  write(file.absolute, text, O_TRUNC);
}

/** Renames a file under content/ within its folder. Returns false if there is a file of the new name. */
export function renameContent(folders: ContentFolders, name: string, renamed: string): boolean {
  const [from, to] = [locate(realFolders(folders), name), path.basename(renamed)];
  return inFolder(path.dirname(from), (opened) => {
    // On some file systems names that differ only in case are the same file.
    const isSame = renamed.toLowerCase() === name.toLowerCase();
    if (!isSame && lstatSync(`${opened}/${to}`, { throwIfNoEntry: false })) return false;
    renameSync(`${opened}/${path.basename(from)}`, `${opened}/${to}`);
    return true;
  });
}

function write(absolute: string, content: string | Uint8Array, flags: number): void {
  inFolder(path.dirname(absolute), (opened) => {
    const descriptor = openSync(`${opened}/${path.basename(absolute)}`, O_WRONLY | O_NOFOLLOW | flags, 0o666);
    try {
      writeFileSync(descriptor, content);
    } catch (error) {
      // A new file that is not whole must not stay.
      if (flags & O_EXCL) unlinkSync(`${opened}/${path.basename(absolute)}`);
      throw error;
    } finally {
      closeSync(descriptor);
    }
  });
}

function makeFolder(absolute: string): void {
  try {
    mkdirSync(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** `inRealFolder` for a folder that must exist. */
function inFolder<Result>(absolute: string, work: (opened: string) => Result): Result {
  const result = inRealFolder(absolute, (opened) => ({ of: work(opened) }));
  if (!result) throw new Error(`${absolute} is no folder, or lies behind a symbolic link.`);
  return result.of;
}
