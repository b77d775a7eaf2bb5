import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The folder within the output that is for the operator and the next export, not for readers. */
export const OWN_FOLDER = '.dateline';

/** The longest name of a file on common file systems, in bytes, and what compressed copies add to it. */
const MAX_NAME_BYTES = 255;
const LONGEST_SUFFIX = '.br';

/** Thrown when the output folder cannot be used. The message is for the operator. */
export class OutputError extends Error {}

/**
 * The folder to which a site is exported. Each file is written to a temporary name and renamed, so that readers
 * get it whole.
 */
export class OutputFolder {
  readonly root: string;
  readonly #temporary: string;
  #written = 0;

  /**
   * Opens the folder at `root`, or makes it. Throws an `OutputError` if it cannot be written, or has files and is
   * no export.
   */
  constructor(root: string) {
    this.root = root;
    this.#temporary = path.join(root, OWN_FOLDER, 'unfinished');
    checked(root, () => {
      mkdirSync(root, { recursive: true });
      const others = readdirSync(root).filter((name) => name !== OWN_FOLDER);
      if (others.length > 0 && !existsSync(this.manifest))
        throw new OutputError(`${root} is not empty and is no export. Name another folder, or empty this one.`);
      // What a crash left.
      rmSync(this.#temporary, { recursive: true, force: true });
      mkdirSync(this.#temporary, { recursive: true });
    });
  }

  /** The path of the manifest of this folder. */
  get manifest(): string {
    return path.join(this.root, OWN_FOLDER, 'manifest.sqlite');
  }

  /** Writes a file (`articles/x.html`). Throws an `OutputError`. */
  write(file: string, bytes: Uint8Array | string): void {
    const target = path.join(this.root, file);
    const unfinished = path.join(this.#temporary, String(this.#written++));
    checked(this.root, () => {
      writeFileSync(unfinished, bytes);
      try {
        renameSync(unfinished, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        mkdirSync(path.dirname(target), { recursive: true });
        renameSync(unfinished, target);
      }
    });
  }

  /** Deletes files if they exist, and folders that become empty. Throws an `OutputError`. */
  remove(files: readonly string[]): void {
    checked(this.root, () => {
      for (const file of files) rmSync(path.join(this.root, file), { force: true });
      const folders = new Set(files.flatMap((file) => foldersOf(file)));
      // The deepest first.
      for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
        try {
          rmdirSync(path.join(this.root, folder));
        } catch {
          // It has other files, or is gone.
        }
      }
    });
  }

  /** Size and time of a file, which change when anything else writes it; empty if there is none. */
  stamp(file: string): string {
    const stats = lstatSync(path.join(this.root, file), { throwIfNoEntry: false });
    return stats?.isFile() ? `${stats.size} ${stats.mtimeMs}` : '';
  }

  /** Deletes what is unfinished. */
  close(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

/** Whether common file systems allow the name of a file and of its compressed copies. */
export function isPossibleName(file: string): boolean {
  return file.split('/').every((name) => Buffer.byteLength(name + LONGEST_SUFFIX) <= MAX_NAME_BYTES);
}

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written: give this user the right to',
  EPERM: 'may not be written: give this user the right to',
  EROFS: 'is on a file system that cannot be written',
  ENOSPC: 'is on a full disk: make room, and export again',
  EDQUOT: 'is on a full disk: make room, and export again',
  ENOTDIR: 'is no folder',
  EEXIST: 'is no folder',
};

/** Runs `work`, and throws errors of the file system as an `OutputError` in one sentence. */
function checked(root: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason ? new OutputError(`${root} ${reason}.`) : error;
  }
}
