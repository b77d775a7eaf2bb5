import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { ImageCacheSettings } from '../config.ts';

/** The last use of a file is written to disk at most once in this time. */
const USE_MILLISECONDS = 3_600_000;

/** The ending of a file that is not complete yet. */
const UNFINISHED = '.part';

/**
 * Files on disk that can be made again, at most `maxBytes` in all: the least recently used are deleted first.
 * The files' times carry that order over a restart. Only one process may use the folder.
 */
export class VariantCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  #files: LRUCache<string, { bytes: number; used: number }> | null = null;

  constructor({ folder, maxBytes }: ImageCacheSettings) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Returns the bytes of the file `name`, or null. */
  async get(name: string): Promise<Buffer | null> {
    const file = this.#loadedFiles().get(name);
    if (!file) return null;
    const absolute = path.join(this.#folder, name);
    const bytes = await readFile(absolute).catch(() => null);
    if (bytes?.length !== file.bytes) {
      this.#loadedFiles().delete(name); // deleted by somebody, or truncated by a crash
      return null;
    }
    const now = Date.now();
    if (now - file.used > USE_MILLISECONDS) {
      file.used = now;
      void utimes(absolute, now / 1000, now / 1000).catch(() => undefined);
    }
    return bytes;
  }

  /** Returns the path of the file `name`, or null. It can be deleted at any time. */
  pathOf(name: string): string | null {
    const absolute = path.join(this.#folder, name);
    const file = this.#loadedFiles().get(name);
    if (!file || statSync(absolute, { throwIfNoEntry: false })?.size === file.bytes) return file ? absolute : null;
    this.#loadedFiles().delete(name);
    return null;
  }

  /**
   * Stores `bytes` in the file `name`, and deletes others if need be. Throws when the folder cannot be
   * written.
   */
  set(name: string, bytes: Buffer): void {
    const files = this.#loadedFiles();
    if (bytes.length === 0 || bytes.length > this.#maxBytes) return;
    // Before writing, so that the files never exceed `maxBytes`.
    files.set(name, { bytes: bytes.length, used: Date.now() });
    const absolute = path.join(this.#folder, name);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(absolute + UNFINISHED, bytes);
      renameSync(absolute + UNFINISHED, absolute);
    } catch (error) {
      files.delete(name);
      throw error;
    }
  }

  /** The files, read from disk at the first use. */
  #loadedFiles(): LRUCache<string, { bytes: number; used: number }> {
    if (this.#files) return this.#files;
    const files = new LRUCache<string, { bytes: number; used: number }>({
      maxSize: Math.max(1, this.#maxBytes),
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_file, name, reason) => {
        if (reason !== 'set') rmSync(path.join(this.#folder, name), { force: true });
      },
    });
    for (const { name, bytes, used } of this.#readFolder().sort((a, b) => a.used - b.used)) {
      if (name.endsWith(UNFINISHED) || bytes === 0 || bytes > this.#maxBytes) {
        rmSync(path.join(this.#folder, name), { force: true });
      } else files.set(name, { bytes, used });
    }
    this.#files = files;
    return files;
  }

  #readFolder(): { name: string; bytes: number; used: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return []; // the folder does not exist yet
    }
    return names.flatMap((name) => {
      const stats = statSync(path.join(this.#folder, name), { throwIfNoEntry: false });
      return stats?.isFile() ? [{ name, bytes: stats.size, used: stats.mtimeMs }] : [];
    });
  }
}
