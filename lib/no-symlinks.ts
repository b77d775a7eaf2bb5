import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';

// Opens files and folders by real paths: no symbolic link is followed, not even one that replaces a folder in
// this moment. A check before opening would lose that race, so what was opened is checked.

const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_DIRECTORY = 0 } = constants;

/** On Linux the links in here lead to what a process has open, whatever happens to its path. */
const OPEN_FILES = existsSync('/proc/self/fd') ? '/proc/self/fd' : null;

/** A file that another one replaces just now (an editor that saves) is opened so often. */
const MAX_TRIES = 3;

/** The errors of a path at which nothing can be opened. */
const NOTHING_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/** The path of a folder without symbolic links; of one that does not exist, the path as it is. */
export function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * Opens what is at `absolute` and returns its descriptor, which the caller closes. Null if nothing is there,
 * or if a part of the path is a symbolic link. Never waits, also not for a pipe. Throws when it may not be
 * opened.
 */
export function openRealPath(absolute: string, flags = O_RDONLY): number | null {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    let descriptor: number;
    try {
      descriptor = openSync(absolute, flags | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      if (NOTHING_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
    if (isAt(descriptor, absolute)) return descriptor;
    closeSync(descriptor);
  }
  return null;
}

/** Whether `descriptor` is of the file or folder at `absolute`, without a symbolic link in that path. */
function isAt(descriptor: number, absolute: string): boolean {
  if (OPEN_FILES) return readlinkSync(`${OPEN_FILES}/${descriptor}`) === absolute;
  // Elsewhere no system call has the path of a descriptor; a link that comes and goes twice can deceive this.
  const opened = fstatSync(descriptor);
  const found = lstatSync(absolute, { throwIfNoEntry: false });
  return opened.ino === found?.ino && opened.dev === found.dev && realPath(absolute) === absolute;
}

/**
 * The result of `work` with a path of the folder at `absolute`: names below that path are in this folder,
 * even if a symbolic link takes its place meanwhile. Null if there is no such folder, or a part of its path
 * is a link. Throws when it may not be opened.
 */
export function inRealFolder<Result>(absolute: string, work: (folder: string) => Result): Result | null {
  const descriptor = openRealPath(absolute, O_RDONLY | O_DIRECTORY);
  if (descriptor === null) return null;
  try {
    return work(OPEN_FILES ? `${OPEN_FILES}/${descriptor}` : absolute);
  } finally {
    closeSync(descriptor);
  }
}
