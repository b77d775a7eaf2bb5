import { listPublicFiles } from '../content/files.ts';
import type { RenderedPage, Renderer } from '../render/rendering.ts';
import { isHtml } from '../server/cached-page.ts';
import { pagePolicy } from '../server/headers.ts';
import { SPECULATION_PATH } from '../server/speculation-rules.ts';
import { stateOf, touchedAfter } from '../store/content-state.ts';
import type { ContentStore } from '../store/content-store.ts';
import { ANYTHING } from '../store/dependency-keys.ts';
import { isFresh } from '../store/queries/queries.ts';
import { dependencyKeysOf } from '../store/trace.ts';
import { ExportedFiles } from './exported-files.ts';
import { hostFiles } from './host-files.ts';
import { type ImageChoice, imagesOfSite, namedImages } from './image-paths.ts';
import type { Manifest } from './manifest.ts';
import { isPossibleName, OutputError, type OutputFolder } from './output-folder.ts';
import type { SiteAnswers } from './site-answers.ts';
import { exportTargets, fileAt, inWritingOrder, type Target } from './targets.ts';

/**
 * What an export works with. `engine` identifies what makes pages besides the content (see `engineOf`); `width` is how
 * many pages are rendered at a time. The renderer's `expect` is called with the number of pages that will be rendered.
 */
export type ExportParts = Readonly<{
  store: ContentStore;
  renderer: Renderer & { expect(pages: number): void };
  answers: Pick<SiteAnswers, 'get'>;
  output: OutputFolder;
  manifest: Manifest;
  engine: string;
  images: ImageChoice;
  width: number;
}>;

/**
 * What an export did: how many files it has, wrote and deleted; what could not be exported, a sentence for each; and
 * whether the rules for web servers changed.
 */
export type ExportReport = Readonly<{
  files: number;
  rendered: number;
  written: number;
  deleted: number;
  failed: readonly string[];
  hostsChanged: boolean;
}>;

/** Exports a site to a folder. Each run writes what changed since the last one, also of another process. */
export class SiteExport {
  readonly #parts: ExportParts;

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  /**
   * Brings the folder up to date: first what is new, then what changed, then it deletes what is gone. Throws an
   * `OutputError` when the folder cannot be written.
   */
  async run(): Promise<ExportReport> {
    const { store, manifest, output, engine } = this.#parts;
    const state = stateOf(store);
    const files = new ExportedFiles(output, manifest, engine);
    const run = new Run(this.#parts, files);
    await run.publicFiles();
    await run.pages(this.#stalePages());
    run.hostFiles();
    await run.images();
    run.deleteOthers();
    files.flush();
    manifest.complete(state);
    return run.report();
  }

  /** The addresses of exported pages whose traces no longer hold. */
  #stalePages(): Set<string> {
    const { store, manifest, engine } = this.#parts;
    const state = manifest.state();
    const stale = new Set(manifest.addressesOfOthers(engine));
    const touched = state && touchedAfter(store, state);
    if (touched?.size === 0) return stale;
    for (const address of manifest.addressesWith(touched && new Set([...touched, ANYTHING]))) {
      if (stale.has(address)) continue;
      const trace = manifest.trace(address);
      const before = dependencyKeysOf(trace);
      if (!trace || !isFresh(trace, store, touched)) stale.add(address);
      else if (dependencyKeysOf(trace).symmetricDifference(before).size > 0) manifest.keepTrace(address, trace);
    }
    return stale;
  }
}

/** One run of an export. */
class Run {
  readonly #parts: ExportParts;
  readonly #files: ExportedFiles;
  readonly #targets: Map<string, Target>;
  readonly #failed: string[] = [];
  /** The addresses of the files that belong to the export, pages aside. */
  readonly #others = new Set<string>();
  /** The images that this run wrote or found unchanged. */
  readonly #images = new Map<string, Promise<void>>();
  #rendered = 0;
  #hostsChanged = false;

  constructor(parts: ExportParts, files: ExportedFiles) {
    this.#parts = parts;
    this.#files = files;
    this.#targets = exportTargets(parts.store);
  }

