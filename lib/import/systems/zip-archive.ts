import path from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

// The files of a ZIP archive, within limits: what it claims to hold is checked before anything is unpacked,
// and what is unpacked never exceeds the claim.

/** A publication of ten years has some 30,000 files. */
const MAX_ENTRIES = 200_000;
/** All files of an archive, unpacked, in bytes. */
const MAX_TOTAL = 20_000_000_000;
/** A text or a table that is read as a whole, in bytes. */
const MAX_TEXT = 50_000_000;
/** How much larger a file may be unpacked; texts of people grow by a factor of ten. */
const MAX_RATIO = 200;
/** Small files may grow more. */
const SMALL = 1_000_000;

export class ZipArchive {
  readonly #file: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(file: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Opens an archive. Throws if it is none, if a name in it leads out of it, or if it exceeds a limit. */
  static async open(file: string): Promise<ZipArchive> {
    const name = path.basename(file);
    let zip: ZipFile | null = null;
    try {
      zip = await openPromise(file, { autoClose: false });
      const entries = new Map<string, Entry>();
      let total = 0;
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        total += entry.uncompressedSize;
        checkEntry(entry, entries.size, total);
        entries.set(entry.fileName, entry);
      }
      return new ZipArchive(file, zip, entries);
    } catch (error) {
      zip?.close();
      throw new Error(`“${name}” cannot be imported: ${reasonOf(error as NodeJS.ErrnoException)}`);
    }
  }

  /** The names of all files, in the order of the archive. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The size of a file in bytes, unpacked; 0 if there is none. */
  sizeOf(name: string): number {
    return this.#entries.get(name)?.uncompressedSize ?? 0;
  }

  /** The text of a file; null if there is none. Throws if it is damaged or too large. */
  async text(name: string): Promise<string | null> {
    if (this.sizeOf(name) > MAX_TEXT) {
      throw new Error(
        `“${name}” in “${path.basename(this.#file)}” has more than ${MAX_TEXT} bytes; no post is so long.`,
      );
    }
    const stream = await this.stream(name);
    if (stream === null) return null;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
    } catch (error) {
      const { message } = error as Error;
      throw new Error(
        `“${name}” in “${path.basename(this.#file)}” is damaged (${message}): download the export again.`,
      );
    }
  }

  /** A stream of a file; null if there is none. */
  async stream(name: string): Promise<NodeJS.ReadableStream | null> {
    const entry = this.#entries.get(name);
    return entry ? await this.#zip.openReadStreamPromise(entry) : null;
  }

  async close(): Promise<void> {
    this.#zip.close();
  }
}

function checkEntry(entry: Entry, count: number, total: number): void {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (count >= MAX_ENTRIES)
    throw new Error(`It has more than ${MAX_ENTRIES} files. Name the export of one publication.`);
  if (uncompressedSize > SMALL && uncompressedSize > compressedSize * MAX_RATIO) {
    const times = Math.round(uncompressedSize / Math.max(1, compressedSize));
    throw new Error(
      `Its file “${fileName}” would become ${times} times larger, as only a ZIP bomb does. Export again.`,
    );
  }
  if (total > MAX_TOTAL) throw new Error(`Its files have more than ${MAX_TOTAL} bytes, from “${fileName}” on.`);
  if (entry.isEncrypted()) throw new Error(`Its file “${fileName}” is encrypted. Save the archive without a password.`);
}

/** A sentence for an error of the library. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EISDIR') return 'It is a folder. Name the ZIP file as it was downloaded.';
  if (/^(?:invalid relative path|absolute path|invalid characters)/.test(message)) {
    const [, name = ''] = message.split(/: (.*)/s);
    return `Its file “${name}” has a name that leads out of the archive. Export again.`;
  }
  if (/end of central directory/i.test(message))
    return 'It is no ZIP archive, or its end is missing. Download it again.';
  return /[.]$/.test(message) ? message : `It is damaged (${message}). Download it again.`;
}
