import type { Archive } from './imported-item.ts';

/** A system whose archives can be imported. */
export type ImportSystem = Readonly<{
  /** Its name in texts. */
  title: string;
  /** What follows its name on the command line: `export.xml`. */
  source: string;
  /**
   * Opens the archive at paths of the command line, which are absolute. Throws an error with a sentence, and
   * the position in the file, if they are no such archive.
   */
  open(sources: readonly string[]): Promise<Archive>;
}>;

/** All systems by their names on the command line. A command loads only the reader that it uses. */
export const SYSTEMS: Readonly<Record<string, ImportSystem>> = {
  wordpress: {
    title: 'WordPress',
    source: 'export.xml',
    open: async (sources) => (await import('./systems/wordpress.ts')).openWordPress(sources),
  },
};
