import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Files that somebody writes in the editor and has not saved: kept on disk for an hour, since other processes
// make their previews.

/**
 * A content file (`content/…`) as somebody writes it, and images that are not saved either, by path, in
 * base64.
 */
export type UnsavedFile = Readonly<{ file: string; text: string; images: Readonly<Record<string, string>> }>;

const KEPT_MILLISECONDS = 3_600_000;
/** The newest are kept: with images each has megabytes. */
const MAX_KEPT = 50;

const folderIn = (cacheFolder: string) => path.join(cacheFolder, 'unsaved');

/** Keeps a file, and returns the id by which `unsavedFile` finds it. Throws errors of the file system. */
export function keepUnsaved(cacheFolder: string, unsaved: UnsavedFile): string {
  const folder = folderIn(cacheFolder);
  const text = JSON.stringify(unsaved);
  const id = hash('sha256', text);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  deleteOld(folder);
  const absolute = path.join(folder, id);
  writeFileSync(`${absolute}.part`, text, { mode: 0o600 });
  renameSync(`${absolute}.part`, absolute);
  return id;
}

function deleteOld(folder: string): void {
  const kept = readdirSync(folder).map((name) => {
    const absolute = path.join(folder, name);
    return { absolute, time: statSync(absolute, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const newestFirst = kept.toSorted((one, other) => other.time - one.time);
  for (const [at, { absolute, time }] of newestFirst.entries()) {
    if (at >= MAX_KEPT - 1 || Date.now() - time > KEPT_MILLISECONDS) rmSync(absolute, { force: true });
  }
}

/** The file with an id of `keepUnsaved`; null once it is deleted. */
export function unsavedFile(cacheFolder: string, id: string): UnsavedFile | null {
  try {
    return JSON.parse(readFileSync(path.join(folderIn(cacheFolder), path.basename(id)), 'utf8')) as UnsavedFile;
  } catch {
    return null;
  }
}
