import type { ContentKind } from '../content/files.ts';

/** A content file: its path (`content/…`), its kind and its text. */
export type MigratedFile = Readonly<{ path: string; kind: ContentKind; text: string }>;

/** What one version of the content model changes. */
export type Migration = Readonly<{
  /** The version that needs it. */
  version: number;
  /** What changes, in words for editors, in the present tense. */
  what: string;
  /** Returns a file as that version reads it, the same if nothing changes; a new path is in the same folder. */
  change(file: MigratedFile): Pick<MigratedFile, 'path' | 'text'>;
}>;

/** The migrations by version. The first version has none. */
export const MIGRATIONS: readonly Migration[] = [];
