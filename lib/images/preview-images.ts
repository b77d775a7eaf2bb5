import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageCacheSettings } from '../config.ts';
import type { ImageInspection } from '../content/image-inspection.ts';
import { realPath } from '../no-symlinks.ts';
import type { ImageFacts } from '../routes/image-files.ts';
import { ImageWorker } from './image-worker.ts';

/** An image that only a branch has: the path of a copy on disk, and the facts of its file. */
export type PreviewImage = Readonly<{ absolute: string; facts: ImageFacts }>;

/** A copy is deleted after this time; the next preview that needs it brings it back. */
const KEPT_MILLISECONDS = 7 * 86_400_000;

/**
 * Images of branches that somebody previews: copies on disk beside the variants of published images. They are
 * not in the index, and only readers of the preview get them.
 */
export class PreviewImages {
  readonly #folder: string;
  readonly #worker = new ImageWorker();

  constructor({ folder }: Pick<ImageCacheSettings, 'folder'>) {
    this.#folder = `${folder}-of-branches`;
  }

  /**
   * Inspects the image that git has as the object `id`, called `name` in the project. `bytes` is called when
   * there is no copy yet.
   */
  async inspect(id: string, name: string, bytes: () => Promise<Buffer>): Promise<ImageInspection> {
    const copy = `${id}${path.extname(name).toLowerCase()}`;
    this.#deleteOld();
    if (!existsSync(this.#at(copy))) this.#write(copy, await bytes());
    // Diagnostics contain its name in the project, not that of the copy.
    const inspection = await this.#worker.inspect(this.#at(copy), name, '');
    if (!inspection) throw new Error(`The copy of ${name} was deleted while it was inspected.`);
    if (inspection.facts)
      this.#write(`${inspection.facts.hash}.json`, JSON.stringify({ copy, facts: inspection.facts }));
    return inspection;
  }

  /** The image whose variants are named by `hash`, or null. */
  find(hash: string): PreviewImage | null {
    try {
      const { copy, facts } = JSON.parse(readFileSync(this.#at(`${hash}.json`), 'utf8'));
      return { absolute: this.#at(copy), facts };
    } catch {
      return null; // never copied, or deleted
    }
  }

  #at(name: string): string {
    return path.join(realPath(this.#folder), name);
  }

  #write(name: string, bytes: Buffer | string): void {
    mkdirSync(this.#folder, { recursive: true });
    // Another process may be writing the same.
    const unfinished = this.#at(`${name}.${process.pid}`);
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, this.#at(name));
  }

  #deleteOld(): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      const age = Date.now() - (statSync(this.#at(name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > KEPT_MILLISECONDS) rmSync(this.#at(name), { force: true });
    }
  }
}
