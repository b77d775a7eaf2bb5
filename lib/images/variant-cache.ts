import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { ImageCacheSettings } from '../config.ts';

/** A use is noted on disk, for the next start, once in this time. */
const NOTE_MILLISECONDS = 3_600_000;

/** Ends the name of a file that is not whole yet. */
const UNFINISHED = '.part';

/**
 * Files on disk that can be made again, at most `maxBytes` of them: what was not asked for the longest goes first. Which those are outlasts a restart, by the files' times. The
 * folder is one process's own.
 */
export class VariantCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  #files: LRUCache<string, { bytes: number; noted: number }> | null = null;

  constructor({ folder, maxBytes }: ImageCacheSettings) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** The bytes kept under `name`, or null. */
  async get(name: string): Promise<Buffer | null> {
    const file = this.#known().get(name);
    if (!file) return null;
    const absolute = path.join(this.#folder, name);
    const bytes = await readFile(absolute).catch(() => null);
    if (bytes?.length !== file.bytes) {
      this.#known().delete(name); // somebody deleted it, or a crash cut it off
      return null;
    }
    const now = Date.now();
    if (now - file.noted > NOTE_MILLISECONDS) {
      file.noted = now;
      void utimes(absolute, now / 1000, now / 1000).catch(() => undefined);
    }
    return bytes;
  }

  /** Keeps `bytes` under `name`, a plain file name, in place of others if need be. Throws when the folder cannot be written. */
  set(name: string, bytes: Buffer): void {
    const files = this.#known();
    if (bytes.length === 0 || bytes.length > this.#maxBytes) return;
    // First, so that there is never more on disk than there may be.
    files.set(name, { bytes: bytes.length, noted: Date.now() });
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

  /** What is on disk, read when it is first needed. */
  #known(): LRUCache<string, { bytes: number; noted: number }> {
    if (this.#files) return this.#files;
    const files = new LRUCache<string, { bytes: number; noted: number }>({
      maxSize: Math.max(1, this.#maxBytes),
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_file, name, reason) => {
        if (reason !== 'set') rmSync(path.join(this.#folder, name), { force: true });
      },
    });
    for (const { name, bytes, noted } of this.#found().sort((a, b) => a.noted - b.noted)) {
      if (name.endsWith(UNFINISHED) || bytes === 0 || bytes > this.#maxBytes) {
        rmSync(path.join(this.#folder, name), { force: true });
      } else files.set(name, { bytes, noted });
    }
    this.#files = files;
    return files;
  }

  #found(): { name: string; bytes: number; noted: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return []; // nothing was kept yet
    }
    return names.flatMap((name) => {
      const stats = statSync(path.join(this.#folder, name), { throwIfNoEntry: false });
      return stats?.isFile() ? [{ name, bytes: stats.size, noted: stats.mtimeMs }] : [];
    });
  }
}