  /** Exports the files under public/, which replace documents at the same path. */
  async publicFiles(): Promise<void> {
    const { store, width } = this.#parts;
    const names = [...listPublicFiles(store.folders).filter((name) => !name.includes('/.')), SPECULATION_PATH];
    const pages = new Set([...this.#targets.values()].map(({ file }) => file));
    await inParallel(names, width, async (name) => {
      const address = name.split('/').map(encodeURIComponent).join('/');
      if (name.endsWith('.html') && pages.has(name.slice(1))) {
        this.#failed.push(`public${name} is left out, since a page has that name.`);
        return;
      }
      if (await this.#exportAnswer(address)) {
        this.#others.add(address);
        this.#targets.delete(address);
      }
    });
    this.#files.flush();
  }

  /** Exports the pages and documents that are new or in `stale`. */
  async pages(stale: ReadonlySet<string>): Promise<void> {
    const { width } = this.#parts;
    for (const [address, { file }] of this.#targets) {
      if (isPossibleName(file)) continue;
      this.#targets.delete(address);
      this.#failed.push(`${address} is left out, since its name is too long for a file.`);
    }
    const isNew = ({ address }: Target) => !this.#files.has(address);
    const due = [...this.#targets.values()].filter((target) => isNew(target) || stale.has(target.address));
    this.#parts.renderer.expect(due.length);
    for (const group of inWritingOrder(due, isNew)) {
      this.#files.announce(group.filter(isNew));
      await inParallel(group, width, (target) => this.#exportPage(target));
      this.#files.flush();
    }
  }

  async #exportPage({ address, file }: Target): Promise<void> {
    try {
      const { page, trace } = await this.#parts.renderer.render({ path: address, priority: 'page', network: '' });
      this.#rendered++;
      if (page.status !== 200) {
        this.#targets.delete(address);
        return;
      }
      const text = textOf(page);
      const images = namedImages(text);
      if (this.#parts.images !== 'none') await allDone(images.map((image) => this.#exportImage(image)));
      await this.#files.write({ address, file, bytes: Buffer.from(text), type: page.type, trace, images });
    } catch (error) {
      if (error instanceof OutputError) throw error;
      this.#parts.manifest.markDue(address);
      this.#failed.push(`${address.trim()} could not be exported: ${(error as Error).message}`);
    }
  }

  /** Exports an image, once a run. */
  #exportImage(path: string): Promise<void> {
    const running = this.#images.get(path);
    if (running) return running;
    // What is at the path of a variant never changes.
    const isKept = path.startsWith('/media/') && this.#files.has(path);
    const made = isKept ? Promise.resolve() : this.#exportAnswer(path).then(() => undefined);
    this.#images.set(path, made);
    return made;
  }

  /** Exports the images that belong to the export and are not there yet. */
  async images(): Promise<void> {
    const { images, manifest, store, width } = this.#parts;
    if (images === 'none') return;
    const wanted = [...manifest.namedImages(this.#gone()), ...(images === 'all' ? imagesOfSite(store) : [])];
    for (const path of wanted) this.#others.add(path);
    const missing = wanted.filter((path) => !this.#files.has(path));
    await inParallel(missing, width, (path) => this.#exportImage(path));
  }

  /** Writes what the site answers at `address`, and returns whether it answers. */
  async #exportAnswer(address: string): Promise<boolean> {
    const { status, type, etag, body } = await this.#parts.answers.get(address, this.#files.etag(address));
    if (status === 304) return true;
    if (status === 404) return false;
    if (status === 200)
      await this.#files.write({ address, file: fileAt(address), bytes: body, type, etag, trace: null, images: [] });
    else this.#failed.push(`${address} could not be exported: the site answered ${status}.`);
    return true;
  }

  /** Writes the redirects and headers for web servers and hosts. */
  hostFiles(): void {
    for (const [file, text] of hostFiles(this.#parts.store)) {
      const address = ` ${file}`;
      this.#others.add(address);
      if (this.#files.writeNow({ address, file, bytes: Buffer.from(text) })) this.#hostsChanged = true;
    }
    this.#files.flush();
  }

  /** The addresses of the files that do not belong to the export any more. */
  #gone(): string[] {
    return this.#files.addresses().filter((address) => !this.#targets.has(address) && !this.#others.has(address));
  }

  /** Deletes what no longer belongs to the export. */
  deleteOthers(): void {
    this.#files.flush();
    this.#files.delete(this.#gone());
  }

  report(): ExportReport {
    const { written, deleted, size } = this.#files;
    const failed = [...new Set(this.#failed)];
    return { files: size, rendered: this.#rendered, written, deleted, failed, hostsChanged: this.#hostsChanged };
  }
}

/** Calls `work` for each item, `width` of them at a time. */
async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let isOver = false;
  const worker = async () => {
    for (const item of left) {
      if (isOver) return;
      await work(item);
    }
  };
  const end = () => {
    isOver = true;
  };
  await allDone(Array.from({ length: width }, () => worker().finally(end)));
}

/** Waits for all, also when one fails, and throws its error then: after a run that failed nothing more is written. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * The text of a page or document as it is exported. A page holds its Content-Security-Policy, since the headers of
 * static hosts cannot name the style of each page. Only in a header a policy forbids frames.
 */
function textOf({ type, text, styleHash }: RenderedPage): string {
  if (!isHtml(type)) return text;
  const policy = pagePolicy(styleHash).replace(/; frame-ancestors [^;]*/, '');
  return text.replace('<head>', `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`);
}
