import { hash } from 'node:crypto';
import { compress } from '../server/cached-page.ts';
import type { ExportedFile, KnownFile, Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';

/** A file to write: its bytes and content type with what the manifest has of it. */
export type NewFile = Readonly<
  Pick<ExportedFile, 'address' | 'file' | 'trace' | 'images'> & { bytes: Buffer; type: string; etag?: string }
>;

/** Content types that shrink: texts. Images and fonts are compressed already. */
const COMPRESSIBLE = /^text\/|[/+](?:xml|json|javascript|speculationrules\+json)\b/;
/**
 * Brotli of quality 6 takes 1 ms a page, and 11 some 40 ms for a tenth less: ten thousand pages must not take hours,
 * and the same page has the same bytes whichever run wrote it.
 */
const LEVELS = { br: 6, gzip: 6 };
/** So many records are written in one transaction. */
const RECORDS_AT_ONCE = 100;

/** The files of an export, on disk and in the manifest. Writes only what differs. */
export class ExportedFiles {
  readonly #output: OutputFolder;
  readonly #manifest: Manifest;
  readonly #engine: string;
  readonly #known: Map<string, KnownFile>;
  readonly #announced = new Set<string>();
  readonly #records: (ExportedFile & { stamp: string })[] = [];
  #written = 0;
  #deleted = 0;

  /** Finds which files of the manifest are in the folder as they were written. `engine` makes the pages. */
  constructor(output: OutputFolder, manifest: Manifest, engine: string) {
    this.#output = output;
    this.#manifest = manifest;
    this.#engine = engine;
    this.#known = manifest.files();
    for (const [address, file] of this.#known) {
      if (file.hash === '' || file.stamp !== output.stamp(file.file))
        this.#known.set(address, { ...file, hash: '', etag: '' });
    }
  }

  /** How many files were written, how many deleted, and how many there are; compressed copies do not count. */
  get written(): number {
    return this.#written;
  }
  get deleted(): number {
    return this.#deleted;
  }
  get size(): number {
    return this.#known.size;
  }

  /** Whether the file at `address` is there, as it was written. */
  has(address: string): boolean {
    return (this.#known.get(address)?.hash ?? '') !== '';
  }

  /** The ETag that the file at `address` had; empty if it has none or is not there. */
  etag(address: string): string {
    return this.#known.get(address)?.etag ?? '';
  }

  /** Records files that will be written. */
  announce(files: readonly Pick<NewFile, 'address' | 'file'>[]): void {
    this.#manifest.announce(files.map(({ address, file }) => ({ address, file, copies: ['.br', '.gz'] })));
    for (const { address } of files) this.#announced.add(address);
  }

  /** Writes a file with its compressed copies, unless it is there with the same bytes. */
  async write({ address, file, bytes, type, trace, images, etag = '' }: NewFile): Promise<void> {
    const hash = hashOf(bytes);
    const known = this.#known.get(address);
    const copies = COMPRESSIBLE.test(type) ? ['.br', '.gz'] : [];
    if (known?.hash !== hash || known.file !== file) {
      if (!known && !this.#announced.has(address)) this.#manifest.announce([{ address, file, copies }]);
      if (copies.length > 0) {
        // The copies come first: a file that is there has them.
        this.#output.write(`${file}.br`, await compress(bytes, 'br', LEVELS));
        this.#output.write(`${file}.gz`, await compress(bytes, 'gzip', LEVELS));
      }
      this.#output.write(file, bytes);
      this.#written++;
    }
    this.#record({ address, file, hash, copies, trace, images, etag });
  }

  /** Writes a file without compressed copies unless it is there with the same bytes. Returns whether it did. */
  writeNow({ address, file, bytes }: Pick<NewFile, 'address' | 'file' | 'bytes'>): boolean {
    const hash = hashOf(bytes);
    if (this.#known.get(address)?.hash === hash) return false;
    this.#manifest.announce([{ address, file, copies: [] }]);
    this.#output.write(file, bytes);
    this.#written++;
    this.#record({ address, file, hash, copies: [], trace: null, images: [], etag: '' });
    return true;
  }

  #record(file: ExportedFile): void {
    const stamp = this.#output.stamp(file.file);
    this.#records.push({ ...file, stamp });
    const { trace: _, images: __, ...known } = file;
    this.#known.set(file.address, { ...known, stamp });
    if (this.#records.length >= RECORDS_AT_ONCE) this.flush();
  }

  /** Writes what was recorded to the manifest. */
  flush(): void {
    this.#manifest.record(this.#records.splice(0), this.#engine);
  }

  /** The addresses of all files. */
  addresses(): string[] {
    return [...this.#known.keys()];
  }

  /** Deletes the files at `addresses`. */
  delete(addresses: readonly string[]): void {
    const gone = addresses.flatMap((address) => this.#known.get(address) ?? []);
    for (const address of addresses) this.#known.delete(address);
    const kept = new Set([...this.#known.values()].map(({ file }) => file));
    const files = gone.filter(({ file }) => !kept.has(file));
    this.#output.remove(files.flatMap(({ file, copies }) => [file, ...copies.map((ending) => file + ending)]));
    this.#manifest.forget(addresses);
    this.#deleted += gone.length;
  }
}

function hashOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'base64url');
}
