import { closeSync, createReadStream, fstatSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { openRealPath, realPath } from '../../no-symlinks.ts';
import { percentDecoded } from '../../percent-encoding.ts';

// The files of a folder that somebody else made: no symbolic link in it is followed, and no path leads out of
// it.

/** The largest text or data file that is read, in bytes. */
const MAX_TEXT_BYTES = 5_000_000;

/** Folders of programs and of what they built. */
const SKIPPED: readonly string[] = ['node_modules', 'vendor', '_site', 'resources', 'dist', 'bower_components'];

/** A text, or why there is none: a sentence. */
export type FileText = Readonly<{ text: string } | { problem: string }>;

export class SiteFiles {
  readonly root: string;

  /** Throws if `folder` is none. */
  constructor(folder: string) {
    this.root = realPath(path.resolve(folder));
    try {
      readdirSync(this.root);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? 'There is no such folder' : code === 'ENOTDIR' ? 'It is a file' : String(code);
      throw new Error(`“${folder}” cannot be imported. ${reason}: name the folder that has the site’s sources.`);
    }
  }

  /**
   * The paths of all files below a folder of the site, with forward slashes and in order. Hidden files and
   * folders, symbolic links and `SKIPPED` folders are left out.
   */
  *list(below = ''): Generator<string> {
    const entries = this.#entries(below);
    for (const entry of entries) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (below !== '' || !SKIPPED.includes(entry.name)) yield* this.list(name);
      } else if (entry.isFile()) yield name;
    }
  }

  #entries(below: string) {
    try {
      const entries = readdirSync(path.join(this.root, below), { withFileTypes: true });
      const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
      return visible.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  /** Whether the site has a file at `name`. */
  has(name: string): boolean {
    const descriptor = this.#open(name);
    if (descriptor !== null) closeSync(descriptor);
    return descriptor !== null;
  }

  /** The text of a file; null if there is none. What is not UTF-8 is read as Windows-1252, as browsers do. */
  read(name: string): FileText | null {
    const descriptor = this.#open(name);
    if (descriptor === null) return null;
    try {
      const { size } = fstatSync(descriptor);
      if (size > MAX_TEXT_BYTES) {
        return { problem: `The file has ${size} bytes; the limit is ${MAX_TEXT_BYTES}. Divide it.` };
      }
      const bytes = Buffer.alloc(size);
      const length = size === 0 ? 0 : readSync(descriptor, bytes, 0, size, 0);
      return { text: decoded(bytes.subarray(0, length)) };
    } finally {
      closeSync(descriptor);
    }
  }

  /** A stream of the first file that exists of several paths; null if none does. */
  stream(names: readonly string[]): NodeJS.ReadableStream | null {
    for (const name of names) {
      const descriptor = this.#open(name);
      // The stream closes the descriptor.
      if (descriptor !== null) return createReadStream('', { fd: descriptor });
    }
    return null;
  }

  /** The descriptor of a plain file below the folder. */
  #open(name: string): number | null {
    const inside = path.posix.normalize(`/${name}`);
    if (inside.includes('\0')) return null;
    const descriptor = openRealPath(path.join(this.root, inside));
    if (descriptor === null) return null;
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return null;
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The path of an address on the site: decoded, without query and anchor, and without parts that climb. */
export function pathOfAddress(address: string): string {
  return path.posix.normalize(`/${percentDecoded(address.replace(/[?#].*$/s, ''))}`);
}
