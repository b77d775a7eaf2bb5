import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bytesAt, type ContentFolders } from '../content/files.ts';
import { replaceContent } from '../content/write-content.ts';

/** Where the content folder has the record. A hidden file is no content. */
export const RECORD_FILE = 'content/.import-record';

/**
 * A file that came from an archive: `made` is the hash of what the import made; `written` that of the file,
 * if what was wrong in it was changed afterwards, and `changes` says what.
 */
const entrySchema = z.strictObject({
  file: z.string(),
  made: z.string().optional(),
  written: z.string().optional(),
  changes: z.array(z.string()).optional(),
});
export type RecordEntry = z.infer<typeof entrySchema>;

const recordSchema = z.strictObject({ version: z.literal(1), files: z.record(z.string(), entrySchema) });

/** What became of a file: it was written, it was so already, or a person had changed or deleted it. */
export type Written = 'written' | 'unchanged' | 'changed by a person' | 'deleted by a person';

/**
 * The files that imports have written, by their sources. With it another import knows its own files, and
 * leaves those alone that a person has changed since.
 */
export class ImportRecord {
  readonly #folders: ContentFolders;
  readonly #entries: Map<string, RecordEntry>;
  readonly #isDry: boolean;

  /**
   * Reads the record of a content folder. Throws if it is there and cannot be read. With `isDry` nothing is
   * written.
   */
  constructor(folders: ContentFolders, isDry: boolean) {
    this.#folders = folders;
    this.#isDry = isDry;
    const text = bytesAt(folders, RECORD_FILE)?.toString();
    try {
      this.#entries = new Map(Object.entries(text ? recordSchema.parse(JSON.parse(text)).files : {}));
    } catch {
      throw new Error(
        `${RECORD_FILE}, the record of earlier imports, cannot be read: restore it from git, or delete it.`,
      );
    }
  }

  entry(source: string): RecordEntry | undefined {
    return this.#entries.get(source);
  }

  /** The entries, sorted by their sources. */
  entries(): [string, RecordEntry][] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Decides the file of a source that has none. */
  plan(source: string, file: string): void {
    if (!this.#entries.has(source)) this.#entries.set(source, { file });
  }

  /** Writes the file of a source, unless a person has changed or deleted it. */
  write(source: string, content: string | Uint8Array): Written {
    const entry = this.#entries.get(source);
    if (!entry) throw new Error(`${source} has no file.`);
    const made = hashOf(content);
    const present = bytesAt(this.#folders, entry.file);
    if (present === null) {
      if (entry.made !== undefined) return 'deleted by a person';
    } else {
      const hash = hashOf(present);
      // An import that was interrupted may have written it already.
      if (hash === made && entry.written === undefined) {
        this.#entries.set(source, { file: entry.file, made });
        return 'unchanged';
      }
      if (hash !== (entry.written ?? entry.made)) return 'changed by a person';
      if (made === entry.made) return 'unchanged';
    }
    this.#put(entry.file, content);
    this.#entries.set(source, { file: entry.file, made });
    return 'written';
  }

  /** Changes the file of a source that was written, and notes why: another import must not undo it. */
  correct(source: string, text: string, changes: readonly string[]): void {
    const entry = this.#entries.get(source);
    if (!entry?.made) return;
    this.#put(entry.file, text);
    this.#entries.set(source, { ...entry, written: hashOf(text), changes: [...(entry.changes ?? []), ...changes] });
  }

  /** Writes the record, one line for each source. */
  save(): void {
    const lines = this.entries().map(([source, entry]) => `${JSON.stringify(source)}: ${JSON.stringify(entry)}`);
    const text = `{"version": 1, "files": {\n${lines.join(',\n')}\n}}\n`;
    if (bytesAt(this.#folders, RECORD_FILE)?.toString() !== text) this.#put(RECORD_FILE, text);
  }

  #put(file: string, content: string | Uint8Array): void {
    if (!this.#isDry) replaceContent(this.#folders, file, content);
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 20);
}
